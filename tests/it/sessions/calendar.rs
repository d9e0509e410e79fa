//! Sessions in people's own calendars: invitations that keep themselves up to date, feeds, and a month at a glance.

use std::sync::Arc;

use axum::http::Method;
use guildhall::jobs::Job;
use guildhall::{App, ForgetOldMails, mail};
use time::Duration;
use time::macros::datetime;

use crate::support::smtp::Sink;
use crate::support::{Browser, START, Site, rsvp, session, site};

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
         order by number",
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
        (
            "ORGANIZER",
            "CN=\"Testing circle\";SENT-BY=\"mailto:guildhall@localhost\":mailto:ana.ferreira@example.org",
        ),
        ("LAST-MODIFIED", "20261123T090000Z"),
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
            ("REQUEST", "2", "20261126T150000Z", "CONFIRMED"),
            ("CANCEL", "4", "20261126T150000Z", "CANCELLED"),
        ]
    );
    assert_eq!(property(&told_ben[2].1, "SUMMARY"), "Flaky tests and tea", "a new title is news too");
    let uids: Vec<_> = told_ben.iter().map(|(_, file)| property(file, "UID")).collect();
    assert!(uids.iter().all(|uid| *uid == uids[0]), "one identity for life: {uids:?}");
    assert!(property(&told_ben[3].1, "DESCRIPTION").contains("The room is gone"));
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
        ["You're going: Flaky tests", "You cancelled your place: Flaky tests"]
    );
    // Back before that has left: the entry stands as it was.
    ben.go(&path).await;
    assert_eq!(site.mails_to(&ben.email).await, ["You're going: Flaky tests"]);
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
    ForgetOldMails::default().run(&site.app).await.unwrap();
    assert_eq!(told(&site, &ben).await.len(), 0, "the mail itself is forgotten");
    ben.decline(&path).await;
    assert_eq!(told(&site, &ben).await[0].0, "CANCEL");
    site.clock_to(datetime!(2028-01-01 12:00 UTC));
    mail::deliver_due(&app).await.unwrap();
    ForgetOldMails::default().run(&site.app).await.unwrap();
    assert_eq!(told(&site, &ben).await.len(), 0);
}

/// Begins a weekly series on Tuesdays at two; its path and those of its dates.
async fn weekly(ana: &Browser, circle: &str) -> (String, Vec<String>) {
    let host = ana.id.to_string();
    let fields = [("hosts", host.as_str()), ("repeats", "weekly"), ("every", "1"), ("day", "2026-11-24")];
    let page = ana.post(&format!("{circle}/events"), &session("Weekly", &fields)).await;
    (page.path().to_owned(), page.attributes("#to-come ~ ul h3 a", "href"))
}

#[tokio::test]
async fn a_date_of_a_series_keeps_its_name_when_the_rest_goes_on_as_another_series() {
    let (site, sink) = (site().await, Sink::start().await);
    let app = sending(&site, &sink);
    let (ana, ben, circle) = people(&site).await;
    let (_, dates) = weekly(&ana, &circle).await;
    ben.go(&dates[2]).await;
    ben.go(&dates[3]).await;
    let following = [
        ("repeats", "weekly"),
        ("every", "1"),
        ("day", "2026-12-02"),
        ("time", "16:00"),
        ("scope", "following"),
    ];
    change(&ana, &dates[1], "Weekly", &following).await;
    mail::deliver_due(&app).await.unwrap();
    ben.decline(&dates[3]).await;
    let told = told(&site, &ben).await;
    let brief: Vec<_> = told
        .iter()
        .map(|(method, file)| (method.as_str(), property(file, "RECURRENCE-ID"), property(file, "SEQUENCE")))
        .collect();
    let (third, fourth) = ("TZID=Etc/UTC:20261208T140000", "TZID=Etc/UTC:20261215T140000");
    assert_eq!(
        brief,
        [("REQUEST", third, "0"), ("REQUEST", fourth, "0"), ("REQUEST", third, "1"), ("CANCEL", fourth, "2")]
    );
    let uid = |file: &str| property(file, "UID").to_owned();
    assert!(told.iter().all(|(_, file)| uid(file) == uid(&told[0].1)), "one name for life");
    let (_, moved) = &told[2];
    assert_eq!(moved.matches("BEGIN:VEVENT").count(), 2, "one mail for both: {moved}");
    assert!(
        moved.contains("DTSTART;TZID=Etc/UTC:20261209T160000") && moved.contains("BEGIN:VTIMEZONE"),
        "{moved}"
    );
}

#[tokio::test]
async fn a_yes_to_a_series_is_one_entry_with_its_dates_and_a_no_ends_it() {
    let (site, sink) = (site().await, Sink::start().await);
    let app = sending(&site, &sink);
    let (ana, ben, circle) = people(&site).await;
    let (series, dates) = weekly(&ana, &circle).await;
    change(&ana, &dates[1], "Weekly", &[("day", "2026-12-02"), ("time", "10:00")]).await;
    ana.post(&format!("{}/cancellation", dates[2]), "").await;
    for _ in 0..2 {
        ben.post(&rsvp(&series), "answer=going").await;
    }
    mail::deliver_due(&app).await.unwrap();
    let first = told(&site, &ben).await;
    assert_eq!(first.len(), 1, "said twice, told once");
    let file = &first[0].1;
    assert!(property(file, "RRULE").starts_with("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU;UNTIL="), "{file}");
    // The date that was called off before is none of his; the one that moved is told as an exception.
    assert_eq!(property(file, "EXDATE"), "TZID=Etc/UTC:20261208T140000");
    assert_eq!(file.matches("BEGIN:VEVENT").count(), 2, "{file}");
    assert!(
        file.contains("RECURRENCE-ID;TZID=Etc/UTC:20261201T140000\r\nDTSTART;TZID=Etc/UTC:20261202T100000"),
        "{file}"
    );

    ben.decline(&dates[3]).await;
    mail::deliver_due(&app).await.unwrap();
    ben.post(&rsvp(&series), "answer=not_going").await;
    mail::deliver_due(&app).await.unwrap();
    ben.go(&dates[4]).await;
    let told = told(&site, &ben).await;
    let brief: Vec<_> = told[1..]
        .iter()
        .map(|(method, file)| (method.as_str(), property(file, "RECURRENCE-ID"), property(file, "STATUS")))
        .collect();
    assert_eq!(
        brief,
        [
            ("CANCEL", "TZID=Etc/UTC:20261215T140000", "CANCELLED"),
            ("CANCEL", "", "CANCELLED"),
            ("REQUEST", "TZID=Etc/UTC:20261222T140000", "CONFIRMED")
        ]
    );
}

/// Makes the secret link of a person; the path it leads to.
pub async fn link(person: &Browser) -> String {
    let page = person.post("/me/calendar", "").await;
    let link = page.attributes("#link", "value").pop().expect("the link, this once");
    assert_eq!(page.said(), "", "it is no sentence");
    link.strip_prefix("http://127.0.0.1:3000").expect("an address of the site").to_owned()
}

#[tokio::test]
async fn a_secret_link_shows_a_persons_sessions_without_a_login() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let chloe = site.person("Chloe Martin").await;
    let fields = [("format", "online"), ("join_url", LINK)];
    let path = ana.schedule(&circle, "Flaky tests", &fields).await;
    ana.schedule(&circle, "Not for Ben", &[("day", "2026-12-03")]).await;
    chloe.go(&path).await;
    let other = ana.found("Another circle", &[]).await;
    ana.schedule(&other, "Elsewhere", &[]).await;
    let feed = link(&ben).await;
    assert_eq!(ben.get("/me/calendar").await.attributes("#link", "value").len(), 0, "shown once");

    let stranger = site.stranger();
    let page = stranger.get(&feed).await;
    assert_eq!((page.status().as_u16(), page.header("content-type")), (200, "text/calendar; charset=utf-8"));
    assert_eq!(page.header("cache-control"), "private, no-cache");
    let file = page.body().replace("\r\n ", "");
    assert!(file.contains("X-WR-CALNAME:Sessions at Riverside\r\n"), "{file}");
    assert!(file.contains("REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n"), "{file}");
    assert!(file.contains("SUMMARY:Flaky tests\r\n") && file.contains("SUMMARY:Not for Ben\r\n"), "{file}");
    for secret in ["Elsewhere", LINK, "Chloe", "ATTENDEE", "METHOD"] {
        assert!(!file.contains(secret), "{secret} in {file}");
    }
    ben.go(&path).await;
    assert!(stranger.get(&feed).await.body().replace("\r\n ", "").contains(LINK), "now that he is going");
    ben.decline(&path).await;
    assert!(
        !stranger.get(&feed).await.body().contains("Flaky tests"),
        "what he said no to is not in his way"
    );
    let all = stranger.get(&community_link(&ben, &circle).await).await.body().to_owned();
    assert!(all.contains("Flaky tests") && all.contains("X-WR-CALNAME:Testing circle"), "{all}");
}

/// The link of one community's feed, as the page of a person who has a link shows it.
async fn community_link(person: &Browser, circle: &str) -> String {
    let slug = circle.rsplit('/').next().expect("a slug");
    let links = person.get("/me/calendar").await.attributes(&format!("#link-{slug}"), "value");
    links[0].strip_prefix("http://127.0.0.1:3000").expect("the site's own address").to_owned()
}

/// The entry of that title in a file.
fn entry<'a>(file: &'a str, title: &str) -> &'a str {
    let found = file.split("BEGIN:VEVENT").find(|entry| entry.contains(&format!("SUMMARY:{title}\r\n")));
    found.unwrap_or_else(|| panic!("{title} in {file}"))
}

#[tokio::test]
async fn the_link_of_one_community_opens_nothing_else_and_dies_with_the_other() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let other = ana.found("Other circle", &[]).await;
    ben.join(&other).await;
    let feed = link(&ben).await;
    let (of_circle, of_other) = (community_link(&ben, &circle).await, community_link(&ben, &other).await);
    let stranger = site.stranger();
    assert_eq!(stranger.get(&of_circle).await.status(), 200);
    let (_, key) = of_circle.split_once("?key=").unwrap();
    assert!(!feed.contains(key) && !of_other.contains(key), "a key of its own");
    for path in [format!("/calendar/{key}.ics"), format!("{other}/calendar.ics?key={key}")] {
        assert_eq!(stranger.get(&path).await.status(), 404, "{path}");
    }
    let personal = &feed["/calendar/".len()..feed.len() - 4];
    assert_eq!(stranger.get(&format!("{circle}/calendar.ics?key={personal}")).await.status(), 404);
    link(&ben).await;
    assert_eq!(stranger.get(&of_circle).await.status(), 404, "a new link ends those beside the old one");
    let renewed = community_link(&ben, &circle).await;
    ben.post("/me/calendar/ending", "").await;
    assert_eq!(stranger.get(&renewed).await.status(), 404);
}

#[tokio::test]
async fn the_feed_can_leave_out_what_was_sent_as_an_invitation() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Invited", &[]).await;
    ana.schedule(&circle, "Open", &[("day", "2026-11-27")]).await;
    ben.go(&path).await;
    let feed = link(&ben).await;
    let titles = async |query: &str| {
        let file = site.stranger().get(&format!("{feed}{query}")).await.body().to_owned();
        ["Invited", "Open"].map(|title| file.contains(&format!("SUMMARY:{title}")))
    };
    assert_eq!(titles("").await, [true, true]);
    assert_eq!(titles("?without=invitations").await, [false, true]);
    ben.post(&rsvp(&path), "answer=maybe").await;
    assert_eq!(titles("?without=invitations").await, [true, true], "the invitation is taken back");
}

#[tokio::test]
async fn a_feed_tells_a_place_a_maybe_a_wait_and_no_answer_apart() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let chloe = site.person("Chloe Martin").await;
    chloe.join(&circle).await;
    let going = ana.schedule(&circle, "Going", &[]).await;
    let perhaps = ana.schedule(&circle, "Perhaps", &[("day", "2026-11-27")]).await;
    let full = ana.schedule(&circle, "Full", &[("day", "2026-11-30"), ("capacity", "1")]).await;
    ana.schedule(&circle, "Open", &[("day", "2026-12-01")]).await;
    chloe.go(&full).await;
    ben.go(&going).await;
    ben.post(&rsvp(&perhaps), "answer=maybe").await;
    ben.go(&full).await;
    let feed = link(&ben).await;
    let file = site.stranger().get(&feed).await.body().replace("\r\n ", "");
    for (title, status, transp, words) in [
        ("Going", "CONFIRMED", "OPAQUE", "You’re going."),
        ("Perhaps (maybe)", "TENTATIVE", "TRANSPARENT", "You answered maybe."),
        ("Full (waiting list)", "TENTATIVE", "TRANSPARENT", "You’re on the waiting list."),
        ("Open", "TENTATIVE", "TRANSPARENT", "You haven’t answered."),
    ] {
        let entry = entry(&file, title);
        for line in [format!("STATUS:{status}\r\n"), format!("TRANSP:{transp}\r\n"), words.to_owned()] {
            assert!(entry.contains(&line), "{line} in {entry}");
        }
    }
    let feed = link(&ana).await;
    let hers = site.stranger().get(&feed).await.body().replace("\r\n ", "");
    assert!(
        entry(&hers, "Open").contains("You’re hosting.") && entry(&hers, "Open").contains("TRANSP:OPAQUE")
    );
}

#[tokio::test]
async fn the_stamp_of_an_entry_moves_with_every_change_and_every_answer() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    let feed = link(&ben).await;
    let stamps = async || {
        let file = site.stranger().get(&feed).await.body().to_owned();
        let (stamp, modified) = (property(&file, "DTSTAMP"), property(&file, "LAST-MODIFIED"));
        assert_eq!(stamp, modified, "of an entry without a message they are the same (RFC 5545, 3.8.7.2)");
        stamp.to_owned()
    };
    assert_eq!(stamps().await, "20261123T090000Z");
    site.clock_to(START + Duration::hours(1));
    assert_eq!(stamps().await, "20261123T090000Z", "time alone changes nothing");
    change(&ana, &path, "Flaky tests", &[("place", "Mill Lane"), ("then", "quiet")]).await;
    assert_eq!(stamps().await, "20261123T100000Z", "not even a quiet change goes by unseen");
    site.clock_to(START + Duration::hours(2));
    ben.go(&path).await;
    assert_eq!(stamps().await, "20261123T110000Z");
    site.clock_to(START + Duration::hours(3));
    ana.post(&format!("{path}/cancellation"), "").await;
    assert_eq!(stamps().await, "20261123T120000Z");
}

#[tokio::test]
async fn mail_feed_and_download_say_the_same_sequence() {
    let (site, sink) = (site().await, Sink::start().await);
    let app = sending(&site, &sink);
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    let feed = link(&ben).await;
    let sequences = async || {
        let told = told(&site, &ben).await;
        let file = ben.get(&format!("{path}/calendar.ics")).await.body().to_owned();
        let feed = site.stranger().get(&feed).await.body().to_owned();
        let mailed = told.last().map(|(_, file)| property(file, "SEQUENCE").to_owned()).unwrap_or_default();
        [mailed, property(&feed, "SEQUENCE").to_owned(), property(&file, "SEQUENCE").to_owned()]
    };
    ben.go(&path).await;
    assert_eq!(sequences().await, ["0", "0", "0"]);
    change(&ana, &path, "Flaky tests", &[("time", "15:00")]).await;
    assert_eq!(sequences().await, ["1", "1", "1"]);
    mail::deliver_due(&app).await.unwrap();
    ben.post(&rsvp(&path), "answer=maybe").await;
    mail::deliver_due(&app).await.unwrap();
    ben.go(&path).await;
    assert_eq!(sequences().await, ["3", "3", "3"], "given up and taken again");
    change(&ana, &path, "Slow tests", &[("time", "15:00")]).await;
    assert_eq!(sequences().await, ["4", "4", "4"]);
}

#[tokio::test]
async fn a_program_that_has_the_feed_already_gets_nothing_again() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    let feed = link(&ben).await;
    let stranger = site.stranger();
    let tag = stranger.get(&feed).await.header("etag").to_owned();
    site.clock_to(START + Duration::hours(1));
    for known in [tag.clone(), format!("\"other\", {tag}"), "*".to_owned()] {
        let page = stranger.send(Method::GET, &feed, &[("if-none-match", &known)], "").await;
        assert_eq!(
            (page.status().as_u16(), page.body(), page.header("etag")),
            (304, "", tag.as_str()),
            "{known}"
        );
    }
    change(&ana, &path, "Flaky tests", &[("time", "15:00")]).await;
    let page = stranger.send(Method::GET, &feed, &[("if-none-match", &tag)], "").await;
    assert_eq!(page.status(), 200);
    assert!(page.body().contains("SEQUENCE:1\r\n") && page.body().contains("DTSTART:20261126T150000Z\r\n"));
    ana.post(&format!("{path}/cancellation"), "").await;
    assert!(stranger.get(&feed).await.body().contains("STATUS:CANCELLED\r\n"), "said, not silently gone");
}

#[tokio::test]
async fn a_feed_looks_back_90_days_and_a_year_ahead() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    for (title, day) in [("Soon", "2026-11-26"), ("In a year", "2027-11-22"), ("Later", "2027-11-25")] {
        ana.schedule(&circle, title, &[("day", day)]).await;
    }
    let feed = link(&ben).await;
    let titles = async || {
        let file = site.stranger().get(&feed).await.body().to_owned();
        ["Soon", "In a year", "Later"].map(|title| file.contains(&format!("SUMMARY:{title}\r\n")))
    };
    assert_eq!(titles().await, [true, true, false]);
    site.clock_to(datetime!(2027-02-24 12:00 UTC));
    assert_eq!(titles().await, [true, true, true]);
    site.clock_to(datetime!(2027-02-25 12:00 UTC));
    assert_eq!(titles().await, [false, true, true]);
}

#[tokio::test]
async fn a_link_dies_when_it_is_renewed_ended_or_its_owner_leaves() {
    let site = site().await;
    let (_, ben, _) = people(&site).await;
    let (stranger, admin) = (site.stranger(), site.admin("Ada Admin").await);
    let first = link(&ben).await;
    let second = link(&ben).await;
    assert_eq!(stranger.get(&first).await.status(), 404);
    assert_eq!(stranger.get(&second).await.status(), 200);
    let said = ben.post("/me/calendar/ending", "").await.said();
    assert_eq!(said, "The link is deleted. Calendars that used it are no longer updated.");
    assert_eq!(stranger.get(&second).await.status(), 404);
    let third = link(&ben).await;
    assert_eq!(stranger.get(&third).await.status(), 200);
    admin.post(&format!("/admin/people/{}/deactivation", ben.id), "").await;
    assert_eq!(stranger.get(&third).await.status(), 404);
    admin.post(&format!("/admin/people/{}/reactivation", ben.id), "").await;
    assert_eq!(stranger.get(&third).await.status(), 404, "it stays dead");
    let kept: Vec<Vec<u8>> = sqlx::query_scalar("select feed_hash from people where feed_hash is not null")
        .fetch_all(&site.app.db)
        .await
        .unwrap();
    assert!(kept.is_empty());
}

#[tokio::test]
async fn a_private_community_is_in_the_feeds_of_its_people_only() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Quiet circle", &[("visibility", "private")]).await;
    let path = ana.schedule(&circle, "Quiet session", &[]).await;
    let (hers, his) = (link(&ana).await, link(&ben).await);
    let of_hers = community_link(&ana, &circle).await;
    let stranger = site.stranger();
    assert!(stranger.get(&hers).await.body().contains("Quiet session"));
    assert!(!stranger.get(&his).await.body().contains("Quiet"));
    assert_eq!(stranger.get(&of_hers).await.status(), 200);
    let key = &his["/calendar/".len()..his.len() - 4];
    assert_eq!(stranger.get(&format!("{circle}/calendar.ics?key={key}")).await.status(), 404);
    assert_eq!(ben.get(&format!("{circle}/calendar.ics")).await.status(), 404);
    assert_eq!(ben.get(&format!("{path}/calendar.ics")).await.status(), 404);
    assert_eq!(stranger.get(&format!("{circle}/calendar.ics?key=x")).await.status(), 404);
    ana.post(&format!("{circle}/invitations"), "email=ben.okafor@example.org").await;
    ben.join(&circle).await;
    ben.go(&path).await;
    assert!(stranger.get(&his).await.body().contains("Quiet session"));
    ben.post(&format!("{circle}/departure"), "").await;
    assert!(!stranger.get(&his).await.body().contains("Quiet"));
}

#[tokio::test]
async fn one_session_can_be_added_by_hand() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Flaky tests", &[("format", "hybrid"), ("join_url", LINK)]).await;
    let page = ben.get(&path).await;
    let link = format!("{path}/calendar.ics");
    assert_eq!(page.attributes("link[rel=alternate]", "href"), [link.as_str()]);
    assert!(page.attributes("dl.facts a", "href").contains(&link));
    let file = ben.get(&link).await;
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    let body = file.body().replace("\r\n ", "");
    assert!(
        body.contains("METHOD:PUBLISH\r\n") && !body.contains(LINK) && !body.contains("ATTENDEE"),
        "{body}"
    );
    assert!(ana.get(&link).await.body().replace("\r\n ", "").contains(LINK), "hosts may see it");
    assert_eq!(
        ben.get(&circle).await.attributes("link[rel=alternate]", "href"),
        [format!("{circle}/calendar.ics")]
    );
}

#[tokio::test]
async fn a_month_shows_what_is_mine_with_my_answers() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let other = ana.found("Another circle", &[]).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    let off = ana.schedule(&circle, "Called off", &[("day", "2026-11-27")]).await;
    ana.schedule(&circle, "At new year", &[("day", "2027-01-01")]).await;
    let elsewhere = ana.schedule(&other, "Elsewhere", &[("day", "2026-11-25")]).await;
    ana.schedule(&other, "Not mine", &[("day", "2026-11-25"), ("time", "15:00")]).await;
    ana.schedule(&circle, "Only a draft", &[("then", "draft")]).await;
    ben.go(&path).await;
    ben.post(&rsvp(&elsewhere), "answer=maybe").await;
    ana.post(&format!("{off}/cancellation"), "").await;
    let page = ben.get("/calendar").await;
    assert_eq!(page.text("h1"), "November 2026");
    assert_eq!(page.all(".month .entry .title"), ["Elsewhere", "Flaky tests", "Called off"]);
    assert_eq!(page.all(".entry .said"), ["Maybe", "You’re going"]);
    assert_eq!(page.all(".entry.cancelled .why"), ["Cancelled"]);
    assert_eq!(page.attributes(".day[aria-current=date] time", "datetime"), ["2026-11-23"]);
    assert_eq!(page.all(".day .on").len(), 42, "whole weeks");
    assert_eq!(page.attributes("a[rel=next]", "href"), ["/calendar?month=2026-12"]);
    let december = ben.get("/calendar?month=2026-12").await;
    assert_eq!(december.all(".month .entry .title"), ["At new year"], "the last week reaches over");
    assert!(december.text(".month-nav").contains("Today"));
    assert_eq!(ben.get("/calendar?month=nonsense").await.text("h1"), "November 2026");
    let whole = ben.get(&format!("{other}/calendar")).await;
    assert_eq!(whole.all(".month .entry .title"), ["Elsewhere", "Not mine"]);
}

#[tokio::test]
async fn the_agenda_lists_what_is_next_a_page_at_a_time() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    for week in 0..31 {
        let day = (START + Duration::weeks(week)).date().to_string();
        ana.schedule(&circle, &format!("Session {week}"), &[("day", &day)]).await;
    }
    let page = ben.get("/calendar?view=agenda").await;
    assert_eq!(page.all(".agenda .title").len(), 30);
    assert_eq!(page.text(".agenda .day"), "Today");
    let next = page.attributes("nav.pages a[rel=next]", "href");
    assert_eq!(next, ["?view=agenda&page=2"]);
    assert_eq!(ben.get("/calendar?view=agenda&page=2").await.all(".agenda .title"), ["Session 30"]);
    assert_eq!(ben.get(&format!("{circle}/calendar?view=agenda")).await.all(".agenda .title").len(), 30);
}
