//! The page of a community's sponsor, what the sponsor did, and the nudge that leads there.

use guildhall::{SuggestNudges, jobs};
use time::Duration;
use time::macros::datetime;

use crate::support::{Browser, Site, form, site};

async fn sponsored(site: &Site) -> (Browser, Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let lea = site.leader("Lea Lopez").await;
    let purpose = [("who", "Testers"), ("practice", "We test together"), ("why_now", "Now")];
    let circle = ana.found("Testing circle", &purpose).await;
    ben.join(&circle).await;
    let named = [
        ("name", "Testing circle"),
        ("who", "Testers"),
        ("practice", "We test together"),
        ("why_now", "Now"),
        ("admission", "open"),
        ("zone", "Etc/UTC"),
        ("sponsor", "Lea Lopez"),
    ];
    assert_eq!(ana.post(&format!("{circle}/edit"), &form(&named)).await.path(), circle);
    (ana, ben, lea, circle)
}

#[tokio::test]
async fn a_sponsor_who_is_no_member_ticks_one_thing_and_members_read_it() {
    let site = site().await;
    let (ana, ben, lea, circle) = sponsored(&site).await;
    let path = format!("{circle}/sponsor");
    ana.post(&format!("{circle}/support"), "words=An hour a fortnight").await;
    let page = lea.get(&path).await;
    assert!(page.text("main").contains("An hour a fortnight") && page.text("main").contains("Potential"));
    assert!(page.text("#this-month").contains("Answer what organisers asked for"));
    assert_eq!(site.person("Eve Novak").await.get(&path).await.status(), 404, "neither sponsor nor member");
    assert_eq!(ben.post(&path, "kind=mention").await.status(), 404, "a member only reads");
    assert!(!ben.get(&path).await.has("#this-month"));
    assert_eq!(lea.post(&path, "kind=rank_them").await.status(), 400);
    assert_eq!(lea.post(&path, "kind=other").await.status(), 422, "something else is said in a line");
    for _ in 0..2 {
        lea.post(&path, &form(&[("kind", "free_hour"), ("line", "On Thursdays")])).await;
    }
    let seen = ben.get(&circle).await.text("[aria-labelledby=organisers]");
    assert!(seen.contains("Lea Lopez freed an hour for hosts in November."), "{seen}");
    assert_eq!(ben.get(&path).await.all("#so-far ~ ul > li").len(), 1, "a double click is one act");
    assert!(lea.get(&path).await.text("#this-month").contains("Done this month"));
    let removal = lea.get(&path).await.attributes("#so-far ~ ul form", "action").remove(0);
    assert_eq!(ben.post(&removal, "").await.status(), 404);
    lea.post(&removal, "").await;
    assert!(!ben.get(&circle).await.text("[aria-labelledby=organisers]").contains("freed"));
}

#[tokio::test]
async fn a_private_community_is_open_to_its_sponsor_on_this_page_alone() {
    let site = site().await;
    let (ana, lea) = (site.person("Ana Ferreira").await, site.leader("Lea Lopez").await);
    let circle = ana.found("Quiet circle", &[("visibility", "private"), ("admission", "invitation")]).await;
    let path = format!("{circle}/sponsor");
    assert_eq!(lea.get(&path).await.status(), 404);
    sqlx::query("update communities set sponsor_id = $1, sponsor_named_at = now()")
        .bind(lea.id)
        .execute(&site.app.db)
        .await
        .expect("done");
    let page = lea.get(&path).await;
    assert!(page.status().is_success() && !page.has(&format!("a[href='{circle}']")));
    assert_eq!(lea.get(&circle).await.status(), 404);
    assert_eq!(lea.get(&format!("{circle}/members")).await.status(), 404);
}

async fn asked_of(site: &Site, lea: &Browser) -> Vec<String> {
    sqlx::query_scalar("select evidence from nudges where person_id = $1 and kind = 'N23' order by made_at")
        .bind(lea.id)
        .fetch_all(&site.app.db)
        .await
        .expect("nudges")
}

async fn suggest(site: &Site) {
    let mut tx = site.app.db.begin().await.expect("done");
    jobs::enqueue(&mut tx, &SuggestNudges::default(), None, site.app.clock.now()).await.expect("done");
    tx.commit().await.expect("done");
    site.run_jobs().await;
}

#[tokio::test]
async fn after_sixty_days_without_a_visible_sign_the_sponsor_is_asked_for_one_thing() {
    let site = site().await;
    let (_, _, lea, circle) = sponsored(&site).await;
    let named = site.app.clock.now();
    // The 59th day is a Thursday, the 60th a Friday.
    site.clock_to(named + Duration::days(59) + Duration::hours(1));
    suggest(&site).await;
    assert!(asked_of(&site, &lea).await.is_empty());
    site.clock_to(named + Duration::days(60) + Duration::hours(1));
    suggest(&site).await;
    assert_eq!(asked_of(&site, &lea).await.len(), 1);
    let letter = site.letter_to(&lea.email).await;
    assert!(letter.contains(&format!("{circle}/sponsor")), "{letter}");
    assert!(letter.contains("You get this because you are the sponsor of Testing circle."), "{letter}");
    let home = lea.get("/").await;
    assert_eq!(home.attributes(".nudge .button[href]", "href"), [format!("{circle}/sponsor")]);
    let open_to_them = [format!("{circle}/sponsor")];
    assert_eq!(
        home.attributes(".nudge .evidence a", "href"),
        open_to_them,
        "the community itself may be private"
    );
    assert_eq!(lea.get("/nudges").await.attributes(".nudge .evidence a", "href"), open_to_them);
    assert!(
        letter.contains(&format!("See the community: http://127.0.0.1:3000{circle}/sponsor")),
        "{letter}"
    );
    lea.post(&format!("{circle}/sponsor"), "kind=mention").await;
    assert!(!lea.get("/").await.has(".nudge"), "gone with its reason");
    let done_at = site.app.clock.now();
    site.clock_to(done_at + Duration::days(59));
    suggest(&site).await;
    assert_eq!(asked_of(&site, &lea).await.len(), 1);
    site.clock_to(datetime!(2027-03-29 09:30 UTC));
    suggest(&site).await;
    assert_eq!(asked_of(&site, &lea).await.len(), 2, "sixty days later again");
}
