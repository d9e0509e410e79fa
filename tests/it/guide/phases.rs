//! The phase of a community: evaluated once a week, told in full to organisers and in brief to everybody else.

use guildhall::{EvaluatePhases, jobs};
use time::{Date, Duration, OffsetDateTime};
use uuid::Uuid;

use crate::support::{Browser, Page, START, Site, form, site};

const PURPOSE: [(&str, &str); 3] = [
    ("who", "Testers and developers"),
    ("practice", "We learn to trust our releases"),
    ("why_now", "Releases hurt"),
];

pub async fn weeks(site: &Site) -> Vec<(Date, String)> {
    sqlx::query_as("select week_on, phase from phases order by community_id, week_on")
        .fetch_all(&site.app.db)
        .await
        .expect("weeks")
}

/// Asks for the weekly evaluation outside its schedule.
pub async fn evaluation_is_asked_for(site: &Site) {
    let mut tx = site.app.db.begin().await.expect("a transaction");
    jobs::enqueue(&mut tx, &EvaluatePhases::default(), None, site.app.clock.now()).await.expect("queued");
    tx.commit().await.expect("committed");
}

/// What organisers see, and nobody else.
fn explains(page: &Page) -> bool {
    [".tests", "#flags", "#risks", "#past", "#fit", "#becomes", "details.numbers"]
        .iter()
        .any(|part| page.has(part))
}

/// A community that met every two weeks, eight people of four teams, twelve times.
pub async fn mature_circle(site: &Site, ana: &Browser) -> String {
    let circle = ana.found("Testing circle", &PURPOSE).await;
    let mut people = vec![ana.id];
    for (number, team) in
        ["Data", "Networks", "Platform", "Treatment", "Data", "Networks", "Platform"].iter().enumerate()
    {
        let person = site.person_of(&format!("Person {number}"), team).await;
        person.join(&circle).await;
        people.push(person.id);
    }
    for (session, host) in (0..12).zip(people[..3].iter().cycle()) {
        hold(site, START + Duration::days(3 + 14 * session), *host, &people).await;
    }
    circle
}

/// A session that was held, with a complete list.
async fn hold(site: &Site, at: OffsetDateTime, host: Uuid, people: &[Uuid]) {
    sqlx::query(
        "with event as (
             insert into events (community_id, title, kind, state, starts_at, ends_at, zone, uid, created_by, created_at,
                                 published_at, list_completed_at)
             select id, 'A session', 'lean_coffee', 'published', $1, $1 + interval '50 minutes', zone,
                    gen_random_uuid()::text, founder_id, $1, $1, $1
             from communities
             returning id
         ), host as (
             insert into hosts (event_id, person_id) select id, $2 from event
         )
         insert into attendance (event_id, person_id, team_id, source, recorded_at)
         select event.id, people.id, people.team_id, 'host', $1 from event, people where people.id = any ($3)",
    )
    .bind(at)
    .bind(host)
    .bind(people)
    .execute(&site.app.db)
    .await
    .expect("a session");
}

#[tokio::test]
async fn each_week_is_evaluated_once_however_often_and_by_how_many_copies() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    ana.found("Testing circle", &[]).await;
    ana.found("Data people", &[]).await;
    site.clock_to(START + Duration::weeks(3));
    evaluation_is_asked_for(&site).await;
    evaluation_is_asked_for(&site).await;
    let (one, two) = (site.app.clone(), site.app.clone());
    let (first, second) = tokio::join!(guildhall::run_due_jobs(&one), guildhall::run_due_jobs(&two));
    first.and(second).expect("both copies run");
    let written = weeks(&site).await;
    assert_eq!(written.len(), 6, "three weeks each of two communities: {written:?}");
    evaluation_is_asked_for(&site).await;
    site.run_jobs().await;
    assert_eq!(weeks(&site).await, written, "a week that was evaluated stays as it is");
    site.clock_to(START + Duration::weeks(4) - Duration::hours(10));
    evaluation_is_asked_for(&site).await;
    site.run_jobs().await;
    assert_eq!(weeks(&site).await.len(), 6, "it is Sunday still");
}

#[tokio::test]
async fn an_archived_community_is_evaluated_no_more() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let circle = ana.found("Testing circle", &[]).await;
    site.archive(&circle).await;
    site.clock_to(START + Duration::weeks(2));
    site.run_jobs().await;
    assert!(weeks(&site).await.is_empty());
    let page = ana.get(&format!("{circle}/phase")).await;
    assert_eq!((page.status().as_u16(), page.has("form.decisions")), (200, false));
    let refused = ana.post(&format!("{circle}/phase/transformation"), "said=declare").await;
    assert_eq!(refused.status(), 409);
}

#[tokio::test]
async fn an_administrator_reads_the_explanation_and_nothing_that_is_the_organisers_to_decide() {
    let site = site().await;
    let (ana, omar) = (site.person("Ana Ferreira").await, site.admin("Omar Siddiq").await);
    let circle = mature_circle(&site, &ana).await;
    let path = format!("{circle}/phase");
    let (own, read) = (ana.get(&path).await, omar.get(&path).await);
    assert!(!own.all(".tests li").is_empty());
    let values = |page: &Page| page.all(".tests li .value").join(" ");
    assert_eq!(values(&read), values(&own));
    assert!(read.has("#past") && read.text("main").contains("Thresholds"));
    for own_alone in ["#flags", "#step", "#risks", "form", ".tests li a"] {
        assert!(!read.has(&format!("main {own_alone}")), "{own_alone}");
    }
    assert_eq!(omar.post(&format!("{path}/pin"), "phase=forming").await.status(), 404);
    let quiet = ana.found("Quiet circle", &[("visibility", "private")]).await;
    assert_eq!(omar.get(&format!("{quiet}/phase")).await.status(), 404);
}

#[tokio::test]
async fn members_and_leaders_see_the_phase_and_organisers_see_why() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let leader = site.leader("Joana Reis").await;
    let circle = ana.found("Testing circle", &PURPOSE).await;
    ben.join(&circle).await;
    let path = format!("{circle}/phase");

    let page = ana.get(&path).await;
    assert_eq!(page.text("h1"), "Potential");
    assert_eq!(page.text(".phase-track [aria-current]"), "Potential since 23 November 2026");
    assert_eq!(page.text("#tests"), "What Forming needs");
    assert_eq!(
        page.all(".tests li"),
        [
            "Purpose written yes Met",
            "Members and interested people who came 0 (needs 5) Not yet Invite someone",
            "Teams at sessions in the last 3 months 0 (needs 2) Not yet Invite someone from another team",
            "Sessions held 0 (needs 2) Not yet Plan the next session",
            "Last session not known yet (limit 24 days) Not yet Plan the next session",
        ],
        "who is interested counts once they came"
    );
    assert!(page.body().contains("After Webber"));

    for other in [&ben, &leader] {
        let page = other.get(&path).await;
        assert_eq!((page.status().as_u16(), page.text("h1").as_str()), (200, "Potential"));
        assert!(page.has(".phase-track") && !explains(&page), "{} sees the summary only", other.name);
    }
    let stranger = site.stranger().get(&path).await;
    assert!(stranger.path().starts_with("/login"));
}

/// A community that one person hosts, fortnight after fortnight, for half a year.
async fn single_host_circle(site: &Site, ana: &Browser) -> String {
    let circle = ana.found("Testing circle", &PURPOSE).await;
    let mut people = vec![ana.id];
    for (name, team) in [("Ben Okafor", "Data"), ("Chloe Martin", "Networks"), ("Dee Park", "Data")] {
        let person = site.person_of(name, team).await;
        person.join(&circle).await;
        people.push(person.id);
    }
    for session in 0..12 {
        hold(site, START + Duration::days(3 + 14 * session), ana.id, &people).await;
    }
    site.clock_to(START + Duration::days(3 + 14 * 11 + 1));
    circle
}

/// The first press opened the page of the stage, the second asks.
async fn asked_from(page: Page, ana: &Browser, circle: &str) {
    assert_eq!(
        page.all("#single_host form button"),
        ["Ask Dee Park"],
        "who came often and likes to be asked"
    );
    let ask = page.attributes("#single_host form", "action").remove(0);
    let person = page.attributes("#single_host form button", "value").remove(0);
    let fields = format!("person={person}&next={circle}/phase");
    let page = ana.post(&ask, &fields).await;
    assert_eq!(page.path(), format!("{circle}/phase"));
    assert!(page.text("#single_host").contains("Dee Park (no answer yet)"), "{}", page.text("#single_host"));
    assert!(!page.has("#single_host form"), "nobody is asked twice");
}

#[tokio::test]
async fn an_organiser_of_a_single_host_community_is_two_presses_from_asking_another() {
    let site = site().await;
    let ana = site.person_of("Ana Ferreira", "Platform").await;
    let circle = single_host_circle(&site, &ana).await;
    sqlx::query("update people set open_to_host = true where name = 'Dee Park'")
        .execute(&site.app.db)
        .await
        .expect("she likes to be asked");

    let page = ana.get(&format!("{circle}/phase")).await;
    let rows = page.attributes(".tests li:not(.met) .remedy", "href");
    assert!(!rows.is_empty() && rows.iter().all(|path| path.starts_with('/')), "{rows:?}");
    for path in rows {
        assert_eq!(ana.get(&path).await.status(), 200, "{path}");
    }

    evaluation_is_asked_for(&site).await;
    site.run_jobs().await;
    let page = ana.get(&circle).await;
    let seen = page.text(".flags-brief");
    assert!(seen.contains("Single host") && seen.contains("100% (warning at more than 67%)"), "{seen}");
    let links = page.attributes(".flags-brief a", "href");
    assert!(links.contains(&format!("{circle}/phase#single_host")), "{links:?}");
    let member = site.person("Eve Novak").await;
    member.join(&circle).await;
    assert!(!member.get(&circle).await.has(".flags-brief"), "organisers alone");

    let page = ana.get(&format!("{circle}/phase")).await;
    let order = page.all("section h2");
    let (flags, tests) = (
        order.iter().position(|words| words == "What organisers should look at"),
        order.iter().position(|words| words.starts_with("What ") && words.ends_with(" needs")),
    );
    assert!(flags.is_some() && flags < tests, "what is wrong comes first: {order:?}");
    assert_eq!(page.text("#single_host h3"), "Single host");
    assert!(
        page.text("#single_host").contains("100%"),
        "how the program knows: {}",
        page.text("#single_host")
    );
    let acts = page.attributes("#single_host a", "href");
    assert_eq!(acts, [format!("{circle}/events/new#hosts")], "no date is planned yet");

    let next = ana.schedule(&circle, "Flaky tests", &[("day", "2027-05-20")]).await;
    let page = ana.get(&format!("{circle}/phase")).await;
    assert_eq!(page.attributes("#single_host a", "href"), [next.clone(), format!("{next}/edit#hosts")]);
    let form = ana.get(&format!("{next}/edit")).await;
    let hosts = form.all("#hosts label");
    assert!(hosts[0] == "Ana Ferreira" && hosts[1].starts_with("Dee Park"), "after who hosts: {hosts:?}");
    asked_from(page, &ana, &circle).await;
}

#[tokio::test]
async fn a_community_that_rests_says_so_beside_its_phase() {
    let site = site().await;
    let ana = site.person_of("Ana Ferreira", "Platform").await;
    let leader = site.leader("Joana Reis").await;
    let circle = single_host_circle(&site, &ana).await;
    let strip = async || leader.get("/impact").await.text(".phase-small li");
    let phase = async |browser: &Browser| browser.get(&format!("{circle}/phase")).await.text(".page-head");
    assert!(!strip().await.contains("Inactive"), "{}", strip().await);

    site.clock_to(START + Duration::weeks(52));
    for shown in [strip().await, phase(&leader).await, phase(&ana).await] {
        assert!(shown.contains("Inactive: last session in April"), "{shown}");
    }
    ana.post(&format!("{circle}/pause"), &form(&[("until", "2027-12-06"), ("reason", "A release")])).await;
    for shown in [strip().await, phase(&leader).await] {
        assert!(shown.contains("Paused") && !shown.contains("Inactive"), "{shown}");
    }
    let aside = leader.get(&circle).await.text("aside .phase-name");
    assert!(aside.ends_with("· Paused"), "{aside}");
    let table = leader.get("/impact.csv").await;
    let line = table
        .body()
        .lines()
        .find(|line| line.contains("Phases") && line.contains("Testing circle"))
        .expect("a row")
        .to_owned();
    assert!(line.contains("Paused"), "{line}");
    assert!(ana.get(&format!("{circle}/canvas")).await.text("[aria-labelledby=stage]").contains("Paused."));
    assert!(ana.get(&format!("{circle}/sponsor")).await.text("dl.facts").contains("· Paused"));
    ana.post(&format!("{circle}/resumption"), "").await;

    // Longer ago than the year that the community's page draws.
    site.clock_to(START + Duration::weeks(104));
    let page = ana.get(&circle).await;
    assert_eq!(page.text(".community-head .state, .meta .state"), "Inactive");
    let aside = page.text("aside .phase-name");
    assert!(aside.ends_with("· Inactive: last session in April 2027"), "{aside}");
}

#[tokio::test]
async fn a_private_communitys_phase_is_nobody_elses() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let leader = site.leader("Joana Reis").await;
    let circle = ana.found("Testing circle", &[("visibility", "private")]).await;
    assert_eq!(leader.get(&format!("{circle}/phase")).await.status(), 404);
}

#[tokio::test]
async fn an_organiser_sets_the_phase_for_a_while_and_both_are_shown() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &PURPOSE).await;
    ben.join(&circle).await;
    let path = format!("{circle}/phase");
    let pin = form(&[
        ("phase", "maturing"),
        ("until", "2026-12-20"),
        ("reason", "We met for years before this site"),
    ]);
    assert_eq!(ben.post(&format!("{path}/pin"), &pin).await.status(), 404, "a member sets nothing");

    let page = ana.post(&format!("{path}/pin"), &pin).await;
    assert_eq!(page.text("h1"), "Maturing");
    let notice = page.text(".notice");
    assert!(notice.contains("We met for years") && notice.contains("The data suggest Potential"), "{notice}");
    let seen = ben.get(&path).await;
    assert_eq!((seen.text("h1").as_str(), seen.has(".notice")), ("Maturing", false));
    assert!(ben.get(&circle).await.body().contains("phase-maturing"), "the community's page follows at once");

    site.clock_to(START + Duration::weeks(2));
    site.run_jobs().await;
    assert_eq!(ben.get(&path).await.text("h1"), "Maturing", "an evaluation leaves it");
    site.clock_to(START + Duration::weeks(4));
    assert_eq!(ben.get(&path).await.text("h1"), "Potential", "it has run out");
    site.run_jobs().await;
    let past = ana.get(&path).await.all("#past ~ dl dd");
    assert_eq!(
        past,
        ["The stage set by an organiser no longer applies.", "An organiser set the stage to Maturing."]
    );
}

#[tokio::test]
async fn a_phase_that_was_set_is_given_up_again_on_the_same_day() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let path = format!("{}/phase", ana.found("Testing circle", &[]).await);
    let pin = form(&[("phase", "forming"), ("until", "2027-01-20"), ("reason", "It is so")]);
    assert_eq!(ana.post(&format!("{path}/pin"), &pin).await.text("h1"), "Forming");
    assert_eq!(ana.post(&format!("{path}/unpin"), "").await.text("h1"), "Potential");
}

#[tokio::test]
async fn a_phase_is_set_with_a_reason_and_for_ninety_days_at_most() {
    let site = site().await;
    let ana = site.person("Ana Ferreira").await;
    let path = format!("{}/phase", ana.found("Testing circle", &[]).await);
    for (phase, until, reason, field) in [
        ("maturing", "2027-02-22", "Why not", "until"),
        ("maturing", "2026-11-22", "Why not", "until"),
        ("maturing", "soon", "Why not", "until"),
        ("maturing", "2027-02-21", " ", "reason"),
        ("transformation", "2027-02-21", "Why not", "phase"),
    ] {
        let typed = form(&[("phase", phase), ("until", until), ("reason", reason)]);
        let page = ana.post(&format!("{path}/pin"), &typed).await;
        assert_eq!(page.status(), 422, "{phase} {until} {reason}");
        assert!(!page.problem(field).is_empty(), "{field}");
        assert_eq!(page.attributes("#until", "value"), [until], "what was typed stays");
    }
    let longest = form(&[("phase", "maturing"), ("until", "2027-02-21"), ("reason", "Why not")]);
    assert_eq!(ana.post(&format!("{path}/pin"), &longest).await.status(), 200);
}

#[tokio::test]
async fn an_organiser_declares_a_transformation_and_says_what_becomes_of_it() {
    let site = site().await;
    let (ana, ben) = (site.person("Ana Ferreira").await, site.person("Ben Okafor").await);
    let circle = ana.found("Testing circle", &PURPOSE).await;
    ben.join(&circle).await;
    let (path, decide) = (format!("{circle}/phase"), format!("{circle}/phase/transformation"));
    assert_eq!(ben.post(&decide, "said=declare").await.status(), 404);
    assert_eq!(ana.post(&decide, "said=split").await.status(), 409, "nothing is under way");
    assert_eq!(ana.post(&decide, "said=pin").await.status(), 400);

    assert_eq!(ana.post(&decide, "said=declare").await.text("h1"), "Transformation");
    assert_eq!(ben.get(&path).await.text("h1"), "Transformation", "it is declared, so everybody sees it");
    assert_eq!(ana.post(&decide, "said=declare").await.status(), 409);
    let renewing = ana.post(&decide, "said=renewing").await;
    assert!(renewing.body().contains("You chose to renew it."));
    site.clock_to(START + Duration::days(8));
    site.run_jobs().await;
    assert_eq!(ana.get(&path).await.text("h1"), "Transformation");
    let page = ana.post(&decide, "said=refocused").await;
    assert_eq!(page.text("h1"), "Potential");
    assert_eq!(
        page.all("#past ~ dl dd"),
        [
            "The community took a new shape: refocused.",
            "The organisers chose to renew the community.",
            "An organiser started a review."
        ]
    );
    let acts: Vec<String> = sqlx::query_scalar("select verb from acts where thing = 'phase' order by id")
        .fetch_all(&site.app.db)
        .await
        .unwrap();
    assert_eq!(acts, ["declare", "renewing", "refocused"]);
}

#[tokio::test]
async fn a_community_rises_by_its_data_and_a_proposed_end_is_its_organisers_to_answer() {
    let site = site().await;
    let ana = site.person_of("Ana Ferreira", "Networks").await;
    let leader = site.leader("Joana Reis").await;
    let circle = mature_circle(&site, &ana).await;
    let path = format!("{circle}/phase");
    let shown = async |browser: &Browser| browser.get(&path).await.text("h1");

    site.clock_to(START + Duration::days(3 + 14 * 11 + 1));
    assert_eq!(shown(&leader).await, "Maturing", "what no job has evaluated yet is evaluated for the page");
    site.run_jobs().await;
    assert_eq!(shown(&leader).await, "Maturing");
    let track = ana.get(&path).await.all(".phase-track .done");
    assert_eq!(track, ["Potential from November 2026", "Forming from December 2026"]);
    assert_eq!(ana.get(&path).await.text("#tests"), "What Self-sustaining needs");

    site.clock_to(START + Duration::weeks(36));
    site.run_jobs().await;
    assert_eq!(
        (shown(&ana).await, shown(&leader).await),
        ("Transformation".to_owned(), "Maturing".to_owned())
    );
    let page = ana.get(&path).await;
    assert!(page.text(".notice").contains("A transformation is proposed"));
    assert!(page.has("#off_rhythm"), "{:?}", page.all(".flags li"));
    assert!(!explains(&leader.get(&path).await));

    ana.post(&format!("{path}/transformation"), "said=confirm").await;
    assert_eq!(
        (shown(&ana).await, shown(&leader).await),
        ("Transformation".to_owned(), "Transformation".to_owned())
    );
}

#[tokio::test]
async fn thirty_days_after_a_proposal_everybody_sees_it() {
    let site = site().await;
    let ana = site.person_of("Ana Ferreira", "Networks").await;
    let leader = site.leader("Joana Reis").await;
    let path = format!("{}/phase", mature_circle(&site, &ana).await);
    site.clock_to(START + Duration::weeks(36));
    assert_eq!(leader.get(&path).await.text("h1"), "Maturing");
    site.clock_to(START + Duration::weeks(42));
    site.run_jobs().await;
    assert_eq!(leader.get(&path).await.text("h1"), "Transformation");
    assert_eq!(ana.get(&path).await.text("h1"), "Transformation");
}
