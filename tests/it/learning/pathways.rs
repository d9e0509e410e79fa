//! Pathways: sessions and materials in order, which members work through and tick off.

use crate::support::{Browser, Site, form, site};

struct Walk {
    ana: Browser,
    ben: Browser,
    circle: String,
    path: String,
}

async fn walk(site: &Site) -> Walk {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let page = ana.post(&format!("{circle}/pathways"), &form(&[("title", "First test plan")])).await;
    assert_eq!(page.said(), "Next, add what belongs to it, in order.");
    let path = page.path().trim_end_matches("/edit").to_owned();
    Walk { ana, ben, circle, path }
}

impl Walk {
    async fn material(&self, title: &str) {
        let typed = form(&[("item_title", title), ("url", "https://example.org/a"), ("minutes", "20")]);
        let page = self.ana.post(&format!("{}/items", self.path), &typed).await;
        assert_eq!(page.said(), format!("“{title}” is added."));
    }

    async fn publish(&self) {
        self.ana.post(&format!("{}/publication", self.path), "published=yes").await;
    }

    /// Where the item of that title is acted on.
    async fn item(&self, title: &str) -> String {
        let page = self.ana.get(&format!("{}/edit", self.path)).await;
        let at = page.all("#items ~ ol h3").iter().position(|found| found == title).expect("it is there");
        let removal = page.attributes("#items ~ ol button[formaction$='/removal']", "formaction")[at].clone();
        removal.trim_end_matches("/removal").to_owned()
    }

    async fn progress(&self) -> String {
        self.ben.get(&self.path).await.text("[aria-labelledby=progress] b")
    }
}

#[tokio::test]
async fn organisers_put_a_pathway_together_and_members_see_it_once_it_is_published() {
    let site = site().await;
    let walk = walk(&site).await;
    let session = walk.ana.schedule(&walk.circle, "Flaky tests", &[]).await;
    for (title, url) in [("", "https://example.org"), ("Bad", "http://example.org"), ("Bad", "javascript:x")]
    {
        let typed = form(&[("item_title", title), ("url", url)]);
        assert_eq!(
            walk.ana.post(&format!("{}/items", walk.path), &typed).await.status(),
            422,
            "{title} {url}"
        );
    }
    walk.material("Read this").await;
    let thing = session.replace("/events/", "event:");
    walk.ana.post(&format!("{}/items", walk.path), &form(&[("what", "session"), ("thing", &thing)])).await;
    for not_to_choose in ["", "event:00000000-0000-0000-0000-000000000000", &thing] {
        let page = walk
            .ana
            .post(&format!("{}/items", walk.path), &form(&[("what", "session"), ("thing", not_to_choose)]))
            .await;
        assert_eq!(
            (page.status().as_u16(), page.problem("thing").is_empty()),
            (422, false),
            "{not_to_choose}"
        );
        assert_eq!(page.problem("item_title"), "", "the other form is not at fault");
    }
    assert_eq!(walk.ben.get(&walk.path).await.status(), 404, "a draft is for organisers");
    let list = format!("{}/pathways", walk.circle);
    assert!(walk.ben.get(&list).await.has(".empty"));
    walk.publish().await;
    let page = walk.ben.get(&walk.path).await;
    assert_eq!(page.all("#items ~ ol h3"), ["Read this", "Flaky tests"]);
    assert_eq!(page.attributes("#items ~ ol h3 a", "href"), ["https://example.org/a", session.as_str()]);
    assert!(!page.has("[aria-labelledby=followers]"));
    assert_eq!(walk.ben.get(&format!("{}/edit", walk.path)).await.status(), 404);
    let up = format!("{}/place", walk.item("Flaky tests").await);
    walk.ana.post(&up, "to=up").await;
    walk.ana.post(&up, "to=up").await;
    assert_eq!(walk.ben.get(&walk.path).await.all("#items ~ ol h3"), ["Flaky tests", "Read this"]);
    assert_eq!(site.person("Eve Adams").await.get(&walk.path).await.status(), 404);
    let twice = walk.ana.post(&list, &form(&[("title", "first test plan")])).await;
    assert_eq!((twice.status().as_u16(), twice.problem("title").is_empty()), (422, false));
}

#[tokio::test]
async fn an_empty_pathway_is_not_published_and_a_refused_form_keeps_what_was_typed() {
    let site = site().await;
    let walk = walk(&site).await;
    let page = walk.ana.get(&walk.path).await;
    assert!(page.has(".empty") && !page.has("button[name=published]"));
    let publish = format!("{}/publication", walk.path);
    assert_eq!(walk.ana.post(&publish, "published=yes").await.status(), 409);
    let typed = form(&[("item_title", "Read <this>"), ("url", "http://a.org"), ("minutes", "many")]);
    let page = walk.ana.post(&format!("{}/items", walk.path), &typed).await;
    assert!(!page.problem("url").is_empty() && !page.problem("minutes").is_empty());
    assert_eq!(page.attributes("#item_title", "value"), ["Read <this>"]);
    assert_eq!(page.attributes("#minutes", "value"), ["many"]);
    let page = walk.ana.post(&format!("{}/edit", walk.path), "title=x").await;
    assert_eq!((page.status().as_u16(), page.problem("title").is_empty()), (422, false));
}

#[tokio::test]
async fn a_material_is_corrected_without_losing_a_tick_and_a_session_is_changed_where_it_is_planned() {
    let site = site().await;
    let walk = walk(&site).await;
    let session = walk.ana.schedule(&walk.circle, "Flaky tests", &[]).await;
    walk.material("Read this").await;
    let thing = session.replace("/events/", "event:");
    walk.ana.post(&format!("{}/items", walk.path), &form(&[("what", "session"), ("thing", &thing)])).await;
    walk.publish().await;
    let (material, event) = (walk.item("Read this").await, walk.item("Flaky tests").await);
    walk.ben.post(&format!("{material}/tick"), "done=yes").await;
    assert_eq!(walk.ana.get(&material).await.attributes("#url", "value"), ["https://example.org/a"]);
    assert_eq!(
        walk.ana.post(&material, &form(&[("item_title", ""), ("url", "https://b.org")])).await.status(),
        422
    );
    walk.ana.post(&material, &form(&[("item_title", "Read that"), ("url", "https://b.org")])).await;
    let page = walk.ben.get(&walk.path).await;
    assert_eq!(page.all("#items ~ ol h3"), ["Read that", "Flaky tests"]);
    assert_eq!(walk.progress().await, "1 of 2 done");
    assert_eq!(walk.ana.get(&event).await.status(), 404);
    assert_eq!(walk.ben.get(&material).await.status(), 404, "members do not change it");
    walk.ana.post(&format!("{session}/cancellation"), "reason=Ill").await;
    assert!(walk.ben.get(&walk.path).await.text("#items ~ ol").contains("Session, cancelled"));
}

#[tokio::test]
async fn finishing_is_kept_for_ever_and_what_is_added_later_is_new() {
    let site = site().await;
    let walk = walk(&site).await;
    walk.material("One").await;
    walk.material("Two").await;
    walk.publish().await;
    let (one, two) = (walk.item("One").await, walk.item("Two").await);
    walk.ben.post(&format!("{one}/tick"), "done=yes").await;
    assert_eq!(walk.progress().await, "1 of 2 done");
    walk.ben.post(&format!("{two}/tick"), "done=yes").await;
    assert_eq!(walk.progress().await, "Finished");
    site.clock_to(time::macros::datetime!(2026-11-25 09:00 UTC));
    walk.material("Three").await;
    assert_eq!(walk.progress().await, "1 new since you finished");
    walk.ana.post(&format!("{one}/place"), "to=down").await;
    walk.ana.post(&format!("{two}/removal"), "").await;
    let page = walk.ben.get(&walk.path).await;
    assert!(page.text("[aria-labelledby=removed]").contains("Two"), "it stays in his own record");
    assert!(page.text("[aria-labelledby=progress]").contains("You finished it on"));
    assert_eq!(walk.progress().await, "1 new since you finished", "a moved item keeps its tick");
    assert_eq!(walk.ben.post(&format!("{two}/tick"), "done=no").await.status(), 404);
    walk.ben.post(&format!("{one}/tick"), "done=no").await;
    let page = walk.ben.get(&walk.path).await;
    assert!(page.text("[aria-labelledby=progress]").contains("You finished it on"), "for ever");
    assert!(page.text("[aria-labelledby=progress]").contains("0 of 2 done now"));
}

#[tokio::test]
async fn a_person_who_has_ticked_all_that_is_left_has_finished() {
    let site = site().await;
    let walk = walk(&site).await;
    walk.material("One").await;
    walk.material("Two").await;
    walk.publish().await;
    let two = walk.item("Two").await;
    walk.ben.post(&format!("{}/tick", walk.item("One").await), "done=yes").await;
    walk.ana.post(&format!("{two}/removal"), "").await;
    assert_eq!(walk.progress().await, "Finished");
    assert_eq!(walk.ana.post(&format!("{two}/removal"), "").await.status(), 404, "it is removed already");
    assert!(walk.ana.get(&walk.path).await.text("[aria-labelledby=progress] b").starts_with("0 of 1"));
}

#[tokio::test]
async fn a_removed_item_is_put_back_with_its_ticks_unless_it_was_added_again() {
    let site = site().await;
    let walk = walk(&site).await;
    walk.material("One").await;
    walk.material("Two").await;
    walk.publish().await;
    let one = walk.item("One").await;
    walk.ben.post(&format!("{one}/tick"), "done=yes").await;
    walk.ana.post(&format!("{one}/removal"), "").await;
    assert_eq!(walk.progress().await, "0 of 1 done");
    assert_eq!(walk.ben.post(&format!("{one}/restoration"), "").await.status(), 404);
    let page = walk.ana.get(&format!("{}/edit", walk.path)).await;
    assert_eq!(page.attributes("form[action$='/restoration']", "action"), [format!("{one}/restoration")]);
    let page = walk.ana.post(&format!("{one}/restoration"), "").await;
    assert_eq!(page.all("#items ~ ol h3"), ["Two", "One"]);
    assert_eq!(walk.progress().await, "1 of 2 done");
    assert_eq!(walk.ana.post(&format!("{one}/restoration"), "").await.status(), 409, "it is there");

    let session = walk.ana.schedule(&walk.circle, "Flaky tests", &[]).await;
    let typed = form(&[("what", "session"), ("thing", &session.replace("/events/", "event:"))]);
    walk.ana.post(&format!("{}/items", walk.path), &typed).await;
    let first = walk.item("Flaky tests").await;
    walk.ana.post(&format!("{first}/removal"), "").await;
    walk.ana.post(&format!("{}/items", walk.path), &typed).await;
    let page = walk.ana.get(&format!("{}/edit", walk.path)).await;
    assert!(!page.has("form[action$='/restoration']"), "it is in the pathway already");
    assert_eq!(walk.ana.post(&format!("{first}/restoration"), "").await.status(), 409);
}

#[tokio::test]
async fn ones_own_record_stays_when_a_pathway_is_hidden_and_when_one_leaves() {
    let site = site().await;
    let walk = walk(&site).await;
    walk.material("One").await;
    walk.material("Two").await;
    walk.publish().await;
    assert!(walk.ben.get("/me/pathways").await.has(".empty"));
    let one = walk.item("One").await;
    walk.ben.post(&format!("{one}/tick"), "done=yes").await;
    walk.ana.post(&format!("{one}/removal"), "").await;
    let record = walk.ben.get("/me/pathways").await;
    assert_eq!(record.attributes("main .listing h2 a", "href"), [walk.path.as_str()]);
    assert!(
        record.text("main .listing").contains("0 of 1 done") && record.text("main .listing").contains("One")
    );
    walk.ana.post(&format!("{}/publication", walk.path), "published=no").await;
    assert_eq!(walk.ben.get(&walk.path).await.status(), 404);
    let record = walk.ben.get("/me/pathways").await;
    assert!(
        !record.has("main .listing h2 a") && record.text("main .listing").contains("No longer open to you")
    );
    walk.publish().await;
    walk.ben.post(&format!("{}/departure", walk.circle), "").await;
    let record = walk.ben.get("/me/pathways").await;
    assert!(!record.has("main .listing h2 a") && record.text("main .listing").contains("One"));
    assert!(walk.ana.get("/me/pathways").await.has(".empty"), "what others did is not there");
}

#[tokio::test]
async fn an_archived_community_keeps_its_pathways_to_read_and_to_tick() {
    let site = site().await;
    let walk = walk(&site).await;
    walk.material("One").await;
    walk.publish().await;
    let one = walk.item("One").await;
    site.archive(&walk.circle).await;
    assert_eq!(walk.ana.get(&format!("{}/edit", walk.path)).await.status(), 409);
    assert_eq!(walk.ana.post(&format!("{one}/removal"), "").await.status(), 409);
    assert!(!walk.ana.get(&walk.path).await.has("button[name=published]"));
    walk.ben.post(&format!("{one}/tick"), "done=yes").await;
    assert_eq!(walk.progress().await, "Finished");
}

#[tokio::test]
async fn what_somebody_did_only_they_see_and_organisers_count_five_or_more() {
    let site = site().await;
    let walk = walk(&site).await;
    walk.material("One").await;
    walk.publish().await;
    let tick = format!("{}/tick", walk.item("One").await);
    let facts = async || walk.ana.get(&walk.path).await.all("[aria-labelledby=followers] dd");
    assert_eq!(facts().await, ["Nobody yet", "Nobody yet"]);
    for number in 1..=5 {
        let person = site.person(&format!("Walker {number}")).await;
        person.join(&walk.circle).await;
        person.post(&tick, "done=yes").await;
        let words = if number < 5 { "Fewer than 5 members" } else { "5 members" };
        assert_eq!(facts().await, [words, words]);
    }
    assert!(!walk.ana.get(&walk.path).await.body().contains("Walker"));
    assert_eq!(walk.progress().await, "0 of 1 done");
}
