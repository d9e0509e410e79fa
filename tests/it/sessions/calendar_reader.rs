//! Our calendars as other programs read them: by Python's `icalendar` and `recurring-ical-events`, which share no line
//! with us. `tests/run` installs them and runs these; a plain `cargo test` says that it left them out.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;

use guildhall::{App, mail};
use serde::Deserialize;
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use super::calendar::{link, told};
use crate::support::smtp::Sink;
use crate::support::{Browser, START, Site, session, site};

#[derive(Clone, Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Occurrence {
    start: String,
    end: String,
    status: String,
    title: String,
    uid: String,
    sequence: i64,
}

/// What the reader makes of a file or a mail; twice, the second time with zones it can know from the file only.
fn read(text: &str) -> Vec<Occurrence> {
    let by_name = run(text, &["2026-01-01", "2030-01-01"]);
    let by_file = run(text, &["2026-01-01", "2030-01-01", "--own-zones"]);
    assert_eq!(difference(&by_name, &by_file), [], "the zones in the file say what those of the world say");
    by_name
}

fn run(text: &str, arguments: &[&str]) -> Vec<Occurrence> {
    let python =
        std::env::var("GUILDHALL_ICS_READER").expect("GUILDHALL_ICS_READER names a Python with icalendar");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/calendar_reader.py");
    let mut reader = Command::new(python)
        .arg(script)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the reader starts");
    reader.stdin.take().expect("its input").write_all(text.as_bytes()).expect("it reads");
    let output = reader.wait_with_output().expect("it ends");
    assert!(output.status.success(), "it can be read:\n{text}");
    let lines = String::from_utf8(output.stdout).expect("text");
    lines.lines().skip(1).map(|line| serde_json::from_str(line).expect("an occurrence")).collect()
}

/// What is in one of the two only: long lists are no help to whoever has to find the one that is wrong.
fn difference<T: Clone + PartialEq>(one: &[T], other: &[T]) -> Vec<T> {
    let missing =
        |from: &[T], all: &[T]| from.iter().filter(|item| !all.contains(item)).cloned().collect::<Vec<_>>();
    let mut found = missing(one, other);
    found.extend(missing(other, one));
    if found.is_empty() && one.len() != other.len() { one.to_vec() } else { found }
}

fn spans(occurrences: &[Occurrence]) -> Vec<(&str, &str, &str)> {
    let mut spans: Vec<_> = occurrences
        .iter()
        .map(|found| (found.start.as_str(), found.end.as_str(), found.status.as_str()))
        .collect();
    spans.sort_unstable();
    spans
}

/// The sessions of the site as its pages show them, within the reach of a feed, to someone who has not answered.
async fn sessions(site: &Site) -> Vec<(String, String, String)> {
    let now = site.app.clock.now();
    let rows: Vec<(OffsetDateTime, OffsetDateTime, String)> = sqlx::query_as(
        "select starts_at, ends_at, state from events where starts_at between $1 and $2 and state <> 'draft'",
    )
    .bind(now - Duration::days(90))
    .bind(now + Duration::days(365))
    .fetch_all(&site.app.db)
    .await
    .expect("sessions");
    let utc = |at: OffsetDateTime| format!("{}T{:02}:{:02}:00Z", at.date(), at.hour(), at.minute());
    let status = |state: &str| if state == "cancelled" { "CANCELLED" } else { "TENTATIVE" }.to_owned();
    let mut rows: Vec<_> =
        rows.iter().map(|(starts, ends, state)| (utc(*starts), utc(*ends), status(state))).collect();
    rows.sort_unstable();
    rows
}

/// Both are the same, and not for want of sessions.
async fn same(site: &Site, feed: &str, least: usize) -> Vec<Occurrence> {
    let file = site.stranger().get(feed).await.body().to_owned();
    let found = read(&file);
    let pages = sessions(site).await;
    let pages: Vec<_> =
        pages.iter().map(|(start, end, state)| (start.as_str(), end.as_str(), state.as_str())).collect();
    assert_eq!(difference(&spans(&found), &pages), [], "on {}", site.app.clock.now());
    assert!(found.len() >= least, "{} sessions", found.len());
    found
}

async fn people(site: &Site) -> (Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    (ana, ben, circle)
}

/// Begins a series; the paths of its dates.
async fn begin(ana: &Browser, circle: &str, title: &str, other: &[(&str, &str)]) -> Vec<String> {
    let host = ana.id.to_string();
    let fields: Vec<_> =
        [("hosts", host.as_str()), ("every", "1")].into_iter().chain(other.iter().copied()).collect();
    let mut page = ana.post(&format!("{circle}/events"), &session(title, &fields)).await;
    // What the clocks do to it is asked about once.
    if let Some(known) = page.attributes("[name=known]", "value").pop() {
        let answered: Vec<_> = fields.iter().copied().chain([("known", known.as_str())]).collect();
        page = ana.post(&format!("{circle}/events"), &session(title, &answered)).await;
    }
    assert!(page.path().starts_with("/series/"), "{title} begins: {:?}", page.all(".problem"));
    page.attributes("#to-come ~ ul h3 a", "href")
}

async fn change(ana: &Browser, path: &str, title: &str, other: &[(&str, &str)]) {
    let page = ana.post(&format!("{path}/edit"), &session(title, other)).await;
    assert_eq!(page.status(), 200, "{:?}", page.all(".problem"));
}

fn sending(site: &Site, sink: &Sink) -> App {
    let mut config = (*site.app.config).clone();
    config.smtp_url = Some(sink.url().parse().expect("a sink's URL"));
    App { config: Arc::new(config), ..site.app.clone() }
}

#[tokio::test]
#[ignore = "needs GUILDHALL_ICS_READER, a Python with icalendar: tests/run brings it"]
async fn single_moved_and_cancelled_sessions_are_read_as_they_are() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let title = "Tee für alle; “ganz, ganz langer” Titel, den jedes Programm lesen können muss \\ 茶";
    ana.schedule(&circle, title, &[]).await;
    let moved = ana.schedule(&circle, "Moved", &[("day", "2026-12-03")]).await;
    change(&ana, &moved, "Moved", &[("day", "2026-12-04"), ("time", "09:30"), ("minutes", "25")]).await;
    let off = ana.schedule(&circle, "Off", &[("day", "2026-12-10")]).await;
    ana.post(&format!("{off}/cancellation"), "reason=The+room,+is+gone").await;
    let found = same(&site, &link(&ben).await, 3).await;
    assert_eq!(found[0].title, title);
    let brief: Vec<_> = found.iter().map(|one| (one.start.as_str(), one.sequence)).collect();
    assert_eq!(
        brief,
        [("2026-11-26T14:00:00Z", 0), ("2026-12-04T09:30:00Z", 1), ("2026-12-10T14:00:00Z", 1)]
    );
}

#[tokio::test]
#[ignore = "needs GUILDHALL_ICS_READER, a Python with icalendar: tests/run brings it"]
async fn series_with_skipped_moved_and_cancelled_dates_are_read_as_the_page_shows_them() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    let weekly =
        [("repeats", "weekly"), ("day", "2026-11-24"), ("zone", "Europe/London"), ("skipped", "2026-12-08")];
    let dates = begin(&ana, &circle, "Weekly", &weekly).await;
    change(&ana, &dates[2], "Moved", &[("day", "2026-12-17"), ("time", "08:00"), ("zone", "Europe/London")])
        .await;
    ana.post(&format!("{}/cancellation", dates[3]), "").await;
    for (title, repeats, day) in [
        ("Second Thursday", "monthly_weekday", "2026-12-10"),
        ("Last Friday", "monthly_last_weekday", "2026-11-27"),
        ("The 31st", "monthly_day", "2026-12-31"),
    ] {
        begin(&ana, &circle, title, &[("repeats", repeats), ("day", day), ("zone", "America/New_York")])
            .await;
    }
    let feed = link(&ben).await;
    let found = same(&site, &feed, 12).await;
    assert!(found.iter().all(|one| !one.start.starts_with("2026-12-08")));
    assert_eq!(found.iter().filter(|one| one.status == "CANCELLED").count(), 1);
    assert!(found.iter().any(|one| one.title == "Moved" && one.start == "2026-12-17T08:00:00Z"));
    // Changed as a whole from some date on: another time, and the series goes on.
    let later = [
        ("repeats", "weekly"),
        ("every", "1"),
        ("day", "2027-01-05"),
        ("time", "16:00"),
        ("zone", "Europe/London"),
        ("scope", "following"),
    ];
    change(&ana, &dates[5], "Weekly", &later).await;
    let found = same(&site, &feed, 12).await;
    assert!(found.iter().any(|one| one.start == "2027-01-05T16:00:00Z"), "{found:?}");
}

#[tokio::test]
#[ignore = "needs GUILDHALL_ICS_READER, a Python with icalendar: tests/run brings it"]
async fn two_years_of_series_keep_their_wall_clock_in_four_zones() {
    let site = site().await;
    let (ana, ben, circle) = people(&site).await;
    for (zone, time, day) in [
        ("Europe/London", "18:00", "2026-11-24"),
        // Skipped on one Sunday of March, and twice there on one of October.
        ("Europe/London", "01:30", "2026-11-29"),
        ("America/New_York", "09:00", "2026-11-25"),
        ("America/New_York", "02:30", "2026-11-29"),
        ("Australia/Lord_Howe", "17:15", "2026-11-26"),
        ("Australia/Lord_Howe", "02:15", "2026-11-29"),
        ("Asia/Kathmandu", "18:00", "2026-11-27"),
    ] {
        let fields = [("repeats", "weekly"), ("day", day), ("time", time), ("zone", zone)];
        begin(&ana, &circle, &format!("{zone} {time}"), &fields).await;
    }
    let feed = link(&ben).await;
    let mut moments = BTreeSet::new();
    let mut shifted = BTreeSet::new();
    for quarter in 0..=8 {
        site.clock_to(START + Duration::days(91 * quarter));
        site.run_jobs().await;
        for found in same(&site, &feed, 40).await {
            let (wall, zone) =
                (found.title.split(' ').nth(1).unwrap(), found.title.split(' ').next().unwrap());
            let there: bool =
                sqlx::query_scalar("select to_char($1::timestamptz at time zone $2, 'HH24:MI') = $3")
                    .bind(datetime(&found.start))
                    .bind(zone)
                    .bind(wall)
                    .fetch_one(&site.app.db)
                    .await
                    .unwrap();
            // By PostgreSQL's clocks.
            if !there {
                shifted.insert(found.clone());
            }
            moments.insert(found);
        }
    }
    assert!(moments.len() > 7 * 100, "two years of seven series: {}", moments.len());
    // Three of them meet, once a year, the night that skips their hour; nothing else ever leaves the wall clock.
    let nights: Vec<_> = shifted.iter().map(|found| &found.start[..10]).collect();
    assert_eq!(
        nights,
        ["2027-03-14", "2027-03-28", "2027-10-02", "2028-03-12", "2028-03-26", "2028-09-30"],
        "{shifted:?}"
    );
}

fn datetime(text: &str) -> OffsetDateTime {
    OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).expect("a moment")
}

#[tokio::test]
#[ignore = "needs GUILDHALL_ICS_READER, a Python with icalendar: tests/run brings it"]
async fn invitations_are_read_out_of_the_mails_as_they_arrive() {
    let (site, sink) = (site().await, Sink::start().await);
    let app = sending(&site, &sink);
    let (ana, ben, circle) = people(&site).await;
    let path = ana.schedule(&circle, "Tee für alle", &[("place", "Mühle, Raum 2")]).await;
    let fields = [("repeats", "weekly"), ("day", "2027-03-23"), ("time", "18:00"), ("zone", "Europe/London")];
    let dates = begin(&ana, &circle, "Über die Zeit", &fields).await;
    ben.go(&path).await;
    ben.go(&dates[1]).await;
    change(
        &ana,
        &dates[1],
        "Über die Zeit",
        &[("day", "2027-03-31"), ("time", "18:30"), ("zone", "Europe/London")],
    )
    .await;
    ben.decline(&path).await;
    ben.go(&path).await;
    mail::deliver_due(&app).await.unwrap();
    let mut found = Vec::new();
    for message in sink.messages() {
        assert!(message.data.contains("text/calendar"), "{}", message.data);
        found.extend(
            read(&message.data).into_iter().map(|one| (one.start, one.title, one.status, one.sequence)),
        );
    }
    found.sort_unstable();
    let row = |start: &str, title: &str, sequence| {
        (start.to_owned(), title.to_owned(), "CONFIRMED".to_owned(), sequence)
    };
    assert_eq!(
        found,
        [
            row("2026-11-26T14:00:00Z", "Tee für alle", 0),
            row("2027-03-30T17:00:00Z", "Über die Zeit", 0),
            row("2027-03-31T17:30:00Z", "Über die Zeit", 1),
        ]
    );
    assert_eq!(told(&site, &ben).await.len(), 3);
    assert!(
        datetime!(2027-03-28 01:00 UTC) < datetime("2027-03-30T17:00:00Z"),
        "the clocks had changed by then"
    );
}

#[tokio::test]
#[ignore = "needs GUILDHALL_ICS_READER, a Python with icalendar: tests/run brings it"]
async fn whole_days_are_dates_and_an_end_on_another_day_is_a_moment() {
    let (site, sink) = (site().await, Sink::start().await);
    let app = sending(&site, &sink);
    let (ana, ben, circle) = people(&site).await;
    let trip =
        [("day", "2026-12-18"), ("zone", "Europe/Vienna"), ("minutes", "days"), ("last_day", "2026-12-20")];
    let path = ana.schedule(&circle, "Field trip", &trip).await;
    let night = [("time", "18:00"), ("minutes", "until"), ("last_day", "2026-11-27"), ("ends_time", "04:00")];
    ana.schedule(&circle, "Long night", &night).await;
    let weekly = [("repeats", "weekly"), ("day", "2027-01-05"), ("time", "23:00"), ("minutes", "until")];
    let weekly: Vec<_> =
        weekly.into_iter().chain([("last_day", "2027-01-06"), ("ends_time", "01:00")]).collect();
    begin(&ana, &circle, "After midnight", &weekly).await;
    ben.go(&path).await;
    let span = |one: &Occurrence| format!("{} {} {}", one.title, one.start, one.end);
    let file = site.stranger().get(&link(&ben).await).await.body().to_owned();
    let feed: Vec<_> = read(&file).iter().map(span).collect();
    let trip = "Field trip 2026-12-18 2026-12-21";
    assert!(feed.contains(&trip.to_owned()), "{feed:?}");
    assert!(feed.contains(&"Long night 2026-11-26T18:00:00Z 2026-11-27T04:00:00Z".to_owned()), "{feed:?}");
    assert!(
        feed.contains(&"After midnight 2027-01-12T23:00:00Z 2027-01-13T01:00:00Z".to_owned()),
        "{feed:?}"
    );
    let download = read(ben.get(&format!("{path}/calendar.ics")).await.body());
    assert_eq!(download.iter().map(span).collect::<Vec<_>>(), [trip]);
    mail::deliver_due(&app).await.unwrap();
    let mails: Vec<_> = sink.messages();
    let invited = mails.iter().find(|mail| mail.data.contains("text/calendar")).expect("an invitation");
    assert_eq!(read(&invited.data).iter().map(span).collect::<Vec<_>>(), [trip]);
}
