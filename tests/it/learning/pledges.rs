//! What a department pledges, who may pledge for it, and what stays to be read.

use crate::support::{Site, form, site};

async fn department(site: &Site) -> String {
    let id: uuid::Uuid =
        sqlx::query_scalar("select id from departments").fetch_one(&site.app.db).await.expect("one");
    format!("/pledges/{id}")
}

const PLEDGE: [(&str, &str); 3] = [
    ("hours", "2"),
    ("permission", "Going to any session outside core hours."),
    ("encouragement", "We want you to go."),
];

#[tokio::test]
async fn a_leader_of_the_department_or_an_administrator_pledges_and_everyone_reads_it() {
    let site = site().await;
    let ben = site.person_of("Ben Okafor", "Field crews").await;
    let (lea, other) = (site.leader("Lea Lopez").await, site.leader("Omar Siddiq").await);
    site.person_of("Lea Lopez", "Control room").await;
    let path = department(&site).await;
    let edit = format!("{path}/edit");
    for (who, why) in [(&ben, "no leader"), (&other, "of no team there")] {
        assert_eq!(who.get(&edit).await.status(), 404, "{why}");
        assert_eq!(who.post(&edit, &form(&PLEDGE)).await.status(), 404, "{why}");
        assert_eq!(who.post(&format!("{path}/ending"), "").await.status(), 404, "{why}");
    }
    let wrong = lea.post(&edit, "hours=41&permission=Going%20out&encouragement=").await;
    assert_eq!((wrong.status().as_u16(), wrong.problem("hours").is_empty()), (422, false));
    assert!(!wrong.problem("encouragement").is_empty() && wrong.text("#permission") == "Going out");
    assert_eq!(lea.post(&edit, &form(&PLEDGE)).await.path(), path);
    lea.post(&edit, &form(&PLEDGE)).await;
    let page = ben.get(&path).await;
    assert!(page.text("[aria-labelledby=pledge]").contains("2 hours a month"));
    assert!(page.text("[aria-labelledby=heard]").contains("No pulse has asked enough of its people yet."));
    assert!(!page.has("[aria-labelledby=earlier]"), "the same again is no new pledge");
    assert!(ben.get("/").await.text("main").contains("Operations pledges you 2 hours a month"));
    let admin = site.admin("Ada Kim").await;
    let less = form(&[("hours", "1"), PLEDGE[1], PLEDGE[2]]);
    admin.post(&edit, &less).await;
    let page = other.get(&path).await;
    assert!(page.text("[aria-labelledby=pledge]").contains("1 hour a month"));
    assert!(page.text("[aria-labelledby=earlier]").contains("2 hours a month"));
    admin.post(&format!("{path}/ending"), "").await;
    assert!(ben.get("/pledges").await.text("main").contains("No pledge yet."));
    assert!(!ben.get("/").await.text("main").contains("pledges you"));
    assert_eq!(ben.get(&path).await.all("#earlier ~ ul > li").len(), 2);
}

#[tokio::test]
async fn two_who_pledge_at_once_leave_one_pledge_and_the_history_of_both() {
    let site = site().await;
    site.person_of("Ben Okafor", "Field crews").await;
    let admin = site.admin("Ada Kim").await;
    let edit = format!("{}/edit", department(&site).await);
    let more = form(&[("hours", "4"), PLEDGE[1], PLEDGE[2]]);
    let first = form(&PLEDGE);
    let (one, other) = tokio::join!(admin.post(&edit, &first), admin.post(&edit, &more));
    assert!(one.status().is_success() && other.status().is_success());
    let count = |sql: &'static str| sqlx::query_scalar::<_, i64>(sql).fetch_one(&site.app.db);
    assert_eq!(count("select count(*) from pledges where ended_at is null").await.unwrap(), 1);
    assert_eq!(count("select count(*) from pledges").await.unwrap(), 2);
}
