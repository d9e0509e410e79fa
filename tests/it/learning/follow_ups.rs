//! What came of it: asked a month after a story that stopped early, once, and answered in a minute.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::support::{Browser, Site, form, site};

/// A Monday morning, three days short of a month before the first time someone is asked.
const TOLD: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

/// Ana runs a circle, Ben tells a story in it; its path.
async fn told(site: &Site, cycle_ends: &[(&str, &str)]) -> (Browser, Browser, String) {
    site.clock_to(TOLD);
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let path = tell(&ben, &circle, "The release I stopped", cycle_ends).await;
    (ana, ben, path)
}

async fn tell(author: &Browser, circle: &str, title: &str, more: &[(&str, &str)]) -> String {
    let mut fields = vec![
        ("community", circle.trim_start_matches("/communities/")),
        ("from", "coffee"),
        ("title", title),
        ("happened", "We met at the clinic."),
        ("took_away", "A question to ask."),
        ("benefits", "grow_capability"),
        ("visibility", "organisation"),
        ("display", "name"),
        ("then", "publish"),
    ];
    fields.extend(more);
    let page = author.post("/stories", &form(&fields)).await;
    assert!(page.path().starts_with("/stories/"), "{:?}", page.all(".problem"));
    page.path().to_owned()
}

async fn at(site: &Site, moment: OffsetDateTime) {
    site.clock_to(moment);
    site.run_jobs().await;
}

async fn asked(site: &Site, who: &Browser) -> usize {
    site.mails_to(&who.email).await.iter().filter(|subject| subject.starts_with("What came of")).count()
}

#[tokio::test]
async fn authors_are_asked_after_thirty_days_on_a_weekday_morning_and_once() {
    let site = site().await;
    let (ana, ben, story) = told(&site, &[]).await;
    for (moment, mails) in [
        (datetime!(2026-12-22 10:00 UTC), 0),
        (datetime!(2026-12-23 08:45 UTC), 0),
        (datetime!(2026-12-23 16:00 UTC), 0),
        (datetime!(2026-12-24 09:00 UTC), 1),
        (datetime!(2026-12-24 09:15 UTC), 1),
        (datetime!(2027-02-01 10:00 UTC), 1),
    ] {
        at(&site, moment).await;
        assert_eq!(asked(&site, &ben).await, mails, "{moment}");
    }
    assert_eq!(asked(&site, &ana).await, 0);
    let letter = site.letter_to(&ben.email).await;
    assert!(letter.contains(&format!("{story}/follow-up")) && letter.contains("Hello Ben,"), "{letter}");
}

#[tokio::test]
async fn a_month_is_thirty_days_and_not_a_minute_less() {
    let site = site().await;
    let (_, ben, _) = told(&site, &[]).await;
    at(&site, TOLD + Duration::days(30) - Duration::minutes(1)).await;
    assert_eq!(asked(&site, &ben).await, 0);
    at(&site, TOLD + Duration::days(30) + Duration::minutes(15)).await;
    assert_eq!(asked(&site, &ben).await, 1);
}

#[tokio::test]
async fn what_came_of_it_is_added_to_the_story() {
    let site = site().await;
    let (ana, ben, story) = told(&site, &[]).await;
    at(&site, datetime!(2026-12-24 10:00 UTC)).await;
    let link = format!("{story}/follow-up");
    assert!(ben.get("/").await.has(&format!(".needs a[href='{link}']")), "it is on Home as well");
    assert!(!ana.get("/").await.has(&format!("a[href='{link}']")));
    let wrong = ben.post(&link, &form(&[("answer", "changed_team"), ("words", " ")])).await;
    assert_eq!(wrong.status(), 422);
    assert!(wrong.has("input[value=changed_team][checked]"), "what was chosen is kept");
    assert_eq!(ben.post(&link, "").await.status(), 422);
    assert_eq!(ben.post(&link, "answer=rich").await.status(), 400);
    let long = "x".repeat(1001);
    assert_eq!(ben.post(&link, &form(&[("answer", "tried"), ("words", &long)])).await.status(), 422);
    let saved = ben.post(&link, &form(&[("answer", "changed_team"), ("words", "We all ask now.")])).await;
    assert_eq!(saved.path(), story);
    let page = ana.get(&story).await;
    assert!(
        page.text(".story-parts").contains("What changed for my teamWe all ask now."),
        "{}",
        page.text(".story-parts")
    );
    assert_eq!(page.all(".reached .done").len(), 4, "it reached one step more");
    assert!(!ben.get("/").await.has(&format!("a[href='{link}']")), "answered, it is off Home");
    assert_eq!(ana.get(&link).await.status(), 404, "it is the author’s to answer");
}

#[tokio::test]
async fn nothing_yet_is_asked_about_once_more_and_then_no_more() {
    let site = site().await;
    let (_, ben, story) = told(&site, &[]).await;
    let link = format!("{story}/follow-up");
    at(&site, datetime!(2026-12-24 10:00 UTC)).await;
    let saved = ben.post(&link, "answer=not_yet").await;
    assert!(saved.text("main").contains("once more in a month"));
    at(&site, datetime!(2027-01-22 10:00 UTC)).await;
    assert_eq!(asked(&site, &ben).await, 1);
    at(&site, datetime!(2027-01-25 10:00 UTC)).await;
    assert_eq!(asked(&site, &ben).await, 2);
    let saved = ben.post(&link, "answer=not_yet").await;
    assert!(saved.text("main").contains("won’t ask about this story again"));
    at(&site, datetime!(2027-03-10 10:00 UTC)).await;
    assert_eq!(asked(&site, &ben).await, 2);
}

#[tokio::test]
async fn nobody_is_asked_of_what_is_told_to_its_end_withdrawn_or_long_ago() {
    let site = site().await;
    let (ana, ben, story) = told(&site, &[("changed_me", "I ask first.")]).await;
    let circle = "/communities/testing-circle";
    let gone = tell(&ben, circle, "Taken back", &[]).await;
    ben.post(&format!("{gone}/withdrawal"), "").await;
    let draft = tell(&ben, circle, "A draft", &[]).await;
    sqlx::query("update stories set published_at = null, team_id = null where title = 'A draft'")
        .execute(&site.app.db)
        .await
        .expect("a draft");
    tell(&ana, circle, "Of an old site", &[]).await;
    sqlx::query("update stories set published_at = $1 where title = 'Of an old site'")
        .bind(TOLD - Duration::days(70))
        .execute(&site.app.db)
        .await
        .expect("an old one");
    at(&site, datetime!(2026-12-24 10:00 UTC)).await;
    assert_eq!((asked(&site, &ben).await, asked(&site, &ana).await), (0, 0));
    assert_eq!(ben.get(&format!("{draft}/follow-up")).await.status(), 404, "a draft is not told yet");
    assert_eq!(
        ben.get(&format!("{story}/follow-up")).await.status(),
        200,
        "but they may add to it themselves"
    );
}

#[tokio::test]
async fn who_told_several_stories_is_asked_of_one_a_week() {
    let site = site().await;
    let (_, ben, _) = told(&site, &[]).await;
    tell(&ben, "/communities/testing-circle", "A second one", &[]).await;
    at(&site, datetime!(2026-12-24 10:00 UTC)).await;
    assert_eq!(asked(&site, &ben).await, 1);
    at(&site, datetime!(2026-12-30 10:00 UTC)).await;
    assert_eq!(asked(&site, &ben).await, 1);
    at(&site, datetime!(2027-01-01 10:00 UTC)).await;
    assert_eq!(asked(&site, &ben).await, 2);
}

#[tokio::test]
async fn switched_off_it_is_on_home_alone_and_archived_communities_ask_nothing() {
    let site = site().await;
    let (_, ben, story) = told(&site, &[]).await;
    ben.post("/me/notices", "own_story=off").await;
    at(&site, datetime!(2026-12-24 10:00 UTC)).await;
    assert_eq!(asked(&site, &ben).await, 0);
    assert!(ben.get("/").await.has(&format!("a[href='{story}/follow-up']")));
    site.archive("/communities/testing-circle").await;
    assert!(!ben.get("/").await.has(&format!("a[href='{story}/follow-up']")));
}
