//! The roadmap: eight steps, ticked from what happened, and slipping when it stops.

use guildhall::{FollowRoadmaps, jobs};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::support::{Browser, START, Site, form, site};

const PURPOSE: [(&str, &str); 3] = [
    ("who", "Testers and developers"),
    ("practice", "We learn to trust our releases."),
    ("why_now", "Releases hurt"),
];

/// The state of each step as its page shows it.
async fn states(organiser: &Browser, circle: &str) -> Vec<String> {
    organiser.get(&format!("{circle}/roadmap")).await.all(".roadmap > li > .section-head .state")
}

async fn follow(site: &Site) {
    let mut tx = site.app.db.begin().await.expect("a transaction");
    jobs::enqueue(&mut tx, &FollowRoadmaps::default(), None, site.app.clock.now()).await.expect("queued");
    tx.commit().await.expect("committed");
    site.run_jobs().await;
}

/// A session that was held, with a complete list.
async fn hold(site: &Site, at: OffsetDateTime, people: &[Uuid]) {
    sqlx::query(
        "with event as (
             insert into events (community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by, created_at,
                                 published_at, list_completed_at, present)
             select id, 'A session', 'lean_coffee', 'published', $1, $1 + interval '50 minutes', zone,
                    gen_random_uuid()::text, founder_id, $1, $1, $1, cardinality($2)
             from communities
             returning id
         )
         insert into attendance (event_id, person_id, team_id, source, recorded_at)
         select event.id, people.id, people.team_id, 'host', $1 from event, people where people.id = any ($2)",
    )
    .bind(at)
    .bind(people)
    .execute(&site.app.db)
    .await
    .expect("a session");
}

/// A community of six people in four teams that has two dates ahead.
async fn busy_circle(site: &Site, ana: &Browser) -> (String, Vec<Uuid>) {
    let mut fields = PURPOSE.to_vec();
    fields.push(("cadence", "14"));
    let circle = ana.found("Testing circle", &fields).await;
    let mut people = vec![ana.id];
    for (number, team) in ["Data", "Networks", "Platform", "Treatment", "Data"].iter().enumerate() {
        let person = site.person_of(&format!("Person {number}"), team).await;
        person.join(&circle).await;
        people.push(person.id);
    }
    for week in [20, 22] {
        sqlx::query(
            "insert into events (community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by, created_at,
                                 published_at)
             select id, 'To come', 'lean_coffee', 'published', $1, $1 + interval '50 minutes', zone,
                    gen_random_uuid()::text, founder_id, created_at, created_at
             from communities",
        )
        .bind(START + Duration::weeks(week))
        .execute(&site.app.db)
        .await
        .expect("a date");
    }
    (circle, people)
}

#[tokio::test]
async fn a_new_community_is_led_from_its_idea_to_its_first_session() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    let home = ana.get(&circle).await;
    assert!(home.body().contains("First step: Share your idea"));
    let page = ana.get(&format!("{circle}/roadmap")).await;
    assert_eq!(page.all(".roadmap h2").len(), 8);
    assert_eq!(page.text(".roadmap [aria-current] h2"), "1. Share your idea");
    assert_eq!(page.text(".notice h2"), "Next: Describe it: who it is for, what practice, why now");
    assert_eq!(page.attributes(".notice a", "href"), [format!("{circle}/edit#purpose")]);
    assert_eq!(page.text("#coffee .verdict"), "Not yet", "{:?}", page.text("#coffee"));

    let lean_coffee = page.attributes("#first_circle .remedy a", "href");
    let planned = ana.get(&lean_coffee[0]).await;
    assert_eq!(planned.attributes("input[name=title]", "value"), ["First lean coffee"]);
    let stories = page.attributes("#first_stories .remedy a", "href");
    let asked = ana.get(&stories[0]).await;
    assert_eq!(asked.attributes("input[name=subject]", "value"), ["What have you used or tried?"]);
}

#[tokio::test]
async fn the_first_steps_stay_met_and_the_rhythm_slips_after_four_weeks() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let (circle, people) = busy_circle(&site, &ana).await;
    for fortnight in 0..4 {
        hold(&site, START + Duration::weeks(2 * fortnight) + Duration::hours(5), &people).await;
    }
    site.clock_to(START + Duration::weeks(7));
    follow(&site).await;
    let found = states(&ana, &circle).await;
    assert_eq!((found[0].as_str(), found[3].as_str()), ("Met", "Met"), "{found:?}");
    let page = ana.get(&format!("{circle}/roadmap")).await;
    assert_eq!(
        page.text("#steady .value"),
        "4 of the last 4 fortnights had a session (the last three at most 24 days apart)"
    );
    assert!(
        ana.get(&circle).await.body().contains("3 of 8 steps met. Next: Find your first excited members")
    );

    // The last session was in week 6; the rhythm is missed from week 10 on.
    site.clock_to(START + Duration::weeks(10));
    follow(&site).await;
    assert_eq!(states(&ana, &circle).await[3], "Met", "it is missed, and has not slipped yet");
    site.clock_to(START + Duration::weeks(14) - Duration::days(1));
    assert_eq!(states(&ana, &circle).await[3], "Met");
    site.clock_to(START + Duration::weeks(14));
    follow(&site).await;
    let found = states(&ana, &circle).await;
    assert_eq!((found[0].as_str(), found[3].as_str()), ("Met", "Slipped"));
}

#[tokio::test]
async fn two_copies_that_follow_at_once_write_one_memory() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    busy_circle(&site, &ana).await;
    let mut tx = site.app.db.begin().await.expect("a transaction");
    for _ in 0..2 {
        jobs::enqueue(&mut tx, &FollowRoadmaps::default(), None, site.app.clock.now()).await.expect("queued");
    }
    tx.commit().await.expect("committed");
    let (one, two) = (site.app.clone(), site.app.clone());
    let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
    first.and(second).expect("both copies run");
    let rows: i64 =
        sqlx::query_scalar("select count(*) from roadmaps").fetch_one(&site.app.db).await.expect("rows");
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn what_was_done_elsewhere_says_who_reported_it_and_can_be_removed() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &PURPOSE).await;
    let (report, roadmap) = (format!("{circle}/roadmap/reports"), format!("{circle}/roadmap"));

    let empty = ana.post(&report, &form(&[("test", "two_places"), ("note", " ")])).await;
    assert_eq!(empty.status(), 422);
    assert_eq!(empty.problem("note"), "Say in a sentence where and when it was done.");
    let unknown = ana.post(&report, &form(&[("test", "everything"), ("note", "Yes")])).await;
    assert_eq!(unknown.status(), 400);

    let note = "Told the town hall and the wiki";
    ana.post(&report, &form(&[("test", "two_places"), ("note", note)])).await;
    let page = ana.get(&roadmap).await;
    assert_eq!(page.text("#two_places .verdict"), "Done elsewhere");
    assert!(page.text("#two_places .value").starts_with(&format!("{note} (reported by Ana Ferreira")));
    ana.post(&format!("{report}/withdrawal"), "test=two_places").await;
    assert_eq!(ana.get(&roadmap).await.text("#two_places .verdict"), "Optional");
}

#[tokio::test]
async fn the_eighth_step_keeps_what_works_and_says_what_stops() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &PURPOSE).await;
    let path = format!("{circle}/roadmap/keep-going");
    let empty = ana.post(&path, "list=stopped&body=").await;
    assert_eq!(
        (empty.status().as_u16(), empty.problem("stopped").as_str()),
        (422, "Write down what you stop.")
    );
    ana.post(&path, &form(&[("list", "kept"), ("body", "Two people show something small")])).await;
    ana.post(&path, &form(&[("list", "stopped"), ("body", "Minutes that nobody reads")])).await;
    let page = ana.get(&path).await;
    let lists = (page.text("section:first-child li p"), page.text("section:last-child li p"));
    assert!(page.body().contains("Minutes that nobody reads"), "{lists:?}");
    let removal = page.attributes("form[action$=removal]", "action");
    assert_eq!(removal.len(), 2);
    let roadmap = ana.get(&format!("{circle}/roadmap")).await;
    assert_eq!(roadmap.text("#stop_something .value"), "1 thing stopped");
    assert_eq!(roadmap.text("#stop_something .verdict"), "Met");
    ana.post(&removal[0], "").await;
    assert_eq!(ana.get(&path).await.attributes("form[action$=removal]", "action").len(), 1);
    assert_eq!(ana.post(&removal[0], "").await.status(), 404, "what is removed is not there");
}

#[tokio::test]
async fn the_eighth_step_says_who_takes_over_what() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &PURPOSE).await;
    ben.join(&circle).await;
    let path = format!("{circle}/roadmap/keep-going");
    assert_eq!(ana.get(&path).await.text(".empty h3"), "No roles yet");
    let roles = format!("{circle}/roles");
    ana.post(&roles, &form(&[("name", "Recaps"), ("duties", "Writes what was said")])).await;
    let next = async || {
        ana.get(&path).await.text("#hands ~ table td:last-child, .section-head ~ table td:last-child")
    };
    assert!(next().await.starts_with("Find someone"), "{}", next().await);
    let edit = ana.get(&path).await.attributes("table td:last-child a", "href").remove(0);
    let words = |backup, notes| {
        form(&[
            ("name", "Recaps"),
            ("duties", "Writes what was said"),
            ("holder", "Ana Ferreira"),
            ("backup", backup),
            ("notes", notes),
        ])
    };
    assert_eq!(ana.post(&edit, &words("", "")).await.status(), 200);
    assert!(next().await.starts_with("Name a backup"), "{}", next().await);
    ana.post(&edit, &words("Ben Okafor", "")).await;
    assert!(next().await.starts_with("Write notes"), "{}", next().await);
    let roadmap = async || ana.get(&format!("{circle}/roadmap")).await.text("#handover_notes .value");
    assert_eq!(roadmap().await, "0 of 1 role have notes for the next person");
    ana.post(&edit, &words("Ben Okafor", "It is due the day after.")).await;
    assert_eq!(roadmap().await, "1 of 1 role have notes for the next person");
    let handover = edit.replace("/edit", "/handover");
    assert_eq!(
        ana.get(&path).await.attributes("table td:last-child a", "href"),
        std::slice::from_ref(&handover)
    );
    ana.post(&handover, &form(&[("receiver", "Ben Okafor")])).await;
    assert!(next().await.starts_with("Ben Okafor takes it over"), "{}", next().await);
}

#[tokio::test]
async fn a_step_slips_after_the_days_that_the_page_says() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &PURPOSE).await;
    let says = async || ana.get(&format!("{circle}/roadmap")).await.text("main > p:last-child");
    assert!(says().await.contains("slip after 28 days"), "{}", says().await);
    sqlx::query(
        "insert into threshold_overrides (name, value, set_at) values ('roadmap_slip_days', 40, now())",
    )
    .execute(&site.app.db)
    .await
    .expect("an override");
    assert!(says().await.contains("slip after 40 days"), "{}", says().await);
}

#[tokio::test]
async fn thanks_and_snapshots_count_for_ninety_days_and_kinds_of_sessions_for_half_a_year() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &PURPOSE).await;
    let ben = site.person("Ben Okafor").await;
    let cleo = site.person("Cleo Silva").await;
    hold(&site, START, &[ana.id, ben.id, cleo.id]).await;
    sqlx::query(
        "insert into thanks (person_id, recipient_id, community_id, reach, helped_with, at)
         select $1, $2, id, 'community', 'A flaky test', $3 from communities",
    )
    .bind(ana.id)
    .bind(ben.id)
    .bind(START)
    .execute(&site.app.db)
    .await
    .expect("thanks");
    sqlx::query(
        "insert into snapshots (community_id, made_by, made_at, title, period, from_on, until_on, as_of, content,
                                token_hash, expires_at)
         select id, $1, $2, 'For the board', 'October', '2026-10-01', '2026-10-31', $2, '{}', '\\x00',
                $2 + interval '30 days'
         from communities",
    )
    .bind(ana.id)
    .bind(START)
    .execute(&site.app.db)
    .await
    .expect("a snapshot");
    let says = async |days: Duration| {
        site.clock_to(START + days);
        let page = ana.get(&format!("{circle}/roadmap")).await;
        ["#thanks .value", "#snapshot .value", "#range .value"].map(|row| page.text(row)[..2].to_owned())
    };
    let minute = Duration::MINUTE;
    assert_eq!(says(Duration::days(90) - minute).await, ["1 ", "1 ", "1 "]);
    assert_eq!(says(Duration::days(90) + minute).await, ["No", "No", "1 "]);
    assert_eq!(says(Duration::days(180) - minute).await, ["No", "No", "1 "]);
    assert_eq!(says(Duration::days(180) + minute).await, ["No", "No", "No"]);
}

#[tokio::test]
async fn trust_is_shown_beside_the_fourth_step() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &PURPOSE).await;
    let page = ana.get(&format!("{circle}/roadmap")).await;
    let words = page.text("#step-4");
    assert!(words.contains("never a condition of it: no pulse with enough answers yet"), "{words}");
    assert!(page.has(&format!("#step-4 a[href='{circle}/pulse']")));
}

#[tokio::test]
async fn a_retrospective_with_a_finished_action_and_agreements_are_ticked() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &PURPOSE).await;
    let roadmap = format!("{circle}/roadmap");
    let page = ana.get(&roadmap).await;
    assert_eq!(page.text("#agreements .value"), "No agreements are written down");
    assert_eq!(page.attributes("#agreements .remedy a", "href"), [format!("{circle}/agreements")]);
    assert_eq!(page.text("#retrospective .value"), "None held yet");
    assert_eq!(page.attributes("#retrospective .remedy a", "href"), [format!("{circle}/retrospectives")]);

    ana.post(&format!("{circle}/agreements/edit"), &form(&[("line", "Be kind"), ("then", "save")])).await;
    let fields = form(&[("title", "Looking back"), ("names", "without")]);
    let retrospective = ana.post(&format!("{circle}/retrospectives"), &fields).await.path().to_owned();
    let action = form(&[("body", "Start on time"), ("owner", ""), ("due", "2026-12-21")]);
    ana.post(&format!("{retrospective}/actions"), &action).await;
    ana.post(&format!("{retrospective}/close"), "").await;
    let page = ana.get(&roadmap).await;
    assert_eq!(page.text("#agreements .verdict"), "Met");
    assert_eq!(page.text("#agreements .value"), "1 agreement is written down");
    assert_eq!(page.text("#retrospective .value"), "The last one: today, with no action finished yet");

    let decision = ana.get(&retrospective).await.attributes("form[action$=decision]", "action").remove(0);
    ana.post(&decision, "decision=done").await;
    site.clock_to(START + Duration::days(120));
    let page = ana.get(&roadmap).await;
    assert_eq!(page.text("#retrospective .verdict"), "Met");
    assert_eq!(
        page.text("#retrospective .value"),
        "One with a finished action: 120 days ago (limit 120 days)"
    );
    site.clock_to(START + Duration::days(121));
    let page = ana.get(&roadmap).await;
    assert_eq!(page.text("#retrospective .verdict"), "Not yet");
    assert_eq!(page.attributes("#retrospective .remedy a", "href"), [format!("{circle}/retrospectives")]);
    let page = ana.get(&format!("{circle}/roadmap/keep-going")).await;
    assert!(page.has(&format!("main a[href='{circle}/retrospectives']")));
}
