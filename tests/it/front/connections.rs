//! My connections: a person's own ring, which nobody else is ever shown.

use time::macros::datetime;
use uuid::Uuid;

use crate::support::{Browser, Page, Site, rsvp, site};

/// Records who was at a session that was scheduled by its path.
async fn came(site: &Site, session: &str, people: &[&Browser]) {
    let event: Uuid = session.rsplit('/').next().and_then(|id| id.parse().ok()).expect("a session");
    let people: Vec<Uuid> = people.iter().map(|person| person.id).collect();
    sqlx::query(
        "insert into attendance (event_id, person_id, team_id, source, recorded_at)
         select $1, id, team_id, 'host', $3 from people where id = any ($2)",
    )
    .bind(event)
    .bind(people)
    .bind(site.app.clock.now())
    .execute(&site.app.db)
    .await
    .expect("attendance");
}

/// Ana and Ben of one team, Chloe and Dev of two others, and a circle of Ana's.
async fn four(site: &Site) -> ([Browser; 4], String) {
    let people = [
        site.person_of("Ana Ferreira", "Billing").await,
        site.person_of("Ben Okafor", "Billing").await,
        site.person_of("Chloe Martin", "Field").await,
        site.person_of("Dev Patel", "Control").await,
    ];
    let circle = people[0].found("Testing circle", &[]).await;
    for person in &people[1..] {
        person.join(&circle).await;
    }
    (people, circle)
}

async fn ring(person: &Browser) -> Page {
    person.get("/me/connections").await
}

fn names(page: &Page) -> Vec<String> {
    page.all(".rings tbody th a")
}

#[tokio::test]
async fn the_ring_shows_people_of_ones_own_sessions_and_of_no_other() {
    let site = site().await;
    let ([ana, ben, chloe, dev], circle) = four(&site).await;
    let one = ana.schedule(&circle, "Flaky tests", &[("day", "2026-11-24")]).await;
    let other = ana.schedule(&circle, "Slow tests", &[("day", "2026-11-25")]).await;
    site.clock_to(datetime!(2026-11-26 09:00 UTC));
    came(&site, &one, &[&ana, &ben, &chloe]).await;
    came(&site, &other, &[&ana, &dev]).await;
    let page = ring(&ben).await;
    let mut met = names(&page);
    met.sort();
    assert_eq!(met, ["Ana Ferreira", "Chloe Martin"], "Dev was where Ben was not");
    assert_eq!(
        page.text(".lead"),
        "In the last 13 months you had chances to meet 2 people, from your team and 1 other team. \
         About 5 in 10 of these chances were with people outside your team."
    );
    assert!(page.text(".rings").contains("Your team") && !page.body().contains("Slow tests"));
    let page = ring(&ana).await;
    assert_eq!(names(&page)[0], "Dev Patel", "two in a room weigh more than three");
    assert_eq!(names(&page).len(), 3);
    assert_eq!(page.all(".rings circle.node").len(), 4, "and herself");
    let page = ring(&dev).await;
    assert!(page.text(".lead").contains("1 person"), "{}", page.text(".lead"));
}

#[tokio::test]
async fn nobody_else_finds_a_ring_and_nothing_says_who_turned_it_off() {
    let site = site().await;
    let ([ana, ben, ..], circle) = four(&site).await;
    let session = ana.schedule(&circle, "Flaky tests", &[("day", "2026-11-24")]).await;
    site.clock_to(datetime!(2026-11-26 09:00 UTC));
    came(&site, &session, &[&ana, &ben]).await;
    let (leader, admin) = (site.leader("Lea Berg").await, site.admin("Omar Haddad").await);
    for path in [format!("/people/{}/connections", ben.id), format!("/me/connections/{}", ben.id)] {
        for person in [&ana, &leader, &admin] {
            assert_eq!(person.get(&path).await.status(), 404, "{path}");
        }
    }
    for person in [&leader, &admin] {
        let page = person.get(&format!("/me/connections?person={}", ben.id)).await;
        assert!(names(&page).is_empty() && page.has(".empty"), "{} has met nobody", person.name);
        let page = person.get(&format!("/people/{}", ben.id)).await;
        assert!(!page.body().contains("/me/connections\">My connections</a>\n  </p>"));
    }
    let page = ben.post("/me/connections", "shown=no").await;
    assert_eq!(page.said(), "Turned off. Nothing is worked out any more.");
    assert!(!page.has(".rings") && !page.body().contains("Ana Ferreira"), "nothing is shown");
    assert_eq!(names(&ring(&ana).await), ["Ben Okafor"], "what Ana knows is hers");
    let acts: i64 = sqlx::query_scalar("select count(*) from acts where person_id = $1 and verb <> 'join'")
        .bind(ben.id)
        .fetch_one(&site.app.db)
        .await
        .expect("a count");
    assert_eq!(acts, 0);
    assert_eq!(ben.post("/me/connections", "shown=no").await.status(), 200, "twice is once");
    assert_eq!(ben.post("/me/connections", "shown=perhaps").await.status(), 400);
    let page = ben.post("/me/connections", "shown=yes").await;
    assert_eq!(names(&page), ["Ana Ferreira"]);
}

#[tokio::test]
async fn halls_later_sessions_and_closed_accounts_make_no_ties() {
    let site = site().await;
    let ([ana, ben, chloe, dev], circle) = four(&site).await;
    let session = ana.schedule(&circle, "Flaky tests", &[("day", "2026-11-24")]).await;
    let hall = ana.schedule(&circle, "A talk", &[("day", "2026-11-25")]).await;
    site.clock_to(datetime!(2026-11-26 09:00 UTC));
    came(&site, &session, &[&ana, &ben]).await;
    came(&site, &hall, &[&ben, &chloe, &dev]).await;
    sqlx::query("update events set present = 41 where title = 'A talk'")
        .execute(&site.app.db)
        .await
        .expect("a hall");
    assert_eq!(names(&ring(&ben).await), ["Ana Ferreira"]);
    sqlx::query("update people set deactivated_at = now() where id = $1")
        .bind(ana.id)
        .execute(&site.app.db)
        .await
        .expect("closed");
    assert!(ring(&ben).await.has(".empty"));
}

/// A coffee of two people in a round of the organisation, with what each said of it.
async fn coffee(site: &Site, people: [&Browser; 2], outcomes: [Option<&str>; 2]) {
    sqlx::query(
        "with programme as (
             insert into coffee_programmes (every_weeks, starts_on, started_by, started_at)
             values (4, '2026-10-19', $1, now())
             returning id
         ), round as (
             insert into coffee_rounds (programme_id, number, monday_on, asks_on, reminds_on, matches_on, closes_on,
                                        seed, state, matched_at)
             select id, 1, '2026-10-19', '2026-10-12', '2026-10-16', '2026-10-19', '2026-11-02', 1, 'closed', now()
             from programme
             returning id
         ), coffee as (
             insert into coffee_matches (round_id, reason, first_writer_id, made_at)
             select id, 'Not met before', $1, now() from round
             returning id
         )
         insert into coffee_partners (match_id, round_id, person_id, outcome)
         select coffee.id, round.id, person, said
         from coffee, round, unnest($2::uuid[], $3::text[]) as x (person, said)",
    )
    .bind(people[0].id)
    .bind(people.map(|person| person.id).to_vec())
    .bind(outcomes.map(|said| said.map(str::to_owned)).to_vec())
    .execute(&site.app.db)
    .await
    .expect("a coffee");
}

#[tokio::test]
async fn a_coffee_counts_for_the_one_who_said_they_met_and_tells_nothing_to_the_other() {
    let site = site().await;
    let ([ana, _, chloe, _], _) = four(&site).await;
    coffee(&site, [&ana, &chloe], [Some("met"), None]).await;
    let page = ring(&ana).await;
    assert_eq!(names(&page), ["Chloe Martin"]);
    assert!(page.text(".rings tbody").contains("1 coffee"), "{}", page.text(".rings tbody"));
    assert!(ring(&chloe).await.has(".empty"), "that Ana said so is Ana's");
}

#[tokio::test]
async fn one_next_thing_leads_to_a_team_not_met_yet() {
    let site = site().await;
    let ([ana, ben, _, dev], circle) = four(&site).await;
    let next = |page: &Page| page.text("#next ~ p");
    assert!(next(&ring(&site.person("Finn Larsen").await).await).starts_with("Choose your team"));
    assert!(next(&ring(&ben).await).starts_with("Try a community"));
    site.admin("Omar Haddad").await.post("/admin/coffee", "every_weeks=4").await;
    assert!(next(&ring(&ben).await).starts_with("Take part in coffee"));
    let session = ana.schedule(&circle, "Slow tests", &[]).await;
    dev.post(&rsvp(&session), "answer=going").await;
    let words = next(&ring(&ben).await);
    assert!(
        words.starts_with("Control is a team you haven’t met yet") && words.contains("“Slow tests”"),
        "{words}"
    );
    ben.post(&rsvp(&session), "answer=going").await;
    assert!(next(&ring(&ben).await).starts_with("Take part in coffee"), "it is answered");
    let secret = ana.found("Quiet circle", &[("visibility", "private")]).await;
    let quiet = ana.schedule(&secret, "Quiet tests", &[]).await;
    sqlx::query(
        "insert into rsvps (event_id, person_id, answer, answered_at, seated_at)
         select e.id, $1, 'going', now(), now() from events e where e.title = 'Quiet tests'",
    )
    .bind(dev.id)
    .execute(&site.app.db)
    .await
    .expect("an answer");
    let words = next(&ring(&ben).await);
    assert!(words.starts_with("Take part in coffee"), "{quiet} is not there for Ben: {words}");
}
