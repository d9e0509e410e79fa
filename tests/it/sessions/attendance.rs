//! Who was there: ticked, unticked, and never shown to others.

mod door;
mod lists;

use time::macros::datetime;
use uuid::Uuid;

use crate::support::{Browser, Site, crowded_site, form, site};

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

/// The list as a browser sends it from the page this host has before them, with ticks on these people.
async fn ticked(host: &Browser, list: &str, people: &[&Browser]) -> String {
    let was = host.get(list).await.attributes("input[name=was]", "value");
    let was: Vec<_> = was.iter().map(|id| ("was", id.as_str())).collect();
    format!("{}&{}", form(&was), ticks(people))
}

/// How each person on the list is known to have been there, by name.
async fn sources(site: &Site) -> Vec<(String, String)> {
    sqlx::query_as("select p.name, a.source from attendance a join people p on p.id = a.person_id order by 1")
        .fetch_all(&site.app.db)
        .await
        .expect("attendance")
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
    assert_eq!(page.all(".group h2"), ["Said yes 2"]);
    assert_eq!(
        page.attributes("section.group input", "value"),
        [ana.id.to_string(), ben.id.to_string()],
        "the host and who said yes"
    );
    assert_eq!(page.attributes("details input", "value"), [chloe.id.to_string()]);
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
    ana.post(&list, &ticked(&ana, &list, &[&chloe]).await).await;
    assert_eq!(recorded(&site).await, [(chloe.id, Some("Data".to_owned()))]);
    ana.post(&list, &ticked(&ana, &list, &[]).await).await;
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
    assert!(complete().await, "another host, whose page is older, does not take it back");
    ana.post(&list, &format!("{}&was_complete=yes", ticks(&[&ben]))).await;
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
    assert_eq!(chloe.get(&path).await.text(".rsvp .hint"), "2 people signed up.");
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
    assert_eq!(ana.get("/").await.text(".needs .title"), "Record attendance for “Flaky tests”");
    assert!(!ben.get("/").await.has(".needs"));
    ana.post(&format!("{path}/attendance"), &ticks(&[&ben])).await;
    assert!(!ana.get("/").await.has(".needs"));
}

#[tokio::test]
async fn two_hosts_who_tick_at_once_do_not_undo_one_another() {
    let site = site().await;
    let (ana, ben, chloe, path) = session(&site).await;
    let list = format!("{path}/attendance");
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    ana.post(&list, &ticks(&[&ana])).await;
    // Both have the page before them on which only Ana has a tick.
    let (one, other) = (ticked(&ana, &list, &[&ana, &ben]).await, ticked(&ana, &list, &[&chloe]).await);
    ana.post(&list, &one).await;
    ana.post(&list, &other).await;
    let names: Vec<_> = sources(&site).await.into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["Ben Okafor", "Chloe Martin"], "Ben was ticked, Chloe was ticked, Ana was taken off");
}

#[tokio::test]
async fn everybody_who_said_yes_is_one_press() {
    let site = site().await;
    let (ana, ben, chloe, path) = session(&site).await;
    let list = format!("{path}/attendance");
    ben.go(&path).await;
    chloe.post(&crate::support::rsvp(&path), "answer=maybe").await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let page = ana.post(&list, &format!("{}&then=everybody", ticks(&[&ana]))).await;
    assert_eq!((page.path(), page.said().as_str()), (list.as_str(), "Saved: 2 people were there."));
    assert_eq!(
        page.attributes("input[name=present][checked]", "value"),
        [ana.id.to_string(), ben.id.to_string()]
    );
}

#[tokio::test]
async fn looking_for_somebody_loses_no_tick() {
    let site = site().await;
    let (ana, ben, chloe, path) = session(&site).await;
    let list = format!("{path}/attendance");
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let page = ana.post(&list, &format!("{}&then=find&q=mart", ticks(&[&ben]))).await;
    assert_eq!(page.path(), format!("{list}?q=mart"));
    assert_eq!(page.attributes("input[name=present]", "value"), [chloe.id.to_string()]);
    ana.post(&list, &ticks(&[&chloe])).await;
    assert_eq!(recorded(&site).await.len(), 2, "those who are not shown stay");
    assert!(ana.get(&format!("{list}?q=nobody")).await.has(".empty"));
}

#[tokio::test]
async fn whoever_walks_in_is_on_the_list_and_learns_nothing_by_it() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person_of("Ben Okafor", "Claims").await);
    let circle = ana.found("Quiet circle", &[("visibility", "private")]).await;
    let path = ana.schedule(&circle, "Quiet session", &[]).await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let walk_ins = format!("{path}/walk-ins");
    assert!(ana.get(&format!("{walk_ins}?q=b")).await.text("main").contains("at least two letters"));
    let page = ana.get(&format!("{walk_ins}?q=OKA")).await;
    assert_eq!(page.attributes("input[name=person]", "value"), [ben.id.to_string()]);
    let page = ana.post(&walk_ins, &form(&[("person", &ben.id.to_string())])).await;
    assert_eq!(page.said(), "1 person added to the list.");
    assert_eq!(page.all(".group h2"), ["Said yes 1", "Came without signing up 1"]);
    assert!(page.text("#unasked + .ticklist").contains("Claims · walked in"));
    assert_eq!(recorded(&site).await, [(ben.id, Some("Claims".to_owned()))]);
    assert_eq!(ben.get(&path).await.status(), 404, "the session is still none of his");
    assert!(!ben.get("/").await.body().contains("Quiet"));
    assert_eq!(ben.get(&walk_ins).await.status(), 404);
}

/// The code, a tick, the meeting's list and a host's search, all at the same moment, of the same crowd.
#[tokio::test(flavor = "multi_thread")]
async fn however_often_somebody_is_written_down_at_once_they_are_there_once() {
    let site = crowded_site().await;
    let (ana, ben, chloe, path) = session(&site).await;
    site.clock_to(datetime!(2026-11-26 14:00 UTC));
    let code = door::code(&ana, &path).await;
    let list = format!("{path}/attendance");
    let everybody = [&ana, &ben, &chloe];
    let backwards = [&chloe, &ben, &ana];
    let persons = |people: &[&Browser]| ticks(people).replace("present=", "person=");
    for _ in 0..5 {
        let (by_code, ticks) = (form(&[("code", &code)]), ticks(&everybody));
        let (walked_in, listed) = (persons(&backwards), persons(&everybody));
        let (recording, walk_ins) = (format!("{list}/list/recording"), format!("{path}/walk-ins"));
        let answers = tokio::join!(
            ana.post("/check-in", &by_code),
            ben.post("/check-in", &by_code),
            ana.post(&list, &ticks),
            ana.post(&recording, &walked_in),
            ana.post(&walk_ins, &walked_in),
            chloe.post("/check-in", &by_code),
            ana.post(&recording, &listed),
        );
        for page in [&answers.0, &answers.1, &answers.2, &answers.3, &answers.4, &answers.5, &answers.6] {
            assert_eq!(page.status(), 200, "{}", page.text("main"));
        }
        let present: i32 =
            sqlx::query_scalar("select present from events").fetch_one(&site.app.db).await.unwrap();
        assert_eq!((recorded(&site).await.len(), present), (3, 3));
        let page = ana.post(&list, &ticked(&ana, &list, &[]).await).await;
        assert_eq!(page.said(), "Saved: 0 people were there.");
    }
}
