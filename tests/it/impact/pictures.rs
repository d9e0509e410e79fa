//! Pictures for slides: the same figures as the page, drawn in both themes, and nothing that the page hides.

use super::{enough_sessions, small_organisation};
use crate::support::site;

const NAMES: [&str; 8] =
    ["people-stay", "reuse", "learning", "practice", "teams", "people", "sessions", "stages"];

#[tokio::test]
async fn each_picture_says_what_the_page_says() {
    let site = site().await;
    small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    let page = leader.get("/impact").await;
    let figures = page.all(".leads .figure");
    let claims = page.all(".leads .claim");
    for (at, name) in NAMES[..4].iter().enumerate() {
        let picture = leader.get(&format!("/impact/pictures/{name}.svg")).await;
        assert_eq!(picture.header("content-type"), "image/svg+xml", "{name}");
        assert!(picture.body().contains(&format!(">{}<", figures[at])), "{name}: {} is missing", figures[at]);
        assert!(picture.body().contains(claims[at].split(' ').next().expect("a word")), "{name}");
        assert!(picture.body().contains("Riverside"), "the organisation’s name");
        assert!(picture.body().contains("1 October to 1 November 2026"), "{name} says its days");
        assert!(picture.body().contains("Source: "), "{name} says where it is from");
    }
    let people = leader.get("/impact/pictures/people.svg").await;
    assert!(
        people.body().contains(">about 15<") && !people.body().contains(">17<"),
        "rounded as on the page"
    );
}

#[tokio::test]
async fn the_page_of_pictures_offers_each_and_both_themes() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    enough_sessions(&site, &circle).await;
    let leader = site.leader("Lea Lopez").await;
    let page = leader.get("/impact/pictures?theme=dark").await;
    let offered = page.attributes("a[data-picture]", "href");
    assert_eq!(offered.len(), NAMES.len(), "{offered:?}");
    for (link, shown) in offered.iter().zip(page.attributes(".slide img", "src")) {
        assert_eq!(*link, shown, "what is seen is what is saved");
        assert!(link.contains("theme=dark"), "{link}");
        let (dark, light) = (leader.get(link).await, leader.get(&link.replace("dark", "light")).await);
        assert_eq!((dark.status().as_u16(), light.status().as_u16()), (200, 200), "{link}");
        assert!(dark.body() != light.body(), "{link}");
        assert!(dark.body().contains("viewBox=\"0 0 1600 900\""), "{link}");
    }
}

#[tokio::test]
async fn pictures_are_there_for_leaders_and_only_by_their_names() {
    let site = site().await;
    let (leader, member) = (site.leader("Lea Lopez").await, site.person("Mia Moss").await);
    for path in ["/impact/pictures", "/impact/pictures/people.svg"] {
        assert_eq!(member.get(path).await.status(), 404, "{path}");
    }
    for name in ["people", "people.png", "salaries.svg", ".svg"] {
        assert_eq!(leader.get(&format!("/impact/pictures/{name}")).await.status(), 404, "{name}");
    }
    for name in NAMES {
        let expected = if name == "teams" { 404 } else { 200 };
        let picture = leader.get(&format!("/impact/pictures/{name}.svg")).await;
        assert_eq!(picture.status(), expected, "{name}, where there is nothing yet");
    }
}

#[tokio::test]
async fn a_statement_shows_how_its_figure_went() {
    let site = site().await;
    small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    // One quarter is no trend yet.
    assert!(!leader.get("/impact").await.has(".trend"));
    let circle = "/communities/testing-circle";
    let people = super::people(&site, "Sales", 12).await;
    super::held(&site, circle, time::macros::datetime!(2026-08-04 12:00 UTC), &people).await;
    super::held(&site, circle, time::macros::datetime!(2026-08-11 12:00 UTC), &people).await;
    super::held(&site, circle, time::macros::datetime!(2026-08-18 12:00 UTC), &people).await;
    site.clock_to(time::macros::datetime!(2026-11-23 09:10 UTC));
    site.run_jobs().await;
    let page = leader.get("/impact").await;
    let trends = page.attributes(".trend svg", "aria-label");
    assert_eq!(trends.len(), 4);
    // All twelve came again; of the seventeen of October eleven did, as the figure above says.
    assert_eq!(trends[0], "By quarter: Jul to Sep 2026 All, Oct to Dec 2026 65%");
    assert_eq!(page.all(".leads .figure")[0], "65%");
    assert_eq!(trends[1], "By quarter: Jul to Sep 2026 0, Oct to Dec 2026 0");
    assert_eq!(
        trends[2], "By quarter: Jul to Sep 2026 Hidden, Oct to Dec 2026 Hidden",
        "of fewer than ten sessions"
    );
}
