//! The report: everything the page and the exports show, made from the facts without asking the database again.

use std::collections::HashSet;
use std::hash::Hash;

use serde::{Deserialize, Serialize};

use super::chart::Chart;
use super::contacts;
use super::contacts::crossing::{ComparedRooms, Crossing};
use super::contacts::network::mixing;
use super::evidence::{learned, practice, reused, saved};
use super::figures::{self, Compared, Figure, ShownMixing, TeamReach};
use super::load::ReportFacts;
use super::metrics::MetricSheet;
use super::reach;
use super::statements::{Statement, StatementEvidence, four};
use super::suppression::{Count, Precision, Share, percent};
use super::tally::PeriodTally;
use super::trend;
use super::value::ValueAssumptions;
use super::words::{spelled, tenths};
use crate::guide::participation::Mixing;

/// More rows than fit beside the rest of a page.
const LONGEST_TABLE: usize = 16;

/// The first sentence, made from the figures.
#[derive(Clone, Serialize, Deserialize)]
pub enum Headline {
    Nobody,
    Few,
    People { who: String, communities: String, tenths: Option<String> },
}

/// A team of the table.
#[derive(Clone, Serialize, Deserialize)]
pub struct TeamRow {
    pub name: String,
    pub people: Count,
    /// The bar, in percent of the longest.
    pub bar: Option<String>,
}

/// Hours that stories report, in words, beside the hours given in the same time.
#[derive(Clone, Serialize, Deserialize)]
pub struct HoursFigures {
    pub won: Option<String>,
    pub basis: String,
    /// Stories that were left out of the sum, by what they report.
    pub left_out: Vec<String>,
    pub given: Figure,
    /// Only where an administrator gave what an hour costs, and from whom they know.
    #[serde(default)]
    pub money: Option<MoneyFigures>,
}

/// The hours as money, line by line.
#[derive(Clone, Serialize, Deserialize)]
pub struct MoneyFigures {
    pub lines: Vec<MoneyLine>,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct MoneyLine {
    pub name: String,
    pub value: String,
    pub basis: String,
}

/// A statement's one figure in large type.
#[derive(Clone, Serialize, Deserialize)]
pub struct Lead {
    pub claim: String,
    pub figure: Figure,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Report {
    pub precision: Precision,
    pub headline: Headline,
    pub leads: Vec<Lead>,
    pub further: Vec<Figure>,
    pub teams: Vec<TeamRow>,
    pub chart: Chart,
    /// How far people met across teams. Snapshots of an earlier version are without.
    #[serde(default)]
    pub crossing: Crossing,
    pub statements: Vec<Statement>,
    pub hours: HoursFigures,
    /// What all figures rest on, printed with each export.
    pub assumptions: Vec<String>,
    /// The version of the assumptions on hours and money that was used.
    #[serde(default)]
    pub assumed: ValueAssumptions,
    /// Every metric of the dictionary.
    #[serde(default)]
    pub metrics: MetricSheet,
    /// Nobody came in the period before, so that there is nothing to compare with.
    pub first: bool,
}

impl Report {
    /// Long enough for a thread of its own: years of sessions are read room by room.
    pub fn of(facts: &ReportFacts) -> Self {
        let precision = facts.scope.precision;
        let before = PeriodTally::of(&facts.before, facts.first_visits.before(facts.before_from));
        let mut now = PeriodTally::of(&facts.held, facts.first_visits.before(facts.from));
        now.invested += facts.metrics.coffee_minutes(facts);
        let before_words = facts.scope.reading.before_words.as_str();
        let of = Compared { now: &now, before: &before, before_words, precision };
        let rooms = contacts::rooms(&facts.held, &facts.encounters, facts.from, facts.until);
        let rooms_before =
            contacts::rooms(&facts.before, &facts.encounters, facts.before_from, facts.before_until);
        let mixed = mixing(&rooms);
        let across = figures::across(&of, mixed, mixing(&rooms_before));
        let (stories, earlier) = facts.stories_now_and_before();
        let reach = team_reach(facts, &now, &before);
        let mut statements = four(StatementEvidence {
            stay: vec![figures::repeat(&of), figures::newcomers(&of)],
            reuse: vec![reused(facts, &of)],
            learn: learned(facts, &of),
            practice: practice(&of, across.clone(), &stories, &earlier),
            sessions: now.sessions,
            complete_lists: now.complete,
        });
        statements.iter_mut().zip(trend::of(facts)).for_each(|(statement, trend)| statement.trend = trend);
        let scope = if facts.scope.community.is_some() { "in the community" } else { "in the organisation" };
        let held = facts.earlier.iter().chain(&facts.before).chain(&facts.held);
        let mut report = Self {
            precision,
            headline: headline(&of, reach, mixed),
            leads: leads(&statements, across),
            further: vec![
                figures::people(&of, facts.here, scope),
                figures::teams(&of, reach),
                figures::sessions(&of),
                figures::newcomers(&of),
                figures::range(&of),
            ],
            teams: team_rows(facts, &now),
            chart: Chart::of(held, facts.scope.reading.period, precision, &facts.scope.zone),
            crossing: crossing(facts, ComparedRooms { now: &rooms, before: &rooms_before }, &of),
            hours: saved(&stories, figures::invested(&of), of.hours_spent(), facts),
            statements,
            assumptions: assumptions(precision),
            assumed: facts.assumed.clone(),
            metrics: MetricSheet::of(facts),
            first: before.people() == 0,
        };
        if report.first {
            report.forget_changes();
        }
        report
    }

    /// "None in the period before" beside every figure would say one thing a dozen times.
    fn forget_changes(&mut self) {
        let evidence = self.statements.iter_mut().flat_map(|statement| &mut statement.evidence);
        let leads = self.leads.iter_mut().map(|lead| &mut lead.figure);
        for figure in leads.chain(&mut self.further).chain(evidence).chain(&mut self.crossing.figures) {
            figure.change.clear();
        }
    }

    /// Is there a table of teams worth showing?
    /// A long table folds away on the screen; on paper it is open.
    pub fn folds_teams(&self) -> bool {
        self.teams.len() > LONGEST_TABLE
    }

    pub fn is_rounded(&self) -> bool {
        self.precision == Precision::Rounded
    }
}

/// The figure of each statement that says most: its first, and of practice how far people met across teams.
fn leads(statements: &[Statement], across: Figure) -> Vec<Lead> {
    let mut leads: Vec<Lead> = statements
        .iter()
        .filter_map(|statement| {
            Some(Lead { claim: statement.claim.clone(), figure: statement.evidence.first()?.clone() })
        })
        .collect();
    if let Some(practice) = leads.last_mut() {
        practice.figure = across;
    }
    leads
}

fn assumptions(precision: Precision) -> Vec<String> {
    let all = [
        "Sessions, communities and stories are counted exactly.",
        "Being recorded at a session is an opportunity to meet and learn, not proof of it.",
        "Sessions without an attendance list add no one.",
    ];
    let rounded = [
        "Numbers of people, meetings and hours are rounded to the nearest five, shares to 5%.",
        "Fewer than five people are never told, nor is a number from which they could be worked out.",
        "Teams of fewer than five people count in the totals and in no count by team.",
        "Private communities are not counted.",
    ];
    let rounded = rounded.into_iter().filter(|_| precision == Precision::Rounded);
    all.into_iter().chain(rounded).map(str::to_owned).collect()
}

fn team_reach(facts: &ReportFacts, now: &PeriodTally, before: &PeriodTally) -> TeamReach {
    TeamReach {
        eligible: reach::eligible(facts).len(),
        now: reach::reached(facts, now, facts.from, facts.until),
        before: reach::reached(facts, before, facts.before_from, facts.before_until),
    }
}

fn headline(of: &Compared, reach: TeamReach, mixed: Option<Mixing>) -> Headline {
    let came = of.precision.count(of.now.people());
    match came {
        Count::Nobody => return Headline::Nobody,
        Count::Few => return Headline::Few,
        _ => {}
    }
    let who = match reach.now {
        0 => came.people(),
        1 => "people from one team".to_owned(),
        teams if teams == reach.eligible => format!("people from all {} teams", spelled(teams)),
        teams => format!("people from {} of {} teams", spelled(teams), spelled(reach.eligible)),
    };
    let communities = match of.now.communities {
        0 => String::new(),
        1 => "in one community".to_owned(),
        many => format!("in {} communities", spelled(many)),
    };
    let tenths =
        mixed.map(|mixed| ShownMixing::of(mixed, of.precision).share).and_then(|share| match share {
            Share::Percent(percent) => Some(tenths(percent)),
            _ => None,
        });
    Headline::People { who, communities, tenths }
}

/// Beside who signed up, which everyone may read.
fn crossing(facts: &ReportFacts, rooms: ComparedRooms, of: &Compared) -> Crossing {
    let signed_up = |from, until| contacts::rooms(&[], &facts.signed_up, from, until);
    let (now, before) =
        (signed_up(facts.from, facts.until), signed_up(facts.before_from, facts.before_until));
    Crossing::of(rooms, ComparedRooms { now: &now, before: &before }, &facts.teams, &facts.members, of)
}

/// People by the team they were in the last time they came, for organisers. Leaders are not told by team: beside the
/// lists of who signed up, "about 10" of a team from which eight had would say that all eight came.
fn team_rows(facts: &ReportFacts, now: &PeriodTally) -> Vec<TeamRow> {
    if facts.scope.precision == Precision::Rounded {
        return Vec::new();
    }
    let mut people = vec![0; facts.teams.len()];
    let mut without = 0;
    for team in now.home.values() {
        match team {
            Some(team) => people[*team] += 1,
            None => without += 1,
        }
    }
    let mut rows: Vec<(String, Count)> = Vec::new();
    for (at, team) in facts.teams.iter().enumerate() {
        if people[at] > 0 {
            rows.push((team.name.clone(), Count::People(people[at])));
        }
    }
    if without > 0 {
        rows.push(("No team".to_owned(), Count::People(without)));
    }
    let most = rows.iter().filter_map(|(_, people)| people.number()).max().unwrap_or_default();
    let row = |(name, people): (String, Count)| {
        let bar = people.number().filter(|bar| *bar > 0).map(|bar| format!("{}%", percent(bar, most)));
        TeamRow { name, people, bar }
    };
    rows.into_iter().map(row).collect()
}

pub fn different<Id: Eq + Hash>(ids: impl Iterator<Item = Id>) -> usize {
    ids.collect::<HashSet<_>>().len()
}

pub fn whole(people: i64) -> usize {
    usize::try_from(people).unwrap_or_default()
}
