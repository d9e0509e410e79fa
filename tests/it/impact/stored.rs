//! Reports are worked out once, and are what a fresh look at the raw rows finds.

use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::Value;
use time::macros::datetime;
use uuid::Uuid;

use super::{OCTOBER, held, people, small_organisation};
use crate::support::{Site, site};

async fn kept(site: &Site) -> Vec<(String, Value)> {
    sqlx::query_as(
        "select from_on || ' ' || until_on, content from reports where community_id is null order by 1",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("reports")
}

async fn run(site: &Site, sql: &'static str) {
    sqlx::query(sql).execute(&site.app.db).await.expect("done");
}

/// A later slot of the job.
async fn five_minutes_on(site: &Site) {
    site.clock_to(site.app.clock.now() + time::Duration::minutes(5));
    site.run_jobs().await;
}

#[tokio::test]
async fn a_report_is_worked_out_once_and_again_soon_after_a_change() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    site.run_jobs().await;
    let first = leader.get("/impact").await;
    assert!(first.text(".report-bar").contains("As of 09:00."));
    site.clock_to(datetime!(2026-11-23 09:04 UTC));
    assert!(
        leader.get("/impact").await.text(".report-bar").contains("As of 09:00."),
        "it is read, not worked out"
    );
    held(&site, &circle, OCTOBER, &people(&site, "Sales", 30).await).await;
    assert_eq!(leader.get("/impact").await.all("#further + .figures .figure")[0], "about 15");
    five_minutes_on(&site).await;
    let page = leader.get("/impact").await;
    assert!(page.text(".report-bar").contains("As of 09:09."));
    let people = page.all("#further + .figures .figure")[0].clone();
    assert!(people.starts_with("about 45"), "{people}");
    let data: Value = serde_json::from_str(leader.get("/impact.json").await.body()).expect("a report");
    assert_eq!(data["as_of"], "2026-11-23T09:09:00Z");
    assert_eq!(data["figures"][0]["value"], "about 45", "the same row");
    assert!(leader.get("/impact.csv").await.body().contains("2026-11-23T09:09:00Z"));
    five_minutes_on(&site).await;
    assert!(
        leader.get("/impact").await.text(".report-bar").contains("As of 09:09."),
        "nothing changed since"
    );
}

#[tokio::test]
async fn where_the_job_does_not_come_round_no_report_is_older_than_ten_minutes() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    leader.get("/impact").await;
    held(&site, &circle, OCTOBER, &people(&site, "Sales", 30).await).await;
    run(&site, "update report_changes set at = at - interval '9 minutes'").await;
    let shown = async || leader.get("/impact").await.all("#further + .figures .figure")[0].clone();
    assert!(shown().await.starts_with("about 15"));
    run(&site, "update report_changes set at = at - interval '2 minutes'").await;
    assert!(shown().await.starts_with("about 45"));
}

#[tokio::test]
async fn organisers_read_their_own_period_anew_after_a_change() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let path = format!("{circle}/impact?from=2026-10-01&until=2026-10-31");
    let shown = async || ana.get(&path).await.all("#further + .figures .figure")[0].clone();
    site.run_jobs().await;
    assert_eq!(shown().await, "17");
    held(&site, &circle, OCTOBER, &people(&site, "Sales", 3).await).await;
    assert_eq!(shown().await, "17", "as it was kept");
    five_minutes_on(&site).await;
    assert_eq!(shown().await, "20");
}

/// Changes that reports are made of, at random.
async fn change(site: &Site, circle: &str, everyone: &[Uuid], dice: &mut rand::rngs::StdRng) {
    match dice.random_range(0..9) {
        0 | 1 => {
            let at = OCTOBER + time::Duration::hours(dice.random_range(-24 * 150..24 * 25));
            let present: Vec<Uuid> = everyone.sample(dice, 12).copied().collect();
            held(site, circle, at, &present).await;
        }
        2 => run(site, "delete from attendance where ctid in (select ctid from attendance order by random() limit 5)").await,
        3 => run(site, "update events set state = 'cancelled', cancelled_at = starts_at
                        where id in (select id from events where state = 'published' order by random() limit 1)").await,
        4 => run(site, "update events set ends_at = ends_at + interval '7 minutes'
                        where id in (select id from events order by random() limit 2)").await,
        5 => run(site, "update people set team_id = (select id from teams order by random() limit 1)
                        where id in (select id from people order by random() limit 2)").await,
        6 => run(site, "update people set deactivated_at = created_at
                        where id in (select id from people where not is_leader order by random() limit 1)").await,
        7 => run(site, "update events set list_completed_at = null
                        where id in (select id from events order by random() limit 1)").await,
        _ => run(site, "update teams set name = name || '!' where id in (select id from teams order by random() limit 1)").await,
    }
}

#[tokio::test]
async fn what_is_kept_is_what_the_raw_rows_say_whatever_changed() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    let mut everyone = Vec::new();
    for (team, count) in [("Platform", 6), ("Data", 7), ("Legal", 4), ("Sales", 12)] {
        everyone.extend(people(&site, team, count).await);
    }
    let mut dice = rand::rngs::StdRng::seed_from_u64(10);
    for pick in ["so-far", "2026-q3", "2026-h1"] {
        leader.get(&format!("/impact?period={pick}")).await;
    }
    for round in 0..12 {
        for _ in 0..3 {
            change(&site, &circle, &everyone, &mut dice).await;
        }
        five_minutes_on(&site).await;
        let told = kept(&site).await;
        assert_eq!(told.len(), 3);
        run(&site, "delete from reports").await;
        for pick in ["so-far", "2026-q3", "2026-h1"] {
            leader.get(&format!("/impact?period={pick}")).await;
        }
        assert_eq!(told, kept(&site).await, "round {round}");
        // And counted another way.
        let (people, sessions, minutes): (i64, i64, i64) = sqlx::query_as(
            "select count(distinct a.person_id), count(distinct e.id), coalesce(sum(extract(epoch from e.ends_at - e.starts_at) / 60), 0)::bigint
             from attendance a
             join events e on e.id = a.event_id
             where e.state = 'published' and e.starts_at >= '2026-10-01' and e.starts_at < '2026-11-02'",
        )
        .fetch_one(&site.app.db)
        .await
        .expect("numbers");
        let content = &told.last().expect("the quarter so far").1;
        let about = match people {
            0 => "Nobody yet".to_owned(),
            1..5 => "Fewer than 5".to_owned(),
            _ => format!("about {}", (people + 2) / 5 * 5),
        };
        assert_eq!(content["further"][0]["value"], about, "round {round}");
        let hours = &content["leads"][2]["figure"]["value"];
        let about = match sessions {
            0 => "0".to_owned(),
            1..10 => "Hidden".to_owned(),
            _ => format!("about {}", (minutes + 150) / 300 * 5),
        };
        assert_eq!(*hours, about, "round {round}");
    }
}
