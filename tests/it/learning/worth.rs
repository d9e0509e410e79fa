//! "Was it worth your time?", asked after somebody's first session.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::support::{Browser, Site, form, site};

/// The session of [`held`] ends on Tuesday 24 November 2026 at eleven.
const ENDED: OffsetDateTime = datetime!(2026-11-24 11:00 UTC);

/// A session that was held, with those who came.
async fn held(site: &Site, came: &[&Browser]) -> (Browser, String, String) {
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    for one in came {
        one.join(&circle).await;
    }
    let session = ana.schedule(&circle, "Flaky tests", &[]).await;
    sqlx::query("update events set starts_at = $1, ends_at = $2 where title = 'Flaky tests'")
        .bind(ENDED - Duration::hours(1))
        .bind(ENDED)
        .execute(&site.app.db)
        .await
        .expect("done");
    for one in came {
        sqlx::query(
            "insert into attendance (event_id, person_id, source, recorded_at)
             select id, $1, 'host', $2 from events where title = 'Flaky tests'",
        )
        .bind(one.id)
        .bind(ENDED)
        .execute(&site.app.db)
        .await
        .expect("done");
    }
    (ana, circle, session)
}

async fn nudges(site: &Site) -> Vec<(String, bool)> {
    sqlx::query_as(
        "select p.name, n.done_at is not null from nudges n join people p on p.id = n.person_id
         where n.kind = 'N22' order by p.name",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("done")
}

#[tokio::test]
async fn whoever_came_for_the_first_time_is_asked_a_day_later_in_one_tap() {
    let site = site().await;
    let ben = site.person("Ben Okafor").await;
    let (_, _, session) = held(&site, &[&ben]).await;
    site.clock_to(ENDED + Duration::hours(23) + Duration::minutes(59));
    site.run_jobs().await;
    assert!(nudges(&site).await.is_empty());
    site.clock_to(ENDED + Duration::hours(24));
    site.run_jobs().await;
    assert_eq!(nudges(&site).await, [("Ben Okafor".to_owned(), false)]);
    let home = ben.get("/").await;
    assert_eq!(home.text(".nudge h3"), "Was it worth your time?");
    let action = format!("{session}/worth");
    assert_eq!(home.attributes(".nudge form", "action")[0], action);
    assert!(ben.post(&action, "answer=great").await.status() == 400);
    assert!(ben.post(&action, "answer=yes").await.said().starts_with("Thank you."));
    assert!(ben.post(&action, "answer=no").await.said().starts_with("Your answer was counted before."));
    assert!(!ben.get("/").await.has(".nudge"));
    let counted: (i32, i32, i32) = sqlx::query_as("select yes, partly, no from session_worth")
        .fetch_one(&site.app.db)
        .await
        .expect("done");
    assert_eq!(counted, (1, 0, 0));
    site.clock_to(ENDED + Duration::hours(25));
    site.run_jobs().await;
    assert_eq!(nudges(&site).await, [("Ben Okafor".to_owned(), true)]);
}

#[tokio::test]
async fn the_link_of_an_email_shows_a_page_and_only_a_press_counts() {
    let site = site().await;
    let ben = site.person("Ben Okafor").await;
    held(&site, &[&ben]).await;
    site.clock_to(ENDED + Duration::hours(24));
    site.run_jobs().await;
    let letter = site.letter_to(&ben.email).await;
    let link = letter.split_whitespace().find(|word| word.contains("/worth/")).expect("a link");
    let path = &link[link.find("/worth/").expect("done")..];
    let stranger = site.stranger();
    for _ in 0..3 {
        assert_eq!(stranger.get(path).await.text("h1"), "Was it worth your time?");
    }
    let none: i64 =
        sqlx::query_scalar("select count(*) from session_worth").fetch_one(&site.app.db).await.expect("done");
    assert_eq!(none, 0);
    let press = || stranger.post(path, "answer=partly");
    tokio::join!(press(), press(), press(), press());
    let all: i32 = sqlx::query_scalar("select yes + partly + no from session_worth")
        .fetch_one(&site.app.db)
        .await
        .expect("done");
    assert_eq!(all, 1, "four presses at once are one answer");
    assert!(stranger.get(path).await.text("main").contains("your answer is counted"));
    assert_eq!(stranger.get("/worth/nothing").await.text("h1"), "This link has expired");
    site.clock_to(ENDED + Duration::days(40));
    assert_eq!(stranger.get(path).await.status(), 404);
}

#[tokio::test]
async fn organisers_see_five_answers_and_never_fewer_and_nobody_else_may_answer() {
    let site = site().await;
    let mut came = Vec::new();
    for name in ["Ben Okafor", "Chloe Martin", "Dev Patel", "Elif Kaya", "Finn Larsen"] {
        came.push(site.person(name).await);
    }
    let (ana, circle, session) = held(&site, &came.iter().collect::<Vec<_>>()).await;
    site.clock_to(ENDED + Duration::hours(25));
    let action = format!("{session}/worth");
    assert_eq!(ana.post(&action, "answer=yes").await.status(), 404, "she was not there");
    for (nth, one) in came.iter().enumerate() {
        assert!(!ana.get(&session).await.has("#worth"), "after {nth}");
        let answer = if nth == 0 { "partly" } else { "yes" };
        one.post(&action, &form(&[("answer", answer)])).await;
    }
    let words = ana.get(&session).await.text("section[aria-labelledby=worth]");
    assert!(words.contains("Of 5 people who came to Testing circle for the first time, 4 said"), "{words}");
    assert!(!came[0].get(&session).await.has("#worth"), "only those who run it see that");
    // The next session is nobody's first here.
    let next = ana.schedule(&circle, "Test data", &[]).await;
    sqlx::query(
        "insert into attendance (event_id, person_id, source, recorded_at)
         select id, $1, 'host', now() from events where title = 'Test data'",
    )
    .bind(came[0].id)
    .execute(&site.app.db)
    .await
    .expect("done");
    sqlx::query(
        "update events set starts_at = $1, ends_at = $1 + interval '1 hour' where title = 'Test data'",
    )
    .bind(ENDED + Duration::days(2))
    .execute(&site.app.db)
    .await
    .expect("done");
    assert_eq!(came[0].post(&format!("{next}/worth"), "answer=yes").await.status(), 404);
}
