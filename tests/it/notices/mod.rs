//! What a person chose to be told, and how a mail program stops what they did not want.

use std::sync::Arc;

use guildhall::{App, mail, router};
use time::macros::datetime;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::support::smtp::Sink;
use crate::support::{Browser, Site, form, session, site};

/// How many mails of a kind a person got.
async fn count(site: &Site, person: &Browser, kind: &str) -> i64 {
    sqlx::query_scalar("select count(*) from mails where person_id = $1 and kind = $2 and state <> 'dropped'")
        .bind(person.id)
        .bind(kind)
        .fetch_one(&site.app.db)
        .await
        .expect("a count")
}

/// Ana runs a circle that Ben is in and Chloe too.
async fn circle(site: &Site) -> (Browser, Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let chloe = site.person("Chloe Martin").await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    chloe.join(&circle).await;
    (ana, ben, chloe, circle)
}

/// The link at the foot of the newest mail of a kind to a person.
async fn stop_url(site: &Site, person: &Browser, kind: &str) -> String {
    sqlx::query_scalar(
        "select stop_url from mails where person_id = $1 and kind = $2 order by number desc limit 1",
    )
    .bind(person.id)
    .bind(kind)
    .fetch_one(&site.app.db)
    .await
    .expect("a link")
}

fn path(url: &str) -> &str {
    url.strip_prefix("http://127.0.0.1:3000").expect("a link to the site")
}

#[tokio::test]
async fn the_page_says_how_one_is_told_and_keeps_what_one_chose() {
    let site = site().await;
    let (_, ben, _, _) = circle(&site).await;
    let page = ben.get("/me/notices").await;
    let checked = page.attributes("input[checked]", "value");
    assert_eq!(
        checked,
        [
            "digest", "at_once", "at_once", "off", "at_once", "at_once", "digest", "at_once", "at_once",
            "at_once", "at_once", "at_once", "at_once", "at_once", "at_once", "at_once", "at_once"
        ]
    );
    assert!(
        page.attributes("input[name=soon]", "value") == ["at_once", "off"],
        "nothing to collect for a digest"
    );
    let saved =
        ben.post("/me/notices", "reminder=off&new_session=at_once&soon=digest&seat=off&story=%00").await;
    assert_eq!((saved.status().as_u16(), saved.path()), (200, "/me/notices"));
    let chosen = |name: &str| saved.attributes(&format!("input[name={name}][checked]"), "value");
    assert_eq!(
        (chosen("reminder"), chosen("new_session")),
        (vec!["off".to_owned()], vec!["at_once".to_owned()])
    );
    assert_eq!(chosen("soon"), ["off"], "a way it has not is passed over");
    assert!(ben.get("/me").await.has("a[href='/me/notices']"));
}

#[tokio::test]
async fn one_community_can_be_different_and_like_all_others_again() {
    let site = site().await;
    let (_, ben, _, circle) = circle(&site).await;
    let own = format!("/me/notices{}", circle.trim_start_matches("/communities"));
    let page = ben.post(&own, "reminder=off&story=everywhere").await;
    assert_eq!(page.path(), "/me/notices");
    assert!(page.text("#one + ul").contains("1 different"), "{}", page.text("#one + ul"));
    let checked = ben.get(&own).await.attributes("input[name=reminder][checked]", "value");
    assert_eq!(checked, ["off"]);
    ben.post(&own, "reminder=everywhere").await;
    let checked = ben.get(&own).await.attributes("input[name=reminder][checked]", "value");
    assert_eq!(checked, ["everywhere"]);
    let dina = site.person("Dina Haddad").await;
    assert_eq!(dina.get(&own).await.status(), 404, "whoever is not in it has nothing to choose");
}

#[tokio::test]
async fn what_is_off_is_not_sent_and_what_is_about_the_seat_always_is() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let all_off = "new_session=off&will_you_come=off&reminder=off&recap=off&announcement=off&story=off&hosting=off&nudge=off&digest=off";
    ben.post("/me/notices", all_off).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    ben.go(&path).await;
    chloe.go(&path).await;
    site.clock_to(datetime!(2026-11-25 15:00 UTC));
    site.run_jobs().await;
    assert_eq!((count(&site, &ben, "reminder").await, count(&site, &chloe, "reminder").await), (0, 1));
    let host = ana.id.to_string();
    ana.post(&format!("{path}/edit"), &session("Flaky tests", &[("day", "2026-11-30"), ("hosts", &host)]))
        .await;
    ana.post(&format!("{path}/cancellation"), "").await;
    for kind in ["seated", "moved", "cancelled"] {
        assert_eq!(count(&site, &ben, kind).await, 1, "{kind}");
    }
    let stoppable: i64 = sqlx::query_scalar(
        "select count(*) from mails where stop_url is not null and kind in ('seated', 'moved', 'cancelled')",
    )
    .fetch_one(&site.app.db)
    .await
    .unwrap();
    assert_eq!(stoppable, 0);
}

#[tokio::test]
async fn a_quarter_of_an_hour_before_is_for_whoever_asked_for_it_in_one_community() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    ben.post("/me/notices/testing-circle", "soon=at_once").await;
    let path = ana.schedule(&circle, "Flaky tests", &[("join_url", "https://meet.example.org/x")]).await;
    ben.go(&path).await;
    chloe.go(&path).await;
    site.clock_to(datetime!(2026-11-26 13:44 UTC));
    site.run_jobs().await;
    assert_eq!(count(&site, &ben, "soon").await, 0);
    for minute in [45, 46, 59] {
        site.clock_to(datetime!(2026-11-26 13:00 UTC) + time::Duration::minutes(minute));
        site.run_jobs().await;
    }
    assert_eq!((count(&site, &ben, "soon").await, count(&site, &chloe, "soon").await), (1, 0));
    assert!(site.letter_to(&ben.email).await.contains("https://meet.example.org/x"));
}

#[tokio::test]
async fn a_new_session_or_story_is_told_at_once_to_whoever_wants_that_and_once() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    ben.post("/me/notices", "new_session=at_once").await;
    chloe.post("/me/notices", "new_session=at_once").await;
    chloe.post("/me/notices/testing-circle", "new_session=off").await;
    ana.schedule(&circle, "Draft", &[("then", "draft")]).await;
    ana.schedule(&circle, "Flaky tests", &[]).await;
    for minute in 0..3 {
        site.clock_to(datetime!(2026-11-23 09:00 UTC) + time::Duration::minutes(minute));
        site.run_jobs().await;
    }
    assert_eq!(count(&site, &ben, "new_session").await, 1);
    assert_eq!((count(&site, &chloe, "new_session").await, count(&site, &ana, "new_session").await), (0, 0));
    assert!(site.letter_to(&ben.email).await.contains("Flaky tests"));
}

#[tokio::test]
async fn the_link_at_the_foot_of_a_mail_shows_a_page_and_only_a_press_stops_anything() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let path_of = ana.schedule(&circle, "Flaky tests", &[]).await;
    ben.go(&path_of).await;
    chloe.go(&path_of).await;
    site.clock_to(datetime!(2026-11-25 15:00 UTC));
    site.run_jobs().await;
    let url = stop_url(&site, &ben, "reminder").await;
    assert!(site.letter_to(&ben.email).await.contains(&format!("Unsubscribe: {url}")));
    let stranger = site.stranger();
    let page = stranger.get(path(&url)).await;
    assert_eq!(page.text("h1"), "Stop getting reminders the day before from Testing circle?");
    assert_eq!(page.all("main button"), ["Unsubscribe"]);
    let chosen: i64 =
        sqlx::query_scalar("select count(*) from notice_overrides").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(chosen, 0, "looking changes nothing");

    let page = stranger.post(path(&url), "").await;
    assert_eq!(page.text("h1"), "You won’t get any more reminders the day before from Testing circle");
    assert_eq!(stranger.post(path(&url), "").await.status(), 200, "twice is like once");
    let checked =
        ben.get("/me/notices/testing-circle").await.attributes("input[name=reminder][checked]", "value");
    assert_eq!(checked, ["off"]);
    let next = ana.schedule(&circle, "More flaky tests", &[("day", "2026-11-27")]).await;
    ben.go(&next).await;
    chloe.go(&next).await;
    site.clock_to(datetime!(2026-11-26 15:00 UTC));
    site.run_jobs().await;
    assert_eq!((count(&site, &ben, "reminder").await, count(&site, &chloe, "reminder").await), (1, 2));

    let broken = path(&url).replace("/stop/", "/stop/x");
    assert_eq!(stranger.get(&broken).await.text("h1"), "This link does not work");
    assert_eq!(stranger.post(&broken, "").await.status(), 410);
}

/// What the site answers to a mail provider's request, sent as Gmail and others send it: over a connection of its own,
/// with no cookie, no Origin and no Sec-Fetch-Site.
async fn one_click(app: &App, path: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("a bound port");
    let served = tokio::spawn(axum::serve(listener, router(app.clone())).into_future());
    let body = "List-Unsubscribe=One-Click";
    let mut stream = TcpStream::connect(port).await.expect("a connection");
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: guild.example.org\r\nConnection: close\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    served.abort();
    answer
}

#[tokio::test]
async fn a_mail_provider_stops_a_kind_with_one_request_of_its_own() {
    let (site, sink) = (site().await, Sink::start().await);
    let (ana, ben, _, circle) = circle(&site).await;
    let path_of = ana.schedule(&circle, "Flaky tests", &[]).await;
    ben.go(&path_of).await;
    site.clock_to(datetime!(2026-11-25 15:00 UTC));
    let mut config = (*site.app.config).clone();
    config.smtp_url = Some(sink.url().parse().unwrap());
    config.base_url = Some("https://guild.example.org".to_owned());
    let app = App { config: Arc::new(config), ..site.app.clone() };
    guildhall::run_due_jobs(&app).await.unwrap();
    mail::deliver_due(&app).await.unwrap();
    let messages = sink.messages();
    let reminder = messages
        .iter()
        .find(|message| message.to == ben.email && message.data.contains("is on Thursday 26 November."))
        .expect("a reminder");
    let unfolded = reminder.data.replace('\r', "").replace("\n ", " ");
    let header = |name: &str| {
        let line = unfolded.lines().find(|line| line.starts_with(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("{name} in {unfolded}")).split_once(": ").unwrap().1.to_owned()
    };
    assert_eq!(header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    // "Testing circle, Riverside", as a name with a comma is written in a header.
    assert_eq!(header("From"), "=?utf-8?b?VGVzdGluZyBjaXJjbGUsIFJpdmVyc2lkZQ==?= <guildhall@localhost>");
    assert_eq!(header("Reply-To"), ana.email, "an organiser reads what people answer");
    assert_eq!(header("List-Id"), "Testing circle <testing-circle.guild.example.org>");
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    let thread = format!("<session-{}@guild.example.org>", path_of.trim_start_matches("/events/"));
    assert_eq!((header("In-Reply-To"), header("References")), (thread.clone(), thread.clone()));
    let seat =
        messages.iter().find(|message| message.to == ben.email && message.data.contains("You're going."));
    let seat = &seat.expect("the confirmation").data;
    assert!(
        seat.contains(&thread) && !seat.contains("List-Unsubscribe"),
        "one conversation, not stoppable: {seat}"
    );

    let url = header("List-Unsubscribe");
    let path =
        url.trim_matches(['<', '>']).strip_prefix("https://guild.example.org").expect("https").to_owned();
    let answer = one_click(&app, &path).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    let checked =
        ben.get("/me/notices/testing-circle").await.attributes("input[name=reminder][checked]", "value");
    assert_eq!(checked, ["off"]);
}

#[tokio::test]
async fn a_suggestion_that_is_not_wanted_by_mail_waits_on_the_page() {
    let site = site().await;
    let (ana, bea) = (site.person("Ana Ferreira").await, site.person("Bea Lindqvist").await);
    for (person, name) in [(&ana, "Testing circle"), (&bea, "Writing circle")] {
        person.found(name, &[]).await;
    }
    ana.post("/me/notices/testing-circle", &form(&[("nudge", "off")])).await;
    site.clock_to(datetime!(2026-12-02 10:00 UTC));
    site.run_jobs().await;
    assert_eq!((count(&site, &ana, "nudge").await, count(&site, &bea, "nudge").await), (0, 1));
    let made: i64 = sqlx::query_scalar("select count(*) from nudges").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(made, 2);
}

#[tokio::test]
async fn an_old_link_tells_a_former_member_nothing_new() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Quiet circle", &[("visibility", "private")]).await;
    ana.post(&format!("{circle}/invitations"), &form(&[("email", &ben.email)])).await;
    ben.join(&circle).await;
    let session = ana.schedule(&circle, "Flaky tests", &[]).await;
    ben.go(&session).await;
    site.clock_to(datetime!(2026-11-25 15:00 UTC));
    site.run_jobs().await;
    let url = stop_url(&site, &ben, "reminder").await;
    ben.post(&format!("{circle}/departure"), "").await;
    sqlx::query("update communities set name = 'Redundancies'").execute(&site.app.db).await.unwrap();
    let page = site.stranger().get(path(&url)).await;
    assert_eq!(page.text("h1"), "Stop getting reminders the day before from a community you left?");
    assert!(!page.body().contains("Redundancies"));
    assert_eq!(site.stranger().post(path(&url), "").await.status(), 200, "and it still works");
}
