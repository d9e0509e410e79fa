//! Seats, the waiting list, and answers that come all at once.

use std::sync::Arc;

use time::macros::datetime;
use tokio::task::JoinSet;

use crate::support::{Browser, Site, crowded_site, rsvp, site};

/// A session with so many seats of an open community that Ana runs; its path.
async fn session(ana: &Browser, seats: &str) -> String {
    let circle = ana.found("Testing circle", &[]).await;
    ana.schedule(&circle, "What flaky tests tell us", &[("capacity", seats)]).await
}

async fn people(site: &Site, count: usize) -> Vec<Arc<Browser>> {
    let mut people = Vec::new();
    for number in 0..count {
        people.push(Arc::new(site.person(&format!("Guest {number:02}")).await));
    }
    people
}

/// Seated and waiting as the session counts them, and as the answers say.
async fn counts(site: &Site) -> ((i32, i32), (i64, i64)) {
    let counted =
        sqlx::query_as("select seated, waiting from events").fetch_one(&site.app.db).await.expect("counts");
    let answered = sqlx::query_as(
        "select count(*) filter (where answer = 'going'), count(*) filter (where answer = 'waiting') from rsvps",
    );
    (counted, answered.fetch_one(&site.app.db).await.expect("counts"))
}

/// Everybody does the same at once; what each of them reads afterwards.
async fn all_at_once(people: &[Arc<Browser>], session: &str, answer: &'static str) -> Vec<String> {
    let mut all = JoinSet::new();
    for person in people {
        let (person, path) = (person.clone(), rsvp(session));
        all.spawn(async move {
            let page = person.post(&path, answer).await;
            assert_eq!(page.status(), 200, "{}: {}", person.name, page.text("h1"));
            page.text(".place")
        });
    }
    all.join_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_who_ask_at_once_for_ten_seats_ten_sit_and_forty_wait_in_order() {
    let site = crowded_site().await;
    let ana = site.person("Ana Ferreira").await;
    let session = session(&ana, "10").await;
    let guests = people(&site, 50).await;
    let read = all_at_once(&guests, &session, "answer=going").await;
    assert_eq!(read.iter().filter(|place| *place == "You’re going.").count(), 10);

    let mut places = Vec::new();
    for guest in &guests {
        let place = guest.get(&session).await.text(".place");
        if let Some(place) = place.strip_prefix("You are on the waiting list, ") {
            let number: String = place.chars().take_while(char::is_ascii_digit).collect();
            assert!(place.ends_with(" of 40."), "{place}");
            places.push(number.parse::<usize>().unwrap());
        }
    }
    places.sort_unstable();
    assert_eq!(places, (1..=40).collect::<Vec<_>>(), "nobody shares a place and none is left out");
    assert_eq!(counts(&site).await, ((10, 40), (10, 40)));
    let queue: Vec<i64> =
        sqlx::query_scalar("select queue_no from rsvps where answer = 'waiting' order by queue_no")
            .fetch_all(&site.app.db)
            .await
            .unwrap();
    assert_eq!(queue, (1..=40).collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn seats_given_up_all_at_once_go_to_those_who_waited_longest() {
    let site = crowded_site().await;
    let ana = site.person("Ana Ferreira").await;
    let session = session(&ana, "5").await;
    let guests = people(&site, 15).await;
    for guest in &guests {
        guest.go(&session).await;
    }
    all_at_once(&guests[..5], &session, "answer=not_going").await;
    for guest in &guests[5..10] {
        assert_eq!(guest.get(&session).await.text(".place"), "You’re going.", "{}", guest.name);
    }
    for (waits, guest) in guests[10..].iter().enumerate() {
        let place = guest.get(&session).await.text(".place");
        assert!(place.contains(&format!(", {}", waits + 1)), "{}: {place}", guest.name);
    }
    assert_eq!(counts(&site).await, ((5, 5), (5, 5)));
}

#[tokio::test(flavor = "multi_thread")]
async fn however_wildly_people_change_their_minds_nobody_sits_on_a_seat_too_many() {
    let site = crowded_site().await;
    let ana = site.person("Ana Ferreira").await;
    let session = session(&ana, "4").await;
    let guests = people(&site, 16).await;
    let mut storm = JoinSet::new();
    for (seed, guest) in guests.iter().enumerate() {
        let (guest, path) = (guest.clone(), rsvp(&session));
        storm.spawn(async move {
            for turn in 0..6 {
                let answer =
                    ["answer=going", "answer=not_going", "answer=going", "answer=maybe"][(seed + turn) % 4];
                assert_eq!(guest.post(&path, answer).await.status(), 200);
            }
            guest.post(&path, "answer=going").await;
        });
    }
    storm.join_all().await;
    assert_eq!(counts(&site).await, ((4, 12), (4, 12)));
    // The queue is in order still: each seat that is given up goes to the first who waits.
    all_at_once(&guests, &session, "answer=not_going").await;
    assert_eq!(counts(&site).await, ((0, 0), (0, 0)));
}

#[tokio::test]
async fn a_freed_seat_is_told_by_mail_and_shown_with_the_place_in_the_queue() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let (chloe, dev) = (site.person("Chloe Martin").await, site.person("Dev Patel").await);
    let session = session(&ana, "1").await;
    assert_eq!(ben.go(&session).await, "You’re going.");
    assert_eq!(chloe.go(&session).await, "You are on the waiting list, 1st of 1.");
    assert_eq!(dev.go(&session).await, "You are on the waiting list, 2nd of 2.");
    assert_eq!(chloe.get(&session).await.text(".place"), "You are on the waiting list, 1st of 2.");
    assert_eq!(dev.get(&session).await.all("ol.waiting-list .name"), ["Chloe Martin", "Dev Patel"]);
    assert_eq!(
        dev.get(&session).await.all(".rsvp .hint"),
        ["The only place is taken, 2 people are waiting. We’ll email you as soon as you get a place."]
    );

    assert_eq!(ben.decline(&session).await.text(".place"), "You’re not going.");
    assert_eq!(chloe.get(&session).await.text(".place"), "You’re going.");
    assert_eq!(dev.get(&session).await.text(".place"), "You are on the waiting list, 1st of 1.");
    assert_eq!(site.mails_to(&chloe.email).await, ["You got a place: What flaky tests tell us"]);
    assert!(site.mails_to(&dev.email).await.is_empty());
}

#[tokio::test]
async fn a_maybe_frees_the_seat_and_whoever_leaves_the_queue_lets_the_others_move_up() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let (chloe, dev) = (site.person("Chloe Martin").await, site.person("Dev Patel").await);
    let session = session(&ana, "1").await;
    for person in [&ben, &chloe, &dev] {
        person.go(&session).await;
    }
    chloe.decline(&session).await;
    assert_eq!(dev.get(&session).await.text(".place"), "You are on the waiting list, 1st of 1.");
    assert_eq!(ben.post(&rsvp(&session), "answer=maybe").await.text(".place"), "You answered maybe.");
    assert_eq!(dev.get(&session).await.text(".place"), "You’re going.");
}

#[tokio::test]
async fn saying_yes_twice_changes_nothing_and_is_confirmed_once() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let chloe = site.person("Chloe Martin").await;
    let session = session(&ana, "1").await;
    for _ in 0..2 {
        assert_eq!(ben.go(&session).await, "You’re going.");
        assert_eq!(chloe.go(&session).await, "You are on the waiting list, 1st of 1.");
    }
    assert_eq!(site.mails_to(&ben.email).await, ["You're going: What flaky tests tell us"]);
    assert!(site.mails_to(&chloe.email).await.is_empty());
    // Given up and taken again, the seat is confirmed no second time.
    chloe.decline(&session).await;
    ben.decline(&session).await;
    assert_eq!(ben.go(&session).await, "You’re going.");
    assert_eq!(site.mails_to(&ben.email).await.len(), 1);
}

#[tokio::test]
async fn a_session_that_started_takes_no_answers() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let session = session(&ana, "5").await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let page = ben.get(&session).await;
    assert_eq!(page.text(".place"), "This session has started.");
    assert!(!page.has(".rsvp button"));
    let page = ben.post(&rsvp(&session), "answer=going").await;
    assert_eq!(page.status(), 409);
    assert!(page.text("main").contains("This session has started, so you can no longer answer."));
    assert_eq!(counts(&site).await, ((0, 0), (0, 0)));
}

#[tokio::test]
async fn a_cancelled_session_and_a_draft_take_no_answers() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    let draft = ana.schedule(&circle, "Later, perhaps", &[("then", "draft")]).await;
    assert_eq!(ana.post(&rsvp(&draft), "answer=going").await.status(), 409);
    let session = ana.schedule(&circle, "Soon", &[]).await;
    ana.post(&format!("{session}/cancellation"), "").await;
    let page = ben.post(&rsvp(&session), "answer=going").await;
    assert_eq!(
        (page.status().as_u16(), page.text("main p")),
        (409, "This session was cancelled.".to_owned())
    );
}

#[tokio::test]
async fn more_seats_are_given_to_those_who_wait_and_they_are_told() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let (chloe, dev) = (site.person("Chloe Martin").await, site.person("Dev Patel").await);
    let session = session(&ana, "1").await;
    for person in [&ben, &chloe, &dev] {
        person.go(&session).await;
    }
    let host = ana.id.to_string();
    let more = |seats: &'static str| {
        crate::support::session("What flaky tests tell us", &[("capacity", seats), ("hosts", &host)])
    };
    assert_eq!(ana.post(&format!("{session}/edit"), &more("2")).await.said(), "Your changes are saved.");
    assert_eq!(chloe.get(&session).await.text(".place"), "You’re going.");
    assert_eq!(dev.get(&session).await.text(".place"), "You are on the waiting list, 1st of 1.");
    assert_eq!(site.mails_to(&chloe.email).await.len(), 1);
    ana.post(&format!("{session}/edit"), &more("")).await;
    assert_eq!(dev.get(&session).await.text(".place"), "You’re going.");
    assert_eq!(counts(&site).await, ((3, 0), (3, 0)));
}

#[tokio::test]
async fn an_answer_nobody_knows_is_not_read_as_any() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let session = session(&ana, "1").await;
    for answer in ["", "answer=", "answer=yes", "answer=going&answer=not_going"] {
        assert_eq!(ben.post(&rsvp(&session), answer).await.status(), 400, "{answer}");
    }
    assert_eq!(counts(&site).await, ((0, 0), (0, 0)));
}

#[tokio::test]
async fn a_listed_community_that_is_not_open_gives_places_and_its_link_to_members_only() {
    let site = site().await;
    let (ana, ben, eve) =
        (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.person("Eve Adams").await);
    for admission in ["request", "invitation"] {
        let circle = ana.found(&format!("By {admission}"), &[("admission", admission)]).await;
        let seats = [("join_url", "https://meet.example.org/x"), ("format", "online")];
        let path = ana.schedule(&circle, "Flaky tests", &seats).await;
        let page = eve.get(&path).await;
        assert_eq!(page.status(), 200, "everyone sees that it meets");
        assert_eq!(page.text(".place"), "Members sign up for this session.", "{admission}");
        assert_eq!(eve.post(&rsvp(&path), "answer=going").await.status(), 409, "{admission}");
        assert!(!eve.get(&path).await.body().contains("meet.example.org"));
        ana.post(&format!("{circle}/invitations"), &format!("email={}", ben.email)).await;
        ben.join(&circle).await;
        assert_eq!(ben.go(&path).await, "You’re going.");
        assert!(ben.get(&path).await.body().contains("meet.example.org"));
    }
    let open = ana.found("Open to all", &[]).await;
    let path = ana.schedule(&open, "Slow tests", &[]).await;
    assert_eq!(eve.go(&path).await, "You’re going.");
}

#[tokio::test]
async fn an_answer_does_not_wait_for_work_that_writes_to_everybody_about_the_session() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let session = session(&ana, "5").await;
    // As far as a job that reminds people of it has come when it writes their emails.
    let mut job = site.app.db.begin().await.unwrap();
    sqlx::query(
        "insert into reminders (event_id, person_id, kind, starts_at, queued_at)
         select id, created_by, 'reminder', starts_at, now() from events",
    )
    .execute(&mut *job)
    .await
    .unwrap();
    let path = rsvp(&session);
    let answered = ben.post(&path, "answer=going");
    let page = tokio::time::timeout(std::time::Duration::from_secs(10), answered).await.expect("an answer");
    assert_eq!(page.text(".place"), "You’re going.");
    job.rollback().await.unwrap();
}
