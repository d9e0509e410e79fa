//! Snapshots: fixed, read by a link, and ended.

use time::macros::datetime;

use super::consent::snapshot;
use super::{OCTOBER, held, people, small_organisation};
use crate::support::{form, site};

#[tokio::test]
async fn a_snapshot_is_read_by_its_link_without_signing_in_and_does_not_change() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    let link = snapshot(&leader, "/impact/snapshots").await;
    let outside = site.stranger();
    let page = outside.get(&link).await;
    assert_eq!((page.status().as_u16(), page.text("h1").as_str()), (200, "Board meeting"));
    assert_eq!(page.all(".leads .figure"), leader.get("/impact").await.all(".leads .figure"));
    assert!(page.text("main").contains("Private communities are not counted."), "with its assumptions");
    assert!(!page.has("main form"), "nothing to do there");
    held(&site, &circle, OCTOBER, &people(&site, "Sales", 30).await).await;
    site.clock_to(datetime!(2026-11-23 09:10 UTC));
    site.run_jobs().await;
    let (now, kept) = (leader.get("/impact").await, outside.get(&link).await);
    assert!(now.all(".leads .figure") != kept.all(".leads .figure"));
    assert_eq!(kept.all(".leads .figure"), page.all(".leads .figure"));
    let secret = link.rsplit('/').next().expect("a secret");
    let stored: i64 =
        sqlx::query_scalar("select count(*) from snapshots s where s::text like '%' || $1 || '%'")
            .bind(secret)
            .fetch_one(&site.app.db)
            .await
            .expect("a count");
    assert_eq!(stored, 0, "only its hash is kept");
    assert!(!leader.get("/impact/snapshots").await.body().contains(secret), "and it is shown once");
}

#[tokio::test]
async fn a_link_ends_when_it_expires_and_when_it_is_revoked() {
    let site = site().await;
    small_organisation(&site).await;
    let (leader, other) = (site.leader("Lea Lopez").await, site.leader("Omar Haddad").await);
    let (first, second) =
        (snapshot(&leader, "/impact/snapshots").await, snapshot(&leader, "/impact/snapshots").await);
    let list = other.get("/impact/snapshots").await;
    assert_eq!(list.all("#made + .listing .title"), ["Board meeting", "Board meeting"]);
    let revoke = list.attributes("form[action$='/revocation']", "action");
    assert_eq!(revoke.len(), 2);
    for path in &revoke {
        let page = other.post(path, "").await;
        assert_eq!(page.path(), "/impact/snapshots");
        assert_eq!(leader.post(path, "").await.status(), 200, "twice changes nothing");
    }
    for link in [&first, &second, &"/shared/nothing".to_owned()] {
        assert_eq!(site.stranger().get(link).await.status(), 404, "{link}");
    }
    let third = snapshot(&leader, "/impact/snapshots").await;
    site.clock_to(datetime!(2026-12-23 08:59 UTC));
    assert_eq!(site.stranger().get(&third).await.status(), 200);
    site.clock_to(datetime!(2026-12-23 09:00 UTC));
    assert_eq!(site.stranger().get(&third).await.status(), 404);
    assert!(leader.get("/impact/snapshots").await.text("main").contains("Expired"));
}

#[tokio::test]
async fn what_leaves_a_community_carries_leaders_rounding() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let at = format!("{circle}/impact/snapshots");
    let link = snapshot(&ana, &at).await;
    let page = site.stranger().get(&link).await;
    assert!(page.text("main").contains("Testing circle"));
    assert_eq!(page.all("#further + .figures .figure")[0], "about 15");
    assert_eq!(ana.get(&format!("{circle}/impact")).await.all("#further + .figures .figure")[0], "17");
    let leader = site.leader("Lea Lopez").await;
    assert_eq!(leader.get("/impact/snapshots").await.all("#made + .listing .title").len(), 0);
    let revoke = ana.get(&at).await.attributes("form[action$='/revocation']", "action").remove(0);
    let id = revoke.trim_end_matches("/revocation").rsplit('/').next().expect("an id");
    assert_eq!(leader.post(&format!("/impact/snapshots/{id}/revocation"), "").await.status(), 404);
    let ben = site.person("Ben Okafor").await;
    ben.join(&circle).await;
    assert_eq!(ben.get(&at).await.status(), 404);
    let roadmap = ana.get(&format!("{circle}/roadmap")).await;
    assert!(roadmap.text("main").contains("1 snapshot in 90 days"), "it counts on the roadmap");
    ana.post(&revoke, "").await;
    let roadmap = ana.get(&format!("{circle}/roadmap")).await;
    assert!(roadmap.text("main").contains("No snapshots in 90 days"));
}

#[tokio::test]
async fn a_form_says_what_is_wrong_and_a_private_community_has_no_snapshots() {
    let site = site().await;
    let leader = site.leader("Lea Lopez").await;
    let wrong =
        leader.post("/impact/snapshots", &form(&[("title", " "), ("period", "so-far"), ("days", "7")])).await;
    assert_eq!(wrong.status(), 422);
    assert_eq!(wrong.attributes("#days option[selected]", "value"), ["7"], "what was chosen is kept");
    for (period, days) in [("2019-q1", "7"), ("90", "7"), ("so-far", "3650")] {
        let body = form(&[("title", "Board"), ("period", period), ("days", days)]);
        assert_eq!(leader.post("/impact/snapshots", &body).await.status(), 400, "{period} {days}");
    }
    let ana = site.person("Ana Ferreira").await;
    let hidden = ana.found("Quiet corner", &[("visibility", "private")]).await;
    let at = format!("{hidden}/impact/snapshots");
    assert!(!ana.get(&at).await.has("#title"));
    let body = form(&[("title", "Board"), ("period", "so-far"), ("days", "7")]);
    assert_eq!(ana.post(&at, &body).await.status(), 409);
    let made: i64 =
        sqlx::query_scalar("select count(*) from snapshots").fetch_one(&site.app.db).await.expect("a count");
    assert_eq!(made, 0);
}

#[tokio::test]
async fn a_community_that_went_private_is_not_named_outside_any_more() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let link = snapshot(&ana, &format!("{circle}/impact/snapshots")).await;
    sqlx::query("update communities set visibility = 'private'").execute(&site.app.db).await.expect("done");
    assert_eq!(site.stranger().get(&link).await.status(), 404);
}

#[tokio::test]
async fn a_leader_finds_three_figures_and_where_help_is_wanted_on_the_first_page() {
    let site = site().await;
    small_organisation(&site).await;
    let (leader, member) = (site.leader("Lea Lopez").await, site.person("Mia Moss").await);
    sqlx::query("update communities set help_wanted = 'A room on Thursdays'")
        .execute(&site.app.db)
        .await
        .expect("done");
    let home = leader.get("/").await;
    assert_eq!(home.all("#main .figures .figure")[..2], ["about 15", "2 of 2"]);
    assert_eq!(home.all(".help-wanted dd"), ["A room on Thursdays"]);
    assert!(home.has("main a[href='/impact']"));
    assert!(!member.get("/").await.has(".figures"));
}
