//! A part of a community becomes one of its own: everyone is asked, what was held stays, and it is undone for fourteen days.

use time::Duration;

use crate::sessions::calendar::told;
use crate::support::{Browser, START, Site, form, rsvp, session, site};

async fn number(site: &Site, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&site.app.db).await.expect("a number")
}

async fn is_in(site: &Site, slug: &str, person: &Browser) -> bool {
    sqlx::query_scalar(
        "select exists (select 1 from current_members m join communities c on c.id = m.community_id
                        where c.slug like $1 || '%' and m.person_id = $2)",
    )
    .bind(slug)
    .bind(person.id)
    .fetch_one(&site.app.db)
    .await
    .expect("an answer")
}

/// A circle of four, with a series and two sessions.
struct Scene {
    site: Site,
    ana: Browser,
    ben: Browser,
    chloe: Browser,
    divya: Browser,
    circle: String,
    clinic: String,
    mobile: String,
    flaky: String,
}

impl Scene {
    async fn new(visibility: &str) -> Self {
        let site = site().await;
        let ana = site.person("Ana Ferreira").await;
        let circle = ana.found("Testing circle", &[("visibility", visibility)]).await;
        let people = [
            site.person("Ben Okafor").await,
            site.person("Chloe Martin").await,
            site.person("Divya Rao").await,
        ];
        for person in &people {
            ana.post(&format!("{circle}/invitations"), &form(&[("email", &person.email)])).await;
            person.join(&circle).await;
        }
        let host = ana.id.to_string();
        let fields = [("hosts", host.as_str()), ("day", "2026-12-01"), ("repeats", "weekly"), ("every", "1")];
        let clinic =
            ana.post(&format!("{circle}/events"), &session("Test clinic", &fields)).await.path().to_owned();
        let mobile = ana.schedule(&circle, "Mobile tests", &[("day", "2026-12-03")]).await;
        let flaky = ana.schedule(&circle, "Flaky tests", &[("day", "2026-12-10")]).await;
        let [ben, chloe, divya] = people;
        Self { site, ana, ben, chloe, divya, circle, clinic, mobile, flaky }
    }

    fn form(&self, then: &str) -> String {
        let id = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
        let (ben, chloe) = (self.ben.id.to_string(), self.chloe.id.to_string());
        let series = format!("series-{}", id(&self.clinic));
        let event = format!("session-{}", id(&self.mobile));
        form(&[
            ("number", "1"),
            ("name", "Mobile testing"),
            ("members", &ben),
            ("members", &chloe),
            ("more", "divya rao"),
            ("things", &series),
            ("things", &event),
            ("then", then),
        ])
    }

    async fn split(&self) -> String {
        let page =
            self.ana.post(&format!("{}/transformation/split", self.circle), &self.form("confirm")).await;
        assert!(page.said().starts_with("Mobile testing is a community of its own."), "{}", page.body());
        page.path().to_owned()
    }

    fn going(&self) -> String {
        format!("{}/transformation/going", self.circle)
    }
}

#[tokio::test]
async fn it_says_who_is_asked_and_what_moves_before_anything_happens() {
    let scene = Scene::new("listed").await;
    let path = format!("{}/transformation/split", scene.circle);
    assert_eq!(scene.ben.get(&path).await.status(), 404);
    scene.ben.go(&scene.mobile).await;
    let page = scene.ana.get(&path).await;
    assert_eq!(page.attributes("input[name=members]", "value").len(), 3, "not the organiser who splits it");
    assert_eq!(page.attributes("input[name=things]", "value").len(), 3);

    let nothing = scene.ana.post(&path, &form(&[("number", "1"), ("name", "M"), ("then", "preview")])).await;
    assert_eq!(nothing.status(), 422);
    assert!(!nothing.problem("name").is_empty() && !nothing.problem("members").is_empty());
    let preview = scene.ana.post(&path, &scene.form("preview")).await;
    let words = preview.text("ul.prose");
    for part in [
        "Ben Okafor, Chloe Martin, Divya Rao are asked by email",
        "These move to Mobile testing: Test clinic (",
        "Mobile tests (3 December 2026)",
        "1 person who signed up keeps",
        "Sessions held, attendance and stories stay with Testing circle",
        "undo it until 7 December 2026",
    ] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("Flaky tests"), "{words}");
    assert_eq!(number(&scene.site, "select count(*) from communities").await, 1);
    let again = scene.ana.post(&path, &scene.form("edit")).await;
    assert_eq!(again.attributes("#name", "value"), ["Mobile testing"], "what was typed stays");
}

#[tokio::test]
async fn each_person_moves_is_in_both_or_stays_as_they_say() {
    let scene = Scene::new("listed").await;
    let Scene { site, ben, chloe, divya, .. } = &scene;
    ben.go(&scene.mobile).await;
    divya.go(&scene.mobile).await;
    divya.post(&rsvp(&scene.clinic), "answer=going").await;
    let grown = scene.split().await;
    for person in [ben, chloe, divya] {
        assert!(!is_in(site, "mobile-testing", person).await, "nothing without a yes");
        let told = site.mails_to(&person.email).await;
        let asked = told.iter().filter(|subject| *subject == "Do you come along to Mobile testing?").count();
        assert_eq!(asked, 1, "{told:?}");
    }
    assert!(scene.ana.get(&grown).await.has("section.organising"));
    assert!(site.letter_to(&ben.email).await.contains("Mobile tests: "));

    assert_eq!(ben.get("/").await.attributes(".needs .title a", "href"), [scene.going()]);
    let unsaid = ben.post(&scene.going(), "").await;
    assert_eq!(
        (unsaid.status().as_u16(), unsaid.text("#answer .problem")),
        (422, "Choose one of the answers.".to_owned())
    );
    ben.post(&scene.going(), "answer=moves").await;
    assert!(!ben.get("/").await.has(".needs .title a[href$='/going']"), "answered");
    assert!(is_in(site, "mobile-testing", ben).await && !is_in(site, "testing-circle", ben).await);
    chloe.post(&scene.going(), "answer=both").await;
    assert!(is_in(site, "mobile-testing", chloe).await && is_in(site, "testing-circle", chloe).await);
    site.mails_leave().await;
    let before = told(site, divya).await.len();
    divya.post(&scene.going(), "answer=stays").await;
    assert!(!is_in(site, "mobile-testing", divya).await && is_in(site, "testing-circle", divya).await);
    let ends = told(site, divya).await.split_off(before);
    assert_eq!(ends.len(), 2, "one for the series, one for the session by itself: {ends:?}");
    assert!(ends.iter().all(|(method, _)| method == "CANCEL"));
    assert!(ben.get(&scene.mobile).await.text(".place").contains("You’re going"));
    assert!(chloe.get(&grown).await.text("main").contains("Grew out of Testing circle on 23 November 2026"));
    assert!(
        chloe
            .get(&scene.circle)
            .await
            .text("main")
            .contains("A part became a community of its own: Mobile testing")
    );
}

#[tokio::test]
async fn what_was_held_stays_with_the_old_community_and_what_goes_keeps_its_calendar_entry() {
    let scene = Scene::new("listed").await;
    let Scene { site, ana, ben, .. } = &scene;
    let held = ana.schedule(&scene.circle, "Old tests", &[]).await;
    ben.go(&held).await;
    ben.go(&scene.mobile).await;
    ben.go(&scene.flaky).await;
    site.clock_to(START + Duration::days(4));
    ana.post(&format!("{held}/attendance"), &form(&[("present", &ben.id.to_string())])).await;
    let story = form(&[
        ("community", "testing-circle"),
        ("from", "coffee"),
        ("title", "We tested"),
        ("happened", "It held."),
        ("did", "I tested."),
        ("benefits", "grow_capability"),
        ("visibility", "organisation"),
        ("display", "name"),
        ("then", "publish"),
    ]);
    ben.post("/stories", &story).await;
    let mails = site.mails_to(&ben.email).await.len();
    scene.split().await;
    let of = |slug: &'static str| async move {
        let titles: Vec<String> = sqlx::query_scalar(
            "select distinct e.title from events e join communities c on c.id = e.community_id where c.slug = $1 order by 1",
        )
        .bind(slug)
        .fetch_all(&site.app.db)
        .await
        .expect("titles");
        titles
    };
    assert_eq!(of("testing-circle").await, ["Flaky tests", "Old tests"]);
    assert_eq!(of("mobile-testing").await, ["Mobile tests", "Test clinic"]);
    assert_eq!(number(site, "select count(*) from attendance a join events e on e.id = a.event_id join communities c on c.id = e.community_id where c.slug = 'testing-circle'").await, 1);
    assert_eq!(number(site, "select count(*) from stories s join communities c on c.id = s.community_id where c.slug = 'testing-circle'").await, 1);
    assert_eq!(number(site, "select count(*) from roadmaps r join communities c on c.id = r.community_id where c.slug = 'mobile-testing'").await, 0);
    assert_eq!(
        number(site, "select count(*) from events where title = 'Mobile tests' and sequence = 1").await,
        1
    );
    assert_eq!(
        number(site, "select count(*) from events where title = 'Flaky tests' and sequence = 0").await,
        1
    );
    assert_eq!(site.mails_to(&ben.email).await.len(), mails + 1, "one email for the whole of it");
    let parts = told(site, ben).await;
    assert!(parts.iter().all(|(method, _)| method == "REQUEST"), "{parts:?}");
    let stage = ana.get(&format!("{}/phase", scene.circle)).await;
    assert_eq!(stage.status(), 200);
}

#[tokio::test]
async fn a_part_of_a_private_community_is_private_and_whoever_is_asked_may_look_first() {
    let scene = Scene::new("private").await;
    let Scene { site, ben, divya, .. } = &scene;
    let eve = site.person("Eve Adams").await;
    let grown = scene.split().await;
    assert_eq!(ben.get(&grown).await.status(), 200, "asked, and may see where to");
    assert_eq!(eve.get(&grown).await.status(), 404);
    divya.post(&scene.going(), "answer=stays").await;
    assert_eq!(divya.get(&grown).await.status(), 404);
    assert!(!divya.get(&scene.circle).await.body().contains("Mobile testing"), "its name is not told");
}

#[tokio::test]
async fn undone_within_fourteen_days_all_are_back_in_their_roles_and_answers_since_are_kept() {
    let scene = Scene::new("listed").await;
    let Scene { site, ana, ben, chloe, .. } = &scene;
    ana.post(&format!("{}/members/{}/role", scene.circle, ben.id), "organiser=yes").await;
    let grown = scene.split().await;
    ben.post(&scene.going(), "answer=moves").await;
    let runs: bool = sqlx::query_scalar(
        "select m.organiser from current_members m join communities c on c.id = m.community_id
         where c.slug = 'mobile-testing' and m.person_id = $1",
    )
    .bind(ben.id)
    .fetch_one(&site.app.db)
    .await
    .expect("a role");
    assert!(runs, "an organiser is one there too");
    chloe.go(&scene.mobile).await;
    site.clock_to(START + Duration::days(3));
    let page = ben.post(&format!("{grown}/transformation/reversal"), "").await;
    assert_eq!(page.said(), "That is undone.");
    assert!(ben.get(&scene.circle).await.has("section.organising"), "an organiser again");
    assert!(chloe.get(&scene.mobile).await.text(".place").contains("You’re going"));
    assert_eq!(number(site, "select count(*) from events e join communities c on c.id = e.community_id where c.slug = 'mobile-testing'").await, 0);
    assert_eq!(chloe.get(&scene.going()).await.status(), 404, "nobody is asked any more");
    assert_eq!(chloe.get(&grown).await.text(".notice h2"), "Archived");
    let told = site.mails_to(&chloe.email).await;
    assert_eq!(told.last().map(String::as_str), Some("Mobile testing is part of Testing circle again"));
}

#[tokio::test]
async fn after_fourteen_days_a_split_stays() {
    let scene = Scene::new("listed").await;
    scene.split().await;
    scene.site.clock_to(START + Duration::days(14));
    let page = scene.ana.post(&format!("{}/transformation/reversal", scene.circle), "").await;
    assert_eq!(page.status(), 409);
    assert!(page.body().contains("for 14 days only"));
}

#[tokio::test]
async fn confirmed_twice_at_the_same_moment_it_is_split_once() {
    let scene = Scene::new("listed").await;
    let second = scene.site.person("Ana Ferreira").await;
    let (path, typed) = (format!("{}/transformation/split", scene.circle), scene.form("confirm"));
    let (one, other) = tokio::join!(scene.ana.post(&path, &typed), second.post(&path, &typed));
    let mut answers = [one.status().as_u16(), other.status().as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 409]);
    assert_eq!(number(&scene.site, "select count(*) from communities").await, 2);
    assert_eq!(number(&scene.site, "select count(*) from mails where kind = 'split'").await, 3);
    let again = scene.ana.post(&path, &typed).await;
    assert_eq!(again.status(), 409, "and a third time");
    let (path, answer) = (scene.going(), "answer=both");
    let in_another_browser = scene.site.person("Ben Okafor").await;
    let (one, other) = tokio::join!(scene.ben.post(&path, answer), in_another_browser.post(&path, answer));
    let mut answers = [one.status().as_u16(), other.status().as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 409]);
}

#[tokio::test]
async fn the_stage_page_leads_to_a_split_and_a_merge() {
    let scene = Scene::new("listed").await;
    scene.ana.post(&format!("{}/phase/transformation", scene.circle), "said=declare").await;
    let links = scene.ana.get(&format!("{}/phase", scene.circle)).await.attributes(".decisions a", "href");
    for way in ["split", "merge"] {
        assert!(links.contains(&format!("{}/transformation/{way}", scene.circle)), "{links:?}");
    }
}
