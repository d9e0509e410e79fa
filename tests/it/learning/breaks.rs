//! Shared breaks: what teams publish, where these meet, and trials of one break together.

use time::macros::datetime;

use crate::support::{Browser, Page, Site, form, site};

async fn team_of(site: &Site, person: &Browser) -> String {
    let team: uuid::Uuid = sqlx::query_scalar("select team_id from people where id = $1")
        .bind(person.id)
        .fetch_one(&site.app.db)
        .await
        .expect("a team");
    format!("/breaks/teams/{team}")
}

/// Publishes the break of someone's team: on these days, in a zone, or in UTC.
async fn publish(site: &Site, person: &Browser, days: &[&str], times: [&str; 2], zone: &str) -> Page {
    let mut fields: Vec<(&str, &str)> = days.iter().map(|day| ("days", *day)).collect();
    fields.extend([("from_time", times[0]), ("to_time", times[1]), ("zone", zone)]);
    person.post(&team_of(site, person).await, &form(&fields)).await
}

fn trial(other: &[(&str, &str)]) -> String {
    let usual = [
        ("days", "2"),
        ("from_time", "10:15"),
        ("to_time", "10:30"),
        ("zone", "Etc/UTC"),
        ("starts_on", "2026-11-30"),
        ("weeks", "4"),
    ];
    let kept = usual.iter().filter(|(name, _)| other.iter().all(|(replaced, _)| replaced != name));
    form(&kept.chain(other).copied().collect::<Vec<_>>())
}

async fn three(site: &Site) -> [Browser; 3] {
    [
        site.person_of("Ana Ferreira", "Billing").await,
        site.person_of("Ben Okafor", "Field").await,
        site.person_of("Chloe Martin", "Control").await,
    ]
}

#[tokio::test]
async fn teams_publish_their_break_and_see_where_they_meet() {
    let site = site().await;
    let [ana, ben, chloe] = three(&site).await;
    let page = ana.get("/breaks").await;
    assert!(page.has(".empty") && page.text(".page-head .actions").contains("Publish your team’s break"));
    let page = publish(&site, &ana, &["2", "4"], ["10:00", "10:30"], "Etc/UTC").await;
    assert_eq!(page.said(), "The break is published. Everyone sees when your teams could meet.");
    assert!(page.text(".lead").starts_with("One team has published"), "{}", page.text(".lead"));
    publish(&site, &ben, &["2", "4"], ["10:15", "10:45"], "Etc/UTC").await;
    let page = publish(&site, &chloe, &["2", "4"], ["11:00", "11:15"], "Etc/UTC").await;
    assert_eq!(
        page.text(".lead"),
        "2 of 3 teams are free at the same time: Tuesday and Thursday, 10:15 to 10:30."
    );
    assert_eq!(page.all("#apart ~ ul li"), ["Billing and Control", "Control and Field"]);
    assert!(page.text("#slot ~ p strong").contains("Tuesday and Thursday, 10:15 to 10:30"));
    assert_eq!(page.all("#slot ~ ul li"), ["Control: 45 minutes earlier"]);
    assert!(page.text(".numbers tbody").contains("10:15 to 10:30 2 Billing and Field"));
    let path = page.attributes("a[href^='/breaks/trials/new']", "href").remove(0);
    let page = chloe.get(&path).await;
    assert_eq!(page.attributes("input[name=days][checked]", "value"), ["2", "4"]);
    assert_eq!(page.all(".weekdays .choice")[1], "Tuesday");
    assert_eq!(page.attributes("input[name=from_time]", "value"), ["10:15"]);
}

#[tokio::test]
async fn breaks_are_compared_on_this_week_s_dates_across_zones_and_clock_changes() {
    let site = site().await;
    let [ana, ben, _] = three(&site).await;
    publish(&site, &ana, &["1"], ["15:00", "15:30"], "Europe/London").await;
    publish(&site, &ben, &["1"], ["10:00", "10:30"], "America/New_York").await;
    assert!(ana.get("/breaks").await.text(".lead").starts_with("Both teams are free"));
    // The clocks of the two go forward two weeks apart, and there is an hour less between them.
    site.clock_to(datetime!(2027-03-16 09:00 UTC));
    assert_eq!(
        ana.get("/breaks").await.text(".lead"),
        "No two teams take their break at the same time this week."
    );
    site.clock_to(datetime!(2027-03-30 09:00 UTC));
    assert!(ana.get("/breaks").await.text(".lead").starts_with("Both teams are free"));
}

#[tokio::test]
async fn a_break_is_set_by_its_team_and_administrators_who_see_who_did() {
    let site = site().await;
    let [ana, ben, _] = three(&site).await;
    let (omar, guest) = (site.admin("Omar Haddad").await, site.person("Finn Larsen").await);
    publish(&site, &ana, &["1"], ["10:00", "10:15"], "Etc/UTC").await;
    let team = team_of(&site, &ana).await;
    for (person, status) in [(&ben, 404), (&guest, 404), (&omar, 200)] {
        assert_eq!(person.get(&team).await.status(), status, "{}", person.name);
    }
    assert_eq!(ben.post(&team, "days=1&from_time=09:00&to_time=09:15&zone=Etc/UTC").await.status(), 404);
    assert_eq!(ben.post(&format!("{team}/removal"), "").await.status(), 404);
    let colleague = site.person_of("Elif Kaya", "Billing").await;
    assert!(colleague.get("/breaks").await.text("#teams ~ .table-region").contains("by Ana Ferreira"));
    assert!(!ben.get("/breaks").await.text("#teams ~ .table-region").contains("Ana"));
    let page = publish(&site, &colleague, &[], ["10:00", "10:05"], "Etc/UTC").await;
    assert_eq!(page.status(), 422);
    assert_eq!(page.problem("days"), "Choose at least one day.");
    assert_eq!(page.problem("to_time"), "Enter an end that is 10 minutes to 2 hours after the beginning.");
    assert_eq!(page.attributes("input[name=to_time]", "value"), ["10:05"], "as typed");
    assert_eq!(publish(&site, &colleague, &["9"], ["10:00", "10:15"], "Etc/UTC").await.status(), 400);
    let page = colleague.post(&format!("{team}/removal"), "").await;
    assert_eq!(page.said(), "The break is removed.");
    assert_eq!(colleague.post(&format!("{team}/removal"), "").await.status(), 409);
    let acts: Vec<String> = sqlx::query_scalar("select verb from acts where thing = 'break' order by at, id")
        .fetch_all(&site.app.db)
        .await
        .expect("acts");
    assert_eq!(acts, ["publish", "take_off"]);
}

#[tokio::test]
async fn in_a_trial_its_break_stands_in_for_that_of_the_teams_that_agreed() {
    let site = site().await;
    let [ana, ben, chloe] = three(&site).await;
    publish(&site, &ana, &["1"], ["14:00", "14:15"], "Etc/UTC").await;
    publish(&site, &ben, &["2"], ["10:00", "10:30"], "Etc/UTC").await;
    let page = ana.post("/breaks/trials", &trial(&[])).await;
    assert_eq!(page.said(), "The trial is proposed. Send other teams the link to this page.");
    let path = page.path().to_owned();
    assert!(page.text("#teams ~ ul").contains("Billing") && page.text(".state") == "Starts soon");
    assert!(page.text("#helped ~ .soft").contains("A pulse of the organisation, broken down by team"));
    let page = ben.post(&format!("{path}/agreement"), "answer=yes").await;
    assert_eq!(page.said(), "Your team takes part. Tell your team.");
    assert!(!page.text("#teams ~ ul").contains("Ana"), "who agreed for another team is theirs");
    assert!(ana.get("/breaks").await.text(".lead").starts_with("No two teams"), "not yet");
    site.clock_to(datetime!(2026-12-08 09:00 UTC));
    let page = ana.get("/breaks").await;
    assert_eq!(page.text(".lead"), "Both teams are free at the same time: Tuesday, 10:15 to 10:30.");
    assert!(page.text("#trials ~ ul").contains("Week 2 of 4"), "{}", page.text("#trials ~ ul"));
    assert_eq!(ben.post(&format!("{path}/agreement"), "answer=no").await.status(), 200);
    assert_eq!(ben.post(&format!("{path}/agreement"), "answer=no").await.status(), 409);
    assert!(ana.get("/breaks").await.text(".lead").starts_with("Both teams"), "his own break is then, too");
    assert_eq!(chloe.post(&format!("{path}/agreement"), "answer=perhaps").await.status(), 400);
    site.clock_to(datetime!(2026-12-28 09:00 UTC));
    assert_eq!(chloe.post(&format!("{path}/agreement"), "answer=yes").await.status(), 409, "it is over");
    let page = ana.get(&path).await;
    assert_eq!(page.text(".state"), "Over");
    let own = page.attributes("#keep ~ form", "action").remove(0);
    let page = ana.post(&own, "days=2&from_time=10:15&to_time=10:30&zone=Etc%2FUTC").await;
    assert!(page.text("#teams ~ .table-region").contains("Tuesday, 10:15 to 10:30"));
}

#[tokio::test]
async fn a_team_is_in_one_trial_at_a_time_whoever_agrees_at_the_same_moment() {
    let site = site().await;
    let [ana, ben, _] = three(&site).await;
    let elif = site.person_of("Elif Kaya", "Field").await;
    let one = ana.post("/breaks/trials", &trial(&[])).await.path().to_owned();
    let page = ana.post("/breaks/trials", &trial(&[("starts_on", "2026-12-14")])).await;
    assert_eq!(page.status(), 422);
    assert!(page.problem("starts_on").starts_with("Your team is in another trial"));
    let omar = site.admin("Omar Haddad").await;
    let other = omar.post("/breaks/trials", &trial(&[("starts_on", "2026-12-14")])).await.path().to_owned();
    let (first, second) = (format!("{one}/agreement"), format!("{other}/agreement"));
    let (a, b) = tokio::join!(ben.post(&first, "answer=yes"), elif.post(&second, "answer=yes"));
    let mut statuses = [a.status().as_u16(), b.status().as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn a_trial_is_ended_by_who_proposed_it_or_an_administrator() {
    let site = site().await;
    let [ana, ben, _] = three(&site).await;
    let omar = site.admin("Omar Haddad").await;
    let guest = site.person("Finn Larsen").await;
    assert_eq!(guest.post("/breaks/trials", &trial(&[])).await.status(), 404, "of no team");
    assert_eq!(ana.post("/breaks/trials", &trial(&[("weeks", "5")])).await.status(), 400);
    let page = ana.post("/breaks/trials", &trial(&[("starts_on", "2026-11-01")])).await;
    assert!(page.problem("starts_on").starts_with("Choose a first day"));
    let path = ana.post("/breaks/trials", &trial(&[])).await.path().to_owned();
    assert_eq!(ben.post(&format!("{path}/end"), "").await.status(), 404);
    let page = ana.post(&format!("{path}/end"), "").await;
    assert_eq!(page.text(".state"), "Cancelled", "before it began");
    assert_eq!(omar.post(&format!("{path}/end"), "").await.status(), 409);
    assert_eq!(ben.post(&format!("{path}/agreement"), "answer=yes").await.status(), 409);
}
