//! Communities: founding, finding, hiding, pausing and ending one.

mod agreements;
mod announcements;
mod members;
mod roles;
mod support;
mod topics;

use axum::http::Method;

use crate::support::{Browser, Site, community, form, site};

#[tokio::test]
async fn a_founded_community_has_a_page_and_its_founder_runs_it() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let typed = [
        ("who", "testers"),
        ("practice", "We test before it hurts"),
        ("why_now", "Too many rollbacks"),
        ("tags", "Testing, Quality "),
    ];
    let page = ana.post("/communities", &community("Testing circle", &typed)).await;
    assert_eq!((page.status().as_u16(), page.path()), (200, "/communities/testing-circle"));
    assert!(page.said().starts_with("Your community is ready."));
    assert_eq!(
        (page.text("h1"), page.text("p.purpose")),
        ("Testing circle".to_owned(), "We test before it hurts".to_owned())
    );
    assert!(page.has("section.organising"));

    let page = ben.get("/communities/testing-circle").await;
    assert_eq!(page.all("[aria-labelledby=organisers] .name"), ["Ana Ferreira"]);
    assert_eq!(page.all("ul.tags a"), ["testing", "quality"]);
    assert!(!page.has("section.organising"));
    assert_eq!(page.text(".community-head button"), "Join the community");
}

#[tokio::test]
async fn what_is_wrong_with_a_community_stands_beside_its_field_and_nothing_typed_is_lost() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let typed = [
        ("name", "T"),
        ("practice", "We <b>test</b>"),
        ("zone", "Nowhere"),
        ("cadence", "3"),
        ("admission", "never"),
    ];
    let page = ana.post("/communities", &community("", &typed)).await;
    assert_eq!((page.status().as_u16(), page.path()), (422, "/communities"));
    assert!(page.text("title").starts_with("Error: Start a community"), "{}", page.text("title"));
    assert!(ana.get("/communities/new").await.text("title").starts_with("Start a community"));
    assert_eq!(page.problem("name"), "Enter a name of at least 2 characters.");
    assert_eq!(page.problem("who"), "Enter who it is for, or leave all three purpose questions blank.");
    for field in ["who", "why_now", "zone", "cadence"] {
        assert!(!page.problem(field).is_empty(), "{field}");
    }
    assert_eq!(page.text("#admission .problem"), "Choose who can join.");
    assert_eq!(page.all("[role=alert] a").len(), page.attributes("[role=alert] a", "href").len());
    assert_eq!(page.attributes("#name", "value"), ["T"]);
    assert_eq!(page.attributes("#practice", "value"), ["We <b>test</b>"]);
    assert!(!page.body().contains("<b>test</b>"), "what people type is text");
    assert!(ana.get("/communities").await.has(".empty"));
}

#[tokio::test]
async fn a_name_may_be_taken_twice_and_each_has_an_address_of_its_own() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let first = ana.found("Übung & Praxis", &[]).await;
    let second = ben.found("Übung & Praxis", &[]).await;
    assert_ne!(first, second);
    assert_eq!(ana.get(&second).await.text("h1"), "Übung & Praxis");
    for odd in ["日本語の会", "!!!", "new", "New"] {
        let path = ana.found(&format!("{odd} x"), &[]).await;
        assert_eq!(ana.get(&path).await.status(), 200, "{odd}");
    }
    let new = ana.found("New", &[]).await;
    assert_eq!(ana.get(&new).await.text("h1"), "New", "it does not hide behind the form that founds one");
}

#[tokio::test]
async fn the_directory_finds_by_word_by_tag_and_by_what_one_wants_to_learn() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    ana.found("Testing circle", &[("tags", "testing, quality")]).await;
    ana.found(
        "Data people",
        &[
            ("who", "Analysts"),
            ("practice", "We ask 100% of the questions"),
            ("why_now", "Numbers lie"),
            ("tags", "data"),
        ],
    )
    .await;
    let found = async |query: &str| ben.get(&format!("/communities?{query}")).await.all("li.community h3");
    assert_eq!(found("").await.len(), 2);
    assert_eq!(found("q=CIRCLE").await, ["Testing circle"]);
    assert_eq!(found("q=questions").await, ["Data people"]);
    assert_eq!(found("q=qualit").await, ["Testing circle"], "tags are looked at too");
    assert_eq!(found("tag=data").await, ["Data people"]);
    assert_eq!(found("q=100%25").await, ["Data people"]);
    assert_eq!(found("q=_____x").await, Vec::<String>::new(), "no wildcard is one");
    assert_eq!(ben.get("/communities?q=nothing").await.text(".empty h2"), "No communities found");
    assert_eq!(found("show=learn").await, Vec::<String>::new());
    ben.post("/me", &form(&[("name", "Ben Okafor"), ("zone", "Etc/UTC"), ("wants", "testing")])).await;
    assert_eq!(found("show=learn").await, ["Testing circle"]);
}

#[tokio::test]
async fn the_directory_shows_first_who_has_a_date() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    ana.found("A without a date", &[]).await;
    let later = ana.found("B later", &[]).await;
    let sooner = ana.found("C sooner", &[]).await;
    ana.schedule(&later, "Later", &[("day", "2026-12-03")]).await;
    ana.schedule(&sooner, "Sooner", &[]).await;
    assert_eq!(
        ana.get("/communities").await.all("li.community h3"),
        ["C sooner", "B later", "A without a date"]
    );
}

/// A private community with a session, and somebody who belongs to it and has said what they know.
async fn private(site: &Site) -> (Browser, Browser, String, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Quiet circle", &[("visibility", "private"), ("tags", "hush")]).await;
    let session = ana.schedule(&circle, "Behind doors", &[]).await;
    ana.post(&format!("{circle}/invitations"), "email=ben.okafor@example.org").await;
    ben.join(&circle).await;
    ben.go(&session).await;
    (ana, ben, circle, session)
}

#[tokio::test]
async fn a_private_community_is_nowhere_for_others() {
    let site = site().await;
    let (ana, ben, circle, session) = private(&site).await;
    let (eve, boss) = (site.leader("Eve Adams").await, site.admin("Omar Siddiq").await);
    assert!(ben.get("/").await.body().contains("Behind doors"));
    assert!(ben.get(&format!("/people/{}", ana.id)).await.body().contains("Quiet circle"));
    for other in [&eve, &boss] {
        for path in [
            "/".to_owned(),
            "/communities".to_owned(),
            "/communities?q=quiet".to_owned(),
            "/communities?show=archived".to_owned(),
            format!("/people/{}", ana.id),
            format!("/people/{}", ben.id),
            "/stories".to_owned(),
        ] {
            let page = other.get(&path).await;
            for word in ["Quiet", "Behind doors", "hush", "quiet-circle"] {
                // The search box shows what was searched for.
                let body = page.body().replace("value=\"quiet\"", "");
                assert!(!body.contains(word), "{path} tells {} of {word}", other.name);
            }
        }
        for path in [&circle, &session] {
            let page = other.get(path).await;
            let nowhere = other.get("/communities/there-is-none").await;
            assert_eq!((page.status(), page.body()), (nowhere.status(), nowhere.body()), "{path}");
        }
        for path in ["", "/members", "/events", "/events/new", "/edit", "/phase", "/impact"] {
            assert_eq!(other.get(&format!("{circle}{path}")).await.status(), 404, "{path}");
        }
        assert_eq!(other.post(&format!("{circle}/membership"), "").await.status(), 404);
        assert_eq!(other.post(&format!("{session}/rsvp"), "answer=going").await.status(), 404);
    }
    assert!(eve.get("/communities?tag=hush").await.all("li.community").is_empty());
    // The log tells an administrator that something was done, and not where.
    assert!(!boss.get("/admin/acts").await.body().contains("Quiet circle"));
}

#[tokio::test]
async fn the_address_of_a_private_community_cannot_be_guessed_and_changes_when_one_goes_private() {
    let site = site().await;
    let (ana, eve) = (site.person("Ana Ferreira").await, site.person("Eve Adams").await);
    let private = ana.found("Quiet circle", &[("visibility", "private")]).await;
    assert!(private.len() > "/communities/quiet-circle-".len() + 5, "{private}");
    assert_eq!(eve.get("/communities/quiet-circle").await.status(), 404);
    let listed = eve.found("Quiet circle", &[]).await;
    assert_eq!(
        listed, "/communities/quiet-circle",
        "the plain address does not tell that another one exists"
    );

    let circle = ana.found("Open circle", &[]).await;
    let page =
        ana.post(&format!("{circle}/edit"), &community("Open circle", &[("visibility", "private")])).await;
    assert_eq!(page.status(), 200);
    assert!(page.path().starts_with("/communities/open-circle-"));
    assert_eq!(ana.get(&circle).await.status(), 404, "old links lead nowhere");
    assert_eq!(ana.get(page.path()).await.status(), 200);
}

#[tokio::test]
async fn organisers_change_their_community_and_others_do_not() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let changed = community(
        "Testing guild",
        &[("who", "Testers"), ("practice", "We test"), ("why_now", "It hurts"), ("admission", "request")],
    );
    for (browser, status) in [(&ben, 404), (&ana, 200)] {
        assert_eq!(browser.get(&format!("{circle}/edit")).await.status(), status);
        assert_eq!(browser.post(&format!("{circle}/edit"), &changed).await.status(), status);
    }
    let page = ben.get(&circle).await;
    assert_eq!((page.text("h1"), page.text("p.purpose")), ("Testing guild".to_owned(), "We test".to_owned()));
    let page = ana.post(&format!("{circle}/edit"), &community("", &[("practice", "We try")])).await;
    assert_eq!(page.status(), 422);
    assert!(!page.problem("name").is_empty());
    assert_eq!(page.attributes("#practice", "value"), ["We try"]);
}

#[tokio::test]
async fn a_pause_is_said_and_ends_when_the_organisers_say_so_or_on_its_day() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ana.post(&format!("{circle}/pause"), &form(&[("until", "2026-12-06"), ("reason", "Release month")]))
        .await;
    let page = ben.get(&circle).await;
    assert!(page.text(".notice").contains("Release month"), "{}", page.text(".notice"));
    assert_eq!(ben.get("/communities").await.text("li.community .state"), "Paused");
    assert_eq!(ana.post(&format!("{circle}/pause"), "").await.said(), "The community is paused already.");
    site.clock_to(time::macros::datetime!(2026-12-07 09:00 UTC));
    assert!(!ben.get(&circle).await.has(".notice"));

    ana.post(&format!("{circle}/pause"), "").await;
    assert!(ben.get(&circle).await.text(".notice h2").starts_with("Paused since"));
    site.clock_to(time::macros::datetime!(2026-12-20 09:00 UTC));
    assert_eq!(
        ana.post(&format!("{circle}/resumption"), "").await.said(),
        "The community is active again. Next, plan a session."
    );
    assert!(!ben.get(&circle).await.has(".notice"));
    for wrong in ["2026-12-01", "soon", "2026-13-01"] {
        let typed = form(&[("until", wrong), ("reason", "Stock taking")]);
        let page = ana.post(&format!("{circle}/pause"), &typed).await;
        assert_eq!(page.status(), 422);
        assert!(page.problem("until").contains("Choose today or a later day"), "{wrong}");
        assert_eq!(page.attributes("#reason", "value"), ["Stock taking"], "what was typed stays");
        assert!(!ben.get(&circle).await.has(".notice"), "{wrong}");
    }
}

#[tokio::test]
async fn an_archived_community_stays_to_be_read_and_can_be_opened_again() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    site.archive(&circle).await;
    assert_eq!(ben.get(&circle).await.text(".notice h2"), "Archived");
    assert!(ben.get("/communities").await.all("li.community").is_empty());
    assert_eq!(ben.get("/communities?show=archived").await.all("li.community h3"), ["Testing circle"]);
    ana.found("Test automation", &[("tags", "testing")]).await;
    let found = ben.get("/communities?q=test").await;
    assert_eq!(found.all("li.community h3"), ["Test automation", "Testing circle"], "it comes last");
    assert_eq!(found.all("li.community .state")[1], "Archived");
    for (path, typed) in [
        ("membership", ""),
        ("events", "title=Late"),
        ("invitations", "email=ben.okafor@example.org"),
        ("pause", ""),
    ] {
        let browser = if path == "membership" { &ben } else { &ana };
        assert_eq!(browser.post(&format!("{circle}/{path}"), typed).await.status(), 409, "{path}");
    }
    assert_eq!(ana.get(&format!("{circle}/events/new")).await.status(), 409);
    ana.post(&format!("{circle}/restoring"), "").await;
    assert!(!ben.get(&circle).await.has(".notice"));
    ben.join(&circle).await;
}

#[tokio::test]
async fn a_long_directory_comes_in_pages() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    for number in 0..21 {
        ana.found(&format!("Circle {number:02}"), &[]).await;
    }
    let first = ana.get("/communities?q=circle").await;
    assert_eq!(first.all("li.community").len(), 20);
    let next = first.attributes("a[rel=next]", "href").remove(0);
    let second = ana.send(Method::GET, &format!("/communities{next}"), &[], "").await;
    assert_eq!(second.all("li.community h3"), ["Circle 20"]);
    assert!(!second.has("a[rel=next]") && second.has("a[rel=prev]"));
}

#[tokio::test]
async fn a_community_is_archived_by_closing_it_and_never_silently() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = ana.get(&format!("{circle}/edit")).await;
    assert_eq!(page.attributes("#archive a", "href"), [format!("{circle}/transformation/close")]);
    assert!(!page.has("#archive form"));
    assert_eq!(ana.post(&format!("{circle}/archive"), "").await.status(), 404);
}

#[tokio::test]
async fn an_older_form_does_not_write_over_what_another_organiser_saved() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let page = ana.get(&format!("{circle}/edit")).await;
    let shown = page.attributes("form[action$='/edit'] input[name=shown]", "value").remove(0);
    let with = |fields: &[(&str, &str)]| {
        let usual =
            [("name", "Testing circle"), ("who", ""), ("practice", ""), ("why_now", ""), ("zone", "Etc/UTC")];
        form(&[&usual[..], fields].concat())
    };
    let first = [("admission", "invitation"), ("shown", shown.as_str())];
    assert_eq!(ana.post(&format!("{circle}/edit"), &with(&first)).await.path(), circle);
    let second = [("admission", "open"), ("tags", "testing"), ("shown", shown.as_str())];
    let late = ana.post(&format!("{circle}/edit"), &with(&second)).await;
    assert_eq!(
        (late.status().as_u16(), late.attributes("#tags", "value")),
        (422, vec!["testing".to_owned()])
    );
    assert!(late.problem("name").starts_with("Someone changed this"));
}
