//! Links as mail programs hand them on.

use crate::support::{rsvp, site};

#[tokio::test]
async fn a_link_with_the_end_of_its_sentence_behind_it_still_opens() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    let session = ana.schedule(&circle, "Flaky tests", &[]).await;
    ben.post(&rsvp(&session), "answer=going").await;
    let letter = site.letter_to(&ben.email).await;
    let link = letter.split_whitespace().find(|word| word.contains("/rsvp/")).expect("a link to answer");
    let path = link.trim_start_matches("http://127.0.0.1:3000");
    for end in ["", ".", ")", "%3E", ").", "%22,"] {
        let page = site.stranger().get(&format!("{path}{end}")).await;
        assert_eq!((page.status().as_u16(), page.path()), (200, path), "{end}");
    }
    assert_eq!(ben.get(&format!("{session}.")).await.path(), session);
    assert_eq!(
        site.stranger().get("/nothing.").await.status(),
        site.stranger().get("/nothing").await.status()
    );
}
