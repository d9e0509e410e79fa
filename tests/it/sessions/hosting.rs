//! People asked to host, and what they answered.

use std::time::Duration;

use axum::http::Method;
use time::macros::datetime;

use crate::support::{Browser, Site, narrow_site, session, site};

async fn circle(site: &Site) -> (Browser, Browser, Browser, String) {
    let (ana, ben, chloe) = (
        site.person("Ana Ferreira").await,
        site.person("Ben Okafor").await,
        site.person("Chloe Martin").await,
    );
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    chloe.join(&circle).await;
    (ana, ben, chloe, circle)
}

/// Schedules a session of Ana's and asks Ben to host it too.
async fn ask(ana: &Browser, ben: &Browser, circle: &str, then: &str) -> String {
    let (mine, his) = (ana.id.to_string(), ben.id.to_string());
    ana.schedule(circle, "Flaky tests", &[("hosts", &mine), ("hosts", &his), ("then", then)]).await
}

async fn hosts(ana: &Browser, path: &str) -> String {
    ana.get(path).await.text("dl.facts div:last-child dd")
}

/// The path of the link in the newest mail to this person.
async fn link(site: &Site, person: &Browser) -> String {
    let letter = site.letter_to(&person.email).await;
    let at = letter.find("/hosting/").unwrap_or_else(|| panic!("a link in {letter}"));
    letter[at..].split_whitespace().next().expect("a link").to_owned()
}

#[tokio::test]
async fn a_host_is_asked_on_the_one_connection_that_the_change_has() {
    let site = narrow_site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let asking = ask(&ana, &ben, &circle, "publish");
    tokio::time::timeout(Duration::from_secs(5), asking).await.expect("no second connection is waited for");
    assert_eq!(site.mails_to(&ben.email).await, ["Can you host “Flaky tests”?"]);
}

#[tokio::test]
async fn whoever_is_asked_hosts_once_they_say_yes() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let path = ask(&ana, &ben, &circle, "publish").await;
    assert_eq!(hosts(&ana, &path).await, "Ana Ferreira", "asked is not yet a host");
    assert!(ana.get(&path).await.text(".organising").contains("Asked to host: Ben Okafor (no answer yet)"));
    assert!(!chloe.get(&path).await.body().contains("Asked to host"));
    assert_eq!(ben.get(&format!("{path}/edit")).await.status(), 404);
    assert_eq!(site.mails_to(&ben.email).await, ["Can you host “Flaky tests”?"]);
    assert!(site.mails_to(&ana.email).await.is_empty());
    assert_eq!(ben.get("/").await.text(".needs .title"), "Can you host “Flaky tests”?");
    assert_eq!(ben.get(&path).await.text(".asked h2"), "Can you host this session?");
    assert_eq!(chloe.post(&format!("{path}/hosting"), "answer=yes").await.status(), 404, "nobody asked her");
    let page = ben.post(&format!("{path}/hosting"), "answer=yes").await;
    assert_eq!((page.path(), page.said().as_str()), (path.as_str(), "You’re the host. Thank you."));
    assert_eq!(hosts(&ana, &path).await, "Ana Ferreira, Ben Okafor");
    assert_eq!(ben.get(&format!("{path}/edit")).await.status(), 200);
    assert!(!ben.get("/").await.has(".needs"));
    assert_eq!(ben.post(&format!("{path}/hosting"), "answer=no").await.status(), 404, "answered is answered");
    let verbs: Vec<String> =
        sqlx::query_scalar("select verb from acts where person_id = $1 order by id desc limit 1")
            .bind(ben.id)
            .fetch_all(&site.app.db)
            .await
            .unwrap();
    assert_eq!(verbs, ["host"]);
}

#[tokio::test]
async fn the_link_of_the_mail_opens_a_page_and_only_a_press_answers() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let path = ask(&ana, &ben, &circle, "publish").await;
    let (link, stranger) = (link(&site, &ben).await, site.stranger());
    for _ in 0..3 {
        let page = stranger.get(&link).await;
        assert_eq!(page.text("h1"), "Can you host “Flaky tests”?");
    }
    assert_eq!(stranger.send(Method::HEAD, &link, &[], "").await.status(), 200);
    assert_eq!(hosts(&ana, &path).await, "Ana Ferreira", "mail scanners follow every link");
    let page = stranger.post(&link, "answer=yes").await;
    assert_eq!((page.status().as_u16(), page.text("h1")), (200, "You’re the host".to_owned()));
    assert_eq!(hosts(&ana, &path).await, "Ana Ferreira, Ben Okafor");
    assert_eq!(stranger.post(&link, "answer=no").await.status(), 409);
    let mut changed = link.clone();
    let last = changed.pop().expect("a letter");
    changed.push(if last == 'A' { 'Q' } else { 'A' });
    assert!(stranger.get(&changed).await.path().starts_with("/login"));
    assert_eq!(ben.get(&changed).await.status(), 404);
}

#[tokio::test]
async fn a_no_is_seen_by_the_organisers_and_can_be_asked_again() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let path = ask(&ana, &ben, &circle, "publish").await;
    ben.post(&format!("{path}/hosting"), "answer=no").await;
    assert!(ana.get(&path).await.text(".organising").contains("Ben Okafor (can’t)"));
    let edit = format!("{path}/edit");
    assert!(
        !ana.get(&edit).await.attributes("input[name=hosts][checked]", "value").contains(&ben.id.to_string())
    );
    let (mine, his) = (ana.id.to_string(), ben.id.to_string());
    ana.post(&edit, &session("Flaky tests", &[("hosts", &mine), ("hosts", &his)])).await;
    assert_eq!(ben.get(&path).await.text(".asked h2"), "Can you host this session?");
}

#[tokio::test]
async fn saving_again_asks_nobody_twice_and_a_tick_taken_off_takes_the_question_back() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let path = ask(&ana, &ben, &circle, "draft").await;
    let (link, edit) = (link(&site, &ben).await, format!("{path}/edit"));
    assert_eq!(ben.get(&link).await.text("h1"), "Can you host “Flaky tests”?", "a draft too");
    assert_eq!(ben.get(&path).await.status(), 404, "which he sees once he hosts it");
    let ticked = ana.get(&edit).await.attributes("input[name=hosts][checked]", "value");
    assert!(ticked.contains(&ben.id.to_string()), "who is asked stays ticked");
    let (mine, his) = (ana.id.to_string(), ben.id.to_string());
    ana.post(&edit, &session("Flaky tests", &[("hosts", &mine), ("hosts", &his)])).await;
    assert_eq!(site.mails_to(&ben.email).await.len(), 1);
    ana.post(&edit, &session("Flaky tests", &[("hosts", &mine)])).await;
    assert_eq!(ben.get(&link).await.text("h1"), "No answer needed");
    assert_eq!(ben.post(&link, "answer=yes").await.status(), 409);
    assert!(!ben.get("/").await.has(".needs"));
    assert!(site.mails_to(&ben.email).await.is_empty(), "and the mail that had not left yet");
    let asked = ask(&ana, &ben, &circle, "draft").await;
    assert_eq!(ana.post(&format!("{asked}/cancellation"), "").await.said(), "The draft is deleted.");
}

#[tokio::test]
async fn nobody_is_asked_about_a_session_that_is_off_over_or_not_theirs_any_more() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let off = ask(&ana, &ben, &circle, "publish").await;
    ana.post(&format!("{off}/cancellation"), "").await;
    assert_eq!(ben.post(&format!("{off}/hosting"), "answer=yes").await.status(), 404);
    let path = ask(&ana, &chloe, &circle, "publish").await;
    let link = link(&site, &chloe).await;
    chloe.post(&format!("{circle}/departure"), "").await;
    assert_eq!(chloe.post(&link, "answer=yes").await.status(), 409, "who left hosts nothing");
    let over = ask(&ana, &ben, &circle, "publish").await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    assert_eq!(ben.post(&format!("{over}/hosting"), "answer=yes").await.status(), 404);
    assert!(!ben.get("/").await.text("main").contains("Can you host"));
    assert_eq!(hosts(&ana, &path).await, "Ana Ferreira");
}

#[tokio::test]
async fn one_more_person_is_asked_beside_those_who_are_asked_already() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let path = ask(&ana, &ben, &circle, "publish").await;
    let requests = format!("{path}/hosting/requests");
    let of = |person: &Browser| format!("person={}", person.id);
    assert_eq!(chloe.post(&requests, &of(&chloe)).await.status(), 404, "a member asks nobody");
    assert_eq!(ana.post(&requests, "person=everyone").await.status(), 400);
    let page = ana.post(&requests, &of(&chloe)).await;
    assert_eq!(page.said(), "Asked. They get an email, and host once they say yes.");
    assert!(page.text(".organising").contains("Ben Okafor (no answer yet), Chloe Martin (no answer yet)"));
    assert_eq!(site.mails_to(&chloe.email).await, ["Can you host “Flaky tests”?"]);
    assert_eq!(ana.post(&requests, &of(&chloe)).await.status(), 409, "once");
    let eve = site.person("Eve Novak").await;
    assert_eq!(ana.post(&requests, &of(&eve)).await.status(), 409, "nobody from outside");
    assert!(site.mails_to(&eve.email).await.is_empty());
    site.archive(&circle).await;
    chloe.post(&format!("{path}/hosting"), "answer=no").await;
    assert_eq!(ana.post(&requests, &of(&chloe)).await.status(), 409, "it is archived");
}
