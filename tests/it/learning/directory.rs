//! The directory of people: what they know, want and may be asked, to whom they chose to show it.

use guildhall::{CountTopics, jobs};
use time::Duration;

use crate::support::{Browser, START, Site, form, site};

async fn count(site: &Site) {
    let mut tx = site.app.db.begin().await.expect("done");
    jobs::enqueue(&mut tx, &CountTopics::default(), None, site.app.clock.now()).await.expect("done");
    tx.commit().await.expect("done");
    site.run_jobs().await;
}

async fn names(reader: &Browser, query: &str) -> Vec<String> {
    reader.get(&format!("/people?{query}")).await.all(".directory h3")
}

#[tokio::test]
async fn people_are_found_by_what_they_know_and_want_and_by_a_name_with_a_typo() {
    let site = site().await;
    let ana = site.person_of("Ana Ferreira", "Claims").await;
    let (ben, chloe) = (site.person("Ben Okafor").await, site.person("Chloe Martin").await);
    ben.says(&[("knows", "SQL, maps"), ("offers", "Reading pump curves")]).await;
    chloe.says(&[("wants", "sql")]).await;
    count(&site).await;
    assert_eq!(names(&ana, "").await, ["Ana Ferreira", "Ben Okafor", "Chloe Martin"]);
    assert_eq!(names(&ana, "knows=sql").await, ["Ben Okafor"]);
    assert_eq!(names(&ana, "wants=SQL").await, ["Chloe Martin"]);
    assert_eq!(names(&ana, "q=okfaor").await, ["Ben Okafor"]);
    assert!(names(&ana, "knows=harp").await.is_empty());
    assert_eq!(
        names(&ana, "knows=map").await,
        ["Ben Okafor"],
        "nobody says it in these words, and one nearly so"
    );
    let page = ana.get("/people").await;
    assert_eq!(page.all("aside a[href^='/people?knows']"), ["maps 1 person", "SQL 1 person"]);
    assert!(page.text(".directory").contains("Ask about Reading pump curves (said in November 2026)"));
    let topics = ana.get("/search?q=maps").await;
    assert_eq!(topics.all(".found .meta"), ["1 person knows about it"]);
    sqlx::query("update people set deactivated_at = now() where name = 'Ben Okafor'")
        .execute(&site.app.db)
        .await
        .expect("done");
    assert!(names(&ana, "knows=sql").await.is_empty(), "gone at once");
}

#[tokio::test]
async fn each_field_is_seen_by_whom_its_owner_chose() {
    let site = site().await;
    let (ana, ben, chloe) = (
        site.person("Ana Ferreira").await,
        site.person("Ben Okafor").await,
        site.person("Chloe Martin").await,
    );
    let circle = ana.found("Testing circle", &[("visibility", "private")]).await;
    ana.post(&format!("{circle}/invitations"), &form(&[("email", &ben.email)])).await;
    ben.join(&circle).await;
    ana.says(&[
        ("about", "I break things"),
        ("about_seen_by", "communities"),
        ("knows", "Chaos"),
        ("knows_seen_by", "communities"),
        ("wants", "Harp"),
        ("wants_seen_by", "nobody"),
        ("offers", "Breaking things"),
        ("offers_seen_by", "communities"),
    ])
    .await;
    count(&site).await;
    let path = format!("/people/{}", ana.id);
    let shown = |page: &crate::support::Page| {
        ["I break things", "Chaos", "Harp", "Breaking things"].map(|words| page.text("main").contains(words))
    };
    assert_eq!(shown(&ana.get(&path).await), [true, true, true, true]);
    assert_eq!(shown(&ben.get(&path).await), [true, true, false, true], "in a community with her");
    assert_eq!(shown(&chloe.get(&path).await), [false, false, false, false]);
    assert_eq!(names(&ben, "knows=chaos").await, ["Ana Ferreira"]);
    assert!(names(&chloe, "knows=chaos").await.is_empty());
    assert!(names(&ben, "wants=harp").await.is_empty());
    assert!(ben.get("/search?q=breaking").await.has(".found"));
    for words in ["chaos", "harp", "breaking"] {
        assert!(!chloe.get(&format!("/search?q={words}")).await.has(".found"), "{words}");
    }
    ana.says(&[("knows", "Chaos")]).await;
    assert!(names(&chloe, "knows=chaos").await.is_empty(), "a form that does not say so shows nothing more");
    let odd = ana.post("/me", "name=Ana&zone=Etc/UTC&knows_seen_by=friends").await;
    assert_eq!(odd.status(), 400);
}

#[tokio::test]
async fn an_offer_is_asked_about_after_half_a_year_and_hidden_after_a_year() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    ana.says(&[("offers", "Pump curves\nValves")]).await;
    let path = format!("/people/{}", ana.id);
    let asked = |page: &crate::support::Page| page.text(".needs .title");
    site.clock_to(START + Duration::days(179));
    assert_eq!(asked(&ana.get("/").await), "");
    site.clock_to(START + Duration::days(180));
    let home = ana.get("/").await;
    assert_eq!(asked(&home), "Still happy to be asked about Pump curves?");
    let answer = home.attributes(".needs form", "action").pop().expect("a form");
    assert_eq!(ben.post(&answer, "answer=yes").await.status(), 404);
    assert_eq!(ana.post(&answer, "answer=perhaps").await.status(), 400);
    ana.post(&answer, "answer=yes").await;
    assert_eq!(asked(&ana.get("/").await), "Still happy to be asked about Valves?");

    site.clock_to(START + Duration::days(364));
    assert!(ben.get(&path).await.text("main").contains("Valves"));
    site.clock_to(START + Duration::days(365));
    let page = ben.get(&path).await.text("main");
    assert!(!page.contains("Valves") && page.contains("Pump curves said in May 2027"), "{page}");
    assert!(!ben.get("/search?q=valves").await.has(".found"));
    assert!(ana.get(&path).await.text("main").contains("Valves"), "its owner sees it");
    let home = ana.get("/").await;
    let answer = home.attributes(".needs form", "action").pop().expect("a form");
    assert_eq!(ana.post(&answer, "answer=no").await.said(), "Removed. You can add it again on your profile.");
    assert!(!ana.get(&path).await.text("main").contains("Valves"));
}
