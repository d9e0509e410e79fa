//! What a phone shows first, what it installs, and what a link to the site previews.

use crate::support::{session, site};

#[tokio::test]
async fn a_preview_of_any_page_says_the_same_and_nothing_of_what_is_on_it() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle =
        ana.found("Whistle-blowers", &[("visibility", "private"), ("admission", "invitation")]).await;
    let page = ana.get(&circle).await;
    let said = page.attributes("meta[property^='og:'], meta[name=description]", "content");
    assert!(said.contains(&"http://127.0.0.1:3000/static/icons/card.png".to_owned()), "{said:?}");
    assert!(!said.concat().contains("Whistle") && !said.concat().contains("Riverside"), "{said:?}");
    let signed_out = site.stranger().get("/login").await;
    assert_eq!(signed_out.attributes("meta[property^='og:'], meta[name=description]", "content"), said);
    let card = site.stranger().get("/static/icons/card.png").await;
    assert_eq!((card.status().as_u16(), card.header("content-type")), (200, "image/png"));
}

#[tokio::test]
async fn the_manifest_names_icons_that_are_there() {
    let site = site().await;
    let stranger = site.stranger();
    let linked = stranger.get("/login").await.attributes("link[rel=manifest]", "href");
    assert_eq!(linked, ["/static/manifest.webmanifest"]);
    let manifest = stranger.get(&linked[0]).await;
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    let manifest: serde_json::Value = serde_json::from_str(manifest.body()).expect("a manifest");
    let icons = manifest["icons"].as_array().expect("icons");
    assert!(icons.len() > 2);
    for icon in icons {
        let path = icon["src"].as_str().expect("a path");
        let page = stranger.get(path).await;
        assert_eq!(page.header("content-type"), icon["type"].as_str().expect("a type"), "{path}");
    }
    let policy = stranger.get("/login").await.header("content-security-policy").to_owned();
    assert!(policy.contains("manifest-src 'self'"), "{policy}");
}

#[tokio::test]
async fn a_story_is_begun_with_three_questions_and_the_others_are_folded_away() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    ana.found("Testing circle", &[]).await;
    let page = ana.get("/stories/new?community=testing-circle").await;
    let fields =
        page.attributes(".form > .field > input, .form > .field > textarea, .form > .field > select", "name");
    assert_eq!(fields, ["title", "happened", "took_away"]);
    assert_eq!(page.all("main details > summary")[..2], ["Add more", "Add numbers"]);
    assert!(!page.has("details[open]"));
    let typed = "community=testing-circle&title=Checklist&did=I+wrote+one";
    let page = ana.post("/stories", typed).await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.all("details[open] > summary"), ["Add more"], "what was typed is seen");
}

#[tokio::test]
async fn on_a_phone_organisers_see_their_panel_and_everyone_the_whole_series_first() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let ben = site.person("Ben Okafor").await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let first = ".columns > :first-child";
    assert!(ana.get(&circle).await.text(first).starts_with("For organisers"));
    assert!(!ben.get(&circle).await.text(first).contains("Organisers"));
    let weekly = session("Test clinic", &[("repeats", "weekly"), ("every", "1"), ("ends", "never")]);
    let page = ana.post(&format!("{circle}/events"), &weekly).await;
    assert!(page.path().starts_with("/series/"), "{:?}", page.all(".problem"));
    let page = ben.get(page.path()).await;
    assert_eq!(page.text(&format!("{first} button")), "Join the whole series");
}

#[tokio::test]
async fn people_who_would_have_to_join_first_see_no_button_that_cannot_work() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    for (name, admission) in [("Testing circle", "request"), ("Design circle", "invitation")] {
        let circle = ana.found(name, &[("admission", admission)]).await;
        let weekly = session("Test clinic", &[("repeats", "weekly"), ("every", "1"), ("ends", "never")]);
        let series = ana.post(&format!("{circle}/events"), &weekly).await.path().to_owned();
        for path in [&circle, &series] {
            assert!(ana.get(path).await.has(".rsvp button"), "{path}");
            assert!(!ben.get(path).await.has(".rsvp button"), "{path}");
        }
        assert!(ben.get(&circle).await.text(".session.next").contains("Members sign up for this session."));
    }
    let open = ana.found("Open circle", &[]).await;
    ana.schedule(&open, "Open hour", &[]).await;
    assert!(ben.get(&open).await.has(".rsvp button"), "where everyone may come, everyone may say so");
}

#[tokio::test]
async fn the_contents_of_the_impact_page_lead_to_its_sections() {
    let site = site().await;
    let page = site.leader("Lea Brandt").await.get("/impact").await;
    let links = page.attributes(".contents a", "href");
    assert!(links.len() > 5, "{links:?}");
    for link in links {
        assert!(page.has(&link), "{link} leads nowhere");
    }
}
