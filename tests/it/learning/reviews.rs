//! Numbers to confirm: organisers check what stories claim before it counts.

use crate::support::{Browser, NUMBERS, Site, form, site};

fn story(title: &str, display: &str) -> String {
    let mut fields = vec![
        ("community", "testing-circle"),
        ("from", "coffee"),
        ("title", title),
        ("happened", "We met at the clinic."),
        ("did", "I stopped the release."),
        ("benefits", "grow_capability"),
        ("visibility", "organisation"),
        ("display", display),
        ("then", "publish"),
    ];
    fields.extend(NUMBERS);
    form(&fields)
}

/// Ana runs a circle that Ben is in, who tells a story with numbers.
async fn claimed(site: &Site) -> (Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let path = ben.post("/stories", &story("The release I stopped", "anonymous")).await.path().to_owned();
    assert!(path.starts_with("/stories/"));
    (ana, ben, path)
}

const QUEUE: &str = "/communities/testing-circle/stories/review";

#[tokio::test]
async fn organisers_find_claims_and_confirm_them() {
    let site = site().await;
    let (ana, ben, path) = claimed(&site).await;
    assert!(ana.get("/").await.has(&format!(".needs a[href='{QUEUE}']")), "it is on Home");
    assert!(!ben.get("/").await.has(&format!("a[href='{QUEUE}']")));
    assert_eq!(ben.get(QUEUE).await.status(), 404, "members review nothing");
    let queue = ana.get(QUEUE).await;
    assert_eq!(queue.all(".reviews .title"), ["The release I stopped"]);
    assert!(
        queue.text(".reviews").contains("about 80 to 300 hours a year, most likely 200"),
        "{}",
        queue.text(".reviews")
    );
    assert!(!queue.text(".reviews").contains("Ben"), "an author who is not named is not named here");
    let done = ana.post(&format!("{path}/verification"), "then=review").await;
    assert_eq!(done.path(), QUEUE);
    assert!(done.text("main").contains("Nothing to confirm"));
    assert!(ana.get(&path).await.text("main").contains("confirmed by someone else"));
    assert!(!ana.get("/").await.has(&format!("a[href='{QUEUE}']")));
}

#[tokio::test]
async fn an_organiser_asks_the_author_and_waits_until_they_save_again() {
    let site = site().await;
    let (ana, ben, path) = claimed(&site).await;
    let at = format!("/communities/testing-circle{path}/question");
    let wrong = ana.post(&at, "question=+").await;
    assert_eq!((wrong.status().as_u16(), wrong.all(".problem").len()), (422, 1));
    assert_eq!(ben.post(&at, "question=Why").await.status(), 404);
    let asked = ana.post(&at, "question=Are+ten+people+right%3F").await;
    assert_eq!(asked.path(), QUEUE);
    assert!(asked.text(".reviews").contains("“Are ten people right?”"));
    assert_eq!(ana.post(&at, "question=And+again%3F").await.status(), 409, "one question at a time");
    assert!(!ana.get("/").await.has(&format!("a[href='{QUEUE}']")), "it waits for the author");
    let letter = site.letter_to(&ben.email).await;
    assert!(letter.contains("“Are ten people right?”") && !letter.contains("Ana"), "{letter}");
    assert!(ben.get("/").await.has(&format!(".needs a[href='{path}/edit']")));
    ben.post(&format!("{path}/edit"), &story("The release I stopped", "anonymous")).await;
    assert!(!ben.get("/").await.has(&format!(".needs a[href='{path}/edit']")));
    assert!(ana.get("/").await.has(&format!(".needs a[href='{QUEUE}']")), "and is back in the queue");
}

#[tokio::test]
async fn nobody_reviews_a_story_of_their_own_and_an_archived_community_reviews_nothing() {
    let site = site().await;
    let (ana, ben, path) = claimed(&site).await;
    let own = ana.post("/stories", &story("My own claim", "name")).await.path().to_owned();
    let queue = ana.get(QUEUE).await;
    assert_eq!(queue.all(".reviews .title"), ["The release I stopped", "My own claim"]);
    assert!(!queue.has(&format!("form[action='{own}/verification']")));
    assert_eq!(ana.post(&format!("{own}/verification"), "then=review").await.status(), 409);
    assert_eq!(
        ana.post(&format!("/communities/testing-circle{own}/question"), "question=Me").await.status(),
        404
    );
    ben.post(&format!("{path}/withdrawal"), "").await;
    assert_eq!(ana.get(QUEUE).await.all(".reviews .title"), ["My own claim"]);
    let next = ben.post("/stories", &story("Another", "name")).await.path().to_owned();
    site.archive("/communities/testing-circle").await;
    let asked = ana.post(&format!("/communities/testing-circle{next}/question"), "question=Why").await;
    assert_eq!(asked.status(), 409);
    assert!(!ana.get(QUEUE).await.has("main form"));
}
