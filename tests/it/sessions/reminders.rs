//! What a session tells by itself: each message once, at its time, never too late, and never to whom it is of no use.

use guildhall::{App, DayBeforeReminders, SessionMessages, jobs};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::support::{Browser, Site, crowded_site, rsvp, session, site};

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
    told(site, person, "reminder").await.len()
}

/// The mails of a kind that this person got, the oldest first; those taken back do not count.
async fn told(site: &Site, person: &Browser, kind: &str) -> Vec<String> {
    sqlx::query_scalar(
        "select subject || E'\\n' || body_text from mails
         where person_id = $1 and kind = $2 and state <> 'dropped'
         order by number",
    )
    .bind(person.id)
    .bind(kind)
    .fetch_all(&site.app.db)
    .await
    .expect("mails")
}

async fn all_delivered(site: &Site) {
    sqlx::query("update mails set state = 'delivered', settled_at = $1 where state = 'queued'")
        .bind(site.app.clock.now())
        .execute(&site.app.db)
        .await
        .expect("delivered");
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
    assert_eq!((reminders(&site, &ben).await, reminders(&site, &maybe).await), (1, 1));
    let letter = site.letter_to(&maybe.email).await;
    assert!(letter.contains("You answered maybe") && !letter.contains("meet.example.org"), "{letter}");
    each_minute(&site, STARTS - Duration::hours(1), 3).await;
    assert_eq!(reminders(&site, &ben).await, 1);
    let letter = site.letter_to(&ben.email).await;
    assert!(
        letter.contains("is on Thursday 26 November.")
            && letter.contains("When: Thursday 26 November, 14:00–14:50, UTC")
            && letter.contains("https://meet.example.org/x"),
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
    let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
    assert!(first.is_ok() && second.is_ok());
    // And again, as if the one that ran had died before it could say so.
    for app in [&one, &two] {
        let mut tx = app.db.begin().await.unwrap();
        jobs::enqueue(&mut tx, &DayBeforeReminders::default(), None, app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
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
    all_delivered(&site).await;
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
    assert_eq!(chloe.get(&path).await.text(".place"), "You’re going.");
    assert!(site.letter_to(&chloe.email).await.contains("you were next on the waiting list"));
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

#[tokio::test]
async fn members_who_have_not_answered_are_asked_once_five_working_days_before() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let (chloe, dina) = (site.person("Chloe Martin").await, site.person("Dina Haddad").await);
    let circle = ana.found("Testing circle", &[]).await;
    for member in [&ben, &chloe] {
        member.join(&circle).await;
    }
    // On Monday the 7th at two: five working days before is Monday the 30th at two.
    let path = ana.schedule(&circle, "Flaky tests", &[("day", "2026-12-07")]).await;
    ben.decline(&path).await;
    let asked = async |person: &Browser| told(&site, person, "will_you_come").await.len();
    each_minute(&site, datetime!(2026-11-30 13:58 UTC), 2).await;
    assert_eq!(asked(&chloe).await, 0, "not before its time");
    each_minute(&site, datetime!(2026-11-30 14:00 UTC), 3).await;
    each_minute(&site, datetime!(2026-12-04 14:00 UTC), 1).await;
    assert_eq!(asked(&chloe).await, 1);
    assert_eq!(
        (asked(&ben).await, asked(&dina).await, asked(&ana).await),
        (0, 0, 0),
        "answered, stranger, host"
    );
    let letter = told(&site, &chloe, "will_you_come").await.remove(0);
    assert!(letter.starts_with("Will you come? Flaky tests, Mon 7 Dec, 14:00"), "{letter}");
    assert!(!letter.to_lowercase().contains("not answered"), "no reproach: {letter}");
}

#[tokio::test]
async fn nobody_is_asked_to_a_session_that_is_full_or_about_to_begin() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let full = ana.schedule(&circle, "Full", &[("capacity", "1")]).await;
    ana.go(&full).await;
    site.clock_to(STARTS - Duration::hours(30));
    site.run_jobs().await;
    // Published with less than a day to go: too late to ask.
    site.clock_to(datetime!(2026-11-26 09:00 UTC));
    ana.schedule(&circle, "Soon", &[("day", "2026-11-27"), ("time", "08:00")]).await;
    site.run_jobs().await;
    assert!(told(&site, &ben, "will_you_come").await.is_empty());
}

#[tokio::test]
async fn hosts_get_a_brief_before_and_are_asked_for_the_list_after() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    ana.post(
        &format!("{path}/edit"),
        &session(
            "Flaky tests",
            &[
                ("hosts", &ana.id.to_string()),
                ("agenda", "**Why** do [they](https://example.org/flakes) flake?"),
                ("capacity", "8"),
            ],
        ),
    )
    .await;
    ben.go(&path).await;
    each_minute(&site, STARTS - Duration::days(2) - Duration::minutes(1), 1).await;
    assert!(told(&site, &ana, "host_brief").await.is_empty());
    each_minute(&site, STARTS - Duration::days(2), 2).await;
    let brief = told(&site, &ana, "host_brief").await;
    assert_eq!((brief.len(), told(&site, &ben, "host_brief").await.len()), (1, 0));
    for words in [
        "1 going, of 8 places",
        "Ben Okafor",
        "Why do they (https://example.org/flakes) flake?",
        "newest members first",
        &path,
    ] {
        assert!(brief[0].contains(words), "{words} in {}", brief[0]);
    }

    let ends = STARTS + Duration::minutes(50);
    each_minute(&site, ends + Duration::minutes(59), 1).await;
    assert!(told(&site, &ana, "take_attendance").await.is_empty());
    each_minute(&site, ends + Duration::minutes(60), 2).await;
    let asked = told(&site, &ana, "take_attendance").await;
    assert_eq!(asked.len(), 1);
    assert!(asked[0].contains(&format!("{path}/attendance")), "{}", asked[0]);
}

#[tokio::test]
async fn a_host_who_has_ticked_the_list_is_not_asked_for_it() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    ben.go(&path).await;
    site.clock_to(STARTS + Duration::minutes(51));
    let ticked = format!("present={}&complete=yes", ben.id);
    assert_eq!(ana.post(&format!("{path}/attendance"), &ticked).await.status(), 200);
    let complete: bool = sqlx::query_scalar("select list_completed_at is not null from events")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert!(complete);
    each_minute(&site, STARTS + Duration::hours(3), 1).await;
    assert!(told(&site, &ana, "take_attendance").await.is_empty());
}

#[tokio::test]
async fn whoever_was_there_hears_the_next_day_at_a_decent_hour_of_theirs() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    let kiri = site.person("Kiri Tane").await;
    for (person, zone) in [(&ben, "Europe/Vienna"), (&kiri, "Asia/Kathmandu")] {
        sqlx::query("update people set zone = $2 where id = $1")
            .bind(person.id)
            .bind(zone)
            .execute(&site.app.db)
            .await
            .unwrap();
        person.go(&path).await;
    }
    site.clock_to(STARTS + Duration::minutes(51));
    let ticked = format!("present={}&present={}", ben.id, kiri.id);
    ana.post(&format!("{path}/attendance"), &ticked).await;
    ana.post(&format!("{path}/recap"), "recap=We+found+the+clock.").await;
    let told_on = async |person: &Browser| told(&site, person, "day_after").await.len();
    // It ended at 14:50 on Thursday in UTC, 20:35 in Kathmandu.
    each_minute(&site, datetime!(2026-11-27 03:14 UTC), 1).await;
    assert_eq!((told_on(&kiri).await, told_on(&ben).await), (0, 0));
    each_minute(&site, datetime!(2026-11-27 03:15 UTC), 2).await;
    assert_eq!((told_on(&kiri).await, told_on(&ben).await), (1, 0));
    each_minute(&site, datetime!(2026-11-27 08:00 UTC), 2).await;
    assert_eq!((told_on(&kiri).await, told_on(&ben).await, told_on(&ana).await), (1, 1, 0));
    let letter = told(&site, &ben, "day_after").await.remove(0);
    let story =
        format!("/stories/new?community=testing-circle&event={}", path.trim_start_matches("/events/"));
    assert!(letter.contains("We found the clock.") && letter.contains(&story), "{letter}");
    assert_eq!(ben.get(&story).await.status(), 200, "the link leads to the form");
}

#[tokio::test]
async fn a_session_moved_and_moved_back_tells_again_only_what_was_told_more_than_a_day_ago() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    ben.go(&path).await;
    let host = ana.id.to_string();
    let move_to = async |day: &str| {
        let moved = session("Flaky tests", &[("day", day), ("hosts", &host)]);
        assert_eq!(ana.post(&format!("{path}/edit"), &moved).await.status(), 200);
    };
    each_minute(&site, STARTS - Duration::days(2), 1).await;
    assert_eq!(told(&site, &ana, "host_brief").await.len(), 1);
    each_minute(&site, STARTS - Duration::hours(24), 1).await;
    all_delivered(&site).await;
    // Away and back within the hour: the mails about the change say enough.
    move_to("2026-12-03").await;
    move_to("2026-11-26").await;
    each_minute(&site, STARTS - Duration::hours(23), 2).await;
    assert_eq!(reminders(&site, &ben).await, 1, "told an hour ago");
    assert_eq!(told(&site, &ana, "host_brief").await.len(), 2, "told more than a day ago");
}

#[tokio::test]
async fn a_reminder_that_had_not_left_when_the_session_moved_comes_when_it_moves_back() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    ben.go(&path).await;
    let host = ana.id.to_string();
    each_minute(&site, STARTS - Duration::hours(24), 1).await;
    for day in ["2026-12-03", "2026-11-26"] {
        ana.post(&format!("{path}/edit"), &session("Flaky tests", &[("day", day), ("hosts", &host)])).await;
    }
    assert_eq!(reminders(&site, &ben).await, 0);
    each_minute(&site, STARTS - Duration::hours(23), 1).await;
    assert_eq!(reminders(&site, &ben).await, 1);
}

#[tokio::test]
async fn a_new_place_before_the_reminder_has_left_is_in_the_reminder() {
    let site = site().await;
    let (ana, ben, path) = people(&site).await;
    ben.go(&path).await;
    each_minute(&site, STARTS - Duration::hours(24), 1).await;
    let host = ana.id.to_string();
    let elsewhere = session("Flaky tests", &[("place", "Room 7"), ("hosts", &host)]);
    ana.post(&format!("{path}/edit"), &elsewhere).await;
    assert_eq!(reminders(&site, &ben).await, 0);
    each_minute(&site, STARTS - Duration::hours(23), 2).await;
    let told = told(&site, &ben, "reminder").await;
    assert!(told.len() == 1 && told[0].contains("Where: Room 7"), "{told:?}");
}

/// Asks twice for another look at everything that sessions tell.
async fn look_again(app: &App) {
    let mut tx = app.db.begin().await.expect("a transaction");
    for key in ["again", "and again"] {
        let now = app.clock.now();
        jobs::enqueue(&mut tx, &DayBeforeReminders::default(), Some(key), now).await.expect("queued");
        jobs::enqueue(&mut tx, &SessionMessages::default(), Some(key), now).await.expect("queued");
    }
    tx.commit().await.expect("committed");
}

#[tokio::test]
async fn two_copies_send_every_message_of_a_session_once() {
    let site = crowded_site().await;
    let (ana, ben, path) = people(&site).await;
    let mut guests = vec![ben];
    for number in 0..30 {
        let guest = site.person(&format!("Guest {number}")).await;
        guest.join("/communities/testing-circle").await;
        if number % 2 == 0 {
            guest.go(&path).await;
        }
        guests.push(guest);
    }
    let (one, two) = (site.app.clone(), site.app.clone());
    for hours in [-72, -48, -24, -1, 3, 19] {
        site.clock_to(STARTS + Duration::hours(hours));
        if hours == 3 {
            let present: Vec<_> = guests.iter().map(|guest| format!("present={}", guest.id)).collect();
            ana.post(&format!("{path}/attendance"), &present.join("&")).await;
        }
        // And twice each, as if a program had died before it could say that it was done.
        for _ in 0..2 {
            look_again(&one).await;
            let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
            assert!(first.unwrap() + second.unwrap() >= 4);
        }
    }
    let twice: Vec<(String, String)> = sqlx::query_as(
        "select to_address, kind from mails where state <> 'dropped' group by 1, 2 having count(*) > 1",
    )
    .fetch_all(&site.app.db)
    .await
    .unwrap();
    assert!(twice.is_empty(), "{twice:?}");
    let counts: Vec<(String, i64)> = sqlx::query_as(
        "select kind, count(*) from mails
         where kind in ('will_you_come', 'host_brief', 'reminder', 'take_attendance', 'day_after')
         group by kind order by kind",
    )
    .fetch_all(&site.app.db)
    .await
    .unwrap();
    let counts: Vec<_> = counts.iter().map(|(kind, count)| (kind.as_str(), *count)).collect();
    assert_eq!(
        counts,
        [
            ("day_after", 30),
            ("host_brief", 1),
            ("reminder", 15),
            ("take_attendance", 1),
            ("will_you_come", 15)
        ]
    );
}
