//! The mail on the day before: once, never too late, and never for a seat one no longer has.

use guildhall::jobs;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::support::{Browser, Site, rsvp, session, site};

/// The session is on Thursday at two.
const STARTS: OffsetDateTime = datetime!(2026-11-26 14:00 UTC);

async fn people(site: &Site) -> (Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[("join_url", "https://meet.example.org/x")]).await;
    (ana, ben, path)
}

/// How many reminders wait for this person; those taken back do not count.
async fn reminders(site: &Site, person: &Browser) -> usize {
    let subjects: Vec<String> = sqlx::query_scalar(
        "select subject from mails where person_id = $1 and kind = 'reminder' and state <> 'dropped'",
    )
    .bind(person.id)
    .fetch_all(&site.app.db)
    .await
    .expect("mails");
    subjects.len()
}

/// Looks at the clock at every minute of these.
async fn each_minute(site: &Site, from: OffsetDateTime, minutes: i64) {
    for minute in 0..minutes {
        site.clock_to(from + Duration::minutes(minute));
        site.run_jobs().await;
    }
}

#[tokio::test]
async fn the_reminder_comes_one_day_before_and_once() {
    let site = site().await;
    let (_, ben, path) = people(&site).await;
    let maybe = site.person("Chloe Martin").await;
    ben.go(&path).await;
    maybe.post(&rsvp(&path), "answer=maybe").await;
    each_minute(&site, STARTS - Duration::hours(24) - Duration::minutes(2), 2).await;
    assert_eq!(reminders(&site, &ben).await, 0, "not before its time");
    each_minute(&site, STARTS - Duration::hours(24), 5).await;
    assert_eq!((reminders(&site, &ben).await, reminders(&site, &maybe).await), (1, 0));
    each_minute(&site, STARTS - Duration::hours(1), 3).await;
    assert_eq!(reminders(&site, &ben).await, 1);
    let letter = site.letter_to(&ben.email).await;
    assert!(
        letter.contains("When: Tomorrow, 14:00") && letter.contains("https://meet.example.org/x"),
        "{letter}"
    );
}

#[tokio::test]
async fn two_copies_that_look_at_the_clock_at_once_send_one_each() {
    let site = site().await;
    let (_, ben, path) = people(&site).await;
    let mut going = vec![ben];
    for number in 0..20 {
        going.push(site.person(&format!("Guest {number}")).await);
    }
    for person in &going {
        person.go(&path).await;
    }
    site.clock_to(STARTS - Duration::hours(23));
    let (one, two) = (site.app.clone(), site.app.clone());
    let (first, second) = tokio::join!(jobs::run_due(&one), jobs::run_due(&two));
    assert!(first.is_ok() && second.is_ok());
    // And again, as if the one that ran had died before it could say so.
    for app in [&one, &two] {
        let mut tx = app.db.begin().await.unwrap();
        jobs::enqueue(&mut tx, &jobs::Job::DayBeforeReminders, None, app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    let (first, second) = tokio::join!(jobs::run_due(&one), jobs::run_due(&two));
    assert_eq!(first.unwrap() + second.unwrap(), 2);
    for person in &going {
        assert_eq!(reminders(&site, person).await, 1, "{}", person.name);
    }
}

#[tokio::test]
async fn a_session_that_moves_reminds_again_at_its_new_time() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    ben.go(&path).await;
    each_minute(&site, STARTS - Duration::hours(24), 1).await;
    let host = ana.id.to_string();
    let later = session("Flaky tests", &[("day", "2026-11-30"), ("hosts", &host)]);
    ana.post(&format!("{path}/edit"), &later).await;
    assert_eq!(reminders(&site, &ben).await, 0, "the one of the old time is taken back");
    each_minute(&site, STARTS - Duration::hours(1), 1).await;
    assert_eq!(reminders(&site, &ben).await, 0);
    each_minute(&site, datetime!(2026-11-29 14:00 UTC), 2).await;
    assert_eq!(reminders(&site, &ben).await, 1);
}

#[tokio::test]
async fn a_cancelled_session_reminds_nobody() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    ben.go(&path).await;
    each_minute(&site, STARTS - Duration::hours(24), 1).await;
    ana.post(&format!("{path}/cancellation"), "").await;
    assert_eq!(reminders(&site, &ben).await, 0, "one that waits is taken back");
    each_minute(&site, STARTS - Duration::hours(23), 2).await;
    assert_eq!(reminders(&site, &ben).await, 0);
}

#[tokio::test]
async fn whoever_says_yes_late_is_reminded_at_once() {
    let site = site().await;
    let (_, ben, path) = people(&site).await;
    site.clock_to(STARTS - Duration::hours(24));
    site.run_jobs().await;
    site.clock_to(STARTS - Duration::hours(3) + Duration::seconds(20));
    site.run_jobs().await;
    ben.go(&path).await;
    // The same moment: the schedule owes nothing, the answer asked for it.
    site.run_jobs().await;
    assert_eq!(reminders(&site, &ben).await, 1);
}

#[tokio::test]
async fn whoever_gets_a_freed_seat_late_is_reminded_too() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    let chloe = site.person("Chloe Martin").await;
    let host = ana.id.to_string();
    ana.post(&format!("{path}/edit"), &session("Flaky tests", &[("capacity", "1"), ("hosts", &host)])).await;
    ben.go(&path).await;
    chloe.go(&path).await;
    each_minute(&site, STARTS - Duration::hours(20), 1).await;
    assert_eq!((reminders(&site, &ben).await, reminders(&site, &chloe).await), (1, 0));
    ben.decline(&path).await;
    site.run_jobs().await;
    assert_eq!((reminders(&site, &ben).await, reminders(&site, &chloe).await), (0, 1));
}

#[tokio::test]
async fn a_seat_given_up_is_not_reminded_of_unless_it_is_taken_again() {
    let site = site().await;
    let (_, ben, path) = people(&site).await;
    ben.go(&path).await;
    each_minute(&site, STARTS - Duration::hours(24), 1).await;
    assert_eq!(reminders(&site, &ben).await, 1);
    ben.decline(&path).await;
    each_minute(&site, STARTS - Duration::hours(23), 2).await;
    assert_eq!(reminders(&site, &ben).await, 0, "the mail that still waits is taken back");
    ben.go(&path).await;
    each_minute(&site, STARTS - Duration::hours(22), 2).await;
    assert_eq!(reminders(&site, &ben).await, 1);
}

#[tokio::test]
async fn a_reminder_that_has_left_is_not_sent_again_to_whoever_comes_back() {
    let site = site().await;
    let (_, ben, path) = people(&site).await;
    ben.go(&path).await;
    each_minute(&site, STARTS - Duration::hours(24), 1).await;
    sqlx::query("update mails set state = 'delivered', settled_at = now()")
        .execute(&site.app.db)
        .await
        .unwrap();
    ben.decline(&path).await;
    ben.go(&path).await;
    each_minute(&site, STARTS - Duration::hours(22), 2).await;
    assert_eq!(reminders(&site, &ben).await, 1);
}

#[tokio::test]
async fn nobody_is_reminded_of_what_has_begun() {
    let site = site().await;
    let (_, ben, path) = people(&site).await;
    ben.go(&path).await;
    each_minute(&site, STARTS, 3).await;
    assert_eq!(reminders(&site, &ben).await, 0);
}

#[tokio::test]
async fn whoever_was_deactivated_is_not_reminded() {
    let site = site().await;
    let (_, ben, path) = people(&site).await;
    let omar = site.admin("Omar Siddiq").await;
    ben.go(&path).await;
    omar.post(&format!("/admin/people/{}/deactivation", ben.id), "").await;
    each_minute(&site, STARTS - Duration::hours(24), 1).await;
    assert_eq!(reminders(&site, &ben).await, 0);
}

#[tokio::test]
async fn whoever_leaves_a_private_community_gives_up_their_seat_and_hears_no_more_of_it() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let chloe = site.person("Chloe Martin").await;
    let circle = ana.found("Quiet circle", &[("visibility", "private"), ("admission", "invitation")]).await;
    for guest in [&ben, &chloe] {
        ana.post(&format!("{circle}/invitations"), &format!("email={}", guest.email)).await;
        guest.join(&circle).await;
    }
    let seats = [("capacity", "1"), ("join_url", "https://meet.example.org/x")];
    let path = ana.schedule(&circle, "Flaky tests", &seats).await;
    ben.go(&path).await;
    chloe.go(&path).await;
    assert_eq!(ben.post(&format!("{circle}/departure"), "").await.status(), 200);
    assert_eq!(chloe.get(&path).await.text(".place"), "You have a seat.");
    assert!(site.letter_to(&chloe.email).await.contains("you waited longest"));
    site.clock_to(STARTS - Duration::hours(23));
    site.run_jobs().await;
    assert_eq!((reminders(&site, &ben).await, reminders(&site, &chloe).await), (0, 1));
}

#[tokio::test]
async fn a_community_that_goes_private_reminds_only_its_own_people() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    ben.go(&path).await;
    ana.go(&path).await;
    sqlx::query("update communities set visibility = 'private'")
        .execute(&site.app.db)
        .await
        .expect("private");
    site.clock_to(STARTS - Duration::hours(23));
    site.run_jobs().await;
    assert_eq!((reminders(&site, &ana).await, reminders(&site, &ben).await), (1, 0));
}
