//! Nudges: one suggestion to one person, at a decent hour, seldom, and gone with its reason.

use guildhall::{SuggestNudges, jobs};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::support::{Browser, START, Site, form, site};

/// A Monday, seven days after the founding, ten o'clock.
const A_WEEK_ON: OffsetDateTime = datetime!(2026-11-30 10:00 UTC);

async fn look_at(site: &Site, at: OffsetDateTime) {
    site.clock_to(at);
    site.run_jobs().await;
}

async fn nudges_mailed_to(site: &Site, browser: &Browser) -> i64 {
    sqlx::query_scalar("select count(*) from mails where kind = 'nudge' and to_address = $1")
        .bind(&browser.email)
        .fetch_one(&site.app.db)
        .await
        .expect("a count")
}

async fn made(site: &Site) -> Vec<(String, bool, bool, bool)> {
    sqlx::query_as("select kind, mailed, done_at is not null, cancelled_at is not null from nudges order by made_at, kind")
        .fetch_all(&site.app.db)
        .await
        .expect("nudges")
}

fn one(kind: &str, done: bool, cancelled: bool) -> Vec<(String, bool, bool, bool)> {
    vec![(kind.to_owned(), true, done, cancelled)]
}

#[tokio::test]
async fn a_purpose_left_open_is_asked_for_once_at_a_decent_hour() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    look_at(&site, datetime!(2026-11-29 10:00 UTC)).await;
    look_at(&site, datetime!(2026-12-01 08:59 UTC)).await;
    assert_eq!(made(&site).await, [], "a Sunday, then before nine");
    look_at(&site, datetime!(2026-12-01 09:15 UTC)).await;
    look_at(&site, datetime!(2026-12-01 09:30 UTC)).await;
    assert_eq!(made(&site).await, one("N1", false, false));
    assert_eq!(site.mails_to(&ana.email).await, ["Testing circle: add a description"]);
    let letter = site.letter_to(&ana.email).await;
    assert!(letter.contains("Started 8 days ago; no description yet."), "{letter}");
    assert!(letter.contains(&format!("{circle}/edit#purpose")), "{letter}");

    site.clock_to(datetime!(2026-12-02 20:00 UTC));
    for path in ["/", circle.as_str()] {
        let page = ana.get(path).await;
        assert_eq!(page.text(".nudge .evidence"), "Testing circle: Started 9 days ago; no description yet.");
        assert_eq!(page.attributes(".nudge .button[href]", "href"), [format!("{circle}/edit#purpose")]);
    }
}

#[tokio::test]
async fn nobody_is_spoken_to_on_a_saturday_or_in_their_evening() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    ana.found("Testing circle", &[]).await;
    look_at(&site, datetime!(2026-12-05 10:00 UTC)).await;
    assert_eq!(made(&site).await, [], "Saturday");
    sqlx::query("update people set zone = 'Pacific/Auckland'").execute(&site.app.db).await.unwrap();
    look_at(&site, datetime!(2026-12-07 10:00 UTC)).await;
    assert_eq!(made(&site).await, [], "eleven in the evening where she is");
    look_at(&site, datetime!(2026-12-07 20:00 UTC)).await;
    assert_eq!(made(&site).await.len(), 1, "nine in the morning where she is");
}

#[tokio::test]
async fn a_nudge_is_gone_with_its_reason() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    look_at(&site, A_WEEK_ON).await;
    assert!(ana.get(&circle).await.has(".nudge"));
    let purpose = [
        ("name", "Testing circle"),
        ("who", "Testers"),
        ("practice", "We test together"),
        ("why_now", "Now"),
        ("admission", "open"),
        ("zone", "Etc/UTC"),
    ];
    assert_eq!(ana.post(&format!("{circle}/edit"), &form(&purpose)).await.path(), circle);
    assert!(!ana.get(&circle).await.has(".nudge"), "at once");
    assert!(!ana.get("/").await.has(".nudge"));
    look_at(&site, A_WEEK_ON + Duration::hours(12)).await;
    assert_eq!(made(&site).await, one("N1", true, false), "and for good, also at night");
}

#[tokio::test]
async fn five_people_without_a_date_are_reason_to_set_one() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[("who", "T"), ("practice", "T"), ("why_now", "T")]).await;
    for name in ["Ben Okafor", "Chidi Nwosu", "Dara Lindqvist"] {
        site.person(name).await.join(&circle).await;
    }
    look_at(&site, A_WEEK_ON).await;
    assert_eq!(made(&site).await, [], "four people are in");
    let elif = site.person("Elif Kaya").await;
    elif.join(&circle).await;
    look_at(&site, A_WEEK_ON + Duration::minutes(15)).await;
    assert_eq!(made(&site).await, one("N3", false, false));
    let page = ana.get(&circle).await;
    assert_eq!(
        page.text(".nudge .evidence"),
        "Testing circle: 5 people have joined and no session is planned yet."
    );
    let place = page.attributes(".nudge .button[href]", "href").remove(0);
    let form = ana.get(&place).await;
    assert_eq!(form.attributes("#minutes option[selected]", "value"), ["45"]);
    assert!(!elif.get(&circle).await.has(".nudge"), "it is for organisers");
    assert_eq!(nudges_mailed_to(&site, &elif).await, 0);

    ana.schedule(&circle, "A first coffee", &[("day", "2026-12-10")]).await;
    look_at(&site, A_WEEK_ON + Duration::minutes(30)).await;
    assert_eq!(made(&site).await, one("N3", true, false));
}

#[tokio::test]
async fn two_days_after_a_session_the_next_date_is_asked_for() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[("who", "T"), ("practice", "T"), ("why_now", "T")]).await;
    ana.schedule(&circle, "A first coffee", &[("day", "2026-11-24"), ("time", "14:00"), ("minutes", "50")])
        .await;
    look_at(&site, datetime!(2026-11-26 14:45 UTC)).await;
    assert_eq!(made(&site).await, []);
    look_at(&site, datetime!(2026-11-26 15:00 UTC)).await;
    assert_eq!(made(&site).await, one("N5", false, false));
    let page = ana.get(&circle).await;
    assert_eq!(
        page.text(".nudge .evidence"),
        "Testing circle: The last session was 2 days ago and no new one is planned."
    );
    assert_eq!(
        page.attributes(".nudge .button[href]", "href"),
        [format!("{circle}/events/new?repeats=cadence")]
    );
}

#[tokio::test]
async fn it_comes_again_after_three_weeks_and_by_mail_three_times() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    for (days, mails) in [(0, 1), (7, 1), (20, 1), (21, 2), (42, 3), (63, 3), (84, 3)] {
        look_at(&site, A_WEEK_ON + Duration::days(days)).await;
        assert_eq!(nudges_mailed_to(&site, &ana).await, mails, "after {days} days");
        assert_eq!(ana.get(&circle).await.all(".nudge").len(), 1, "it waits on the page, once");
    }
    assert_eq!(made(&site).await.len(), 5, "each occasion is kept");
}

#[tokio::test]
async fn two_in_a_week_are_enough_however_many_communities_one_runs() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    for name in ["Testing circle", "Data people", "Chart makers"] {
        ana.found(name, &[]).await;
    }
    for hours in [0, 24, 48] {
        look_at(&site, A_WEEK_ON + Duration::hours(hours)).await;
    }
    assert_eq!(nudges_mailed_to(&site, &ana).await, 2);
    look_at(&site, A_WEEK_ON + Duration::days(7)).await;
    assert_eq!(nudges_mailed_to(&site, &ana).await, 3);
}

#[tokio::test]
async fn two_copies_that_look_at_once_make_one_nudge() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    for name in ["Testing circle", "Data people", "Chart makers"] {
        ana.found(name, &[]).await;
    }
    site.run_jobs().await;
    site.clock_to(A_WEEK_ON);
    for _ in 0..2 {
        let mut tx = site.app.db.begin().await.unwrap();
        jobs::enqueue(&mut tx, &SuggestNudges::default(), None, site.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
    }
    let (one, two) = (site.app.clone(), site.app.clone());
    let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
    first.and(second).expect("both copies run");
    assert_eq!(nudges_mailed_to(&site, &ana).await, 2);
    assert_eq!(made(&site).await.len(), 2);
}

#[tokio::test]
async fn not_now_is_a_month_and_never_is_never() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    look_at(&site, A_WEEK_ON).await;
    let page = ana.get(&circle).await;
    let (snooze, mute) = (
        page.attributes(".nudge form", "action").remove(0),
        page.attributes(".nudge [formaction]", "formaction").remove(0),
    );
    for path in [&snooze, &mute] {
        assert_eq!(ben.post(path, "").await.status(), 404, "it is hers alone");
    }
    let back = form(&[("next", &circle)]);
    let page = ana.post(&snooze, &back).await;
    assert_eq!((page.path(), page.has(".nudge")), (circle.as_str(), false));
    look_at(&site, A_WEEK_ON + Duration::days(29)).await;
    assert!(!ana.get(&circle).await.has(".nudge"));
    assert_eq!(nudges_mailed_to(&site, &ana).await, 1);
    look_at(&site, A_WEEK_ON + Duration::days(30)).await;
    let page = ana.get(&circle).await;
    assert_eq!((page.all(".nudge").len(), nudges_mailed_to(&site, &ana).await), (1, 2), "a month is over");

    let mute = page.attributes(".nudge [formaction]", "formaction").remove(0);
    let elsewhere = ana.post(&mute, &form(&[("next", "//evil.example")])).await;
    assert_eq!(elsewhere.path(), "/");
    assert!(!elsewhere.has(".nudge"));
    look_at(&site, A_WEEK_ON + Duration::days(70)).await;
    assert_eq!(nudges_mailed_to(&site, &ana).await, 2);
    assert_eq!(ana.post(&snooze, &back).await.status(), 404, "what is over cannot be put off");
}

#[tokio::test]
async fn what_rests_is_left_in_peace_and_so_is_who_left() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let (paused, archived) = (ana.found("Testing circle", &[]).await, ana.found("Data people", &[]).await);
    ana.post(&format!("{paused}/pause"), "until=2027-01-10").await;
    ana.post(&format!("{archived}/archive"), "").await;
    look_at(&site, A_WEEK_ON).await;
    assert_eq!(made(&site).await, []);

    ana.post(&format!("{paused}/resumption"), "").await;
    look_at(&site, A_WEEK_ON + Duration::hours(1)).await;
    assert_eq!(made(&site).await, one("N1", false, false));
    sqlx::query("update people set deactivated_at = $1").bind(START).execute(&site.app.db).await.unwrap();
    look_at(&site, A_WEEK_ON + Duration::days(30)).await;
    assert_eq!(made(&site).await, one("N1", false, true), "taken back, and never made again");
}
