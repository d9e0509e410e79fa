//! The weekly digest: at eight on Monday where the person is, once, with everything in it once.

use guildhall::jobs::Job;
use guildhall::{SendDigests, jobs};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::support::{Browser, START, Site, crowded_site, form, site};

/// The Monday after the one on which everything begins.
const MONDAY: OffsetDateTime = datetime!(2026-11-30 08:00 UTC);

async fn digests(site: &Site, person: &Browser) -> Vec<String> {
    sqlx::query_scalar(
        "select subject || E'\n' || body_text from mails where person_id = $1 and kind = 'digest' order by number",
    )
    .bind(person.id)
    .fetch_all(&site.app.db)
    .await
    .expect("digests")
}

async fn live_in(site: &Site, person: &Browser, zone: &str) {
    sqlx::query("update people set zone = $2 where id = $1")
        .bind(person.id)
        .bind(zone)
        .execute(&site.app.db)
        .await
        .expect("a zone");
}

async fn run_at(site: &Site, at: OffsetDateTime) {
    site.clock_to(at);
    site.run_jobs().await;
}

async fn circle(site: &Site) -> (Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    (ana, ben, circle)
}

/// People who are in every community.
async fn guests(site: &Site, number: i32) {
    sqlx::query(
        "with person as (
             insert into people (name, email, created_at)
             select 'Guest ' || n, 'guest' || n || '@example.org', $1 from generate_series(1, $2) n
             returning id
         )
         insert into members (community_id, person_id, membership, asked_at, joined_at)
         select c.id, person.id, 'member', $1, $1 from person, communities c",
    )
    .bind(START)
    .bind(number)
    .execute(&site.app.db)
    .await
    .expect("guests");
}

/// How many digests there are, and for how many people.
async fn made(site: &Site) -> (i64, i64) {
    sqlx::query_as("select count(*), count(distinct person_id) from mails where kind = 'digest'")
        .fetch_one(&site.app.db)
        .await
        .expect("counts")
}

#[tokio::test]
async fn on_monday_at_eight_it_has_the_week_and_what_was_kept_and_nothing_twice() {
    let site = site().await;
    let (ana, ben, circle) = circle(&site).await;
    ben.post("/me/notices", "announcement=digest").await;
    site.clock_to(START + Duration::days(1));
    let near = ana.schedule(&circle, "Flaky [tests]", &[("day", "2026-12-03")]).await;
    ana.schedule(&circle, "Far away", &[("day", "2026-12-15")]).await;
    let declined = ana.schedule(&circle, "Not for Ben", &[("day", "2026-12-04")]).await;
    ben.go(&near).await;
    ben.decline(&declined).await;
    ana.post(
        &format!("{circle}/announcements"),
        &form(&[("subject", "We move"), ("body", "Up."), ("send", "now")]),
    )
    .await;
    site.run_jobs().await;
    run_at(&site, MONDAY - Duration::minutes(15)).await;
    assert!(digests(&site, &ben).await.is_empty(), "not before its hour");
    run_at(&site, MONDAY).await;
    run_at(&site, MONDAY + Duration::minutes(15)).await;
    run_at(&site, MONDAY + Duration::hours(5)).await;
    let sent = digests(&site, &ben).await;
    assert_eq!(sent.len(), 1);
    let letter = &sent[0];
    assert!(letter.starts_with("Your week: 1 session, and what is new"), "{letter}");
    for (words, times) in [
        ("- Thu 3 Dec, 14:00: Flaky [tests] (", 1),
        ("New. You’re going.", 1),
        ("\nNew sessions\n", 1),
        ("Far away", 1),
        ("We move (http://127.0.0.1:3000/communities/testing-circle/announcements)", 1),
        ("Not for Ben (", 1),
    ] {
        assert_eq!(letter.matches(words).count(), times, "{words} in {letter}");
    }
    // The week after has the session of that week, and none of what was told.
    run_at(&site, MONDAY + Duration::days(14)).await;
    let sent = digests(&site, &ben).await;
    assert_eq!(sent.len(), 2);
    assert!(
        sent[1].contains("Far away") && !sent[1].contains("We move") && !sent[1].contains("New"),
        "{}",
        sent[1]
    );
}

#[tokio::test]
async fn there_is_none_when_there_is_nothing_to_say_or_it_is_not_wanted() {
    let site = site().await;
    let (ana, ben, circle) = circle(&site).await;
    run_at(&site, MONDAY).await;
    assert!(digests(&site, &ben).await.is_empty(), "nothing to say");
    ana.schedule(&circle, "Flaky tests", &[("day", "2026-12-10")]).await;
    ben.post("/me/notices", "digest=off").await;
    run_at(&site, MONDAY + Duration::days(7)).await;
    assert!(digests(&site, &ben).await.is_empty(), "not wanted");
    assert_eq!(digests(&site, &ana).await.len(), 1);
}

#[tokio::test]
async fn what_was_told_at_once_is_not_in_it_again() {
    let site = site().await;
    let (ana, ben, circle) = circle(&site).await;
    ben.post("/me/notices", "new_session=at_once").await;
    ana.schedule(&circle, "Far away", &[("day", "2026-12-15")]).await;
    site.run_jobs().await;
    assert_eq!(site.mails_to(&ben.email).await, ["New: Far away, Tue 15 Dec, 14:00"]);
    ben.post("/me/notices", "new_session=digest").await;
    run_at(&site, MONDAY).await;
    assert!(digests(&site, &ben).await.is_empty());
}

#[tokio::test]
async fn a_sponsor_who_is_no_member_finds_what_they_are_asked_for_in_it() {
    let site = site().await;
    let (ana, ben, circle) = circle(&site).await;
    let lea = site.leader("Lea Lopez").await;
    for person in [&lea, &ben] {
        person.post("/me/notices", "nudge=digest").await;
    }
    sqlx::query("update communities set sponsor_id = $1, sponsor_named_at = $2")
        .bind(lea.id)
        .bind(START)
        .execute(&site.app.db)
        .await
        .expect("a sponsor");
    // Of what was kept for a former member, and for a former sponsor, nothing is told.
    for person in [&lea, &ben, &ana] {
        sqlx::query(
            "insert into nudges (community_id, person_id, kind, evidence, path, mailed, made_at)
             select id, $1, 'N23', '60 days', '/communities/testing-circle/sponsor', false, $2 from communities",
        )
        .bind(person.id)
        .bind(START + Duration::days(1))
        .execute(&site.app.db)
        .await
        .expect("a suggestion");
    }
    ben.post(&format!("{circle}/departure"), "").await;
    run_at(&site, MONDAY).await;
    let sent = digests(&site, &lea).await;
    assert!(sent.len() == 1 && sent[0].contains("/communities/testing-circle/sponsor"), "{sent:?}");
    assert!(digests(&site, &ben).await.is_empty() && digests(&site, &ana).await.is_empty());
}

#[tokio::test]
async fn it_comes_at_eight_where_the_person_is_before_and_after_the_clocks_change() {
    let site = site().await;
    let (ana, ben, circle) = circle(&site).await;
    live_in(&site, &ana, "Asia/Kathmandu").await;
    live_in(&site, &ben, "Europe/London").await;
    site.clock_to(datetime!(2027-03-10 12:00 UTC));
    for day in ["2027-03-23", "2027-03-30"] {
        ana.schedule(&circle, "Flaky tests", &[("day", day)]).await;
    }
    let sent = async |person: &Browser| digests(&site, person).await.len();
    // The first tells of the two as new.
    run_at(&site, datetime!(2027-03-15 12:00 UTC)).await;
    assert_eq!((sent(&ana).await, sent(&ben).await), (1, 1));
    // London's clocks go forward on Sunday 28 March; Kathmandu is always 5:45 ahead.
    for (at, ana_has, ben_has) in [
        (datetime!(2027-03-22 02:00 UTC), 1, 1),
        (datetime!(2027-03-22 02:15 UTC), 2, 1),
        (datetime!(2027-03-22 07:45 UTC), 2, 1),
        (datetime!(2027-03-22 08:00 UTC), 2, 2),
        (datetime!(2027-03-29 02:15 UTC), 3, 2),
        (datetime!(2027-03-29 06:45 UTC), 3, 2),
        (datetime!(2027-03-29 07:00 UTC), 3, 3),
    ] {
        run_at(&site, at).await;
        assert_eq!((sent(&ana).await, sent(&ben).await), (ana_has, ben_has), "{at}");
    }
}

#[tokio::test]
async fn two_copies_make_one_for_each() {
    let site = crowded_site().await;
    let (ana, _, circle) = circle(&site).await;
    guests(&site, 600).await;
    ana.schedule(&circle, "Flaky tests", &[("day", "2026-12-03")]).await;
    site.clock_to(MONDAY + Duration::hours(1));
    let (one, two) = (site.app.clone(), site.app.clone());
    for _ in 0..2 {
        for key in ["one", "other"] {
            let mut tx = one.db.begin().await.unwrap();
            jobs::enqueue(&mut tx, &SendDigests::default(), Some(key), one.clock.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
        assert!(first.is_ok() && second.is_ok());
    }
    assert_eq!(made(&site).await, (602, 602));
    let failed: i64 = sqlx::query_scalar("select count(*) from jobs where last_error is not null")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert_eq!(failed, 0);
}

#[tokio::test]
async fn killed_half_way_it_comes_to_the_others_later_and_holds_up_nobody_meanwhile() {
    let site = crowded_site().await;
    let (ana, _, circle) = circle(&site).await;
    guests(&site, 600).await;
    ana.schedule(&circle, "Flaky tests", &[("day", "2026-12-03")]).await;
    site.clock_to(MONDAY + Duration::hours(1));
    // Someone in the middle, whose digest another copy seems to be making: whoever wants to make it as well waits.
    let mut other = site.app.db.begin().await.unwrap();
    sqlx::query(
        "insert into digests (person_id, week_on, told_to, made_at)
         select id, '2026-11-30', $1, $1 from people order by id offset 400 limit 1",
    )
    .bind(MONDAY)
    .execute(&mut *other)
    .await
    .unwrap();
    let app = site.app.clone();
    let job = tokio::spawn(async move { SendDigests::default().run(&app).await });
    while made(&site).await.0 == 0 || waiting_for_a_lock(&site).await == 0 {
        assert!(!job.is_finished(), "it waits for the other copy");
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    let mut page = site.app.db.begin().await.unwrap();
    sqlx::query("set local lock_timeout = '5s'").execute(&mut *page).await.unwrap();
    sqlx::query("update people set about = 'I test.'").execute(&mut *page).await.expect("no person is held");
    page.commit().await.unwrap();
    job.abort();
    let _ = job.await;
    other.rollback().await.unwrap();
    let (some, _) = made(&site).await;
    assert!((1..602).contains(&some), "{some}");

    SendDigests::default().run(&site.app).await.unwrap();
    assert_eq!(made(&site).await, (602, 602));
    SendDigests::default().run(&site.app).await.unwrap();
    assert_eq!(made(&site).await, (602, 602));
}

async fn waiting_for_a_lock(site: &Site) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_locks l join pg_stat_activity a on a.pid = l.pid
         where not l.granted and a.datname = current_database()",
    )
    .fetch_one(&site.app.db)
    .await
    .expect("locks")
}
