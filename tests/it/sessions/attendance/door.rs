//! The code at the door, and those who use it.

use time::macros::datetime;

use super::{session, sources};
use crate::support::{Browser, form, site, site_with};

/// The code as it stands on the page at the door.
pub async fn code(host: &Browser, session: &str) -> String {
    host.get(&format!("{session}/door")).await.text(".code").replace(' ', "")
}

fn typed(code: &str) -> String {
    format!("/check-in?{}", form(&[("code", code)]))
}

#[tokio::test]
async fn whoever_is_here_says_so_with_the_code() {
    let site = site().await;
    let (ana, ben, chloe, path) = session(&site).await;
    site.clock_to(datetime!(2026-11-26 13:50 UTC));
    let code = code(&ana, &path).await;
    assert_eq!(code.len(), 6, "{code}");
    assert!(ben.get(&path).await.text(".rsvp + .small").starts_with("Check in"));
    // As people type it.
    let page = ben.get(&typed(&format!(" {}-{} ", code[..3].to_lowercase(), &code[3..]))).await;
    assert_eq!(page.text("h1"), "Check in to Flaky tests");
    assert!(sources(&site).await.is_empty(), "looking at the page is not being there");
    let page =
        ben.post("/check-in", &form(&[("code", &page.attributes("input[name=code]", "value")[0])])).await;
    assert_eq!(
        (page.path(), page.said().as_str()),
        (path.as_str(), "You’re checked in. Good to have you here.")
    );
    assert_eq!(sources(&site).await, [("Ben Okafor".to_owned(), "code".to_owned())]);
    assert_eq!(ben.get(&typed(&code)).await.text(".place"), "You’re checked in.");
    ben.post("/check-in", &form(&[("code", &code)])).await;
    assert_eq!(sources(&site).await.len(), 1);
    assert!(
        ana.get(&format!("{path}/attendance"))
            .await
            .text("#unasked + .ticklist")
            .contains("Claims · by the code")
    );
    assert!(!chloe.get(&path).await.text("main").contains("You are here"));
}

#[tokio::test]
async fn the_code_works_from_two_hours_before_to_the_end_of_the_day_where_the_session_is() {
    let site = site().await;
    let (ana, ben, _, _) = session(&site).await;
    let evening = [("time", "20:00"), ("zone", "America/New_York")];
    let path = ana.schedule("/communities/testing-circle", "Evening", &evening).await;
    let code = code(&ana, &path).await;
    // Eight in the evening in New York is one in the morning in London.
    for (at, works) in [
        (datetime!(2026-11-26 22:59 UTC), false),
        (datetime!(2026-11-26 23:00 UTC), true),
        (datetime!(2026-11-27 04:59 UTC), true),
        (datetime!(2026-11-27 05:00 UTC), false),
    ] {
        site.clock_to(at);
        let page = ben.get(&typed(&code)).await;
        assert_eq!(page.status().as_u16(), if works { 200 } else { 404 }, "at {at}");
        let said = ana.get(&format!("{path}/door")).await.text("main [role=status]");
        assert_eq!(said == "The code works until the end of the day.", works, "{said} at {at}");
    }
    assert_eq!(ben.post("/check-in", &form(&[("code", &code)])).await.status(), 422);
    assert!(sources(&site).await.is_empty());
}

#[tokio::test]
async fn a_code_is_no_code_for_whoever_may_not_see_the_session() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let eve = site.person("Eve Adams").await;
    let circle = ana.found("Quiet circle", &[("visibility", "private")]).await;
    let path = ana.schedule(&circle, "Quiet session", &[]).await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let code = code(&ana, &path).await;
    let (hers, wrong) = (eve.get(&typed(&code)).await, eve.get(&typed("222222")).await);
    assert_eq!((hers.status(), wrong.status()), (wrong.status(), 404.try_into().unwrap()));
    assert_eq!(hers.problem("code"), wrong.problem("code"));
    assert_eq!(hers.body().replace(&code, "222222"), wrong.body(), "the two pages are the same");
    assert_eq!(eve.post("/check-in", &form(&[("code", &code)])).await.status(), 422);
    assert!(sources(&site).await.is_empty());
}

#[tokio::test]
async fn a_cancelled_session_has_no_door() {
    let site = site().await;
    let (ana, ben, _, path) = session(&site).await;
    site.clock_to(datetime!(2026-11-26 13:00 UTC));
    let code = code(&ana, &path).await;
    ana.post(&format!("{path}/cancellation"), "").await;
    assert_eq!(ben.get(&typed(&code)).await.status(), 404);
    assert_eq!(ana.get(&format!("{path}/door")).await.status(), 409);
    assert_eq!(ana.post(&format!("{path}/door"), "").await.status(), 409);
}

#[tokio::test]
async fn a_code_that_was_renewed_is_no_code_any_more() {
    let site = site().await;
    let (ana, ben, _, path) = session(&site).await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let old = code(&ana, &path).await;
    ana.post(&format!("{path}/door"), "").await;
    let new = code(&ana, &path).await;
    assert_ne!(old, new);
    assert_eq!(ben.get(&typed(&old)).await.status(), 404);
    assert_eq!(ben.get(&typed(&new)).await.status(), 200);
    ana.post(&format!("{path}/door"), "").await;
    assert!(![old, new].contains(&code(&ana, &path).await));
}

#[tokio::test]
async fn codes_cannot_be_found_by_trying() {
    let site = site().await;
    let (ana, ben, chloe, path) = session(&site).await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let code = code(&ana, &path).await;
    for guess in 0..20 {
        let wrong = format!("2222{}{}", char::from(b'A' + guess % 8), char::from(b'P' + guess / 8));
        assert_eq!(ben.get(&typed(&wrong)).await.status(), 404);
    }
    for page in [ben.get(&typed(&code)).await, ben.post("/check-in", &form(&[("code", &code)])).await] {
        assert_eq!(page.status(), 429, "even the right one, or a guess would tell");
    }
    assert_eq!(chloe.get(&typed(&code)).await.status(), 200, "nobody else has to wait");
    site.clock_to(datetime!(2026-11-26 14:15 UTC));
    assert_eq!(ben.get(&typed(&code)).await.status(), 200);
}

#[tokio::test]
async fn signed_out_the_code_survives_the_login() {
    let site = site().await;
    let (ana, _, _, path) = session(&site).await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let code = code(&ana, &path).await;
    let page = site.stranger().get(&typed(&code)).await;
    assert_eq!(page.path(), format!("/login?next=/check-in%3Fcode%3D{code}"));
    assert_eq!(page.attributes("input[name=next]", "value"), [format!("/check-in?code={code}")]);
    let page = site.stranger().post("/check-in", &form(&[("code", &code)])).await;
    assert_eq!(page.path(), "/login");
    assert!(sources(&site).await.is_empty());
}

#[tokio::test]
async fn the_picture_leads_to_the_check_in_of_this_site() {
    let config = guildhall::Config {
        base_url: Some("https://guild.example.org".to_owned()),
        ..guildhall::Config::default()
    };
    let site = site_with(config).await;
    let (ana, _, _, path) = session(&site).await;
    let page = ana.get(&format!("{path}/door")).await;
    assert_eq!(page.text(".address"), "guild.example.org/check-in");
    assert_eq!(page.text("svg.qr title"), "A code for phones that leads to guild.example.org/check-in");
    assert!(page.has("svg.qr[role=img][aria-labelledby=qr-title]"));
    assert_eq!(page.attributes("svg.qr path", "fill"), ["#fff", "#000"], "dark on light in both themes");
}
