//! What becomes of a community: the consequences are shown first, and what was decided is carried out once.

use time::Duration;

use crate::support::{Browser, START, Site, form, site};

const CLOSE: [(&str, &str); 4] = [
    ("number", "1"),
    ("closes_on", "2026-12-07"),
    ("thanks", "Thank you for three good years."),
    ("where_next", "Come to the Data people."),
];

async fn count(site: &Site, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&site.app.db).await.expect("a number")
}

/// A community with a member, a session before its closing day and one after it.
async fn circle_of_two(ana: &Browser, ben: &Browser) -> [String; 3] {
    let circle = ana.found("Testing circle", &[]).await;
    ben.join(&circle).await;
    let before = ana.schedule(&circle, "Flaky tests", &[("day", "2026-12-03")]).await;
    let after = ana.schedule(&circle, "Test data", &[("day", "2026-12-17")]).await;
    ben.go(&before).await;
    ben.go(&after).await;
    [circle, before, after]
}

fn with<'a>(fields: &[(&'a str, &'a str)], then: &'a str) -> String {
    form(&[fields, &[("then", then)]].concat())
}

#[tokio::test]
async fn a_closing_shows_what_it_does_before_it_does_anything() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let [circle, ..] = circle_of_two(&ana, &ben).await;
    let path = format!("{circle}/transformation");

    let page = ana.get(&path).await;
    assert_eq!(page.all("section h2")[..6], ["Renew", "Refocus", "Pause", "Split", "Merge", "Close"]);
    assert_eq!(ben.get(&path).await.text(".empty h2"), "Nothing is planned", "members choose nothing");
    assert_eq!(ana.get(&format!("{path}/dissolve")).await.status(), 404);

    let preview = ana.post(&format!("{path}/close"), &with(&CLOSE, "preview")).await;
    let words = preview.text("#consequences ~ ul");
    for part in
        ["2 members are told", "1 session takes place", "1 later session is cancelled now", "21 December"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert_eq!(count(&site, "select count(*) from transformations").await, 0);
    let again = ana.post(&format!("{path}/close"), &with(&CLOSE, "edit")).await;
    assert_eq!(again.attributes("#closes_on", "value"), ["2026-12-07"], "what was typed stays");

    let early = [("number", "1"), ("closes_on", "2026-12-06"), ("thanks", " ")];
    let page = ana.post(&format!("{path}/close"), &with(&early, "confirm")).await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.problem("closes_on"), "Choose a day from 7 December 2026 to 22 May 2027.");
    assert!(!page.problem("thanks").is_empty());
}

#[tokio::test]
async fn a_community_closes_on_its_day_once_and_can_be_reopened_for_fourteen_days() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let [circle, before, after] = circle_of_two(&ana, &ben).await;
    let path = format!("{circle}/transformation");
    ana.post(&format!("{path}/close"), &with(&CLOSE, "confirm")).await;
    // Nothing else is decided now, which is said before anyone fills in a form.
    for way in ["close", "pause", "split", "merge"] {
        let page = ana.get(&format!("{path}/{way}")).await;
        assert_eq!(page.status(), 409, "{way}");
        assert!(page.has("main a[href$='/transformation']"), "{way}: {}", page.text("main"));
    }

    let subjects = site.mails_to(&ben.email).await;
    assert!(subjects.contains(&"Testing circle closes on 7 December 2026".to_owned()), "{subjects:?}");
    assert!(ben.get(&circle).await.text(".notice h2").starts_with("Closing on"), "members read it");
    assert!(!ben.get(&before).await.body().contains("Cancelled"));
    assert!(ben.get(&after).await.body().contains("Testing circle is closing."));

    site.clock_to(START + Duration::days(13));
    site.run_jobs().await;
    assert_eq!(count(&site, "select count(*) from communities where archived_at is not null").await, 0);
    site.clock_to(START + Duration::days(15));
    site.run_jobs().await;
    site.run_jobs().await;
    assert_eq!(count(&site, "select count(*) from communities where archived_at is not null").await, 1);
    let farewells = site.mails_to(&ben.email).await;
    let farewells = farewells.iter().filter(|subject| subject.starts_with("Thank you, and goodbye"));
    assert_eq!(farewells.count(), 1, "two copies ran");
    assert_eq!(ben.get(&path).await.text("#closing h2"), "Closed: Yesterday");

    site.clock_to(START + Duration::days(15 + 14) - Duration::SECOND);
    let page = ana.post(&format!("{path}/reversal"), "").await;
    assert_eq!(page.said(), "That is undone.");
    assert_eq!(count(&site, "select count(*) from communities where archived_at is not null").await, 0);
    assert_eq!(count(&site, "select count(*) from current_members").await, 2, "everybody is still in");
    assert!(ben.get(&after).await.body().contains("Testing circle is closing."), "it stays cancelled");
}

#[tokio::test]
async fn after_fourteen_days_a_closing_is_not_undone() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let path = format!("{}/transformation", ana.found("Testing circle", &[]).await);
    ana.post(&format!("{path}/close"), &with(&CLOSE, "confirm")).await;
    site.clock_to(START + Duration::days(15));
    site.run_jobs().await;
    site.clock_to(START + Duration::days(15 + 14));
    let page = ana.post(&format!("{path}/reversal"), "").await;
    assert_eq!(page.status(), 409);
    assert!(page.body().contains("for 14 days only"));
}

#[tokio::test]
async fn a_member_offers_to_take_over_and_the_organiser_stops_the_closing() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let [circle, ..] = circle_of_two(&ana, &ben).await;
    let path = format!("{circle}/transformation");
    assert_eq!(ben.post(&format!("{path}/takeover"), "").await.status(), 409, "nothing closes");
    ana.post(&format!("{path}/close"), &with(&CLOSE, "confirm")).await;
    for _ in 0..2 {
        ben.post(&format!("{path}/takeover"), "").await;
    }
    assert!(ben.get(&path).await.text("#closing").contains("You offered to take over"));
    let told = site.mails_to(&ana.email).await;
    let offers = told.iter().filter(|subject| subject.contains("would like to take over"));
    assert_eq!(offers.count(), 1);
    assert!(ana.get(&path).await.text("#offers ~ ul").contains("Ben Okafor"));

    ana.post(&format!("{path}/reversal"), "").await;
    site.clock_to(START + Duration::days(15));
    site.run_jobs().await;
    assert_eq!(count(&site, "select count(*) from communities where archived_at is not null").await, 0);
    assert!(site.mails_to(&ben.email).await.contains(&"Testing circle goes on".to_owned()));
}

#[tokio::test]
async fn two_organisers_who_confirm_at_once_decide_once() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let [circle, ..] = circle_of_two(&ana, &ben).await;
    ana.post(&format!("{circle}/members/{}/role", ben.id), "organiser=yes").await;
    let (path, typed) = (format!("{circle}/transformation/close"), with(&CLOSE, "confirm"));
    let (one, other) = tokio::join!(ana.post(&path, &typed), ben.post(&path, &typed));
    let mut answers = [one.status().as_u16(), other.status().as_u16()];
    answers.sort_unstable();
    assert_eq!(answers, [200, 409]);
    assert_eq!(count(&site, "select count(*) from transformations").await, 1);
    assert_eq!(count(&site, "select count(*) from mails where kind = 'closing'").await, 2);
}

#[tokio::test]
async fn a_new_focus_keeps_the_old_purpose_on_record_and_is_undone() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let purpose = [("who", "Testers"), ("practice", "We test by hand"), ("why_now", "Releases hurt")];
    let circle = ana.found("Testing circle", &purpose).await;
    let path = format!("{circle}/transformation");
    let focus = [
        ("number", "1"),
        ("name", "Quality circle"),
        ("who", "Everyone"),
        ("practice", "We build quality in"),
        ("why_now", "It is time"),
        ("cadence", "30"),
    ];
    let preview = ana.post(&format!("{path}/refocus"), &with(&focus, "preview")).await;
    assert!(preview.text("#consequences ~ ul").contains("is called Quality circle"));
    let page = ana.post(&format!("{path}/refocus"), &with(&focus, "confirm")).await;
    assert!(page.text("#record ~ ul").contains("We test by hand"), "{}", page.text("#record ~ ul"));
    assert_eq!(page.text(".kicker"), "Quality circle");
    assert_eq!(ana.post(&format!("{path}/refocus"), &with(&purpose, "confirm")).await.status(), 422);
    let page = ana.post(&format!("{path}/reversal"), "").await;
    assert_eq!(page.text(".kicker"), "Testing circle");
}

#[tokio::test]
async fn a_pause_is_planned_and_taken_back() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let path = format!("{}/transformation", ana.found("Testing circle", &[]).await);
    let pause = [("number", "1"), ("from", "2026-12-01"), ("until", "2026-12-31"), ("reason", "A release")];
    let preview = ana.post(&format!("{path}/pause"), &with(&pause, "preview")).await;
    assert!(preview.text("#consequences ~ ul").contains("from 1 December 2026 to 31 December 2026"));
    ana.post(&format!("{path}/pause"), &with(&pause, "confirm")).await;
    assert_eq!(count(&site, "select count(*) from pauses").await, 1);
    ana.post(&format!("{path}/reversal"), "").await;
    assert_eq!(count(&site, "select count(*) from pauses").await, 0);
}

#[tokio::test]
async fn a_renewal_leads_to_its_workshop() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let typed = with(&[("number", "1")], "confirm");
    let page = ana.post(&format!("{circle}/transformation/renew"), &typed).await;
    assert!(page.path().contains("/events/new"), "{}", page.path());
    let stage = ana.get(&format!("{circle}/phase")).await;
    assert!(stage.body().contains("You chose to renew it."));
}

#[tokio::test]
async fn what_is_undone_leaves_the_stage_as_it_was() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = super::phases::mature_circle(&site, &ana).await;
    site.clock_to(START + Duration::days(170));
    site.run_jobs().await;
    let stage = async || {
        let page = ana.get(&format!("{circle}/phase")).await;
        (page.text("h1"), page.text(".phase-track [aria-current]"))
    };
    let before = stage().await;
    assert_ne!(before.0, "Transformation");
    let path = format!("{circle}/transformation");
    let refocus = [
        ("number", "1"),
        ("name", "Quality circle"),
        ("who", "Testers"),
        ("practice", "We learn to trust our releases"),
        ("why_now", "Now"),
    ];
    assert_eq!(ana.post(&format!("{path}/refocus"), &with(&refocus, "confirm")).await.status(), 200);
    assert_eq!(stage().await, before, "a community that is well stays in its stage");
    ana.post(&format!("{path}/reversal"), "").await;
    assert_eq!(stage().await, before);
    let close = [
        ("number", "2"),
        ("closes_on", "2027-06-14"),
        ("thanks", "Thank you for three good years."),
        ("where_next", ""),
    ];
    let closing = ana.post(&format!("{path}/close"), &with(&close, "confirm")).await;
    assert_eq!(closing.status(), 200, "{:?}", closing.all(".problem"));
    assert_eq!(stage().await.0, "Transformation");
    let page = ana.get(&path).await;
    let decision = page.attributes("form[action$='/reversal'] input[name=decision]", "value").remove(0);
    let undo = form(&[("decision", &decision)]);
    assert_eq!(ana.post(&format!("{path}/reversal"), &undo).await.said(), "That is undone.");
    assert_eq!(stage().await, before);
    let again = ana.post(&format!("{path}/reversal"), &undo).await;
    assert_eq!(again.status(), 409, "the same button undoes nothing else");
}

#[tokio::test]
async fn in_a_community_that_closes_no_session_is_planned_after_its_last_day() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let [circle, ..] = circle_of_two(&ana, &ben).await;
    ana.post(&format!("{circle}/transformation/close"), &with(&CLOSE, "confirm")).await;
    let proposed = ana.get(&format!("{circle}/events/new?kind=closing_celebration")).await;
    assert!(proposed.attributes("#day", "value")[0].as_str() <= "2026-12-07");
    let late = crate::support::session("Party", &[("day", "2026-12-08")]);
    let page = ana.post(&format!("{circle}/events"), &late).await;
    assert_eq!(page.problem("day"), "The community closes on 7 December 2026. Choose a day until then.");
}

#[tokio::test]
async fn one_pause_taken_back_leaves_another() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let [circle, ..] = circle_of_two(&ana, &ben).await;
    sqlx::query("insert into pauses (community_id, starts_on, ends_on) select id, '2026-12-20', '2027-01-05' from communities")
        .execute(&site.app.db)
        .await
        .expect("a pause");
    let path = format!("{circle}/transformation");
    let pause = [("number", "1"), ("from", "2026-12-28"), ("until", "2027-01-10"), ("reason", "Moving")];
    let page = ana.post(&format!("{path}/pause"), &with(&pause, "confirm")).await;
    assert_eq!(page.status(), 200, "{:?}", page.all(".problem"));
    assert_eq!(count(&site, "select count(*) from pauses").await, 2);
    ana.post(&format!("{path}/reversal"), "").await;
    let left: Vec<String> = sqlx::query_scalar("select starts_on || ' to ' || ends_on from pauses")
        .fetch_all(&site.app.db)
        .await
        .expect("pauses");
    assert_eq!(left, ["2026-12-20 to 2027-01-05"]);
}
