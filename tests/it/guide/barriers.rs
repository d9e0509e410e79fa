//! Barriers: what the pulse and people's doings say, and what is tried.

use time::macros::datetime;

use crate::learning::pulse::{circle, number, open};
use crate::support::{Browser, Site, form, site};

/// Sentences of a barrier each with its own answer.
fn answers(opportunity: &str, trust: &str, motivation: &str) -> String {
    let fields = [("O", opportunity), ("T", trust), ("M", motivation)];
    let names: Vec<(String, &str)> = fields
        .iter()
        .flat_map(|(barrier, value)| (1..=3).map(move |number| (format!("{barrier}{number}"), *value)))
        .collect();
    form(&names.iter().map(|(name, value)| (name.as_str(), *value)).collect::<Vec<_>>())
}

async fn round(site: &Site, ana: &Browser, people: &[Browser], circle: &str, form: &str) {
    let pulse = open(site, ana, &format!("{circle}/pulse")).await;
    for person in people {
        person.post(&format!("{pulse}/answers"), form).await;
    }
    site.clock_to(site.app.clock.now() + time::Duration::days(16));
    site.run_jobs().await;
}

#[tokio::test]
async fn without_a_pulse_the_page_asks_for_one() {
    let site = site().await;
    let (ana, _, circle) = circle(&site, 6).await;
    let page = ana.get(&format!("{circle}/barriers")).await;
    assert_eq!(page.text("h1"), "No barrier stands out");
    assert_eq!(page.attributes(".page-head .button", "href"), [format!("{circle}/pulse")]);
}

#[tokio::test]
async fn the_weakest_barrier_is_found_a_play_is_put_on_the_roadmap_and_looked_at_again_after_a_round() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 11).await;
    round(&site, &ana, &people, &circle, &answers("4", "2", "5")).await;
    let barriers = format!("{circle}/barriers");
    let page = ana.get(&barriers).await;
    assert_eq!(page.text("h1"), "Trust needs work first");
    assert_eq!(page.text(".lead"), "The last pulse says so.");
    assert_eq!(page.all(".pulse-barriers h2"), ["Trust", "Opportunity", "Motivation"]);
    assert_eq!(
        page.attributes("button[name=play]", "value")[..3],
        ["small_groups", "story_circle", "ground_rules"]
    );
    let page = ana.post(&format!("{circle}/plays"), "play=story_circle").await;
    assert_eq!(page.said(), "It is on the roadmap. Look at it again after the next pulse.");
    ana.post(&format!("{circle}/plays"), "play=story_circle").await;
    assert_eq!(number(&site, "select count(*) from plays").await, 1, "put there once");
    assert_eq!(ana.post(&format!("{circle}/plays"), "play=magic").await.status(), 400);
    let page = ana.get(&format!("{circle}/roadmap")).await;
    assert!(page.text(".roadmap-plays").contains("Trust: 0% favourable before; the next pulse says more"));
    let page = people[0].get(&circle).await;
    assert!(page.body().contains("We are trying: A story circle."), "members read a sentence");
    assert_eq!(people[0].get(&barriers).await.status(), 404);

    site.clock_to(datetime!(2027-02-01 09:00 UTC));
    round(&site, &ana, &people, &circle, &answers("4", "4", "5")).await;
    let page = ana.get(&format!("{circle}/roadmap")).await;
    let plays = page.text(".roadmap-plays");
    assert!(plays.contains("Trust: 0% favourable before, 100% after"), "{plays}");
    assert!(plays.contains("Better than last time") && plays.contains("Look at it again"), "{plays}");
    let review = page.attributes("form[action$=review]", "action")[0].clone();
    assert_eq!(ana.post(&review, "verdict=perhaps").await.status(), 400);
    assert_eq!(ana.post(&review, "verdict=keep").await.said(), "Kept.");
    assert_eq!(ana.post(&review, "verdict=drop").await.status(), 404, "it is settled");
}

#[tokio::test]
async fn leaders_read_the_organisation_by_barrier_and_nothing_of_private_communities() {
    let site = site().await;
    let (ana, people, circle) = circle(&site, 11).await;
    let (lea, omar) = (site.leader("Lea Leader").await, site.admin("Omar Siddiq").await);
    ana.post(&format!("{circle}/plays"), "play=topics").await;
    assert!(lea.get("/impact/barriers").await.body().contains("Let members pick the topics: 1 community"));
    let pulse = open(&site, &omar, "/pulse").await;
    for person in &people {
        person.post(&format!("{pulse}/answers"), &answers("4", "4", "2")).await;
    }
    site.clock_to(datetime!(2026-12-08 00:05 UTC));
    site.run_jobs().await;
    let page = lea.get("/impact/barriers").await;
    assert_eq!(page.text("h1"), "Motivation holds Riverside back most");
    assert!(page.body().contains("About 10 answers"), "rounded as everything leaders read");
    assert_eq!(page.all(".pulse-barriers h2")[0], "Motivation", "the weakest first");
    sqlx::query("update communities set visibility = 'private'").execute(&site.app.db).await.unwrap();
    assert!(!lea.get("/impact/barriers").await.body().contains("Let members pick the topics"));
    assert_eq!(people[0].get("/impact/barriers").await.status(), 404);
}
