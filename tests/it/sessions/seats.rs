//! Seats over time: given in order, offered close to the start, moved by hand, answered for from a mail.

use time::Duration;
use time::macros::datetime;

use crate::support::{Browser, START, Site, form, rsvp, site};

const TITLE: &str = "What flaky tests tell us";
/// Thursday at two, when sessions of these tests start.
const START_OF_SESSION: time::OffsetDateTime = datetime!(2026-11-26 14:00 UTC);

async fn session(ana: &Browser, fields: &[(&str, &str)]) -> String {
    let circle = ana.found("Testing circle", &[]).await;
    ana.schedule(&circle, TITLE, fields).await
}

async fn four(site: &Site) -> [Browser; 4] {
    [
        site.person("Ana Ferreira").await,
        site.person("Ben Okafor").await,
        site.person("Chloe Martin").await,
        site.person("Dev Patel").await,
    ]
}

/// The path of the link under these words in the newest mail to somebody.
async fn link(site: &Site, person: &Browser, words: &str) -> String {
    let letter = site.letter_to(&person.email).await;
    let start = format!("{words}: http://127.0.0.1:3000");
    let line = letter.lines().find_map(|line| line.strip_prefix(start.as_str()));
    line.unwrap_or_else(|| panic!("no link {words:?} in {letter}")).to_owned()
}

#[tokio::test]
async fn close_to_the_start_a_free_seat_is_offered_to_all_who_wait_and_goes_to_the_first_to_take_it() {
    let site = site().await;
    let [ana, ben, chloe, dev] = four(&site).await;
    let session = session(&ana, &[("capacity", "1"), ("offers_from_hours", "12")]).await;
    for person in [&ben, &chloe, &dev] {
        person.go(&session).await;
    }
    site.clock_to(START_OF_SESSION - Duration::hours(12));
    ben.decline(&session).await;
    for person in [&chloe, &dev] {
        let place = person.get(&session).await.text(".place");
        assert!(place.starts_with("You are on the waiting list"), "nobody is seated unasked: {place}");
        let subject = format!("A place is free: {TITLE}");
        assert_eq!(site.mails_to(&person.email).await, [subject], "{}", person.name);
    }
    assert_eq!(dev.get(&session).await.all(".rsvp button")[0], "Take the free place");
    let stranger = site.stranger();
    let taken = stranger.post(&link(&site, &dev, "Take the place").await, "answer=going").await;
    assert_eq!(taken.text(".place"), "You’re going.");
    assert_eq!(
        chloe.post(&rsvp(&session), "answer=going").await.text(".place"),
        "You are on the waiting list, 1st of 1.",
        "the offer is over, and Chloe keeps her place"
    );
}

#[tokio::test]
async fn seats_an_organiser_adds_are_given_however_close_the_start_is() {
    let site = site().await;
    let [ana, ben, chloe, _] = four(&site).await;
    let session = session(&ana, &[("capacity", "1"), ("offers_from_hours", "48")]).await;
    ben.go(&session).await;
    chloe.go(&session).await;
    site.clock_to(START_OF_SESSION - Duration::hours(3));
    let host = ana.id.to_string();
    let more =
        crate::support::session(TITLE, &[("capacity", "2"), ("offers_from_hours", "48"), ("hosts", &host)]);
    ana.post(&format!("{session}/edit"), &more).await;
    assert_eq!(chloe.get(&session).await.text(".place"), "You’re going.");
}

#[tokio::test]
async fn an_answer_from_a_mail_needs_no_login_and_a_look_at_the_link_changes_nothing() {
    let site = site().await;
    let [ana, ben, chloe, _] = four(&site).await;
    let session = session(&ana, &[("capacity", "1")]).await;
    ben.go(&session).await;
    chloe.go(&session).await;
    let (path, stranger) = (link(&site, &ben, "Change my answer").await, site.stranger());
    for _ in 0..3 {
        let page = stranger.get(&path).await;
        assert_eq!((page.text("h1"), page.text(".place")), (TITLE.to_owned(), "You’re going.".to_owned()));
    }
    assert_eq!(ben.get(&session).await.text(".place"), "You’re going.");

    let page = stranger.post(&path, "answer=not_going").await;
    assert_eq!(
        (page.said(), page.text(".place")),
        ("Your answer is saved.".to_owned(), "You’re not going.".to_owned())
    );
    assert_eq!(chloe.get(&session).await.text(".place"), "You’re going.");
    assert!(!stranger.get("/").await.has(".place"), "the link signs nobody in");
}

#[tokio::test]
async fn a_link_that_was_changed_ran_out_or_belongs_to_somebody_gone_is_no_link() {
    let site = site().await;
    let [ana, ben, _, _] = four(&site).await;
    let session = session(&ana, &[]).await;
    ben.go(&session).await;
    let (path, stranger) = (link(&site, &ben, "Change my answer").await, site.stranger());
    let changed = format!("{}A", &path[..path.len() - 1]);
    let other = format!("{}B", &path[..path.len() - 1]);
    let wrong = if changed == path { other } else { changed };
    assert_eq!(stranger.get(&wrong).await.status(), 404);
    assert_eq!(stranger.post(&wrong, "answer=not_going").await.status(), 404);

    site.clock_to(START_OF_SESSION + Duration::HOUR);
    assert!(stranger.get(&path).await.text("main").contains("This session has started"));
    assert_eq!(stranger.post(&path, "answer=not_going").await.status(), 409);
    site.clock_to(START_OF_SESSION + Duration::days(2));
    assert_eq!(stranger.get(&path).await.status(), 404);

    site.clock_to(START);
    sqlx::query("update people set deactivated_at = now() where id = $1")
        .bind(ben.id)
        .execute(&site.app.db)
        .await
        .unwrap();
    assert_eq!(stranger.get(&path).await.status(), 404);
}

#[tokio::test]
async fn an_organiser_gives_a_seat_out_of_turn_with_a_reason_that_both_read() {
    let site = site().await;
    let [ana, ben, chloe, dev] = four(&site).await;
    let session = session(&ana, &[("capacity", "1")]).await;
    for person in [&ben, &chloe, &dev] {
        person.go(&session).await;
    }
    let seats = format!("{session}/seats");
    let (dev_id, ben_id) = (dev.id.to_string(), ben.id.to_string());
    let typed = form(&[("person", &dev_id), ("step", "seat"), ("instead", &ben_id), ("reason", "")]);
    let again = ana.post(&seats, &typed).await;
    assert_eq!(again.status(), 422);
    assert!(again.text("main").contains("Enter a reason. The person will see it."));

    let typed = form(&[
        ("person", &dev_id),
        ("step", "seat"),
        ("instead", &ben_id),
        ("reason", "Dev presents the case"),
    ]);
    assert_eq!(ana.post(&seats, &typed).await.status(), 200);
    assert_eq!(dev.get(&session).await.text(".place"), "You’re going.");
    assert_eq!(ben.get(&session).await.text(".place"), "You are on the waiting list, 1st of 2.");
    assert_eq!(chloe.get(&session).await.text(".place"), "You are on the waiting list, 2nd of 2.");
    assert!(
        site.letter_to(&dev.email).await.contains("An organiser gave you a place: Dev presents the case")
    );
    assert!(site.letter_to(&ben.email).await.contains("Reason: Dev presents the case"));
    let logged: String = sqlx::query_scalar("select detail ->> 'reason' from acts where verb = 'give_seat'")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert_eq!(logged, "Dev presents the case");
}

#[tokio::test]
async fn whoever_is_taken_off_the_list_reads_why_and_the_seat_goes_on() {
    let site = site().await;
    let [ana, ben, chloe, dev] = four(&site).await;
    let session = session(&ana, &[("capacity", "1")]).await;
    ben.go(&session).await;
    chloe.go(&session).await;
    let seats = format!("{session}/seats");
    let ben_id = ben.id.to_string();
    let typed = form(&[("person", &ben_id), ("step", "off"), ("reason", "Ben is on the other shift")]);
    assert_eq!(dev.post(&seats, &typed).await.status(), 404, "only who runs the session moves people");
    ana.post(&seats, &typed).await;
    assert_eq!(ben.get(&session).await.text(".place"), "You’re not going.");
    assert_eq!(chloe.get(&session).await.text(".place"), "You’re going.");
    assert_eq!(
        site.mails_to(&ben.email).await.last().unwrap(),
        &format!("You were taken off the list: {TITLE}")
    );
    let again = ana.post(&seats, &typed).await;
    assert_eq!(again.status(), 409, "what is done is not done twice");
}

/// A small generator of its own, so that a history can be told again by its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides).expect("few sides")
    }
}

/// Seats, seated, waiting.
async fn state(site: &Site) -> (Option<i32>, i32, i32) {
    let state = sqlx::query_as("select capacity, seated, waiting from events");
    state.fetch_one(&site.app.db).await.expect("a session")
}

/// Who gave this answer, in the order of the queue.
async fn people_who(site: &Site, answer: &str) -> Vec<uuid::Uuid> {
    sqlx::query_scalar("select person_id from rsvps where answer = $1 order by queue_no")
        .bind(answer)
        .fetch_all(&site.app.db)
        .await
        .expect("answers")
}

/// Something happens: somebody says yes, no or maybe, the organiser changes the seats or moves somebody by hand.
/// True when it was by hand, which may pass over the queue.
async fn something_happens(dice: &mut Dice, ana: &Browser, guests: &[Browser], session: &str) -> bool {
    let guest = &guests[dice.roll(7)];
    let answer = match dice.roll(10) {
        0..=4 => "answer=going",
        5..=6 => "answer=not_going",
        7 => "answer=maybe",
        8 => {
            let (host, seats) = (ana.id.to_string(), ["1", "2", "3", "4", ""][dice.roll(5)]);
            let fields = crate::support::session(TITLE, &[("capacity", seats), ("hosts", &host)]);
            ana.post(&format!("{session}/edit"), &fields).await;
            return false;
        }
        _ => {
            let (who, other) = (guest.id.to_string(), guests[dice.roll(7)].id.to_string());
            let (step, instead) = if dice.roll(2) == 0 { ("off", "") } else { ("seat", other.as_str()) };
            let fields = [
                ("person", who.as_str()),
                ("step", step),
                ("instead", instead),
                ("reason", "The dice said so"),
            ];
            ana.post(&format!("{session}/seats"), &form(&fields)).await;
            return true;
        }
    };
    guest.post(&rsvp(session), answer).await;
    false
}

/// Over random histories of yes, maybe, no, changed seats and moves by hand: never more seated than seats, nobody
/// waits beside a free seat, and nobody is seated by themselves while somebody who asked earlier waits on.
#[tokio::test]
async fn whatever_happens_nobody_is_seated_while_somebody_who_asked_earlier_waits_for_a_free_seat() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let mut guests = Vec::new();
    for number in 0..7 {
        guests.push(site.person(&format!("Guest {number}")).await);
    }
    let session = session(&ana, &[("capacity", "2")]).await;
    for seed in 1..=6 {
        let mut dice = Dice(seed);
        for step in 0..45 {
            let before = people_who(&site, "waiting").await;
            let by_hand = something_happens(&mut dice, &ana, &guests, &session).await;
            let told = format!("seed {seed}, step {step}");
            let (seats, seated, waiting) = state(&site).await;
            assert!(seats.is_none_or(|seats| seated <= seats), "{told}: {seated} on {seats:?} seats");
            let is_full = seats.is_some_and(|seats| seated >= seats);
            assert!(waiting == 0 || is_full, "{told}: {waiting} wait beside a free seat");
            let after = people_who(&site, "waiting").await;
            let kept: Vec<_> = before.iter().filter(|person| after.contains(person)).collect();
            let order: Vec<_> = after.iter().filter(|person| before.contains(person)).collect();
            assert_eq!(kept, order, "{told}: the queue keeps its order");
            let seated = people_who(&site, "going").await;
            let behind = before.iter().skip_while(|person| !after.contains(person));
            let passed = behind.filter(|_| !by_hand).find(|person| seated.contains(person));
            assert_eq!(passed, None, "{told}: somebody was seated past somebody who waits on");
        }
    }
}
