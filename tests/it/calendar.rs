//! Sessions in people's own calendars: invitations that keep themselves up to date, feeds, and a month at a glance.

use std::sync::Arc;

use guildhall::{App, mail};
use time::macros::datetime;

use crate::support::smtp::Sink;
use crate::support::{Browser, Site, rsvp, session, site};

const LINK: &str = "https://meet.example.org/secret-room";

/// The same program, with a mail server.
fn sending(site: &Site, sink: &Sink) -> App {
    let mut config = (*site.app.config).clone();
    config.smtp_url = Some(sink.url().parse().expect("a sink's URL"));
    App { config: Arc::new(config), ..site.app.clone() }
}

/// What the mails to a person carry for their calendar, the oldest first: method, and the file unfolded.
pub async fn told(site: &Site, person: &Browser) -> Vec<(String, String)> {
    let parts: Vec<(String, String)> = sqlx::query_as(
        "select calendar_method, calendar from mails
         where person_id = $1 and calendar is not null and state <> 'dropped'
         order by queued_at, xmin::text::bigint, ctid",
    )
    .bind(person.id)
    .fetch_all(&site.app.db)
    .await
    .expect("mails");
    parts.into_iter().map(|(method, file)| (method, file.replace("\r\n ", ""))).collect()
}

/// A property of a file, with its parameters, as it is written.
fn property<'a>(file: &'a str, name: &str) -> &'a str {
    let event = file.split_once("BEGIN:VEVENT").map_or("", |(_, event)| event);
    let line = |line: &&str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([':', ';']));
    event.lines().find(line).map_or("", |line| &line[name.len() + 1..])
}

async fn change(ana: &Browser, path: &str, title: &str, other: &[(&str, &str)]) {
    let host = ana.id.to_string();
    let hosted: Vec<_> = [("hosts", host.as_str())].into_iter().chain(other.iter().copied()).collect();
    let page = ana.post(&format!("{path}/edit"), &session(title, &hosted)).await;
    assert_eq!(page.status(), 200, "{:?}", page.all(".problem"));
}

async fn people(site: &Site) -> (Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    (ana, ben, circle)
}

#[tokio::test]
async fn a_seat_comes_with_an_invitation_that_says_what_where_and_for_whom() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let fields = [("place", "Mill Lane, room 2"), ("format", "hybrid"), ("join_url", LINK)];
    let path = ana.schedule(&circle, "Flaky tests; and tea", &fields).await;
    ben.go(&path).await;
    let told = told(&site, &ben).await;
    let [(method, file)] = &told[..] else { panic!("one invitation: {told:?}") };
    assert_eq!(method, "REQUEST");
    assert!(
        file.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && file.contains("\r\nMETHOD:REQUEST\r\n")
    );
    let id = path.rsplit('/').next().unwrap();
    for (name, value) in [
        ("UID", format!("{id}@guildhall").as_str()),
        ("SEQUENCE", "0"),
        ("STATUS", "CONFIRMED"),
        ("DTSTAMP", "20261123T090000Z"),
        ("DTSTART", "20261126T140000Z"),
        ("DTEND", "20261126T145000Z"),
        ("SUMMARY", "Flaky tests\\; and tea"),
        ("LOCATION", "Mill Lane\\, room 2\\, and online"),
        ("URL", &format!("http://127.0.0.1:3000{path}")),
        ("ORGANIZER", "CN=\"Testing circle\":mailto:guildhall@localhost"),
        (
            "ATTENDEE",
            "CN=\"Ben Okafor\";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:ben.okafor@example.org",
        ),
    ] {
        assert_eq!(property(file, name), value, "{name} in {file}");
    }
    assert!(property(file, "DESCRIPTION").contains(LINK), "who comes may join: {file}");
}

#[tokio::test]
async fn a_moved_session_moves_in_the_calendar_and_a_cancelled_one_leaves_it() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let chloe = site.person("Chloe Martin").await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    ben.go(&path).await;
    chloe.post(&rsvp(&path), "answer=maybe").await;
    change(&ana, &path, "Flaky tests", &[("time", "15:00"), ("place", "Mill Lane")]).await;
    change(&ana, &path, "Flaky tests and tea", &[("time", "15:00"), ("place", "Mill Lane")]).await;
    ana.post(&format!("{path}/cancellation"), "reason=The+room+is+gone").await;
    let told_ben = told(&site, &ben).await;
    let brief: Vec<_> = told_ben
        .iter()
        .map(|(method, file)| {
            (method.as_str(), property(file, "SEQUENCE"), property(file, "DTSTART"), property(file, "STATUS"))
        })
        .collect();
    assert_eq!(
        brief,
        [
            ("REQUEST", "0", "20261126T140000Z", "CONFIRMED"),
            ("REQUEST", "1", "20261126T150000Z", "CONFIRMED"),
            ("CANCEL", "3", "20261126T150000Z", "CANCELLED"),
        ]
    );
    let uids: Vec<_> = told_ben.iter().map(|(_, file)| property(file, "UID")).collect();
    assert!(uids.iter().all(|uid| *uid == uids[0]), "one identity for life: {uids:?}");
    assert!(property(&told_ben[2].1, "DESCRIPTION").contains("The room is gone"));
    assert!(told(&site, &chloe).await.is_empty(), "who may come has no entry to move or take away");
}

#[tokio::test]
async fn whoever_gives_up_a_seat_is_told_only_where_an_invitation_had_left() {
    let (site, sink) = (site().await, Sink::start().await);
    let app = sending(&site, &sink);
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    ben.go(&path).await;
    ben.decline(&path).await;
    assert!(site.mails_to(&ben.email).await.is_empty(), "nothing had left: nothing is said");

    ben.go(&path).await;
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 1);
    ben.post(&rsvp(&path), "answer=maybe").await;
    ben.decline(&path).await;
    assert_eq!(
        site.mails_to(&ben.email).await,
        ["You have a seat: Flaky tests", "You gave up your seat: Flaky tests"]
    );
    // Back before that has left: the entry stands as it was.
    ben.go(&path).await;
    assert_eq!(site.mails_to(&ben.email).await, ["You have a seat: Flaky tests"]);
    ben.decline(&path).await;
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 1);
    // Back after it has left: a new invitation, which no calendar takes for an old one.
    ben.go(&path).await;
    assert_eq!(mail::deliver_due(&app).await.unwrap(), 1);
    let told = told(&site, &ben).await;
    let brief: Vec<_> =
        told.iter().map(|(method, file)| (method.as_str(), property(file, "SEQUENCE"))).collect();
    assert_eq!(brief, [("REQUEST", "0"), ("CANCEL", "1"), ("REQUEST", "2")]);
    let cancel = &told[1].1;
    assert_eq!(
        (property(cancel, "STATUS"), property(cancel, "UID")),
        ("CANCELLED", property(&told[0].1, "UID"))
    );
    let last = &sink.messages()[2].data;
    assert!(last.contains("Content-Type: text/calendar; method=REQUEST; charset=utf-8"), "{last}");
    assert!(last.contains("multipart/alternative"), "{last}");
}

#[tokio::test]
async fn who_waits_is_invited_once_seated_and_who_leaves_the_community_keeps_no_entry() {
    let (site, sink) = (site().await, Sink::start().await);
    let app = sending(&site, &sink);
    let (ana, ben, chloe) = (
        site.person("Ana Ferreira").await,
        site.person("Ben Okafor").await,
        site.person("Chloe Martin").await,
    );
    let circle = ana.found("Quiet circle", &[("visibility", "private")]).await;
    for guest in [&ben, &chloe] {
        ana.post(&format!("{circle}/invitations"), &format!("email={}", guest.email)).await;
        guest.join(&circle).await;
    }
    let path = ana.schedule(&circle, "Flaky tests", &[("capacity", "1")]).await;
    ben.go(&path).await;
    chloe.go(&path).await;
    mail::deliver_due(&app).await.unwrap();
    assert!(told(&site, &chloe).await.is_empty(), "no entry for a place in the queue");
    ben.post(&format!("{circle}/departure"), "").await;
    let methods: Vec<_> = told(&site, &ben).await.into_iter().map(|(method, _)| method).collect();
    assert_eq!(methods, ["REQUEST", "CANCEL"]);
    assert_eq!(told(&site, &chloe).await[0].0, "REQUEST");
}

#[tokio::test]
async fn what_a_calendar_was_told_is_remembered_until_the_session_is_over() {
    let (site, sink) = (site().await, Sink::start().await);
    let app = sending(&site, &sink);
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "The conference", &[("day", "2027-06-24")]).await;
    ben.go(&path).await;
    mail::deliver_due(&app).await.unwrap();
    site.clock_to(datetime!(2027-05-01 12:00 UTC));
    mail::clean_up(&site.app.db, site.app.clock.now()).await.unwrap();
    ben.decline(&path).await;
    assert_eq!(told(&site, &ben).await[1].0, "CANCEL");
    site.clock_to(datetime!(2028-01-01 12:00 UTC));
    mail::deliver_due(&app).await.unwrap();
    mail::clean_up(&site.app.db, site.app.clock.now()).await.unwrap();
    assert_eq!(told(&site, &ben).await.len(), 0);
}
