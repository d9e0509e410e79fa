//! The dictionary of metrics: each number is what the raw rows say, as its reader may see it.

use serde_json::Value;
use time::macros::datetime;

use super::privacy::demo;
use super::{OCTOBER, held, people, quoted, small_organisation};
use crate::support::{Browser, Page, Site, site};

/// A metric's value on a page.
fn value(page: &Page, metric: &str) -> String {
    page.text(&format!("#{metric} .metric-value"))
}

fn about(number: i64) -> String {
    match number {
        0 => "Nobody yet".to_owned(),
        1..5 => "Fewer than 5".to_owned(),
        number => format!("about {}", (number + 2) / 5 * 5),
    }
}

#[tokio::test]
async fn organisers_read_each_number_and_leaders_the_nearest_five() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    let own = ana.get(&format!("{circle}/impact/metrics")).await;
    assert_eq!(own.status(), 200);
    // 17 people, of whom 11 of 17 came again; 17 + 11 + 6 hours, and two of preparation for each of three sessions.
    let read = ["people", "returned", "hours", "hours-spent", "sessions", "teams-reached", "trust"];
    let told = |page: &Page| read.map(|metric| value(page, metric));
    assert_eq!(told(&own), ["17", "65%", "34", "40", "3", "2 of 2", "No pulse"]);
    let page = leader.get("/impact/metrics").await;
    assert_eq!(told(&page), ["about 15", "65%", "Hidden", "Hidden", "3", "2 of 2", "No pulse"]);
    assert_eq!(page.all(".metric").len(), 21, "all but four");
    assert!(page.text(".page-head").contains("came, for every hundred who said yes"), "which is named");
    assert_eq!(own.all(".metric").len(), 25);
    for kept in ["concentration of contributions", "of contributions came from one person"] {
        assert!(page.text(".page-head").contains(kept) && !page.text(".metrics").contains(kept), "{kept}");
    }
    assert!(page.all(".metric-more p").iter().all(|definition| definition.len() > 30));
    assert!(!page.body().contains("Baseline:"), "before the first session there was nothing to compare with");
    assert_eq!(leader.get(&format!("{circle}/impact/metrics")).await.status(), 404);
    assert_eq!(ana.get("/impact/metrics").await.status(), 404);
}

#[tokio::test]
async fn a_story_for_its_community_alone_is_in_no_number_of_leaders() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    quoted(&site, &circle, &ana, "It is quieter now.").await;
    let own_path = format!("{circle}/impact/metrics");
    let told = async || {
        site.clock_to(site.app.clock.now() + time::Duration::minutes(10));
        site.run_jobs().await;
        let pages = [leader.get("/impact/metrics").await, ana.get(&own_path).await];
        pages.map(|page| value(&page, "stories-applied"))
    };
    assert_eq!(told().await, ["1", "1"]);
    sqlx::query("update stories set visibility = 'community'")
        .execute(&site.app.db)
        .await
        .expect("it is changed");
    assert_eq!(told().await, ["0", "1"]);
}

#[tokio::test]
async fn what_leaders_are_not_told_is_not_there() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    for (metric, status) in [
        ("turned-up", 404),
        ("reach", 404),
        ("concentration", 404),
        ("top-share", 404),
        ("nothing", 404),
        ("people", 200),
    ] {
        assert_eq!(leader.get(&format!("/impact/metrics/{metric}")).await.status(), status, "{metric}");
    }
    assert_eq!(ana.get(&format!("{circle}/impact/metrics/turned-up")).await.status(), 200);
    let people = leader.get("/impact/metrics/people").await;
    assert!(!people.has("#parts ~ table"), "no small group’s number");
    assert!(people.text("main").contains("It is not told by community or department."));
    assert_eq!(people.all(".listing .title").len(), 3, "the sessions are, and who came is not");
    assert!(!people.text(".listing").contains("recorded"));
}

#[tokio::test]
async fn sessions_and_stories_are_told_by_community_and_private_ones_are_in_nothing() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    let (zoe, leader) = (site.person("Zoe Zeller").await, site.leader("Lea Lopez").await);
    let other = zoe.found("A second circle", &[]).await;
    let hidden = zoe.found("Quiet corner", &[("visibility", "private")]).await;
    let sales = people(&site, "Sales", 8).await;
    held(&site, &other, OCTOBER, &sales).await;
    held(&site, &hidden, OCTOBER, &sales).await;
    let page = leader.get("/impact/metrics/sessions").await;
    assert_eq!(page.all("#parts ~ table tbody th"), ["A second circle", "Testing circle"]);
    assert_eq!(page.all("#parts ~ table tbody td:nth-child(2)"), ["1", "3"]);
    assert!(page.text("h1").starts_with('4'));
    assert!(!page.body().contains("Quiet corner"));
    sqlx::query("update communities set visibility = 'private' where '/communities/' || slug = $1")
        .bind(&circle)
        .execute(&site.app.db)
        .await
        .expect("done");
    let page = leader.get("/impact/metrics/sessions").await;
    assert!(!page.body().contains("Testing circle"), "from the moment it is private, whatever is kept");
}

#[tokio::test]
async fn organisers_read_their_people_by_department_exactly() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let page = ana.get(&format!("{circle}/impact/metrics/people")).await;
    let told: Vec<i64> = page
        .all("#parts ~ table tbody td:nth-child(2)")
        .iter()
        .map(|number| number.parse().expect("a number"))
        .collect();
    let rows: Vec<i64> = sqlx::query_scalar(
        "select count(distinct a.person_id)
         from attendance a
         join teams t on t.id = a.team_id
         join departments d on d.id = t.department_id
         group by d.id, d.name
         order by lower(d.name)",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("numbers");
    assert_eq!(told, rows);
    assert_eq!(told.iter().sum::<i64>(), 17);
}

/// The metric of a report, by its name.
fn told<'a>(report: &'a Value, name: &str) -> &'a Value {
    let metrics = report["metrics"].as_array().expect("metrics");
    metrics.iter().find(|metric| metric["name"] == name).expect("the metric")
}

/// The raw rows, counted another way.
async fn count(site: &Site, sql: &'static str, from: &str, until: &str) -> i64 {
    sqlx::query_scalar(sql).bind(from).bind(until).fetch_one(&site.app.db).await.expect("a number")
}

const LISTED: [(&str, &str); 3] = [
    (
        "people came to a session",
        "select count(distinct a.person_id)
         from attendance a
         join events e on e.id = a.event_id
         join communities c on c.id = e.community_id
         where c.visibility = 'listed' and e.state = 'published'
           and (e.starts_at at time zone 'Europe/London')::date between $1::date and $2::date",
    ),
    (
        "times people said “we used this too”",
        "select case when count(distinct r.person_id) between 1 and 4 then 1 else count(*) end
         from reuses r
         join stories s on s.id = r.story_id
         join communities c on c.id = s.community_id
         where c.visibility = 'listed' and s.published_at is not null and s.withdrawn_at is null
           and (r.at at time zone 'Europe/London')::date between $1::date and $2::date",
    ),
    (
        "people hosted for the first time",
        "select count(*)
         from (select h.person_id, min(e.starts_at) as first
               from hosts h
               join events e on e.id = h.event_id
               join communities c on c.id = e.community_id
               where c.visibility = 'listed' and e.state = 'published'
                 and exists (select from attendance a where a.event_id = e.id)
               group by h.person_id) f
         where (f.first at time zone 'Europe/London')::date between $1::date and $2::date",
    ),
];

const EXACT: [(&str, &str); 3] = [
    (
        "sessions held",
        "select count(*)
         from events e
         join communities c on c.id = e.community_id
         where c.visibility = 'listed' and e.state = 'published'
           and (select count(*) from attendance a where a.event_id = e.id) >= 3
           and (e.starts_at at time zone 'Europe/London')::date between $1::date and $2::date",
    ),
    (
        "kinds of session",
        "select count(distinct e.kind)
         from events e
         join communities c on c.id = e.community_id
         where c.visibility = 'listed' and e.state = 'published'
           and (select count(*) from attendance a where a.event_id = e.id) >= 3
           and (e.starts_at at time zone 'Europe/London')::date between $1::date and $2::date",
    ),
    (
        "stories of something tried or changed",
        "select count(*)
         from stories s
         join communities c on c.id = s.community_id
         where c.visibility = 'listed' and s.withdrawn_at is null and s.cycle in ('applied', 'realised', 'reframing')
           and (s.published_at at time zone 'Europe/London')::date between $1::date and $2::date",
    ),
];

const MINUTES: &str = "
    select coalesce(sum(extract(epoch from e.ends_at - e.starts_at) / 60), 0)::bigint
    from attendance a
    join events e on e.id = a.event_id
    join communities c on c.id = e.community_id
    where c.visibility = 'listed' and e.state = 'published'
      and (e.starts_at at time zone 'Europe/London')::date between $1::date and $2::date";

const COFFEES: &str = "
    select case when count(distinct x.person_id) between 1 and 4 then 1 else count(distinct m.id) end
    from coffee_matches m
    join coffee_rounds r on r.id = m.round_id
    join coffee_programmes p on p.id = r.programme_id
    left join communities c on c.id = p.community_id
    join coffee_partners x on x.match_id = m.id and x.left_at is null
    where m.void_at is null
      and (c.id is null or c.visibility = 'listed')
      and 'met' in (select y.outcome from coffee_partners y where y.match_id = m.id and y.left_at is null)
      and 1 < (select count(distinct y.team_id) from coffee_partners y where y.match_id = m.id and y.left_at is null)
      and (m.made_at at time zone 'Europe/London')::date between $1::date and $2::date";

async fn report(leader: &Browser, pick: &str) -> Value {
    serde_json::from_str(leader.get(&format!("/impact.json?period={pick}")).await.body()).expect("a report")
}

#[tokio::test]
async fn every_number_of_the_demo_is_what_the_raw_rows_say() {
    let site = demo().await;
    let leader = site.leader("Lea Lopez").await;
    site.clock_to(datetime!(2026-11-23 09:00 UTC));
    let picks = leader.get("/impact").await.attributes("#period option", "value");
    for pick in picks {
        let report = report(&leader, &pick).await;
        let [from, until] = ["from", "until"].map(|end| report["period"][end].as_str().expect("a day"));
        for (name, sql) in LISTED {
            assert_eq!(
                told(&report, name)["value"],
                about(count(&site, sql, from, until).await),
                "{name}, {pick}"
            );
        }
        for (name, sql) in EXACT {
            let number = count(&site, sql, from, until).await.to_string();
            assert_eq!(told(&report, name)["value"], number, "{name}, {pick}");
        }
        let minutes = count(&site, MINUTES, from, until).await;
        let hours = told(&report, "hours of learning together")["value"].as_str().expect("a value");
        if hours != "Hidden" && hours != "0" {
            assert_eq!(hours, format!("about {}", grouped((minutes + 150) / 300 * 5)), "{pick}");
        }
        let coffees = match count(&site, COFFEES, from, until).await {
            0 => "None".to_owned(),
            1..5 => "Too few to tell".to_owned(),
            met => about(met),
        };
        assert_eq!(told(&report, "coffees across teams took place")["value"], coffees, "{pick}");
    }
}

fn grouped(number: i64) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}
