//! Every contact that leaders read in a picture, added up a second time from the raw rows, pair by pair: around teams,
//! departments and communities.

use std::collections::{HashMap, HashSet};

use serde_json::Value;
use time::macros::datetime;
use uuid::Uuid;

use super::privacy::demo;
use super::{OCTOBER, enough_sessions, held, people, small_organisation};
use crate::support::{Browser, Site, site};

/// Everyone who met someone, with the team they were in, and what their contact weighs at the period's end.
const PAIRS: &str = "
    with span as (
        select $1::date::timestamp at time zone 'Europe/London' as since,
               least(($2::date + 1)::timestamp at time zone 'Europe/London', $3) as until
    ), rooms as (
        select e.id, e.starts_at as at, a.person_id, a.team_id
        from events e
        join communities c on c.id = e.community_id and c.visibility = 'listed'
        join attendance a on a.event_id = e.id, span
        where e.state = 'published' and e.starts_at >= since and e.starts_at < until and e.ends_at <= $3
        union all
        select m.id, (r.matches_on + time '12:00') at time zone 'UTC', x.person_id, x.team_id
        from coffee_matches m
        join coffee_rounds r on r.id = m.round_id
        join coffee_programmes g on g.id = r.programme_id
        left join communities c on c.id = g.community_id
        join coffee_partners x on x.match_id = m.id and x.left_at is null, span
        where m.void_at is null and (c.id is null or c.visibility = 'listed')
          and (r.matches_on + time '12:00') at time zone 'UTC' >= since
          and (r.matches_on + time '12:00') at time zone 'UTC' < until
          and exists (select from coffee_partners y
                      where y.match_id = m.id and y.left_at is null and y.outcome = 'met')
        union all
        select t.id, t.at, p.id, p.team_id
        from thanks t
        join communities c on c.id = t.community_id and c.visibility = 'listed'
        join people p on p.id in (t.person_id, t.recipient_id), span
        where t.helped_with is not null and t.reach = 'community' and t.hidden_at is null
          and t.at >= since and t.at < until
    ), sized as (select r.*, count(*) over (partition by r.id) as many from rooms r),
    large as (select t.id, t.name from teams t
              where 5 <= (select count(*) from people p where p.team_id = t.id and p.deactivated_at is null))
    select a.person_id, at.name, b.person_id, bt.name,
           power(2, -extract(epoch from (select until from span) - a.at)::float8 / 86400 / 90) / (a.many - 1)
    from sized a
    join sized b on b.id = a.id and b.person_id > a.person_id
    left join large at on at.id = a.team_id
    left join large bt on bt.id = b.team_id
    where a.many between 2 and 40";

/// One of two who met.
type Met = (Uuid, Option<String>);

struct Raw {
    pairs: Vec<(Met, Met, f64)>,
    departments: HashMap<String, String>,
    members: HashMap<String, HashSet<Uuid>>,
}

impl Raw {
    async fn of(site: &Site, report: &Value) -> Self {
        let [from, until] = ["from", "until"].map(|end| report["period"][end].as_str().expect("a day"));
        let rows: Vec<(Uuid, Option<String>, Uuid, Option<String>, f64)> =
            sqlx::query_as(sqlx::AssertSqlSafe(PAIRS.to_owned()))
                .bind(from)
                .bind(until)
                .bind(site.app.clock.now())
                .fetch_all(&site.app.db)
                .await
                .expect("pairs");
        let departments: Vec<(String, String)> =
            sqlx::query_as("select t.name, d.name from teams t join departments d on d.id = t.department_id")
                .fetch_all(&site.app.db)
                .await
                .expect("departments");
        let members: Vec<(String, Uuid)> = sqlx::query_as(
            "select c.name, m.person_id
             from members m
             join communities c on c.id = m.community_id and c.visibility = 'listed'
             where m.joined_at < ($1::date + 1)::timestamp at time zone 'Europe/London'
               and coalesce(m.left_at, 'infinity') >= ($1::date + 1)::timestamp at time zone 'Europe/London'",
        )
        .bind(until)
        .fetch_all(&site.app.db)
        .await
        .expect("members");
        let mut by_community: HashMap<String, HashSet<Uuid>> = HashMap::new();
        for (community, person) in members {
            by_community.entry(community).or_default().insert(person);
        }
        Self {
            pairs: rows
                .into_iter()
                .map(|(a, of_a, b, of_b, weight)| ((a, of_a), (b, of_b), weight))
                .collect(),
            departments: departments.into_iter().collect(),
            members: by_community,
        }
    }

    fn is_of(&self, (person, team): &Met, kind: &str, name: &str) -> bool {
        match kind {
            "community" => self.members.get(name).is_some_and(|members| members.contains(person)),
            "department" => team.as_ref().is_some_and(|team| self.departments[team] == name),
            _ => team.as_deref() == Some(name),
        }
    }

    fn within(&self, kind: &str, name: &str) -> f64 {
        let own = |met: &Met| self.is_of(met, kind, name);
        self.pairs.iter().filter(|(one, other, _)| own(one) && own(other)).map(|(.., weight)| weight).sum()
    }

    fn between(&self, kind: &str, name: &str, around: &str, other: &str) -> f64 {
        let own = |met: &Met| self.is_of(met, kind, name);
        let of_other = |met: &Met| self.is_of(met, around, other) && !own(met);
        let across = |one: &Met, two: &Met| own(one) && of_other(two);
        let pairs = self.pairs.iter().filter(|(one, two, _)| across(one, two) || across(two, one));
        pairs.map(|(.., weight)| weight).sum()
    }
}

/// As leaders read it; nothing at the very edge between two numbers, where sums in another order may differ.
fn told(weight: f64) -> Option<String> {
    let half = (weight - weight.floor() - 0.5).abs();
    if half < 1e-6 {
        return None;
    }
    let whole = (0..10_000).rev().find(|whole| f64::from(*whole) <= weight + 0.5).expect("a number");
    Some(match whole {
        0..5 => "Fewer than 5".to_owned(),
        whole => format!("about {}", (whole + 2) / 5 * 5),
    })
}

#[tokio::test]
async fn contacts_around_every_team_department_and_community_are_what_the_raw_rows_say() {
    let site = demo().await;
    let leader = site.leader("Lea Lopez").await;
    site.clock_to(datetime!(2026-11-23 09:00 UTC));
    let mut seen: HashMap<String, usize> = HashMap::new();
    for pick in ["so-far", "2026-q3", "2026-q2", "2026-h1"] {
        let report = report(&leader, pick).await;
        let raw = Raw::of(&site, &report).await;
        for picture in report["contacts"]["of"].as_array().expect("pictures") {
            let text = |value: &Value| value.as_str().expect("words").to_owned();
            let (kind, name) = (text(&picture["kind"]), text(&picture["name"]));
            let mut check = |shown: &Value, weight: f64, of: &str| {
                if *shown == "No line" {
                    return;
                }
                if let Some(expected) = told(weight) {
                    assert_eq!(*shown, expected, "{name} and {of}, {pick}: {weight}");
                    *seen.entry(kind.clone()).or_default() += 1;
                }
            };
            check(&picture["within"], raw.within(&kind, &name), "itself");
            for tie in picture["with"].as_array().expect("ties") {
                let around = if tie["team"].is_string() { "team" } else { "department" };
                let other = text(&tie[around]);
                if other != "Small teams" {
                    check(&tie["contacts"], raw.between(&kind, &name, around, &other), &other);
                }
            }
        }
    }
    for kind in ["team", "department", "community"] {
        assert!(seen.get(kind).is_some_and(|seen| *seen > 10), "{kind}: {seen:?}");
    }
}

async fn report(leader: &Browser, pick: &str) -> Value {
    serde_json::from_str(leader.get(&format!("/impact.json?period={pick}")).await.body()).expect("a report")
}

/// The picture around a community, if there is one.
async fn around(leader: &Browser, name: &str) -> Option<Value> {
    let report = report(leader, "so-far").await;
    let pictures = report["contacts"]["of"].as_array().expect("pictures");
    pictures.iter().find(|picture| picture["name"] == name && picture["kind"] == "community").cloned()
}

async fn join(site: &Site, community: &str, people: &[Uuid]) {
    sqlx::query(
        "insert into members (community_id, person_id, membership, asked_at, joined_at)
         select c.id, p, 'member', $3, $3 from communities c, unnest($2::uuid[]) p
         where '/communities/' || c.slug = $1",
    )
    .bind(community)
    .bind(people)
    .bind(OCTOBER)
    .execute(&site.app.db)
    .await
    .expect("members");
}

async fn ten_minutes_on(site: &Site) {
    site.clock_to(site.app.clock.now() + time::Duration::minutes(10));
    site.run_jobs().await;
}

#[tokio::test]
async fn a_community_can_be_in_the_middle_while_it_is_listed() {
    let site = site().await;
    let (_, circle) = small_organisation(&site).await;
    let leader = site.leader("Lea Lopez").await;
    enough_sessions(&site, &circle).await;
    let (inside, outside) = (people(&site, "Sales", 8).await, people(&site, "Lab", 9).await);
    join(&site, &circle, &inside).await;
    for days in 0..10 {
        let everyone = [&inside[..], &outside[..]].concat();
        held(&site, &circle, OCTOBER + time::Duration::days(days), &everyone).await;
    }
    ten_minutes_on(&site).await;
    sqlx::query("update members set asked_at = $1, joined_at = $1, organiser_at = $1")
        .bind(OCTOBER)
        .execute(&site.app.db)
        .await
        .expect("done");
    ten_minutes_on(&site).await;
    // Ana, who founded it, and all eight of Sales.
    assert!(around(&leader, "Testing circle").await.is_none(), "taken from the team it would be Ana’s");
    let more = people(&site, "Data", 6).await;
    join(&site, &circle, &more).await;
    ten_minutes_on(&site).await;
    let picture = around(&leader, "Testing circle").await.expect("a picture");
    let lab = picture["with"].as_array().expect("teams").iter().find(|tie| tie["team"] == "Lab");
    assert_ne!(lab.expect("a team")["contacts"], "No line");
    assert!(
        picture["with"].as_array().expect("teams").iter().all(|tie| tie["team"] != "Sales"),
        "all of Sales is inside"
    );
    let page = leader.get("/impact").await;
    let place =
        page.all("#centre option").iter().position(|name| name == "Testing circle").expect("it is offered");
    let centre = page.attributes("#centre option", "value")[place].clone();
    let drawn = leader.get(&format!("/impact?centre={centre}")).await;
    assert_eq!(drawn.text("#rings"), "Which teams members of Testing circle met");
    assert_eq!(drawn.text(".rings .own-name"), "Testing circle");
    assert!(
        leader.get(&format!("/impact.csv?centre={centre}")).await.body().contains("within the community")
    );
    // From the moment it is private, whatever is kept.
    sqlx::query("update communities set visibility = 'private'").execute(&site.app.db).await.expect("done");
    for path in
        [format!("/impact?centre={centre}"), format!("/impact.csv?centre={centre}"), "/impact.json".into()]
    {
        assert!(!leader.get(&path).await.body().contains("Testing circle"), "{path}");
    }
}
