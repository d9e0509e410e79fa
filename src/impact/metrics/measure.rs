//! How each metric is worked out, from what was counted in one period.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::contributions::Concentration;
use super::facts::{ClosedPulse, coffee_minutes};
use super::queries::{MeasuredStory, MeasuredTurnout, MetCoffee};
use super::told::MetricMeasure;
use crate::guide::participation::Mixing;
use crate::impact::contacts;
use crate::impact::contacts::network;
use crate::impact::load::ReportFacts;
use crate::impact::queries::Reuse;
use crate::impact::reach;
use crate::impact::report::{different, whole};
use crate::impact::suppression::{FEWEST, Precision};
use crate::impact::tally::{HeldSession, PeriodTally};
use crate::learning::stories::Cycle;
use crate::platform::ids::{PersonId, TeamId};
use crate::sessions::events::kinds::KINDS;

/// From one moment on, up to another.
#[derive(Clone, Copy, Debug)]
pub struct MeasuredSpan {
    pub from: OffsetDateTime,
    pub until: OffsetDateTime,
}

impl MeasuredSpan {
    fn holds(&self, at: OffsetDateTime) -> bool {
        self.from <= at && at < self.until
    }
}

/// Everything that was counted in one period.
pub struct Measured<'a> {
    facts: &'a ReportFacts,
    span: MeasuredSpan,
    tally: PeriodTally,
    mixing: Option<Mixing>,
    coffees: Vec<&'a MetCoffee>,
    stories: Vec<&'a MeasuredStory>,
    reuses: Vec<&'a Reuse>,
    first_hosts: usize,
    turnouts: Vec<&'a MeasuredTurnout>,
    pulse: Option<&'a ClosedPulse>,
    concentration: Option<Concentration>,
}

impl<'a> Measured<'a> {
    pub fn of(facts: &'a ReportFacts, span: MeasuredSpan) -> Self {
        let held: Vec<HeldSession> =
            facts.sessions().filter(|session| span.holds(session.starts_at)).cloned().collect();
        let more = &facts.metrics;
        let tally = PeriodTally::of(&held, facts.first_visits.before(span.from));
        let given = more.contributions.iter().filter(|given| span.holds(given.at));
        Self {
            concentration: Concentration::of(tally.home.keys().copied(), given),
            tally,
            mixing: network::mixing(&contacts::rooms(&held, &facts.encounters, span.from, span.until)),
            coffees: more.coffees.iter().filter(|coffee| span.holds(coffee.at)).collect(),
            stories: more.stories.iter().filter(|story| span.holds(story.at)).collect(),
            reuses: facts.reuses.iter().filter(|reuse| span.holds(reuse.at)).collect(),
            first_hosts: more.first_hosted.iter().filter(|at| span.holds(**at)).count(),
            turnouts: more.turnouts.iter().filter(|turnout| span.holds(turnout.at)).collect(),
            pulse: more.pulses.iter().find(|pulse| span.holds(pulse.at)),
            facts,
            span,
        }
    }

    /// Teams of five and more, and from how many of them so many people are among some.
    fn teams_with(&self, people: &HashMap<TeamId, usize>) -> usize {
        // That someone of a team is among them, where that is one to four people, could be told.
        let fewest = if self.facts.scope.precision == Precision::Exact { 1 } else { FEWEST };
        let large = self.facts.teams.iter().filter(|team| whole(team.people) >= FEWEST);
        large.filter(|team| people.get(&team.id).is_some_and(|people| *people >= fewest)).count()
    }
}

pub fn people(of: &Measured) -> MetricMeasure {
    MetricMeasure::People { number: of.tally.people(), people: of.tally.people() }
}

pub fn reach(of: &Measured) -> MetricMeasure {
    let audience = &of.facts.audience;
    let came = of.tally.home.keys().filter(|person| audience.contains(person)).count();
    MetricMeasure::Reach { came, audience: audience.len() }
}

pub fn returned(of: &Measured) -> MetricMeasure {
    MetricMeasure::Share {
        split: of.tally.repeat,
        base: " who could come at least twice more",
        came: of.tally.people(),
    }
}

pub fn newcomers_back(of: &Measured) -> MetricMeasure {
    MetricMeasure::Share {
        split: of.tally.returned,
        base: " who were new and had a later session",
        came: of.tally.people(),
    }
}

pub fn trust(of: &Measured) -> MetricMeasure {
    MetricMeasure::Pulse(of.pulse.and_then(|pulse| pulse.trust))
}

pub fn belonging(of: &Measured) -> MetricMeasure {
    MetricMeasure::Pulse(of.pulse.and_then(|pulse| pulse.belonging))
}

pub fn tried(of: &Measured) -> MetricMeasure {
    MetricMeasure::Pulse(of.pulse.and_then(|pulse| pulse.tried))
}

pub fn teams_reached(of: &Measured) -> MetricMeasure {
    MetricMeasure::Exact {
        number: reach::reached(of.facts, &of.tally, of.span.from, of.span.until),
        of: Some(reach::eligible(of.facts).len()),
        base: "Teams of five people or more".to_owned(),
    }
}

pub fn across_teams(of: &Measured) -> MetricMeasure {
    MetricMeasure::Across { found: of.mixing, came: of.tally.people() }
}

pub fn mixing(of: &Measured) -> MetricMeasure {
    MetricMeasure::Mixing { found: of.mixing, came: of.tally.people() }
}

pub fn coffees(of: &Measured) -> MetricMeasure {
    let across: Vec<&&MetCoffee> = of.coffees.iter().filter(|coffee| coffee.across).collect();
    let people = different(across.iter().flat_map(|coffee| coffee.people.iter().copied()));
    MetricMeasure::Coffees { number: across.len(), people }
}

pub fn new_pairs(of: &Measured) -> MetricMeasure {
    let pairs: i64 = of.coffees.iter().map(|coffee| coffee.new_pairs).sum();
    let people = different(of.coffees.iter().flat_map(|coffee| coffee.newly_met.iter().copied()));
    MetricMeasure::Coffees { number: whole(pairs), people }
}

pub fn hours(of: &Measured) -> MetricMeasure {
    MetricMeasure::Hours { minutes: of.tally.minutes, people: of.tally.people(), sessions: of.tally.sessions }
}

pub fn hours_spent(of: &Measured) -> MetricMeasure {
    let coffees = coffee_minutes(of.coffees.iter().copied(), of.facts);
    MetricMeasure::Hours {
        minutes: of.tally.invested + coffees,
        people: of.tally.people(),
        sessions: of.tally.sessions,
    }
}

pub fn first_hosts(of: &Measured) -> MetricMeasure {
    MetricMeasure::People { number: of.first_hosts, people: of.first_hosts }
}

pub fn kinds(of: &Measured) -> MetricMeasure {
    exact(of.tally.kinds, Some(KINDS.len()), &of_sessions(of.tally.sessions))
}

pub fn outputs(of: &Measured) -> MetricMeasure {
    exact(of.tally.outputs, None, &of_sessions(of.tally.sessions))
}

pub fn sessions(of: &Measured) -> MetricMeasure {
    let base = match of.tally.uncounted {
        0 => "Every session had three people or more".to_owned(),
        1 => "1 other had fewer than three people or no list".to_owned(),
        others => format!("{others} others had fewer than three people or no list"),
    };
    MetricMeasure::Exact { number: of.tally.sessions, of: None, base }
}

pub fn stories_applied(of: &Measured) -> MetricMeasure {
    let applied = of.stories.iter().filter(|story| story.cycle >= Cycle::Applied).count();
    exact(applied, None, &of_stories(of.stories.len()))
}

pub fn stories_of_teams(of: &Measured) -> MetricMeasure {
    let naming = of.stories.iter().filter(|story| story.teams >= 2).count();
    exact(naming, None, &of_stories(of.stories.len()))
}

pub fn reuses(of: &Measured) -> MetricMeasure {
    let people = different(of.reuses.iter().map(|reuse| reuse.person_id));
    MetricMeasure::Reuses {
        number: of.reuses.len(),
        people,
        stories: different(of.reuses.iter().map(|reuse| reuse.story_id)),
    }
}

pub fn reusing_teams(of: &Measured) -> MetricMeasure {
    let mut people: HashMap<TeamId, Vec<PersonId>> = HashMap::new();
    for reuse in &of.reuses {
        if let Some(team) = reuse.team_id {
            people.entry(team).or_default().push(reuse.person_id);
        }
    }
    let people = people.into_iter().map(|(team, people)| (team, different(people.into_iter()))).collect();
    exact(of.teams_with(&people), None, "Teams of five people or more")
}

pub fn turned_up(of: &Measured) -> MetricMeasure {
    let sum =
        |part: fn(&MeasuredTurnout) -> i64| of.turnouts.iter().map(|turnout| whole(part(turnout))).sum();
    MetricMeasure::Ratio { part: sum(|turnout| turnout.present), whole: sum(|turnout| turnout.going) }
}

pub fn concentration(of: &Measured) -> MetricMeasure {
    MetricMeasure::Contributions { found: of.concentration, part: |found| found.gini }
}

pub fn top_share(of: &Measured) -> MetricMeasure {
    MetricMeasure::Contributions { found: of.concentration, part: |found| found.top }
}

fn exact(number: usize, of: Option<usize>, base: &str) -> MetricMeasure {
    MetricMeasure::Exact { number, of, base: base.to_owned() }
}

fn of_sessions(sessions: usize) -> String {
    format!("From {}", crate::impact::words::count(sessions, "session", "sessions"))
}

fn of_stories(stories: usize) -> String {
    format!("Of {} published", crate::impact::words::count(stories, "story", "stories"))
}
