//! What members would like to meet about.

use time::macros::datetime;

use crate::support::{Browser, Site, form, session, site};

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

async fn propose(person: &Browser, circle: &str, title: &str) -> crate::support::Page {
    person.post(&format!("{circle}/topics"), &form(&[("title", title), ("details", "With <examples>")])).await
}

/// Where the vote on the topic of that title goes.
async fn vote_path(person: &Browser, circle: &str, title: &str) -> String {
    let page = person.get(&format!("{circle}/topics")).await;
    let place = page.all("#open ~ ol h3").iter().position(|found| found == title).expect("on the list");
    page.attributes("#open ~ ol form[action$='/vote']", "action")[place].clone()
}

#[tokio::test]
async fn members_propose_topics_and_say_which_they_want_too() {
    let site = site().await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    let list = format!("{circle}/topics");
    assert_eq!(ben.get(&list).await.text(".empty h3"), "No open topics");
    assert!(propose(&ben, &circle, "Mocks").await.said().starts_with("Your topic is on the list."));
    site.clock_to(datetime!(2026-11-23 10:00 UTC));
    propose(&chloe, &circle, "Fuzzing").await;
    let page = ana.get(&list).await;
    assert_eq!(page.all("#open ~ ol h3"), ["Mocks", "Fuzzing"], "the older first while both have one vote");
    assert!(page.text(".topic").contains("With <examples>"));
    let fuzzing = vote_path(&ana, &circle, "Fuzzing").await;
    ana.post(&fuzzing, "wanted=yes").await;
    let page = ana.post(&fuzzing, "wanted=yes").await;
    assert_eq!(page.all("#open ~ ol h3"), ["Fuzzing", "Mocks"]);
    assert_eq!(page.all(".topic .meta span:first-child"), ["2 votes, including yours", "1 vote"], "one each");
    let page = ana.post(&fuzzing, "wanted=no").await;
    assert_eq!(page.all(".topic .meta span:first-child"), ["1 vote", "1 vote"]);
    assert_eq!(ana.get(&circle).await.all(".topic h3"), ["Mocks", "Fuzzing"], "and they stand on its page");
}

#[tokio::test]
async fn the_same_wish_twice_is_one_wish() {
    let site = site().await;
    let (_, ben, chloe, circle) = circle(&site).await;
    propose(&ben, &circle, "Mocks").await;
    let page = propose(&chloe, &circle, " mocks ").await;
    assert_eq!(
        (page.status().as_u16(), page.attributes("#title", "value")),
        (422, vec![" mocks ".to_owned()])
    );
    assert_eq!(page.problem("title"), "This topic is already on the list. You can vote for it there.");
    assert_eq!(propose(&chloe, &circle, "x").await.status(), 422);
}

#[tokio::test]
async fn whoever_looks_in_from_outside_reads_and_does_nothing() {
    let site = site().await;
    let (_, ben, _, circle) = circle(&site).await;
    propose(&ben, &circle, "Mocks").await;
    let vote = vote_path(&ben, &circle, "Mocks").await;
    let eve = site.person("Eve Adams").await;
    let page = eve.get(&format!("{circle}/topics")).await;
    assert!(page.text("main").contains("Mocks") && !page.has("main form"));
    assert_eq!(eve.post(&vote, "wanted=yes").await.status(), 404);
    assert_eq!(propose(&eve, &circle, "Eve's").await.status(), 404);
    assert_eq!(ben.post(&vote.replace("/vote", "/retirement"), "").await.status(), 404, "organisers choose");
    // A vote of somebody who left counts no more.
    ben.post(&format!("{circle}/departure"), "").await;
    let page = eve.get(&format!("{circle}/topics")).await;
    assert_eq!(page.text(".topic .meta span"), "No votes");
}

#[tokio::test]
async fn a_topic_becomes_a_session_and_is_open_again_when_that_is_cancelled() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    let list = format!("{circle}/topics");
    propose(&ben, &circle, "Mocks").await;
    let link = ana.get(&list).await.attributes(".topic a[href*='events/new']", "href").remove(0);
    assert!(!ben.get(&list).await.has(".topic a[href*='events/new']"), "organisers plan");
    let filled = ana.get(&link).await;
    assert_eq!(filled.attributes("#title", "value"), ["Mocks"]);
    assert_eq!(filled.text("#agenda"), "With <examples>");
    let topic = filled.attributes("input[name=topic]", "value").remove(0);
    let path = ana.schedule(&circle, "All about mocks", &[("topic", &topic), ("then", "draft")]).await;
    let page = ben.get(&list).await;
    assert_eq!(
        (page.text("#planned ~ ul h3"), page.text("#planned ~ ul .meta span")),
        ("Mocks".to_owned(), "Date to be confirmed".to_owned())
    );
    assert!(!page.body().contains(&path), "members do not see drafts");
    ana.post(&format!("{path}/publication"), "").await;
    assert_eq!(ben.get(&list).await.attributes("#planned ~ ul h3 a", "href"), [path.as_str()]);
    assert!(!ben.get(&circle).await.has(".topic"));
    ana.post(&format!("{path}/cancellation"), "").await;
    assert_eq!(ben.get(&list).await.all("#open ~ ol h3"), ["Mocks"]);
    let path = ana.schedule(&circle, "Mocks at last", &[("topic", &topic)]).await;
    site.clock_to(datetime!(2026-11-26 15:00 UTC));
    assert_eq!(ben.get(&list).await.attributes("#met ~ ul h3 a", "href"), [path]);
}

#[tokio::test]
async fn a_draft_about_a_topic_can_be_thrown_away() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    propose(&ben, &circle, "Mocks").await;
    let topic = vote_path(&ana, &circle, "Mocks").await.replace("/topics/", "").replace("/vote", "");
    let path = ana.schedule(&circle, "Mocks", &[("topic", &topic), ("then", "draft")]).await;
    assert_eq!(ana.post(&format!("{path}/cancellation"), "").await.said(), "The draft is deleted.");
    assert_eq!(ben.get(&format!("{circle}/topics")).await.all("#open ~ ol h3"), ["Mocks"]);
}

#[tokio::test]
async fn a_topic_belongs_to_its_community_and_no_other() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    propose(&ben, &circle, "Mocks").await;
    let topic = vote_path(&ana, &circle, "Mocks").await.replace("/topics/", "").replace("/vote", "");
    let other = ana.found("Data storytelling", &[]).await;
    let page = ana.post(&format!("{other}/events"), &session("Elsewhere", &[("topic", &topic)])).await;
    assert_eq!(page.text("h1"), "Elsewhere");
    assert_eq!(ben.get(&format!("{circle}/topics")).await.all("#open ~ ol h3"), ["Mocks"]);
}

#[tokio::test]
async fn what_was_taken_off_the_list_can_be_proposed_again() {
    let site = site().await;
    let (ana, ben, _, circle) = circle(&site).await;
    propose(&ben, &circle, "Mocks").await;
    let vote = vote_path(&ana, &circle, "Mocks").await;
    let page = ana.post(&vote.replace("/vote", "/retirement"), "").await;
    assert!(page.has(".empty"));
    assert_eq!(ben.post(&vote, "wanted=yes").await.status(), 404);
    assert_eq!(propose(&ben, &circle, "Mocks").await.all("#open ~ ol h3"), ["Mocks"]);
}
