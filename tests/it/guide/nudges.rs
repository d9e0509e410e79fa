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
    let nudges = made(&site).await;
    assert_eq!(nudges[..1], one("N3", true, false));
    assert!(nudges[1..].iter().all(|(kind, ..)| kind == "N21"), "members are led to it: {nudges:?}");
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
    look_at(&site, A_WEEK_ON + Duration::days(52)).await;
    assert_eq!(nudges_mailed_to(&site, &ana).await, 2);
    assert_eq!(ana.post(&snooze, &back).await.status(), 404, "what is over cannot be put off");
}

#[tokio::test]
async fn what_rests_is_left_in_peace_and_so_is_who_left() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let (paused, archived) = (ana.found("Testing circle", &[]).await, ana.found("Data people", &[]).await);
    ana.post(&format!("{paused}/pause"), "until=2027-01-10").await;
    site.archive(&archived).await;
    look_at(&site, A_WEEK_ON).await;
    assert_eq!(made(&site).await, []);

    ana.post(&format!("{paused}/resumption"), "").await;
    look_at(&site, A_WEEK_ON + Duration::hours(1)).await;
    assert_eq!(made(&site).await, one("N1", false, false));
    sqlx::query("update people set deactivated_at = $1").bind(START).execute(&site.app.db).await.unwrap();
    look_at(&site, A_WEEK_ON + Duration::days(30)).await;
    assert_eq!(made(&site).await, one("N1", false, true), "taken back, and never made again");
}

#[tokio::test]
async fn a_member_who_joined_a_week_ago_is_led_to_the_next_session() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[("who", "T"), ("practice", "T"), ("why_now", "T")]).await;
    let session = ana.schedule(&circle, "A first coffee", &[("day", "2026-12-10")]).await;
    let (ben, chidi) = (site.person("Ben Okafor").await, site.person("Chidi Nwosu").await);
    for member in [&ben, &chidi] {
        member.join(&circle).await;
    }
    chidi.decline(&session).await;
    look_at(&site, A_WEEK_ON + Duration::hours(1)).await;
    assert_eq!((nudges_mailed_to(&site, &ben).await, nudges_mailed_to(&site, &chidi).await), (1, 0));
    let home = ben.get("/").await;
    assert_eq!(home.text(".nudge h3"), "Come to the next session and say hello");
    assert!(home.text(".nudge .evidence").contains("“A first coffee” is on Thursday 10 December, "));
    assert!(home.text(".nudge .evidence").contains("Ana Ferreira organises it"));
    assert_eq!(home.attributes(".nudge .button[href]", "href"), [session.as_str()]);

    ben.go(&session).await;
    assert!(!ben.get("/").await.has(".nudge"), "at once");
    look_at(&site, A_WEEK_ON + Duration::hours(2)).await;
    let done: bool = sqlx::query_scalar("select done_at is not null from nudges where kind = 'N21'")
        .fetch_one(&site.app.db)
        .await
        .unwrap();
    assert!(done);
}

/// A community that its organiser says is forming.
async fn forming(site: &Site, ana: &Browser) -> String {
    let circle = ana.found("Testing circle", &[("who", "T"), ("practice", "T"), ("why_now", "T")]).await;
    sqlx::query(
        "insert into phase_words (community_id, said, phase, reason, said_by, said_on, said_at, until_on)
         select id, 'pin', 'forming', 'We know', founder_id, '2026-11-23', now(), '2027-02-01' from communities",
    )
    .execute(&site.app.db)
    .await
    .expect("a pin");
    circle
}

async fn was_there(site: &Site, people: &[&Browser]) {
    for person in people {
        sqlx::query(
            "insert into attendance (event_id, person_id, source, recorded_at) select id, $1, 'host', now() from events",
        )
        .bind(person.id)
        .execute(&site.app.db)
        .await
        .expect("a row");
    }
}

async fn told_of(site: &Site, kind: &str) -> Vec<uuid::Uuid> {
    sqlx::query_scalar("select person_id from nudges where kind = $1 order by made_at, person_id")
        .bind(kind)
        .fetch_all(&site.app.db)
        .await
        .expect("a row")
}

#[tokio::test]
async fn stories_are_asked_for_from_one_attendee_and_then_from_another() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = forming(&site, &ana).await;
    let times = [("day", "2026-11-24"), ("time", "14:00"), ("minutes", "50")];
    let session = ana.schedule(&circle, "A first coffee", &times).await;
    let (ben, chidi) = (site.person("Ben Okafor").await, site.person("Chidi Nwosu").await);
    for member in [&ben, &chidi] {
        member.join(&circle).await;
    }
    was_there(&site, &[&ben, &chidi]).await;
    // Whether it was worth their time is asked long before.
    look_at(&site, datetime!(2026-11-26 10:00 UTC)).await;
    look_at(&site, datetime!(2026-12-08 14:45 UTC)).await;
    assert!(told_of(&site, "N7").await.is_empty(), "not yet two weeks");
    look_at(&site, datetime!(2026-12-08 15:00 UTC)).await;
    look_at(&site, datetime!(2026-12-21 10:00 UTC)).await;
    let first = told_of(&site, "N7").await;
    assert_eq!(first.len(), 1, "one at a time");
    look_at(&site, datetime!(2026-12-30 10:00 UTC)).await;
    let mut both = told_of(&site, "N7").await;
    assert_eq!(both.len(), 2);
    both.dedup();
    assert_eq!(both.len(), 2, "the other one");
    let asked = if first[0] == ben.id { &ben } else { &chidi };
    let link = asked.get("/").await.attributes(".nudge .button[href]", "href").remove(0);
    let form = asked.get(&link).await;
    assert_eq!(form.status(), 200);
    assert!(link.ends_with(session.rsplit('/').next().unwrap()), "{link}");
}

#[tokio::test]
async fn after_two_sessions_of_one_host_people_who_said_they_can_be_asked_are_named() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = forming(&site, &ana).await;
    for day in ["2026-11-24", "2026-11-25"] {
        ana.schedule(&circle, "A coffee", &[("day", day), ("time", "14:00"), ("minutes", "50")]).await;
    }
    let (ben, chidi) = (site.person("Ben Okafor").await, site.person("Chidi Nwosu").await);
    for member in [&ben, &chidi] {
        member.join(&circle).await;
    }
    was_there(&site, &[&ben, &chidi]).await;
    sqlx::query("update people set open_to_host = true where id = $1")
        .bind(ben.id)
        .execute(&site.app.db)
        .await
        .unwrap();
    ana.schedule(&circle, "A third coffee", &[("day", "2026-12-10"), ("time", "14:00")]).await;
    sqlx::query("delete from host_invitations").execute(&site.app.db).await.unwrap();
    look_at(&site, datetime!(2026-11-26 10:00 UTC)).await;
    assert_eq!(told_of(&site, "N6").await, [ana.id]);
    let words = ana.get(&circle).await.text(".nudge .evidence");
    assert!(words.contains("The same person hosted all 2 sessions so far"), "{words}");
    assert!(words.ends_with("People you could ask: Ben Okafor."), "{words}");
}

#[tokio::test]
async fn the_page_of_suggestions_undoes_what_was_put_off_and_turned_off() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &[]).await;
    assert!(ana.get("/nudges").await.text(".empty h3").contains("Nothing to suggest"));
    look_at(&site, A_WEEK_ON).await;
    assert!(ana.get("/").await.attributes("a", "href").contains(&"/nudges".to_owned()));
    assert!(ana.get("/me/notices").await.attributes("a", "href").contains(&"/nudges".to_owned()));
    let page = ana.get("/nudges").await;
    assert_eq!(page.text(".nudge .evidence"), "Testing circle: Started 7 days ago; no description yet.");
    let snooze = page.attributes(".nudge form", "action").remove(0);
    let page = ana.post(&snooze, &form(&[("next", "/nudges")])).await;
    assert_eq!(page.path(), "/nudges");
    assert!(page.text("#later + .listing").contains("We’ll remind you on"));

    let back = page.attributes("#later + .listing form", "action").remove(0);
    assert_eq!(ben.post(&back, "").await.status(), 404, "it is hers alone");
    let page = ana.post(&back, "").await;
    assert!(!page.has("#later") && page.has(".nudge"));

    let mute = page.attributes(".nudge [formaction]", "formaction").remove(0);
    let page = ana.post(&mute, &form(&[("next", "/nudges")])).await;
    assert!(page.text("#muted + .listing").contains("Describe your community in one sentence"));
    assert!(!page.has("#over"), "what is turned off is not over");
    let unmute = page.attributes("#muted + .listing form", "action").remove(0);
    assert_eq!(ben.post(&unmute, "").await.status(), 404, "he turned nothing off");
    let page = ana.post(&unmute, "").await;
    assert!(!page.has("#muted"));
    assert_eq!(ana.post("/nudges/kinds/N99/unmute", "").await.status(), 404);
    look_at(&site, A_WEEK_ON + Duration::days(21)).await;
    assert!(ana.get(&circle).await.has(".nudge"), "it comes again");
}

#[tokio::test]
async fn what_is_over_is_shown_for_four_weeks() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    ana.found("Testing circle", &[]).await;
    look_at(&site, A_WEEK_ON).await;
    sqlx::query("update communities set purpose_set_at = now()").execute(&site.app.db).await.unwrap();
    look_at(&site, A_WEEK_ON + Duration::minutes(15)).await;
    let words = ana.get("/nudges").await.text("#over + .listing");
    assert!(words.contains("Done.") && words.contains("Started 7 days ago; no description yet"), "{words}");
    site.clock_to(A_WEEK_ON + Duration::days(29));
    assert!(!ana.get("/nudges").await.text("#over + .listing").contains("no description yet"));
}

#[tokio::test]
async fn administrators_see_what_came_of_suggestions_and_of_nobody() {
    let site = site().await;
    let admin = site.admin("Dara Lindqvist").await;
    assert!(admin.get("/admin/nudges").await.text(".empty h2").contains("No suggestions yet"));
    sqlx::query(
        "with person as (
             insert into people (email, name, zone, password_hash, created_at)
             select 'p' || n || '@example.org', 'Person ' || n, 'Etc/UTC', 'x', now() from generate_series(1, 24) n
             returning id, substr(email, 2, strpos(email, '@') - 2)::int as n
         )
         insert into nudges (person_id, kind, evidence, path, made_at, done_at, cancelled_at, snoozed_until)
         select id, 'N1', 'x', '/', $1,
                case when n <= 12 then $1 + interval '14 days' when n <= 18 then $1 + interval '15 days' end, null,
                case when n > 18 and n <= 22 then $1 + interval '30 days' end
         from person",
    )
    .bind(START)
    .execute(&site.app.db)
    .await
    .unwrap();
    site.clock_to(START + Duration::days(89));
    let page = admin.get("/admin/nudges").await;
    let numbers = page.all("tbody td");
    // Two are still open and four put off; together they are six, so nothing else has to be hidden.
    assert_eq!(numbers, ["24", "12", "fewer than 5", "nobody", "6", "fewer than 5"]);
    assert!(!page.body().contains("Person 1"));
    site.clock_to(START + Duration::days(90));
    assert!(admin.get("/admin/nudges").await.has(".empty"), "ninety days are over");
}

#[tokio::test]
async fn a_look_back_is_not_asked_for_where_a_retrospective_was_opened() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let mut circles = Vec::new();
    for (organiser, name) in [(&ana, "Testing circle"), (&ben, "Data storytelling")] {
        let purpose = [("who", "T"), ("practice", "T"), ("why_now", "T")];
        let circle = organiser.found(name, &purpose).await;
        organiser.schedule(&circle, "In spring", &[("day", "2027-03-30")]).await;
        circles.push(circle);
    }
    sqlx::query(
        "insert into phase_words (community_id, said, phase, reason, said_by, said_on, said_at, until_on)
         select id, 'pin', 'maturing', 'We know', founder_id, '2026-11-20', now(), '2027-02-18' from communities",
    )
    .execute(&site.app.db)
    .await
    .expect("pins");
    site.clock_to(datetime!(2027-01-11 10:00 UTC));
    let fields = form(&[("title", "Looking back"), ("names", "without")]);
    assert_eq!(ana.post(&format!("{}/retrospectives", circles[0]), &fields).await.status(), 200);
    look_at(&site, datetime!(2027-02-18 10:00 UTC)).await;
    assert_eq!(told_of(&site, "N11").await, [ben.id], "{:?}", made(&site).await);
    let page = ben.get("/").await;
    assert_eq!(
        page.attributes(".nudge .button[href]", "href")[0],
        format!("{}/retrospectives/new", circles[1])
    );
}
