//! Search: one box that forgives a typo and finds nothing its reader could not open.

use crate::support::{Browser, Page, form, site};

async fn search(reader: &Browser, words: &str) -> Page {
    reader.get(&format!("/search?{}", form(&[("q", words)]))).await
}

/// What was found, in the order of the page.
async fn titles(reader: &Browser, words: &str) -> Vec<String> {
    search(reader, words).await.all(".found .title")
}

#[tokio::test]
async fn people_communities_sessions_and_stories_are_found_despite_a_typo() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    let session = ana.schedule(&circle, "Testing on Fridays", &[]).await;
    sqlx::query(
        "insert into stories (community_id, author_id, title, activity, happened, cycle, benefits, told_as, created_at,
                              published_at)
         select c.id, p.id, 'Half the tests', 'session', 'We threw away the flaky ones', 'applied',
                array['grow_capability'], 'organiser', $1, $1
         from communities c, people p where p.name = 'Ana Ferreira'",
    )
    .bind(site.app.clock.now())
    .execute(&site.app.db)
    .await
    .unwrap();
    assert_eq!(titles(&ben, "tesitng").await, ["Testing circle", "Testing on Fridays"]);
    assert_eq!(titles(&ben, "Fereira").await, ["Ana Ferreira"]);
    assert_eq!(titles(&ben, "ferr an").await, ["Ana Ferreira"], "in any order, as one types");
    assert_eq!(titles(&ben, "flaky").await, ["Half the tests"], "in the words of a story");
    let page = search(&ben, "tesitng").await;
    assert_eq!(page.all("h2"), ["Communities", "Sessions"]);
    assert_eq!(page.all(".found mark"), ["Testing", "Testing"]);
    assert!(page.attributes(".found .title a", "href").contains(&session));
    assert_eq!(page.attributes("#search-all", "value"), ["tesitng"]);
}

#[tokio::test]
async fn what_is_private_a_draft_or_gone_is_found_by_nobody_else() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let quiet = ana.found("Quiet circle", &[("visibility", "private")]).await;
    ana.schedule(&quiet, "Quiet session", &[]).await;
    let open = ana.found("Loud circle", &[]).await;
    ana.schedule(&open, "Drafted session", &[]).await;
    sqlx::query("update events set state = 'draft', published_at = null where title = 'Drafted session'")
        .execute(&site.app.db)
        .await
        .unwrap();
    assert_eq!(titles(&ana, "quiet").await, ["Quiet circle", "Quiet session"]);
    assert!(titles(&ben, "quiet").await.is_empty());
    assert!(titles(&ben, "drafted").await.is_empty() && titles(&ana, "drafted").await.is_empty());
    let part = ben.get("/search/suggestions?q=quiet").await;
    assert!(!part.body().contains("Quiet circle"), "{}", part.body());
    site.person("Gone Person").await;
    assert_eq!(titles(&ana, "gone").await, ["Gone Person"]);
    sqlx::query("update people set deactivated_at = now() where name = 'Gone Person'")
        .execute(&site.app.db)
        .await
        .unwrap();
    assert!(titles(&ana, "gone").await.is_empty());
}

#[tokio::test]
async fn archived_communities_come_last_and_say_so() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let old = ana.found("Testing", &[]).await;
    ana.found("Testing circle", &[]).await;
    site.archive(&old).await;
    let page = search(&ana, "testing").await;
    assert_eq!(page.all(".found .title"), ["Testing circle", "Testing"]);
    assert_eq!(page.all(".found .state.archived"), ["Archived"]);
}

#[tokio::test]
async fn what_was_typed_is_shown_and_never_run() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    ana.found("<b>Bold</b> circle", &[]).await;
    let page = search(&ana, "<b>bold</b>").await;
    assert_eq!(page.all(".found .title"), ["<b>Bold</b> circle"]);
    assert!(page.body().contains("&#60;b&#62;") || page.body().contains("&lt;b&gt;"), "{}", page.body());
    for odd in ["", "a", "%", "'", "\\", "\u{0}", "%_%"] {
        let page = search(&ana, odd).await;
        assert_eq!((page.status().as_u16(), page.text("h1")), (200, "Search".to_owned()), "{odd:?}");
    }
    let page = search(&ana, "xylophone").await;
    assert_eq!(page.text(".empty h2"), "Nothing found");
    assert_eq!(page.attributes(".empty .button", "href"), ["/communities/new"]);
}

#[tokio::test]
async fn a_kind_has_pages_of_its_own() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    for number in 10..35 {
        site.person(&format!("Chloe Number{number}")).await;
    }
    let page = search(&ana, "chloe").await;
    assert_eq!(page.all(".found .title").len(), 5);
    let more = page.attributes(".found > p a", "href").pop().expect("a link to more");
    let first = ana.get(&more).await;
    assert_eq!(first.all(".found .title").len(), 20);
    let next = first.attributes("a[rel=next]", "href").pop().expect("a next page");
    assert_eq!(ana.get(&format!("/search{next}")).await.all(".found .title").len(), 5);
}

#[tokio::test]
async fn results_come_as_one_types() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    site.person("Ben Okafor").await;
    let part = ana.get("/search/suggestions?q=okaf").await;
    assert_eq!(part.all("[role=option] .title"), ["Ben Okafor", "All results for “okaf”"]);
    assert!(!part.body().contains("<html"));
    assert!(!ana.get("/search/suggestions?q=o").await.has("[role=option]"));
    let page = ana.get("/").await;
    assert!(page.attributes("script[src]", "src").contains(&"/static/js/search.js".to_owned()));
    assert!(!site.stranger().get("/login").await.has("#search-all"), "only for whoever is signed in");
}
