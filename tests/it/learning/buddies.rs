//! Buddies: a named person who says hello to a newcomer.

use time::{Duration, OffsetDateTime};

use crate::support::{Browser, START, Site, form, site};

/// When volunteers are members for ninety days.
const LATER: OffsetDateTime = START.saturating_add(Duration::days(90));

async fn at(site: &Site, moment: OffsetDateTime) {
    site.clock_to(moment);
    site.run_jobs().await;
}

/// A community whose organiser and first member can welcome newcomers from [`LATER`] on.
async fn circle_of(site: &Site) -> (Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    site.clock_to(LATER);
    (ana, ben, circle)
}

async fn volunteer(person: &Browser, circle: &str, answer: &str) -> String {
    person.post(&format!("{circle}/welcome/volunteers"), &form(&[("answer", answer)])).await.said()
}

async fn pairs(site: &Site) -> Vec<(String, String, Option<String>)> {
    sqlx::query_as(
        "select n.name, p.name, b.ending
         from buddies b join people n on n.id = b.newcomer_id join people p on p.id = b.buddy_id
         order by b.paired_at, n.name, p.name",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("done")
}

#[tokio::test]
async fn only_members_of_ninety_days_can_welcome_newcomers() {
    let site = site().await;
    let (ana, ben, circle) = circle_of(&site).await;
    let page = format!("{circle}/welcome");
    site.clock_to(LATER - Duration::days(1));
    assert!(!ana.get(&page).await.has("button[name=answer]"));
    let refused = ana.post(&format!("{page}/volunteers"), "answer=yes").await;
    assert_eq!(refused.status(), 409, "{}", refused.text("main"));
    site.clock_to(LATER);
    assert!(ana.get(&page).await.text("main").contains("I can welcome newcomers"));
    assert!(volunteer(&ana, &circle, "yes").await.starts_with("Thank you."));
    assert_eq!(ana.post(&format!("{page}/volunteers"), "answer=maybe").await.status(), 400);
    assert_eq!(site.person("Chloe Martin").await.get(&page).await.status(), 404);
    assert!(!ben.get(&page).await.has("#newcomers"), "only organisers see who is new");
}

#[tokio::test]
async fn a_newcomer_and_their_buddy_get_one_email_each_and_a_hello_is_one_tap() {
    let site = site().await;
    let (ana, _, circle) = circle_of(&site).await;
    volunteer(&ana, &circle, "yes").await;
    ana.schedule(&circle, "Flaky tests", &[("day", "2027-03-15")]).await;
    let chloe = site.person("Chloe Martin").await;
    chloe
        .post("/me", &form(&[("name", "Chloe Martin"), ("zone", "Etc/UTC"), ("wants", "flaky tests")]))
        .await;
    chloe.join(&circle).await;
    site.mails_leave().await;
    at(&site, LATER + Duration::minutes(5)).await;
    at(&site, LATER + Duration::minutes(10)).await;
    let told: Vec<String> = site.mails_to(&chloe.email).await;
    assert_eq!(told.iter().filter(|mail| mail.contains("will say hello")).count(), 1, "{told:?}");
    let letter = site.letter_to(&chloe.email).await;
    assert!(letter.contains("Ana Ferreira is your buddy"), "{letter}");
    assert!(
        letter.contains("Flaky tests") && letter.contains("because you want to learn about flaky tests"),
        "{letter}"
    );
    let letter = site.letter_to(&ana.email).await;
    assert!(letter.contains("Hello Chloe, welcome to Testing circle. I am Ana"), "{letter}");

    let page = chloe.get(&circle).await;
    assert!(page.text("section[aria-labelledby=new-here]").contains("Ana Ferreira is your buddy"));
    assert!(!chloe.get("/").await.has("section[aria-labelledby=begin]"), "it stands on the agenda already");
    let other = ana.found("Release circle", &[]).await;
    ana.schedule(&other, "Fewer flaky tests", &[("day", "2027-03-16")]).await;
    assert_eq!(chloe.get("/").await.all("section[aria-labelledby=begin] .title"), ["Fewer flaky tests"]);
    let home = ana.get("/").await;
    assert!(home.text(".needs .title").starts_with("Say hello to Chloe Martin"));
    let hello = home.attributes("form[action^='/buddies']", "action").pop().expect("a form");
    assert_eq!(chloe.post(&hello, "said=yes").await.status(), 404, "nobody else says it");
    assert_eq!(ana.post(&hello, "said=perhaps").await.status(), 400);
    assert_eq!(ana.post(&hello, "said=yes").await.said(), "Noted. Thank you for saying hello.");
    at(&site, LATER + Duration::days(8)).await;
    assert_eq!(pairs(&site).await, [("Chloe Martin".into(), "Ana Ferreira".into(), None)]);
    at(&site, LATER + Duration::days(61)).await;
    assert_eq!(pairs(&site).await, [("Chloe Martin".into(), "Ana Ferreira".into(), Some("over".into()))]);
}

#[tokio::test]
async fn without_a_hello_in_a_week_or_with_a_break_the_next_volunteer_takes_over() {
    let site = site().await;
    let (ana, ben, circle) = circle_of(&site).await;
    volunteer(&ben, &circle, "yes").await;
    site.person("Chloe Martin").await.join(&circle).await;
    at(&site, LATER + Duration::minutes(5)).await;
    volunteer(&ana, &circle, "yes").await;
    at(&site, LATER + Duration::days(6)).await;
    assert_eq!(pairs(&site).await.len(), 1);
    at(&site, LATER + Duration::days(7) + Duration::minutes(10)).await;
    let chloe = || "Chloe Martin".to_owned();
    assert_eq!(
        pairs(&site).await,
        [(chloe(), "Ben Okafor".into(), Some("no_hello".into())), (chloe(), "Ana Ferreira".into(), None)]
    );
    let seen = ana.get(&format!("{circle}/welcome")).await;
    assert!(seen.text("section[aria-labelledby=newcomers]").contains("Before: Ben Okafor"));
    volunteer(&ana, &circle, "no").await;
    at(&site, LATER + Duration::days(7) + Duration::minutes(20)).await;
    let seen = ana.get(&format!("{circle}/welcome")).await.text("section[aria-labelledby=newcomers]");
    assert!(seen.contains("Nobody yet"), "nobody is promised who was it before: {seen}");
}

#[tokio::test]
async fn nobody_gets_a_third_newcomer_whatever_runs_beside_what() {
    let site = site().await;
    let (ana, _, circle) = circle_of(&site).await;
    volunteer(&ana, &circle, "yes").await;
    for name in ["Chloe Martin", "Dev Patel", "Elif Kaya", "Finn Larsen"] {
        site.person(name).await.join(&circle).await;
    }
    // Two copies of the program at once, each time.
    for minutes in [5, 10, 15] {
        at(&site, LATER + Duration::minutes(minutes)).await;
    }
    assert_eq!(pairs(&site).await.len(), 2);
    let seen = ana.get(&format!("{circle}/welcome")).await;
    assert_eq!(seen.all("section[aria-labelledby=newcomers] .state.attention").len(), 2);
    let third = sqlx::query(
        "insert into buddies (community_id, newcomer_id, buddy_id, place, paired_at)
         select community_id, (select id from people where id not in (select newcomer_id from buddies) and id <> buddy_id
                               limit 1), buddy_id, 1, now()
         from buddies limit 1",
    );
    let refused = third.execute(&site.app.db).await.unwrap_err();
    assert_eq!(refused.as_database_error().expect("done").constraint(), Some("buddies_places"));
}

#[tokio::test]
async fn whoever_leaves_is_nobodys_buddy_any_more() {
    let site = site().await;
    let (_, ben, circle) = circle_of(&site).await;
    volunteer(&ben, &circle, "yes").await;
    let chloe = site.person("Chloe Martin").await;
    chloe.join(&circle).await;
    at(&site, LATER + Duration::minutes(5)).await;
    assert_eq!(pairs(&site).await.len(), 1);
    ben.post(&format!("{circle}/departure"), "").await;
    at(&site, LATER + Duration::minutes(10)).await;
    assert_eq!(pairs(&site).await, [("Chloe Martin".into(), "Ben Okafor".into(), Some("left".into()))]);
    let page = chloe.get(&format!("{circle}/welcome")).await;
    assert!(page.text("section[aria-labelledby=buddy]").contains("Nobody is free"));
}
