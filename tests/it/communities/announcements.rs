//! What organisers write to everybody: sent once, at its time, and only to whoever may get it.

use time::Duration;
use time::macros::datetime;

use crate::support::{Browser, Site, crowded_site, form, site};

const NEWS: [(&str, &str); 2] = [("subject", "We move"), ("body", "To the **second** floor.")];

async fn circle(site: &Site) -> (Browser, Browser, Browser, String) {
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let chloe = site.person("Chloe Martin").await;
    let circle = ana.found("Testing circle", &[("zone", "Europe/Vienna")]).await;
    ben.join(&circle).await;
    chloe.join(&circle).await;
    (ana, ben, chloe, format!("{circle}/announcements"))
}

async fn told(site: &Site, person: &Browser) -> usize {
    site.mails_to(&person.email).await.iter().filter(|subject| subject.as_str() == "We move").count()
}

fn written(other: &[(&str, &str)]) -> String {
    form(&NEWS.iter().chain(other).copied().collect::<Vec<_>>())
}

#[tokio::test]
async fn it_says_whom_it_reaches_and_goes_to_them_at_once() {
    let site = site().await;
    let (ana, ben, chloe, desk) = circle(&site).await;
    let (dina, omar) = (site.person("Dina Haddad").await, site.admin("Omar Siddiq").await);
    dina.join(desk.trim_end_matches("/announcements")).await;
    chloe.post("/me/notices", "announcement=digest").await;
    dina.post("/me/notices/testing-circle", "announcement=off").await;
    let page = ana.get(&desk).await;
    assert!(
        page.body().contains("It will be sent to 3 members: 2 straight away, 1 in the weekly email."),
        "{}",
        page.text("main")
    );
    let preview = ana.post(&desk, &written(&[("send", "now"), ("then", "preview")])).await;
    assert_eq!((preview.status().as_u16(), preview.text(".preview strong")), (200, "second".to_owned()));
    assert_eq!(told(&site, &ben).await, 0);

    let page = ana.post(&desk, &written(&[("send", "now"), ("then", "send")])).await;
    assert_eq!(page.said(), "The announcement is on its way.");
    site.run_jobs().await;
    let told = (
        told(&site, &ana).await,
        told(&site, &ben).await,
        told(&site, &chloe).await,
        told(&site, &dina).await,
    );
    assert_eq!(told, (1, 1, 0, 0));
    let letter = site.letter_to(&ben.email).await;
    assert!(
        letter.contains("Ana Ferreira sent this to all members of Testing circle:\n\nTo the second floor."),
        "{letter}"
    );
    let html: String =
        sqlx::query_scalar("select body_html from mails where person_id = $1 and kind = 'announcement'")
            .bind(ben.id)
            .fetch_one(&site.app.db)
            .await
            .unwrap();
    assert!(html.contains("<strong>second</strong>"), "{html}");
    assert!(ana.get(&desk).await.text(".announcement").contains("Sent to 3 members."));

    // People of the community find it on their page, for a month; others do not.
    let community = desk.trim_end_matches("/announcements");
    assert_eq!(ben.get(community).await.text("#announcement"), "We move");
    assert!(ben.get(&desk).await.text("main").contains("second"));
    assert!(!omar.get(community).await.has("#announcement"));
    assert_eq!(omar.get(&desk).await.status(), 404);
    site.clock_to(site.app.clock.now() + Duration::days(31));
    assert!(!ben.get(community).await.has("#announcement"));
}

#[tokio::test]
async fn until_its_time_it_can_be_changed_and_taken_back() {
    let site = site().await;
    let (ana, ben, _, desk) = circle(&site).await;
    let later = [("send", "later"), ("day", "2026-11-24"), ("time", "09:00"), ("then", "send")];
    ana.post(&desk, &written(&later)).await;
    let page = ana
        .post(
            &desk,
            &form(&[
                ("subject", "Second"),
                ("body", "x"),
                ("send", "later"),
                ("day", "2026-11-25"),
                ("time", "09:00"),
            ]),
        )
        .await;
    let forms = page.attributes("#waiting + ul form", "action");
    let edit = forms[0].replace("/cancellation", "/edit");
    assert_eq!(ana.get(&edit).await.attributes("#time", "value"), ["09:00"]);
    ana.post(&edit, &written(&[("send", "later"), ("day", "2026-11-24"), ("time", "10:00")])).await;
    assert_eq!(ben.get(&edit).await.status(), 404);
    let page = ana.post(&forms[1], "").await;
    assert_eq!(page.said(), "The announcement is deleted and will not be sent.");

    // Ten in Vienna is nine in UTC.
    site.clock_to(datetime!(2026-11-24 08:59 UTC));
    site.run_jobs().await;
    assert_eq!(told(&site, &ben).await, 0);
    site.clock_to(datetime!(2026-11-24 09:00 UTC));
    site.run_jobs().await;
    assert_eq!(told(&site, &ben).await, 1);
    assert_eq!(ana.get(&edit).await.status(), 404, "what is sent is sent");
    assert_eq!(ana.post(&edit, &written(&[("send", "now")])).await.status(), 404);
    assert_eq!(ana.post(&forms[0], "").await.status(), 404);
    site.clock_to(datetime!(2026-11-26 09:00 UTC));
    site.run_jobs().await;
    assert!(!site.mails_to(&ben.email).await.contains(&"Second".to_owned()));
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field() {
    let site = site().await;
    let (ana, _, _, desk) = circle(&site).await;
    let page = ana.post(&desk, "send=later&day=2026-11-20&time=09:00").await;
    assert_eq!(page.status(), 422);
    for field in ["subject", "body", "day"] {
        assert!(!page.problem(field).is_empty(), "{field}");
    }
}

#[tokio::test]
async fn with_two_copies_and_a_death_in_between_everybody_gets_it_once() {
    let site = crowded_site().await;
    let (ana, _, _, desk) = circle(&site).await;
    sqlx::query(
        "with person as (
             insert into people (name, email, created_at)
             select 'Guest ' || n, 'guest' || n || '@example.org', now() from generate_series(1, 2500) n
             returning id
         )
         insert into members (community_id, person_id, membership, asked_at, joined_at)
         select c.id, person.id, 'member', now(), now() from person, communities c",
    )
    .execute(&site.app.db)
    .await
    .unwrap();
    ana.post(&desk, &written(&[("send", "now"), ("then", "send")])).await;
    // Somebody has claimed it and dies before the end.
    let mut dying = site.app.db.begin().await.unwrap();
    sqlx::query("update announcements set sent_at = now()").execute(&mut *dying).await.unwrap();
    let (one, two) = (site.app.clone(), site.app.clone());
    guildhall::run_due_jobs(&one).await.unwrap();
    drop(dying);
    site.clock_to(site.app.clock.now() + Duration::minutes(1));
    let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
    assert!(first.is_ok() && second.is_ok());
    let (mails, people): (i64, i64) =
        sqlx::query_as("select count(*), count(distinct to_address) from mails where kind = 'announcement'")
            .fetch_one(&site.app.db)
            .await
            .unwrap();
    assert_eq!((mails, people), (2503, 2503));
    let mailed: i32 =
        sqlx::query_scalar("select mailed from announcements").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(mailed, 2503);
}
