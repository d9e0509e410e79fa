//! Who was there: ticked, unticked, and never shown to others.

use time::macros::datetime;
use uuid::Uuid;

use crate::support::{Browser, Site, form, site};

/// Ana's community with a session on Thursday at two, and two members of different teams.
async fn session(site: &Site) -> (Browser, Browser, Browser, String) {
    let ana = site.person("Ana Ferreira").await;
    let (ben, chloe) =
        (site.person_of("Ben Okafor", "Claims").await, site.person_of("Chloe Martin", "Data").await);
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    chloe.join(&circle).await;
    let path = ana.schedule(&circle, "Flaky tests", &[]).await;
    (ana, ben, chloe, path)
}

fn ticks(people: &[&Browser]) -> String {
    let ids: Vec<_> = people.iter().map(|person| person.id.to_string()).collect();
    form(&ids.iter().map(|id| ("present", id.as_str())).collect::<Vec<_>>())
}

async fn recorded(site: &Site) -> Vec<(Uuid, Option<String>)> {
    sqlx::query_as(
        "select a.person_id, t.name from attendance a left join teams t on t.id = a.team_id order by t.name",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("attendance")
}

#[tokio::test]
async fn the_list_opens_two_hours_before_the_session() {
    let site = site().await;
    let (ana, ben, _, path) = session(&site).await;
    let list = format!("{path}/attendance");
    site.clock_to(datetime!(2026-11-26 11:59 UTC));
    assert_eq!(ana.get(&list).await.text(".empty h2"), "Not yet");
    assert_eq!(ana.post(&list, &ticks(&[&ben])).await.status(), 409);
    site.clock_to(datetime!(2026-11-26 12:00 UTC));
    assert!(ana.get(&list).await.has("form[action$='/attendance']"));
    assert_eq!(ana.post(&list, &ticks(&[&ben])).await.said(), "Saved: 1 person was there.");
}

#[tokio::test]
async fn whoever_answered_stands_first_and_whoever_is_ticked_is_recorded() {
    let site = site().await;
    let (ana, ben, chloe, path) = session(&site).await;
    let list = format!("{path}/attendance");
    ben.go(&path).await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let page = ana.get(&list).await;
    assert_eq!(page.attributes("form > ol input", "value"), [ben.id.to_string()]);
    assert!(page.attributes("details input", "value").contains(&chloe.id.to_string()));
    assert!(!page.has("input[name=present][checked]"), "nobody is ticked before somebody says so");
    assert_eq!(ana.post(&list, &ticks(&[&ben, &chloe])).await.said(), "Saved: 2 people were there.");
    assert_eq!(ana.get(&list).await.all("input[name=present][checked]").len(), 2);
}

#[tokio::test]
async fn a_tick_taken_back_leaves_no_trace() {
    let site = site().await;
    let (ana, ben, chloe, path) = session(&site).await;
    let list = format!("{path}/attendance");
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    ana.post(&list, &ticks(&[&ben, &chloe])).await;
    ana.post(&list, &ticks(&[&chloe])).await;
    assert_eq!(recorded(&site).await, [(chloe.id, Some("Data".to_owned()))]);
    ana.post(&list, "").await;
    assert!(recorded(&site).await.is_empty());
    let present: i32 =
        sqlx::query_scalar("select present from events").fetch_one(&site.app.db).await.unwrap();
    assert_eq!(present, 0);
    let told: i64 = sqlx::query_scalar("select count(*) from acts where detail::text like '%' || $1 || '%' or thing_id = $2 and verb = 'take_attendance'")
        .bind(ben.id.to_string())
        .bind(ben.id)
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert_eq!(told, 0, "the log says that attendance was taken, never whose");
}

#[tokio::test]
async fn the_team_stays_as_it_was_on_the_day() {
    let site = site().await;
    let (ana, ben, _, path) = session(&site).await;
    let list = format!("{path}/attendance");
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    ana.post(&list, &ticks(&[&ben])).await;
    site.person_of("Ben Okafor", "Field service").await;
    ana.post(&list, &ticks(&[&ben])).await;
    assert_eq!(recorded(&site).await, [(ben.id, Some("Claims".to_owned()))], "saving again changes nothing");
}

#[tokio::test]
async fn the_list_is_complete_when_the_host_says_so() {
    let site = site().await;
    let (ana, ben, _, path) = session(&site).await;
    let list = format!("{path}/attendance");
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let complete = async || ana.get(&list).await.has("input[name=complete][checked]");
    ana.post(&list, &ticks(&[&ben])).await;
    assert!(!complete().await);
    ana.post(&list, &format!("{}&complete=yes", ticks(&[&ben]))).await;
    assert!(complete().await);
    ana.post(&list, &ticks(&[&ben])).await;
    assert!(!complete().await, "and no longer when they take it back");
}

#[tokio::test]
async fn only_people_on_the_list_can_be_ticked() {
    let site = site().await;
    let (ana, ben, _, path) = session(&site).await;
    let eve = site.person("Eve Adams").await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let page = ana.post(&format!("{path}/attendance"), &ticks(&[&ben, &eve])).await;
    assert_eq!(page.said(), "Saved: 1 person was there.");
    assert_eq!(recorded(&site).await.len(), 1);
}

#[tokio::test]
async fn members_never_see_who_was_there_but_for_themselves() {
    let site = site().await;
    let (ana, ben, chloe, path) = session(&site).await;
    let list = format!("{path}/attendance");
    ben.go(&path).await;
    chloe.go(&path).await;
    site.clock_to(datetime!(2026-11-26 15:00 UTC));
    let before = chloe.get(&path).await.body().to_owned();
    ana.post(&list, &ticks(&[&ben])).await;
    assert_eq!(chloe.get(&path).await.body(), before, "her page is the same whether Ben was there or not");
    assert_eq!(ben.get(&path).await.text(".rsvp .hint"), "You were there.");
    assert_eq!(chloe.get(&path).await.text(".rsvp .hint"), "2 people said they would come.");
    for member in [&ben, &chloe] {
        assert_eq!(member.get(&list).await.status(), 404);
        assert_eq!(member.post(&list, &ticks(&[&chloe])).await.status(), 404);
    }
    let (leader, admin) = (site.leader("Joana Reis").await, site.admin("Omar Siddiq").await);
    for other in [&leader, &admin] {
        assert_eq!(other.get(&list).await.status(), 404);
    }
}

#[tokio::test]
async fn whoever_ran_it_is_asked_who_came_until_they_say_so() {
    let site = site().await;
    let (ana, ben, _, path) = session(&site).await;
    site.clock_to(datetime!(2026-11-27 09:00 UTC));
    assert_eq!(ana.get("/").await.text(".needs .title"), "Who came to “Flaky tests”?");
    assert!(!ben.get("/").await.has(".needs"));
    ana.post(&format!("{path}/attendance"), &ticks(&[&ben])).await;
    assert!(!ana.get("/").await.has(".needs"));
}
