//! What time is worth: only where someone says from whom they know, in versions, and never as one number.

use serde_json::Value;

use super::consent::snapshot;
use super::{A_WEEK_ON, OCTOBER, held, people, small_organisation};
use crate::support::{Browser, Site, form, site};

/// What an administrator types.
const RANGE: [(&str, &str); 6] = [
    ("cost_low", "40"),
    ("cost_high", "60"),
    ("currency", "eur"),
    ("source", "Finance, full cost of an hour"),
    ("source_on", "2026-03-01"),
    ("coffee_minutes", "30"),
];

async fn save(admin: &Browser, seen: &str, changes: &[(&str, &str)]) -> crate::support::Page {
    let mut fields: Vec<(&str, &str)> = RANGE.to_vec();
    fields.push(("seen", seen));
    for (field, value) in changes {
        fields.retain(|(name, _)| name != field);
        fields.push((field, value));
    }
    admin.post("/admin/value", &form(&fields)).await
}

/// Ten more sessions, so that hours are told, and five confirmed stories of 2 to 4 hours, ten times, for ten people.
async fn with_hours(site: &Site, circle: &str, author: &Browser) {
    let here = people(site, "Sales", 12).await;
    for days in 0..10 {
        held(site, circle, OCTOBER + time::Duration::days(days), &here).await;
    }
    sqlx::query(
        "insert into stories (community_id, author_id, title, activity, happened, cycle, benefits, told_as,
                              hours_low, hours_likely, hours_high, uses_per_year, people_helped, attribution,
                              confidence, verified_by, verified_at, created_at, published_at)
         select c.id, $2, 'A story', 'session', 'We met', 'applied', '{support_people}', 'member',
                2, 3, 4, 10, 10, 50, 80, $3, $4, $4, $4
         from communities c, generate_series(1, 5)
         where '/communities/' || c.slug = $1",
    )
    .bind(circle)
    .bind(author.id)
    .bind(here[0])
    .bind(A_WEEK_ON)
    .execute(&site.app.db)
    .await
    .expect("stories");
}

#[tokio::test]
async fn money_is_told_only_where_an_administrator_gave_a_range_and_its_source() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    with_hours(&site, &circle, &ana).await;
    let (leader, admin) = (site.leader("Lea Lopez").await, site.admin("Adi Adler").await);
    for path in ["/impact", "/impact/value", "/impact.csv", "/impact.json"] {
        let page = leader.get(path).await;
        assert!(!page.body().contains("EUR"), "{path}");
    }
    assert!(
        leader.get("/impact/value").await.text(".assumed").contains("Hours are not converted into money.")
    );
    assert_eq!(
        save(&admin, "0", &[]).await.said(),
        "Version 1 is saved. Reports use it when they are next worked out, within ten minutes."
    );
    site.clock_to(site.app.clock.now() + time::Duration::minutes(5));
    site.run_jobs().await;
    let page = leader.get("/impact/value").await;
    // Five stories of 10 × 10 × ½ × 0.8 = 40 times the hours, for 32 days of 365: 400 and 800 hours a year are 35 and 70.
    // 154 hours at sessions and 26 of preparation are about 180.
    assert_eq!(
        page.all(".money b"),
        ["about 1,400 to 4,200 EUR", "about 7,200 to 11,000 EUR", "about −9,400 to −3,000 EUR"],
        "what is left is negative, and is said"
    );
    assert!(page.text(".assumed").contains(
        "An hour of someone’s time costs 40 to 60 EUR. Source: Finance, full cost of an hour, 1 March 2026."
    ));
    assert!(!page.text("main").contains("ROI"));
    let data: Value = serde_json::from_str(leader.get("/impact.json").await.body()).expect("a report");
    assert_eq!(data["hours"]["money"][0]["value"], "about 1,400 to 4,200 EUR");
    assert_eq!(data["assumed"]["version"], "Version 1 of 23 November 2026");
    let table = leader.get("/impact.csv").await;
    assert!(table.body().contains("\"about −9,400 to −3,000 EUR\""));
    assert!(table.body().contains("Assumptions on hours and money: Version 1 of 23 November 2026"));
}

#[tokio::test]
async fn hidden_hours_have_no_cost() {
    let site = site().await;
    small_organisation(&site).await;
    let (leader, admin) = (site.leader("Lea Lopez").await, site.admin("Adi Adler").await);
    save(&admin, "0", &[]).await;
    let page = leader.get("/impact/value").await;
    assert_eq!(page.all(".money b"), ["Not told"; 3], "three sessions would tell who came");
}

#[tokio::test]
async fn every_version_is_kept_and_a_snapshot_keeps_the_one_it_used() {
    let site = site().await;
    small_organisation(&site).await;
    let (leader, admin) = (site.leader("Lea Lopez").await, site.admin("Adi Adler").await);
    save(&admin, "0", &[]).await;
    let link = snapshot(&leader, "/impact/snapshots").await;
    let page = save(&admin, "1", &[("cost_high", "75.50"), ("others", "Uses go on for a year.")]).await;
    assert_eq!(page.all(".value-versions .title"), ["Version 2", "Version 1"]);
    assert!(page.text(".value-versions").contains("By Adi Adler"));
    site.clock_to(site.app.clock.now() + time::Duration::minutes(5));
    site.run_jobs().await;
    let now = leader.get("/impact").await.text(".assumed");
    assert!(
        now.contains("Version 2")
            && now.contains("40 to 75.50 EUR")
            && now.contains("Uses go on for a year.")
    );
    let kept = site.stranger().get(&link).await.text(".assumed");
    assert!(kept.contains("Version 1") && kept.contains("40 to 60 EUR"), "{kept}");
    let acts: i64 = sqlx::query_scalar("select count(*) from acts where thing = 'value_assumptions'")
        .fetch_one(&site.app.db)
        .await
        .expect("a count");
    assert_eq!(acts, 2);
    for change in ["update value_versions set cost_low = 1", "delete from value_versions"] {
        assert!(sqlx::query(change).execute(&site.app.db).await.is_err(), "{change}");
    }
}

#[tokio::test]
async fn a_range_without_its_source_is_not_saved_nor_is_a_form_that_someone_overtook() {
    let site = site().await;
    let admin = site.admin("Adi Adler").await;
    let page = save(&admin, "0", &[("source", " ")]).await;
    assert_eq!(
        (page.status().as_u16(), page.problem("source").as_str()),
        (422, "Enter where the range comes from.")
    );
    assert_eq!(page.attributes("#cost_low", "value"), ["40"], "what was typed is kept");
    assert_eq!(save(&admin, "0", &[("cost_high", "39")]).await.status(), 422);
    save(&admin, "0", &[]).await;
    let late = save(&admin, "0", &[("cost_low", "50")]).await;
    assert_eq!(late.status(), 422);
    assert!(late.text("main").contains("Someone saved another version meanwhile."));
    let empty = [("cost_low", ""), ("cost_high", ""), ("currency", ""), ("source", ""), ("source_on", "")];
    let page = save(&admin, "1", &empty).await;
    assert!(page.text(".value-versions").contains("No hourly cost is given"), "and money can be taken back");
}

#[tokio::test]
async fn context_is_told_with_its_limits_and_a_forecast_as_one() {
    let site = site().await;
    let leader = site.leader("Lea Lopez").await;
    let page = leader.get("/impact/value").await;
    let cards = page.all(".context-card");
    assert_eq!(cards.len(), 2);
    assert!(cards[0].contains("Eureka") && cards[0].contains("100 million dollars"));
    assert!(cards[1].contains("That was a forecast"));
    assert!(cards.iter().all(|card| card.contains("How far it carries") && card.contains("Source")));
}

#[tokio::test]
async fn the_page_to_start_with_is_for_organisers_and_administrators() {
    let site = site().await;
    let (ana, ben, admin) =
        (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.admin("Adi Adler").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let kit = format!("{circle}/impact/kit");
    assert!(ana.get(&kit).await.text("h1").contains("Testing circle"));
    assert!(ana.get(&format!("{circle}/support")).await.has(&format!("a[href='{kit}']")));
    assert!(ana.get(&format!("{circle}/impact")).await.has(&format!("a[href='{kit}']")));
    assert_eq!(ben.get(&kit).await.status(), 404);
    assert_eq!(admin.get("/admin/value/kit").await.status(), 200);
    assert_eq!(ana.get("/admin/value/kit").await.status(), 404);
}
