//! The numbers that decide stages and flags: previewed, saved, and never for the past.

use time::Duration;

use crate::guide::phases::{evaluation_is_asked_for, mature_circle, weeks};
use crate::support::{Browser, START, Site, form, site};

const THRESHOLDS: &str = "/admin/thresholds";

async fn overrides(site: &Site) -> Vec<(String, f64)> {
    sqlx::query_as("select name, value from threshold_overrides order by name")
        .fetch_all(&site.app.db)
        .await
        .expect("overrides")
}

async fn save(admin: &Browser, fields: &[(&str, &str)]) -> crate::support::Page {
    admin.post(THRESHOLDS, &form(&[&[("then", "save")], fields].concat())).await
}

#[tokio::test]
async fn a_change_shows_which_communities_it_affects_before_it_is_saved() {
    let site = site().await;
    let (omar, ana) = (site.admin("Omar Siddiq").await, site.person("Ana Ferreira").await);
    mature_circle(&site, &ana).await;
    site.clock_to(START + Duration::days(170));
    let fields = [("regular_gap", "0.01"), ("flag_members", "5")];
    let typed = form(&fields);
    let page = omar.post(THRESHOLDS, &typed).await;
    assert_eq!(page.status(), 422, "0.01 is below what an interval can be");
    assert_eq!(page.text("#regular_gap-problem"), "Enter a number from 0.1 to 50.");

    let page = omar.post(THRESHOLDS, &form(&[("flag_members", "5"), ("regular_gap", "1.75")])).await;
    assert_eq!(page.text("h1"), "Check the new thresholds");
    assert_eq!(page.all("dl.facts dt"), ["Needs a leadership team: members, at least"]);
    assert_eq!(page.text("h3"), "Testing circle");
    assert!(page.all("h3 + ul li").contains(&"New flag: Needs a leadership team".to_owned()));
    assert_eq!(overrides(&site).await, [], "a preview saves nothing");

    let saved = save(&omar, &[("flag_members", "5")]).await;
    assert_eq!(
        saved.said(),
        "The thresholds are saved. Stages follow them from the next weekly evaluation on."
    );
    assert_eq!(overrides(&site).await, [("flag_members".to_owned(), 5.0)]);
    let line = "Change settings: threshold Needs a leadership team: members, at least: 35 → 5";
    assert!(omar.get("/admin/acts").await.all("tbody tr")[0].contains(line));
    let detail: serde_json::Value =
        sqlx::query_scalar("select detail from acts where thing = 'threshold' order by id desc limit 1")
            .fetch_one(&site.app.db)
            .await
            .expect("an act");
    assert_eq!(
        detail,
        serde_json::json!({ "changes": [{ "threshold": "flag_members", "from": 35.0, "to": 5.0 }] })
    );

    let back = omar.post(THRESHOLDS, &form(&[("seen", "flag_members=5"), ("default", "flag_members")])).await;
    assert_eq!(back.text("dl.facts dd"), "5 → 35");
    save(&omar, &[("seen", "flag_members=5"), ("flag_members", "35")]).await;
    assert_eq!(overrides(&site).await, []);
}

#[tokio::test]
async fn a_private_community_is_counted_without_its_name() {
    let site = site().await;
    let (omar, ana) = (site.admin("Omar Siddiq").await, site.person("Ana Ferreira").await);
    mature_circle(&site, &ana).await;
    sqlx::query("update communities set visibility = 'private'")
        .execute(&site.app.db)
        .await
        .expect("private");
    site.clock_to(START + Duration::days(170));
    let page = omar.post(THRESHOLDS, &form(&[("flag_members", "5")])).await;
    assert!(!page.has("h3"));
    assert!(page.text("main").contains("1 private community affected"));
    assert!(!page.text("main").contains("Testing circle"));
}

#[tokio::test]
async fn weeks_that_are_over_are_judged_by_the_numbers_of_their_time() {
    let site = site().await;
    let (omar, ana) = (site.admin("Omar Siddiq").await, site.person("Ana Ferreira").await);
    mature_circle(&site, &ana).await;
    site.clock_to(START + Duration::days(170));
    save(&omar, &[("forming_members", "100"), ("maturing_core", "100")]).await;
    let before = weeks(&site).await;
    assert!(before.iter().any(|(_, phase)| phase == "maturing"), "{before:?}");
    evaluation_is_asked_for(&site).await;
    site.run_jobs().await;
    assert_eq!(weeks(&site).await, before);
}

#[tokio::test]
async fn the_change_of_another_administrator_is_not_lost() {
    let site = site().await;
    let (omar, lucia) = (site.admin("Omar Siddiq").await, site.admin("Lucia Marin").await);
    save(&omar, &[("maturing_core", "6")]).await;
    // Lucia's form was filled before.
    let other = save(&lucia, &[("maturing_core", "4"), ("maturing_hosts", "2")]).await;
    assert!(other.said().starts_with("The thresholds are saved."));
    let both = [("maturing_core".to_owned(), 6.0), ("maturing_hosts".to_owned(), 2.0)];
    assert_eq!(overrides(&site).await, both);
    let page = save(&lucia, &[("maturing_core", "5")]).await;
    assert_eq!(page.status(), 422);
    assert_eq!(
        page.text("#maturing_core-problem"),
        "Another administrator has set this to 6. Check the number you want."
    );
    assert_eq!(overrides(&site).await, both);
}

#[tokio::test]
async fn a_change_shows_what_it_would_turn_on_roadmaps_and_among_suggestions() {
    let site = site().await;
    let (omar, ana) = (site.admin("Omar Siddiq").await, site.person("Ana Ferreira").await);
    ana.found("Testing circle", &[]).await;
    site.clock_to(START + Duration::days(3));
    let turned = async |fields: &[(&str, &str)]| omar.post(THRESHOLDS, &form(fields)).await.all("h3 + ul li");
    assert_eq!(
        turned(&[("roadmap_organisers", "1")]).await,
        ["Roadmap, newly ticked: Find a co-organiser (1 organiser (needs 1))"]
    );
    let sooner = [("nudge_purpose_days", "3")];
    assert_eq!(turned(&sooner).await, ["New suggestion: Describe your community in one sentence"]);
    save(&omar, &sooner).await;
    let later = [("seen", "nudge_purpose_days=3"), ("nudge_purpose_days", "4")];
    assert_eq!(turned(&later).await, ["No longer suggested: Describe your community in one sentence"]);
    site.run_jobs().await;
    assert!(ana.get("/nudges").await.text(".nudge .evidence").contains("Started 3 days ago"));
    let crossed = form(&[("nudge_welcome_days", "30"), ("nudge_welcome_until", "28")]);
    let page = omar.post(THRESHOLDS, &crossed).await;
    assert_eq!(page.text("#nudge_welcome_until-problem"), "Enter at least 30 days, the shortest.");
}
