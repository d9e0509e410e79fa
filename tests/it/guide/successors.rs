//! A community whose last organiser has no account any more: its core members are asked straight away, and an administrator
//! may offer it to someone, who accepts or declines.

use time::Duration;

use crate::support::{Browser, START, Site, form, site};

async fn deactivate(admin: &Browser, person: &Browser) {
    let page = admin.post(&format!("/admin/people/{}/deactivation", person.id), "").await;
    assert_eq!(page.status(), 200);
}

/// Three sessions with a complete list, at each of which Ben was and at one of which Chloe was.
async fn circle(site: &Site) -> (Browser, Browser, Browser, String) {
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let (ben, chloe) = (site.person("Ben Okafor").await, site.person("Chloe Martin").await);
    ben.join(&circle).await;
    chloe.join(&circle).await;
    for (day, at) in [("2026-11-24", 2), ("2026-11-26", 4), ("2026-11-30", 8)] {
        let event = ana.schedule(&circle, "Flaky tests", &[("day", day)]).await;
        site.clock_to(START + Duration::days(at));
        let (one, other) = (ben.id.to_string(), chloe.id.to_string());
        let mut fields = vec![("present", one.as_str()), ("complete", "yes")];
        if day == "2026-11-24" {
            fields.push(("present", other.as_str()));
        }
        ana.post(&format!("{event}/attendance"), &form(&fields)).await;
    }
    sqlx::query("update events set list_completed_at = starts_at")
        .execute(&site.app.db)
        .await
        .expect("lists");
    (ana, ben, chloe, circle)
}

const ASKED: &str = "Would you run Testing circle?";

#[tokio::test]
async fn core_members_are_asked_straight_away_and_the_first_yes_counts() {
    let site = site().await;
    let admin = site.admin("Amir Haddad").await;
    let (ana, ben, chloe, circle) = circle(&site).await;
    deactivate(&admin, &ana).await;
    assert!(site.mails_to(&ben.email).await.contains(&ASKED.to_owned()), "without waiting for a job");
    assert!(!site.mails_to(&chloe.email).await.contains(&ASKED.to_owned()), "she came to one of three");
    let path = format!("{circle}/transformation");
    assert!(ben.get(&path).await.text("#vacancy").contains("would you take over?"));
    assert_eq!(ben.get("/").await.attributes(".needs .title a", "href"), std::slice::from_ref(&path));
    assert!(!chloe.get("/").await.has(&format!(".needs a[href='{path}']")), "she is not asked");

    let second = site.person("Ben Okafor").await;
    let accept = format!("{path}/organiser");
    let (one, two, three) =
        tokio::join!(ben.post(&accept, ""), second.post(&accept, ""), chloe.post(&accept, ""));
    assert_eq!([one.status(), two.status(), three.status()].map(|status| status.as_u16()), [200, 200, 200]);
    let organisers: i64 = sqlx::query_scalar(
        "select count(*) from current_members m join people p on p.id = m.person_id and p.deactivated_at is null where m.organiser",
    )
    .fetch_one(&site.app.db)
    .await
    .expect("a number");
    assert_eq!(organisers, 1, "one of them, once");
    assert!(!ben.get(&path).await.has("#vacancy"));
    let open: i64 = sqlx::query_scalar("select count(*) from organiser_asks where ended_at is null")
        .fetch_one(&site.app.db)
        .await
        .expect("a number");
    assert_eq!(open, 0);
}

#[tokio::test]
async fn without_a_core_those_who_joined_first_are_asked_and_nobody_is_while_another_organiser_is_there() {
    let site = site().await;
    let admin = site.admin("Amir Haddad").await;
    let (ana, ben, chloe) = (
        site.person("Ana Ferreira").await,
        site.person("Ben Okafor").await,
        site.person("Chloe Martin").await,
    );
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    chloe.join(&circle).await;
    ana.post(&format!("{circle}/members/{}/role", chloe.id), "organiser=yes").await;
    deactivate(&admin, &ana).await;
    assert!(!site.mails_to(&ben.email).await.contains(&ASKED.to_owned()), "Chloe runs it");
    assert!(admin.get("/admin/communities").await.has(".empty"));
    deactivate(&admin, &chloe).await;
    assert!(site.mails_to(&ben.email).await.contains(&ASKED.to_owned()));
}

#[tokio::test]
async fn an_administrator_reads_of_a_private_one_the_name_alone_and_may_offer_it_to_someone() {
    let site = site().await;
    let admin = site.admin("Amir Haddad").await;
    let ana = site.person("Ana Ferreira").await;
    let quiet = ana.found("Quiet circle", &[("visibility", "private")]).await;
    let listed = ana.found("Testing circle", &[]).await;
    let eve = site.person("Eve Adams").await;
    deactivate(&admin, &ana).await;
    let page = admin.get("/admin/communities").await;
    assert_eq!(page.all(".listing h2"), ["Quiet circle Private", "Testing circle"]);
    assert_eq!(
        page.attributes(".listing h2 a", "href"),
        std::slice::from_ref(&listed),
        "no address of the private one"
    );
    assert_eq!(admin.get(&quiet).await.status(), 404);
    assert_eq!(eve.get("/admin/communities").await.status(), 404);

    let actions = page.attributes(".listing form", "action");
    let wrong = admin.post(&actions[0], &form(&[("email", "nobody@example.org")])).await;
    assert_eq!(wrong.status(), 422);
    assert!(!wrong.problem("email").is_empty());
    let typed = form(&[("email", &eve.email)]);
    let done = admin.post(&actions[0], &typed).await;
    let words =
        "Eve Adams is asked by email to organise Quiet circle. They become its organiser when they accept.";
    assert_eq!(done.said(), words);
    assert!(site.mails_to(&eve.email).await.contains(&"Will you organise Quiet circle?".to_owned()));
    // Nothing is hers before she says so, and the offer is nobody else's.
    assert_eq!(eve.get(&quiet).await.status(), 404);
    let page = admin.get("/admin/communities").await;
    assert!(page.text(".listing").contains("Eve Adams was asked"), "{}", page.text(".listing"));
    assert!(!page.has(".listing a[href^='/organiser-offers/']"), "the page is theirs alone");
    let offer = page.text(".listing code");
    assert_eq!(admin.get(&offer).await.status(), 404);
    assert_eq!(admin.post(&offer, "answer=yes").await.status(), 404);
    let home = eve.get("/").await;
    assert_eq!(home.attributes(".needs .title a", "href"), std::slice::from_ref(&offer));
    assert!(home.text(".needs").contains("Amir Haddad asked you"), "{}", home.text(".needs"));
    assert!(!admin.get("/").await.has(".needs .title a[href^='/organiser-offers']"), "nobody else is asked");
    assert_eq!(eve.get(&offer).await.text("h1"), "Will you organise Quiet circle?");
    assert_eq!(eve.post(&offer, "answer=no").await.status(), 200);
    assert_eq!(eve.post(&offer, "answer=yes").await.status(), 404, "she declined");
    assert!(!eve.get("/").await.has(".needs"), "and is asked no more");
    assert!(admin.get("/admin/communities").await.text(".listing").contains("Eve Adams declined"));
    admin.post(&actions[0], &typed).await;
    assert_eq!(eve.post(&offer, "answer=yes").await.path(), quiet);
    assert!(eve.get(&quiet).await.has("section.organising"));
    assert_eq!(eve.post(&offer, "answer=yes").await.status(), 404, "once");
    assert_eq!(admin.post(&actions[0], &typed).await.status(), 409, "it has one now");
    assert_eq!(admin.get("/admin/communities").await.all(".listing h2"), ["Testing circle"]);
}

#[tokio::test]
async fn before_an_account_is_closed_the_page_names_what_nobody_else_runs() {
    let site = site().await;
    let (ana, ben, omar) =
        (site.person("Ana Ferreira").await, site.person("Ben Okafor").await, site.admin("Omar Siddiq").await);
    ana.found("Quiet circle", &[("visibility", "private")]).await;
    let shared = ana.found("Testing circle", &[]).await;
    ben.join(&shared).await;
    ana.post(&format!("{shared}/members/{}/role", ben.id), "organiser=yes").await;
    let page = omar.get(&format!("/admin/people/{}/deactivation", ana.id)).await;
    assert_eq!(page.all("[aria-labelledby=alone] li"), ["Quiet circle"]);
    assert!(!omar.get(&format!("/admin/people/{}/deactivation", ben.id)).await.has("#alone"));
    assert_eq!(ben.get(&format!("/admin/people/{}/deactivation", ana.id)).await.status(), 404);
    deactivate(&omar, &ben).await;
    let page = omar.get(&format!("/admin/people/{}/deactivation", ana.id)).await;
    assert_eq!(page.all("[aria-labelledby=alone] li"), ["Quiet circle", "Testing circle"]);
    assert_eq!(omar.get(&format!("/admin/people/{}/deactivation", ben.id)).await.status(), 404);
}
