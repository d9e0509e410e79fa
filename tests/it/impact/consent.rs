//! Surfaces and uses: a quote is where its author allowed it, and nowhere else.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::quoted;
use crate::support::{Browser, Page, Site, form, site};

const SENTENCE: &str = "I found the people I was missing";

/// What an author may allow.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Use {
    Community,
    Impact,
    Reports,
    Public,
}
use Use::{Community, Impact, Public, Reports};

/// Where a quote may appear, and everything that has to be allowed for it.
const SURFACES: [(&str, &[Use]); 12] = [
    ("the community’s page", &[Community]),
    ("the impact page", &[Impact]),
    ("the impact page on paper", &[Impact, Reports]),
    ("the community’s own impact page", &[Impact]),
    ("JSON", &[Reports]),
    ("the pictures for slides", &[Reports]),
    ("a leader’s quote card", &[Reports]),
    ("an organiser’s quote card", &[Reports]),
    ("the author’s quote card", &[Reports]),
    ("the file of a card", &[Reports]),
    ("the month’s email", &[Reports]),
    ("a snapshot", &[Reports, Public]),
];

/// The first Mondays on which leaders are told, and what is allowed on each.
const MONTHS: [(OffsetDateTime, &[Use]); 8] = [
    (datetime!(2026-12-07 10:00 UTC), &[]),
    (datetime!(2027-01-04 10:00 UTC), &[Community]),
    (datetime!(2027-02-01 10:00 UTC), &[Impact]),
    (datetime!(2027-03-01 10:00 UTC), &[Reports]),
    (datetime!(2027-04-05 10:00 UTC), &[Public]),
    (datetime!(2027-05-03 10:00 UTC), &[Impact, Reports]),
    (datetime!(2027-06-07 10:00 UTC), &[Reports, Public]),
    (datetime!(2027-07-05 10:00 UTC), &[Community, Impact, Reports, Public]),
];

async fn allow(site: &Site, testimonial: Uuid, uses: &[Use], told: OffsetDateTime) {
    let allowed = |one| uses.contains(&one);
    sqlx::query(
        "with story as (update stories set visibility = 'public', published_at = $6
                        where id = (select story_id from testimonials where id = $1))
         update testimonials set on_community = $2, on_impact = $3, in_reports = $4, in_public = $5 where id = $1",
    )
    .bind(testimonial)
    .bind(allowed(Community))
    .bind(allowed(Impact))
    .bind(allowed(Reports))
    .bind(allowed(Public))
    .bind(told)
    .execute(&site.app.db)
    .await
    .expect("a row");
}

/// Makes a snapshot of the usual period; the path of its link.
pub async fn snapshot(leader: &Browser, at: &str) -> String {
    let pick = leader.get(at).await.attributes("#period option", "value").remove(0);
    let made = leader.post(at, &form(&[("title", "Board meeting"), ("period", &pick), ("days", "30")])).await;
    let link = made.attributes("#link", "value").remove(0);
    link.strip_prefix("http://127.0.0.1:3000").expect("a link to the site").to_owned()
}

/// Takes the sentence back: its author reads what held it, and nobody has a card of it any more. The first of the readers
/// is a leader.
async fn it_says_what_held_it(author: &Browser, path: &str, readers: [&Browser; 3]) {
    let told = author.post(&format!("{path}/withdrawal"), "").await;
    assert!(told.path().ends_with("/uses"), "{}", told.path());
    let held: Vec<String> = told.all("tbody tr");
    for kind in [
        "A file for another program",
        "A quote card for a slide",
        "The monthly email to leaders",
        "A report shared by a link",
    ] {
        assert!(held.iter().any(|row| row.contains(kind)), "{kind}: {held:?}");
    }
    assert!(held.iter().all(|row| row.contains("Removed") == row.contains("by a link")), "{held:?}");
    assert!(!told.text("main").contains("Lea"), "not by whom");
    assert_eq!(readers[0].get(told.path()).await.status(), 404, "for the author alone");
    for gone in [format!("{path}/card"), format!("{path}/card.svg")] {
        for who in readers {
            assert_eq!(who.get(&gone).await.status(), 404, "{gone} for {}", who.name);
        }
    }
}

#[derive(Clone, Copy)]
struct Places<'a> {
    circle: &'a str,
    card: &'a str,
    snapshot: &'a str,
}

/// On which surfaces the sentence is, in their order, for an organiser, the author and a leader.
async fn found_at(
    site: &Site,
    [ana, ben, leader]: [&Browser; 3],
    places: Places<'_>,
) -> [bool; SURFACES.len()] {
    let Places { circle, card, snapshot } = places;
    let impact = leader.get("/impact").await;
    [
        ana.get(circle).await.all("blockquote").contains(&SENTENCE.to_owned()),
        impact.all(".statement blockquote").contains(&SENTENCE.to_owned()),
        impact.all(".statement .quote:not(.no-print) blockquote").contains(&SENTENCE.to_owned()),
        ana.get(&format!("{circle}/impact")).await.body().contains(SENTENCE),
        leader.get("/impact.json").await.body().contains(SENTENCE),
        leader.get("/impact/pictures").await.all("blockquote").contains(&SENTENCE.to_owned()),
        leader.get(card).await.body().contains(SENTENCE),
        ana.get(card).await.body().contains(SENTENCE),
        ben.get(card).await.body().contains(SENTENCE),
        leader.get(&format!("{card}.svg")).await.body().contains(SENTENCE),
        site.letter_to(&leader.email).await.contains(SENTENCE),
        site.stranger().get(snapshot).await.body().contains(SENTENCE),
    ]
}

fn it_is_gone_from(pages: [Page; 5]) {
    for page in pages {
        assert_eq!(page.status(), 200);
        assert!(!page.body().contains(SENTENCE), "withdrawn, it is gone at once");
    }
}

#[tokio::test]
async fn a_quote_is_where_its_author_allowed_it_and_nowhere_else() {
    let site = site().await;
    let (ana, ben, leader) =
        (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.leader("Lea Lopez").await);
    let other = site.person("Cleo Marsh").await;
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let testimonial = quoted(&site, &circle, &ben, SENTENCE).await;
    let card = format!("/testimonials/{testimonial}/card");
    let mut last = String::new();
    for (month, allowed) in MONTHS {
        site.clock_to(month);
        allow(&site, testimonial, allowed, month - Duration::days(20)).await;
        site.run_jobs().await;
        last = snapshot(&leader, "/impact/snapshots").await;
        let places = Places { circle: &circle, card: &card, snapshot: &last };
        let found = found_at(&site, [&ana, &ben, &leader], places).await;
        for ((surface, needed), found) in SURFACES.into_iter().zip(found) {
            let expected = needed.iter().all(|one| allowed.contains(one));
            assert_eq!(found, expected, "{surface}, where {allowed:?} is allowed");
        }
        assert!(!leader.get("/impact.csv").await.body().contains(SENTENCE));
        for other in [&other, &site.stranger()] {
            assert!(!other.get(&card).await.body().contains(SENTENCE), "nobody else makes cards of it");
        }
    }
    let readers = [&leader, &ana, &ben];
    it_says_what_held_it(&ben, &format!("/testimonials/{testimonial}"), readers).await;
    let next = datetime!(2027-08-02 10:00 UTC);
    site.clock_to(next);
    site.run_jobs().await;
    assert!(!site.letter_to(&leader.email).await.contains(SENTENCE), "later emails leave it out");
    let later = snapshot(&leader, "/impact/snapshots").await;
    assert!(!site.stranger().get(&later).await.body().contains(SENTENCE), "and so do later links");
    assert!(!ana.get(&circle).await.has("blockquote"));
    it_is_gone_from([
        leader.get("/impact").await,
        ana.get(&format!("{circle}/impact")).await,
        leader.get("/impact.json").await,
        leader.get("/impact/pictures").await,
        site.stranger().get(&last).await,
    ]);
}

/// A story that is withdrawn takes its quote with it, and is in no search and no weekly email from then on.
#[tokio::test]
async fn a_withdrawn_story_is_found_nowhere_and_says_where_its_words_went() {
    let site = site().await;
    let (ana, ben, leader) =
        (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.leader("Lea Lopez").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let testimonial = quoted(&site, &circle, &ben, SENTENCE).await;
    allow(&site, testimonial, &[Community, Impact, Reports, Public], datetime!(2026-10-10 12:00 UTC)).await;
    assert!(ana.get("/search?q=story").await.text("main").contains("A story"));
    assert!(leader.get("/impact.json").await.body().contains(SENTENCE));
    assert!(leader.get("/impact.json").await.body().contains(SENTENCE));
    let story: Uuid = sqlx::query_scalar("select story_id from testimonials where id = $1")
        .bind(testimonial)
        .fetch_one(&site.app.db)
        .await
        .expect("a story");
    let told = ben.post(&format!("/stories/{story}/withdrawal"), "").await;
    assert_eq!(told.path(), format!("/stories/{story}/uses"));
    assert_eq!(told.all("tbody tr").len(), 1, "once a day for each kind and person");
    assert!(told.text("main").contains("Your story, withdrawn"));
    site.clock_to(datetime!(2026-11-30 08:00 UTC));
    site.run_jobs().await;
    for path in [
        "/search?q=story",
        "/search?q=people+I+was+missing",
        "/stories",
        &circle,
        "/search/suggestions?q=story",
    ] {
        let page = ana.get(path).await;
        let text = page.text("body");
        assert!(!text.contains(SENTENCE) && !text.contains("A story"), "{path}");
    }
    for subject in site.mails_to(&ana.email).await {
        assert!(!subject.contains("A story"), "{subject}");
    }
    assert!(!leader.get("/impact.json").await.body().contains(SENTENCE));
}
