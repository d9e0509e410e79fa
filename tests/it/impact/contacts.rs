//! Who meets across teams: what makes a contact, which departments nobody meets, and which period is looked at first.

use serde_json::Value;
use time::macros::datetime;
use uuid::Uuid;

use super::{OCTOBER, enough_sessions, held, people, small_organisation};
use crate::support::{Browser, Site, fresh, site};

async fn report(leader: &Browser, query: &str) -> Value {
    serde_json::from_str(leader.get(&format!("/impact.json{query}")).await.body()).expect("a report")
}

/// The contacts of one team with another, as leaders read them.
fn between(report: &Value, team: &str, other: &str) -> String {
    let pictures = report["contacts"]["of"].as_array().expect("pictures");
    let picture = pictures.iter().find(|picture| picture["name"] == team).expect("a picture");
    let with = picture["with"].as_array().expect("teams");
    with.iter().find(|tie| tie["team"] == other).expect("a team")["contacts"]
        .as_str()
        .expect("words")
        .to_owned()
}

/// Pairs who were matched for coffee in October.
async fn coffees(site: &Site, pairs: &[(Uuid, Uuid)], community: Option<&str>) {
    let round: Uuid = sqlx::query_scalar(
        "with programme as (
             insert into coffee_programmes (community_id, every_weeks, starts_on, started_by, started_at)
             select (select id from communities where '/communities/' || slug = $1), 4, '2026-10-05', $2, '2026-09-28'
             returning id
         )
         insert into coffee_rounds (programme_id, number, monday_on, asks_on, reminds_on, matches_on, closes_on, seed,
                                    state, matched_at)
         select id, 1, '2026-10-05', '2026-09-28', '2026-10-02', '2026-10-05', '2026-10-19', 1, 'closed', '2026-10-05'
         from programme
         returning id",
    )
    .bind(community)
    .bind(pairs[0].0)
    .fetch_one(&site.app.db)
    .await
    .expect("a round");
    for (one, other) in pairs {
        sqlx::query(
            "with made as (
                 insert into coffee_matches (round_id, reason, first_writer_id, made_at)
                 values ($1, 'Different teams', $2, '2026-10-05')
                 returning id
             )
             insert into coffee_partners (match_id, round_id, person_id, team_id)
             select made.id, $1, p.id, p.team_id from made, people p where p.id = any ($3)",
        )
        .bind(round)
        .bind(one)
        .bind(vec![*one, *other])
        .execute(&site.app.db)
        .await
        .expect("a match");
    }
}

async fn run(site: &Site, sql: &'static str) {
    sqlx::query(sql).execute(&site.app.db).await.expect("done");
}

async fn ten_minutes_on(site: &Site) {
    site.clock_to(site.app.clock.now() + time::Duration::minutes(10));
    site.run_jobs().await;
}

#[tokio::test]
async fn a_coffee_makes_a_contact_only_where_someone_said_that_they_met_and_never_in_private() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    enough_sessions(&site, &circle).await;
    let (sales, lab) = (people(&site, "Sales", 6).await, people(&site, "Lab", 6).await);
    let pairs: Vec<(Uuid, Uuid)> = sales.into_iter().zip(lab).collect();
    coffees(&site, &pairs, None).await;
    assert_eq!(between(&report(&leader, "").await, "Sales", "Lab"), "No line", "they were matched, no more");
    run(&site, "update coffee_partners set outcome = 'planned'").await;
    ten_minutes_on(&site).await;
    assert_eq!(between(&report(&leader, "").await, "Sales", "Lab"), "No line", "and they only mean to");
    // One of each pair says so; which of the two is not read.
    run(&site, "update coffee_partners set outcome = 'met' where person_id in (select first_writer_id from coffee_matches)")
        .await;
    ten_minutes_on(&site).await;
    let met = report(&leader, "").await;
    assert_eq!(between(&met, "Sales", "Lab"), "about 5", "six coffees of four weeks ago");
    assert_eq!(between(&met, "Lab", "Sales"), "about 5");
    // An organiser knows who came to each session, and so could tell who says that they met.
    let own = ana.get(&format!("{circle}/impact?from=2026-10-01&until=2026-10-31")).await;
    assert!(!own.text(".rings").contains("Sales"));
    run(&site, "update coffee_matches set void_at = made_at").await;
    ten_minutes_on(&site).await;
    assert_eq!(
        between(&report(&leader, "").await, "Sales", "Lab"),
        "No line",
        "what was called off did not happen"
    );
    run(&site, "update coffee_matches set void_at = null").await;
    run(&site, "update coffee_programmes set community_id = (select id from communities limit 1)").await;
    ten_minutes_on(&site).await;
    assert_eq!(
        between(&report(&leader, "").await, "Sales", "Lab"),
        "about 5",
        "of a listed community it counts"
    );
    run(&site, "update communities set visibility = 'private'").await;
    ten_minutes_on(&site).await;
    let private = leader.get("/impact.json").await;
    assert!(!private.body().contains("about 5"));
}

/// Who thanks the host of a session was in a room with them: that is counted already.
async fn thanks_for_a_session(site: &Site, hosts: &[Uuid], guests: &[Uuid]) {
    for (host, guest) in hosts.iter().zip(guests) {
        sqlx::query(
            "insert into thanks (person_id, recipient_id, event_id, reach, at)
             select $1, $2, id, 'community', $3 from events limit 1",
        )
        .bind(guest)
        .bind(host)
        .bind(OCTOBER)
        .execute(&site.app.db)
        .await
        .expect("thanks");
    }
}

#[tokio::test]
async fn help_that_was_given_thanks_for_makes_a_contact() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    enough_sessions(&site, &circle).await;
    let (sales, lab) = (people(&site, "Sales", 6).await, people(&site, "Lab", 6).await);
    for (helper, helped) in lab.iter().zip(&sales) {
        sqlx::query(
            "insert into thanks (person_id, recipient_id, helped_with, community_id, reach, at)
             select $1, $2, 'a test', id, 'community', $3 from communities where '/communities/' || slug = $4",
        )
        .bind(helped)
        .bind(helper)
        .bind(OCTOBER)
        .bind(&circle)
        .execute(&site.app.db)
        .await
        .expect("thanks");
    }
    assert_eq!(between(&report(&leader, "").await, "Sales", "Lab"), "about 5");
    let own = ana.get(&format!("{circle}/impact?from=2026-10-01&until=2026-10-31")).await;
    assert!(own.text(".rings").contains("Sales"), "shown in the community, it is in its report");
    run(&site, "update thanks set hidden_at = at").await;
    thanks_for_a_session(&site, &lab, &sales).await;
    ten_minutes_on(&site).await;
    assert_eq!(
        between(&report(&leader, "").await, "Sales", "Lab"),
        "No line",
        "its recipient hid it, and a session is no help"
    );
}

#[tokio::test]
async fn organisers_see_all_teams_of_their_community_and_exactly() {
    let site = site().await;
    let (ana, circle) = small_organisation(&site).await;
    let page = ana.get(&format!("{circle}/impact?from=2026-10-01&until=2026-10-31")).await;
    // Legal has four people, who came once.
    assert!(page.all(".rings th").iter().any(|cell| cell.ends_with("Legal")), "{:?}", page.all(".rings th"));
    assert!(!page.has(".apart"), "what the rest of the organisation does is not theirs");
    let leader = site.leader("Lea Lopez").await;
    assert!(leader.get("/impact").await.text("#rings + p").contains("is shown from ten sessions on"));
    enough_sessions(&site, &circle).await;
    ten_minutes_on(&site).await;
    let page = leader.get("/impact").await;
    assert!(page.has(".rings"));
    assert!(!page.text(".rings").contains("Legal"));
}

#[tokio::test]
async fn where_the_quarter_so_far_is_thin_the_last_whole_one_is_looked_at_first() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    let platform = people(&site, "Platform", 6).await;
    for week in 0..9 {
        held(&site, &circle, datetime!(2026-07-07 12:00 UTC) + time::Duration::weeks(week), &platform).await;
    }
    let leader = site.leader("Lea Lopez").await;
    let page = leader.get("/impact").await;
    assert!(page.text(".report-bar").contains("The quarter so far has too few sessions for most figures"));
    assert_eq!(page.attributes("#period option[selected]", "value"), ["2026-q3"]);
    assert_eq!(report(&leader, "").await["period"]["from"], "2026-07-01", "the files say the same");
    let asked = leader.get("/impact?period=so-far").await;
    assert!(!asked.text(".report-bar").contains("too few sessions"), "who asks for it reads it");
    assert_eq!(asked.attributes("#period option[selected]", "value"), ["so-far"]);
    let other = leader.get("/impact?period=90").await;
    assert!(
        other
            .text(".report-bar")
            .contains("Choose one of the periods listed. Showing the last whole quarter.")
    );
    for days in 0..7 {
        held(&site, &circle, OCTOBER + time::Duration::days(days), &platform).await;
    }
    let thin = leader.get("/impact").await;
    assert_eq!(thin.attributes("#period option[selected]", "value"), ["2026-q3"], "as it was counted last");
    ten_minutes_on(&site).await;
    let full = leader.get("/impact").await;
    assert_eq!(
        full.attributes("#period option[selected]", "value"),
        ["so-far"],
        "ten are not fewer than half of nine"
    );
}

/// On any day, since everything in it is relative to that day, and quarters are not.
#[tokio::test]
async fn the_silo_of_the_demo_is_seen_whenever_it_is_built() {
    // In these the last whole quarter is looked at first, and the quarter so far.
    for now in [datetime!(2026-10-12 09:00 UTC), datetime!(2026-12-29 09:00 UTC)] {
        let site = fresh().await;
        site.clock_to(now);
        guildhall::build_demo(&site.app).await.expect("it is built");
        let leader = site.stranger();
        leader.post("/demo-login", "role=leader").await;
        let page = leader.get("/impact").await;
        assert_eq!(page.all(".apart li b"), ["Capital works."], "{now}");
        let links = page.all(".one-link").join(" ");
        assert!(links.contains("through Data alone"), "{now}: {links}");
        let pictures = report(&leader, "").await["contacts"]["of"].as_array().expect("pictures").clone();
        let with_lines = |picture: &&Value| {
            picture["kind"] == "community"
                && picture["with"].as_array().expect("teams").iter().any(|tie| tie["contacts"] != "No line")
        };
        assert!(pictures.iter().filter(with_lines).count() > 4, "{now}: a community in the middle");
    }
}

#[tokio::test]
async fn the_demo_shows_its_silo_in_the_picture_and_in_words() {
    let site = fresh().await;
    site.clock_to(datetime!(2026-11-23 09:00 UTC));
    guildhall::build_demo(&site.app).await.expect("it is built");
    let leader = site.stranger();
    leader.post("/demo-login", "role=leader").await;
    let page = leader.get("/impact").await;
    assert!(page.text(".apart li").starts_with("Capital works"), "{}", page.text("#across + p"));
    assert_eq!(page.all(".apart li").len(), 1);
    assert!(page.has(".apart a[href]"), "with one thing to do");
    let links = page.all(".one-link").join(" ");
    assert!(
        links.contains("Design office and Project delivery are linked with other teams through Data alone"),
        "{links}"
    );
    let data = report(&leader, "").await;
    assert_eq!(between(&data, "Field crews", "Design office"), "No line");
    assert_ne!(between(&data, "Data", "Project delivery"), "No line");
    let crews = data["contacts"]["of"]
        .as_array()
        .expect("pictures")
        .iter()
        .position(|of| of["name"] == "Field crews");
    assert!(crews.is_some());
    let centres = page.attributes("#centre option", "value");
    let drawn = leader.get(&format!("/impact?centre={}", centres[crews.expect("a place")])).await;
    assert_eq!(drawn.text(".rings .own-name"), "Field crews");
    assert!(drawn.has(".rings .node.alone"), "drawn with a place and without a line");
    assert_eq!(drawn.all(".ring-pair figure").len(), 2, "two quarters beside each other");
    for figure in page.all(".leads .figure").into_iter().chain(page.all("#further + .figures .figure")) {
        assert!(!["Nobody yet", "Fewer than 5", "Hidden"].contains(&figure.as_str()), "{figure}");
    }
    for page in
        [leader.get("/impact").await, leader.get("/impact.csv").await, leader.get("/impact.json").await]
    {
        assert!(!page.body().contains("Back to work"), "a private community is in nothing");
    }
    assert!(leader.get("/impact.csv").await.body().contains("\"Hardly met\",\"Capital works\""));
    let hours = data["hours"]["left_out"].as_array().expect("stories");
    assert!(!hours.is_empty(), "one outlier is left out and listed");
}
