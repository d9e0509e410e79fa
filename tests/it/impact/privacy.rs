//! Attacks on what leaders read: everything they may ask for over two years of the demo, taken from each other, and
//! held beside the lists of who signed up.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde_json::Value;
use time::macros::datetime;
use time::{Date, Month, OffsetDateTime};
use uuid::Uuid;

use crate::support::{Site, fresh};

/// Figures that count sessions, kinds, teams or results, and are told exactly.
const EXACT: [&str; 7] = [
    "teams reached",
    "sessions held",
    "kinds of session",
    "working-group sessions with a written result",
    "stories of something tried or changed",
    "stories that speak of two teams or more",
    "teams that reused a story",
];

/// A report by the days it is of.
struct Read {
    from: Date,
    until: Date,
    data: Value,
}

fn day(text: &str) -> Date {
    let part = |range: std::ops::Range<usize>| text[range].parse::<u16>().expect("a number");
    let month = Month::try_from(u8::try_from(part(5..7)).expect("a month")).expect("a month");
    Date::from_calendar_date(i32::from(part(0..4)), month, u8::try_from(part(8..10)).expect("a day"))
        .expect("a day")
}

/// Everything that a leader who looks on every first day on which something moves may ask for.
async fn everything(site: &Site) -> Vec<Read> {
    site.clock_to(datetime!(2025-01-01 12:00 UTC));
    let leader = site.leader("Lea Lopez").await;
    let mut reports: BTreeMap<(String, String), Read> = BTreeMap::new();
    for month in 0..25_u8 {
        let first =
            Date::from_calendar_date(2025 + i32::from(month / 12), Month::January.nth_next(month % 12), 1);
        let first = first.expect("a day");
        // The day after the latest day on which a first Monday can be.
        site.clock_to(first.with_hms(12, 0, 0).expect("noon").assume_utc() + time::Duration::days(7));
        let page = leader.get("/impact").await;
        for pick in page.attributes("#period option", "value") {
            let data: Value =
                serde_json::from_str(leader.get(&format!("/impact.json?period={pick}")).await.body())
                    .expect("a report");
            let [from, until] =
                ["from", "until"].map(|end| data["period"][end].as_str().expect("a day").to_owned());
            let read = Read { from: day(&from), until: day(&until), data };
            reports.insert((from, until), read);
        }
    }
    reports.into_values().collect()
}

/// Every number of people, meetings or hours that a report tells, by where it stands.
fn numbers(report: &Value) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::new();
    walk("", report, &mut found);
    found
}

fn walk(place: &str, value: &Value, found: &mut BTreeMap<String, i64>) {
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let mut named = ["name", "team", "from", "claim", "department"].into_iter();
                let name = named.find_map(|key| item[key].as_str()).map_or(index.to_string(), str::to_owned);
                walk(&format!("{place}/{name}"), item, found);
            }
        }
        Value::Object(fields) => {
            let exact = fields.get("name").and_then(Value::as_str).is_some_and(|name| EXACT.contains(&name));
            for (key, item) in fields {
                if !(exact || key == "period" || key == "sessions" || key == "definition") {
                    walk(&format!("{place}/{key}"), item, found);
                }
            }
        }
        Value::String(text) => {
            for (index, number) in told(text).into_iter().enumerate() {
                found.insert(format!("{place}#{index}"), number);
            }
        }
        _ => {}
    }
}

/// Numbers after "about" and before "%"; of bare values the number itself.
fn told(text: &str) -> Vec<i64> {
    let words: Vec<&str> = text.split([' ', '(', ')']).collect();
    let number = |word: &str| word.trim_end_matches(['%', '.', ';']).replace(',', "").parse::<i64>().ok();
    let mut numbers = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let about = index > 0 && words[index - 1].eq_ignore_ascii_case("about");
        if about || word.trim_end_matches(['.', ';']).ends_with('%') || words.len() == 1 {
            numbers.extend(number(word));
        }
    }
    numbers
}

/// What authors estimate, and money: that is worked out from hours which are told, at a rate that everyone may know.
fn of_authors(place: &str) -> bool {
    ["/hours/saved", "/hours/money", "/assumed"].iter().any(|part| place.starts_with(part))
}

pub async fn demo() -> Site {
    let site = fresh().await;
    site.clock_to(datetime!(2026-11-23 09:00 UTC));
    guildhall::build_demo(&site.app).await.expect("it is built");
    site
}

/// A session as anybody may know it: when, how long, and who signed up.
struct PublicSession {
    on: OffsetDateTime,
    minutes: i64,
    going: HashSet<Uuid>,
    /// What nobody outside may learn.
    came: HashSet<Uuid>,
}

async fn sessions(site: &Site) -> Vec<PublicSession> {
    let rows: Vec<(OffsetDateTime, i64, Vec<Uuid>, Vec<Uuid>)> = sqlx::query_as(
        "select e.starts_at, (extract(epoch from e.ends_at - e.starts_at) / 60)::bigint,
                array(select person_id from rsvps r where r.event_id = e.id and r.answer = 'going'),
                array(select person_id from attendance a where a.event_id = e.id)
         from events e
         join communities c on c.id = e.community_id
         where e.state = 'published' and c.visibility = 'listed' and e.present > 0",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("sessions");
    rows.into_iter()
        .map(|(on, minutes, going, came)| {
            let (going, came) = (going.into_iter().collect(), came.into_iter().collect());
            PublicSession { on, minutes, going, came }
        })
        .collect()
}

/// The least and the most that a shown number of people can mean.
fn meant(text: &str) -> Option<(i64, i64)> {
    if let Some(number) = text.strip_prefix("about ") {
        let number: i64 = number.replace(',', "").parse().expect("a number");
        return Some(((number - 2).max(5), number + 2));
    }
    match text {
        "Fewer than 5" => Some((0, 4)),
        "Nobody yet" | "0" => Some((0, 0)),
        _ => None,
    }
}

/// The same of hours, in minutes.
fn meant_minutes(text: &str) -> Option<(i64, i64)> {
    if let Some(number) = text.strip_prefix("about ") {
        let number: i64 = number.replace(',', "").parse().expect("a number");
        return Some((number * 60 - 150, number * 60 + 150));
    }
    match text {
        "Fewer than 5" => Some((1, 299)),
        "Nobody yet" | "0" => Some((0, 0)),
        _ => None,
    }
}

fn real(number: i64) -> f64 {
    f64::from(i32::try_from(number).expect("few"))
}

fn count<T>(things: &HashSet<T>) -> i64 {
    i64::try_from(things.len()).expect("few")
}

fn figure<'a>(report: &'a Value, name: &str) -> &'a str {
    figure_of(report, name)["value"].as_str().expect("a value")
}

fn figure_of<'a>(report: &'a Value, name: &str) -> &'a Value {
    let evidence = report["statements"]
        .as_array()
        .expect("statements")
        .iter()
        .flat_map(|statement| statement["evidence"].as_array().expect("evidence"));
    let mut figures = report["figures"].as_array().expect("figures").iter().chain(evidence);
    figures.find(|figure| figure["name"] == name).expect("a figure")
}

#[tokio::test]
async fn no_difference_of_two_reports_speaks_of_fewer_than_five() {
    let site = demo().await;
    let reports = everything(&site).await;
    assert!(reports.len() > 40, "{}", reports.len());
    let told: Vec<BTreeMap<String, i64>> = reports.iter().map(|report| numbers(&report.data)).collect();
    let all: usize = told.iter().map(BTreeMap::len).sum();
    assert!(all > 500, "{all} numbers");
    for part in ["/contacts/figures/", "/contacts/of/", "/within_before", "/before"] {
        assert!(told.iter().flat_map(BTreeMap::keys).any(|place| place.contains(part)), "{part} is not told");
    }
    let metrics = told.iter().flat_map(BTreeMap::keys).filter(|place| place.starts_with("/metrics/")).count();
    assert!(metrics > 500, "{metrics} numbers of the dictionary");
    for (one, report) in told.iter().zip(&reports) {
        for other in &told {
            for (place, number) in one {
                if let Some(second) = other.get(place) {
                    let apart = (number - second).abs();
                    let years = of_authors(place);
                    assert!(
                        apart == 0 || apart >= 5 || years,
                        "{place} of {}: {number}, {second}",
                        report.from
                    );
                }
            }
        }
        // Numbers of one report beside each other: a total, its parts, and their rest.
        let values: BTreeSet<i64> =
            one.iter().filter(|(place, _)| !of_authors(place)).map(|(_, number)| *number).collect();
        assert!(values.iter().all(|number| number % 5 == 0), "{values:?}");
    }
}

/// Who is in which community, and since when, as its page says.
struct PublicMember {
    community: String,
    person: Uuid,
    from: OffsetDateTime,
    until: Option<OffsetDateTime>,
}

async fn members(site: &Site) -> Vec<PublicMember> {
    let rows: Vec<(String, Uuid, OffsetDateTime, Option<OffsetDateTime>)> = sqlx::query_as(
        "select c.name, m.person_id, m.joined_at, m.left_at
         from members m
         join communities c on c.id = m.community_id
         where c.visibility = 'listed' and m.joined_at is not null",
    )
    .fetch_all(&site.app.db)
    .await
    .expect("members");
    rows.into_iter()
        .map(|(community, person, from, until)| PublicMember { community, person, from, until })
        .collect()
}

/// What somebody outside has: all reports, and who signed up for what.
struct Outside {
    reports: Vec<Read>,
    sessions: Vec<PublicSession>,
    team_of: HashMap<Uuid, String>,
    department_of: HashMap<String, String>,
    members: Vec<PublicMember>,
    attacks: usize,
    /// Attacks that told how many people whether they came to one certain session.
    found: Vec<(usize, String)>,
}

impl Outside {
    async fn of(site: &Site) -> Self {
        let teams = sqlx::query_as::<_, (Uuid, String)>(
            "select p.id, t.name from people p join teams t on t.id = p.team_id",
        );
        let team_of = teams.fetch_all(&site.app.db).await.expect("teams").into_iter().collect();
        let departments = sqlx::query_as::<_, (String, String)>(
            "select t.name, d.name from teams t join departments d on d.id = t.department_id",
        );
        let department_of =
            departments.fetch_all(&site.app.db).await.expect("departments").into_iter().collect();
        let members = members(site).await;
        let (reports, sessions) = (everything(site).await, sessions(site).await);
        Self { reports, sessions, team_of, department_of, members, attacks: 0, found: Vec::new() }
    }

    fn within(&self, report: &Read) -> Vec<usize> {
        let held = |session: &PublicSession| (report.from..=report.until).contains(&session.on.date());
        (0..self.sessions.len()).filter(|at| held(&self.sessions[*at])).collect()
    }

    fn signed_up(&self, held: &[usize]) -> HashSet<Uuid> {
        held.iter().flat_map(|at| self.sessions[*at].going.iter().copied()).collect()
    }

    /// Whoever signed up for one of these sessions only, if told to have come (or not), is tied to it: where that is so.
    fn tied(&self, held: &[usize], people: &HashSet<Uuid>, came: bool) -> usize {
        let once = |person: &&Uuid| {
            let mut of = held.iter().filter(|at| self.sessions[**at].going.contains(*person));
            let first = of.next();
            first.is_some_and(|at| self.sessions[*at].came.contains(*person) == came) && of.next().is_none()
        };
        people.iter().filter(once).count()
    }

    /// By itself: did everybody of a team come who signed up, or nobody?
    fn attack_teams(&mut self, report: &Read) {
        let held = self.within(report);
        let signed_up = self.signed_up(&held);
        for row in report.data["people_by_team"].as_array().expect("teams") {
            let team = row["team"].as_str().expect("a name");
            let of_team = |person: &&Uuid| self.team_of.get(*person).is_some_and(|of| of == team);
            let of_team: HashSet<Uuid> = signed_up.iter().filter(of_team).copied().collect();
            let Some((least, most)) = meant(row["people"].as_str().expect("a count")) else { continue };
            if least == count(&of_team) {
                self.found
                    .push((self.tied(&held, &of_team, true), format!("all of {team}, {}", report.from)));
            }
            if most < 1 {
                self.found
                    .push((self.tied(&held, &of_team, false), format!("none of {team}, {}", report.from)));
            }
            self.attacks += 1;
        }
    }

    /// Is this person of a team, a department or a community, as pictures name it?
    fn is_of(&self, person: &Uuid, kind: &str, name: &str, on: Date) -> bool {
        match kind {
            "community" => self.members.iter().any(|member| {
                member.community == name
                    && member.person == *person
                    && member.from.date() <= on
                    && member.until.is_none_or(|until| until.date() > on)
            }),
            "department" => self.team_of.get(person).is_some_and(|team| self.department_of[team] == name),
            _ => self.team_of.get(person).is_some_and(|team| team == name),
        }
    }

    /// A line says that five people of each side met the other: did just five sign up together, or just six, of whom one
    /// is known to have stayed away?
    fn attack_contacts(&mut self, report: &Read) {
        let held = self.within(report);
        for of in report.data["contacts"]["of"].as_array().expect("pictures") {
            let (kind, name) = (of["kind"].as_str().expect("a kind"), of["name"].as_str().expect("a name"));
            let own = |person: &Uuid| self.is_of(person, kind, name, report.until);
            let mut found = Vec::new();
            let mut attack = |one: &dyn Fn(&Uuid) -> bool, other: &dyn Fn(&Uuid) -> bool, place: String| {
                let together = held.iter().map(|at| &self.sessions[*at].going);
                let together = together.filter(|going| {
                    going.iter().any(|person| {
                        other(person) && going.iter().any(|second| second != person && one(second))
                    })
                });
                let could: HashSet<Uuid> = together.flatten().filter(|person| one(person)).copied().collect();
                if (5..7).contains(&count(&could)) {
                    found.push((self.tied(&held, &could, true), place));
                }
            };
            let mut attacks = 0;
            for tie in of["with"].as_array().expect("ties") {
                let (around, other) = match (&tie["team"], &tie["department"]) {
                    (Value::String(team), _) => ("team", team),
                    (_, Value::String(department)) => ("department", department),
                    _ => panic!("of what? {tie}"),
                };
                let others = |person: &Uuid| {
                    self.is_of(person, around, other, report.until) && !(kind == "community" && own(person))
                };
                if tie["contacts"] != "No line" {
                    let place = format!("{name} and {other}, {}", report.from);
                    attack(&own, &others, place.clone());
                    attack(&others, &own, place);
                }
                attacks += 1;
            }
            if of["within"] != "No line" {
                attack(&own, &own, format!("within {name}, {}", report.from));
                let shown = meant(of["within"].as_str().expect("words"));
                if let Some(((least, _), (all, step))) = shown.zip(self.all_inside(report, &held, &own)) {
                    let least = real(least) - 0.5;
                    if all >= least && all - least < step {
                        let going: HashSet<Uuid> = self.signed_up(&held).into_iter().filter(&own).collect();
                        found.push((
                            self.tied(&held, &going, true),
                            format!("all of {name}, {}", report.from),
                        ));
                    }
                }
                attacks += 1;
            }
            self.attacks += attacks;
            self.found.extend(found);
        }
    }

    /// The contacts inside a centre if everybody had come who signed up, and the least that one of them missing would
    /// take away. Nothing where none of them signed up together.
    fn all_inside(&self, report: &Read, held: &[usize], own: &dyn Fn(&Uuid) -> bool) -> Option<(f64, f64)> {
        let read_at = OffsetDateTime::parse(
            report.data["as_of"].as_str().expect("a moment"),
            &time::format_description::well_known::Rfc3339,
        )
        .expect("a moment");
        let end = report.until.next_day().expect("a day").midnight().assume_utc().min(read_at);
        let (mut all, mut step) = (0.0, f64::MAX);
        for at in held {
            let session = &self.sessions[*at];
            let people = real(count(&session.going));
            let inside =
                real(i64::try_from(session.going.iter().filter(|one| own(one)).count()).expect("few"));
            if !(2.0..=40.0).contains(&people) || inside < 2.0 {
                continue;
            }
            let fresh = 0.5_f64.powf((end - session.on).as_seconds_f64() / 86_400.0 / 90.0);
            let of = |inside: f64, people: f64| {
                if people < 2.0 { 0.0 } else { fresh * inside * (inside - 1.0) / 2.0 / (people - 1.0) }
            };
            all += of(inside, people);
            step = step.min(of(inside, people) - of(inside - 1.0, people - 1.0));
        }
        (all > 0.0).then_some((all, step))
    }

    /// "All nine teams" says that five people of each came: did just five or six of one sign up?
    fn attack_reach(&mut self, report: &Read) {
        let held = self.within(report);
        let signed_up = self.signed_up(&held);
        let reached: usize = figure(&report.data, "teams reached").parse().expect("a number");
        let mut by_team: HashMap<&String, HashSet<Uuid>> = HashMap::new();
        for person in &signed_up {
            if let Some(team) = self.team_of.get(person) {
                by_team.entry(team).or_default().insert(*person);
            }
        }
        // A team is never counted of which so few signed up: else more would be reached than there are others.
        let few: Vec<(&&String, &HashSet<Uuid>)> =
            by_team.iter().filter(|(_, people)| (5..7).contains(&people.len())).collect();
        let teams: usize = figure_of(&report.data, "teams reached")["unit"]
            .as_str()
            .and_then(|unit| unit.strip_prefix("of "))
            .and_then(|teams| teams.parse().ok())
            .expect("a number");
        if reached > teams - few.len() {
            let found: Vec<(usize, String)> = few
                .iter()
                .map(|(team, people)| {
                    (self.tied(&held, people, true), format!("{team} is reached, {}", report.from))
                })
                .collect();
            self.found.extend(found);
        }
        self.attacks += 1;
    }

    /// Taken from each other, one within the other: did everybody come to what is left, or nobody?
    fn attack_difference(&mut self, report: &Read, other: &Read) {
        let (held, inner) = (self.within(report), self.within(other));
        let nested = other.from >= report.from && other.until <= report.until && inner.len() < held.len();
        if !nested {
            return;
        }
        let apart: Vec<usize> = held.iter().copied().filter(|at| !inner.contains(at)).collect();
        let going = self.signed_up(&apart);
        // Where others came instead of some who signed up, who takes this for certain is mistaken, and has learned nothing.
        let all_came = apart.iter().all(|at| self.sessions[*at].going.is_subset(&self.sessions[*at].came));
        let place = format!("{} to {} without {} to {}", report.from, report.until, other.from, other.until);
        let told = |name: &str| (figure(&report.data, name), figure(&other.data, name));
        let (one, two) = told("people came to a session");
        if let Some((one, two)) = meant(one).zip(meant(two)) {
            if one.0 - two.1 == count(&going) && all_came {
                self.found.push((self.tied(&apart, &going, true), format!("people, {place}")));
            }
            self.attacks += 1;
        }
        let (one, two) = told("hours of learning together");
        if let Some((one, two)) = meant_minutes(one).zip(meant_minutes(two)) {
            let (least, most) = (one.0 - two.1, one.1 - two.0);
            let session = |at: &usize| &self.sessions[*at];
            let all: i64 = apart.iter().map(session).map(|held| held.minutes * count(&held.going)).sum();
            let shortest = apart.iter().map(session).map(|held| held.minutes).min().unwrap_or_default();
            // More hours than all who signed up could have spent would only say that others came along.
            if all >= least && all - least < shortest && all_came {
                self.found.push((self.tied(&apart, &going, true), format!("hours, {place}")));
            }
            if most < shortest {
                self.found.push((self.tied(&apart, &going, false), format!("no hours, {place}")));
            }
            self.attacks += 1;
        }
    }
}

#[tokio::test]
async fn who_signed_up_and_all_reports_tie_nobody_to_a_session() {
    let site = demo().await;
    let mut outside = Outside::of(&site).await;
    let reports = std::mem::take(&mut outside.reports);
    for report in &reports {
        outside.attack_teams(report);
        outside.attack_contacts(report);
        outside.attack_reach(report);
        for other in &reports {
            outside.attack_difference(report, other);
        }
    }
    assert!(outside.attacks > 500, "{} attacks", outside.attacks);
    let lines = |of: &Value| {
        of["with"].as_array().expect("ties").iter().filter(|tie| tie["contacts"] != "No line").count()
    };
    let of_communities: usize = reports
        .iter()
        .flat_map(|report| report.data["contacts"]["of"].as_array().expect("pictures"))
        .filter(|of| of["kind"] == "community")
        .map(lines)
        .sum();
    assert!(of_communities > 50, "{of_communities} lines around communities");
    outside.found.retain(|(tied, _)| *tied > 0);
    assert!(outside.found.is_empty(), "{:#?}", outside.found);
}
