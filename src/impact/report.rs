//! The report: everything the page and the CSV show, made from the facts without asking the database again.

use std::collections::HashSet;
use std::hash::Hash;

use time::OffsetDateTime;

use super::chart::Chart;
use super::figures::{self, Compared, Figure, TeamReach};
use super::load::ReportFacts;
use super::network::mixing;
use super::period::Reading;
use super::queries::{HostRecord, Reuse, StoryFigures};
use super::rings::Rings;
use super::statements::{Statement, StatementEvidence, four};
use super::strips::Strip;
use super::suppression::{Cell, Count, FEWEST, Share, hide};
use super::tally::{HeldSession, PeriodTally};
use super::words::{self, count, difference, grouped, spelled, tenths};
use super::worth::{ReportedHours, StoryNumbers, worth};
use crate::guide::participation::{Mixing, Room};
use crate::learning::stories::Cycle;
use crate::learning::stories::numbers::Numbers;
use crate::platform::ids::CommunityId;

/// More rows than fit beside the rest of a page.
const LONGEST_TABLE: usize = 16;

/// The first sentence, made from the figures.
pub enum Headline {
    Nobody,
    Few,
    People { who: String, communities: String, tenths: Option<String> },
}

/// A team of the table, or those that are shown only together.
pub struct TeamRow {
    pub name: String,
    pub people: Count,
    /// The bar, in percent of the longest.
    pub bar: Option<String>,
}

/// Hours that stories report, in words, beside the hours given.
pub struct HoursFigures {
    pub won: Option<String>,
    pub basis: String,
    pub given: Figure,
}

pub struct Report {
    pub reading: Reading,
    pub headline: Headline,
    pub leads: Vec<Figure>,
    pub further: Vec<Figure>,
    pub teams: Vec<TeamRow>,
    pub chart: Chart,
    pub rings: Option<Rings>,
    pub strips: Vec<Strip>,
    pub statements: Vec<Statement>,
    pub hours: HoursFigures,
    /// Nobody came in the weeks before, so that there is nothing to compare with.
    pub first: bool,
}

impl Report {
    /// Long enough for a thread of its own: years of sessions are read room by room.
    pub fn of(facts: ReportFacts, centre: &str, scope: &'static str) -> Self {
        let before = PeriodTally::of(&facts.before, &facts.known);
        let known: HashSet<(CommunityId, usize)> =
            facts.known.iter().copied().chain(seen_at(&facts.before)).collect();
        let now = PeriodTally::of(&facts.held, &known);
        let before_words = facts.reading.period.before_words();
        let of = Compared { now: &now, before: &before, before_words: &before_words };
        let rooms = rooms(&facts.held, facts.until);
        let mixed = mixing(&rooms);
        let across = figures::across(&of, mixed, mixing(&self::rooms(&facts.before, facts.from)));
        let reach = reach(&facts, &now, &before);
        let (stories, earlier_stories): (Vec<&StoryFigures>, Vec<&StoryFigures>) =
            facts.stories.iter().partition(|story| story.published_at >= facts.from);
        let evidence = StatementEvidence {
            stay: vec![figures::repeat(&of), figures::newcomers(&of)],
            reuse: reused(&facts, &before_words),
            learn: learned(&facts, &of),
            practice: practice(&of, across.clone(), &stories, &earlier_stories),
            sessions: now.sessions,
            complete_lists: now.complete,
        };
        let mut report = Self {
            headline: headline(&now, reach, mixed),
            leads: vec![
                figures::people(&of, facts.here, scope),
                figures::teams(&of, reach),
                figures::hours(&of),
                figures::repeat(&of),
            ],
            further: vec![figures::sessions(&of), across, figures::newcomers(&of), figures::range(&of)],
            teams: team_rows(&facts, &now),
            chart: Chart::of(&facts.held, facts.reading.period, &facts.zone),
            rings: Rings::of(&rooms, &facts.teams, centre),
            statements: four(evidence, &facts.quotes),
            hours: hours(&stories, figures::invested(&of)),
            strips: facts.strips,
            reading: facts.reading,
            first: before.people() == 0,
        };
        if report.first {
            report.forget_changes();
        }
        report
    }

    /// "None in the previous weeks" beside every figure would say one thing a dozen times.
    fn forget_changes(&mut self) {
        let evidence = self.statements.iter_mut().flat_map(|statement| &mut statement.evidence);
        for figure in self.leads.iter_mut().chain(&mut self.further).chain(evidence) {
            figure.change.clear();
        }
    }

    /// Is there a table of teams worth showing?
    pub fn shows_teams(&self) -> bool {
        self.teams.iter().any(|row| matches!(row.people, Count::People(_)))
    }

    /// A long table folds away on the screen; on paper it is open.
    pub fn folds_teams(&self) -> bool {
        self.teams.len() > LONGEST_TABLE
    }

    pub fn asks_for_help(&self) -> bool {
        self.strips.iter().any(|strip| !strip.help_wanted.is_empty())
    }

    pub fn says_thanks(&self) -> bool {
        self.strips.iter().any(|strip| strip.thanks.is_some())
    }
}

fn seen_at(sessions: &[HeldSession]) -> impl Iterator<Item = (CommunityId, usize)> {
    sessions
        .iter()
        .filter(|session| session.counts())
        .flat_map(|session| session.present.iter().map(|attendee| (session.community_id, attendee.person)))
}

fn rooms(sessions: &[HeldSession], until: OffsetDateTime) -> Vec<Room<'_>> {
    sessions
        .iter()
        .map(|session| Room {
            age: (until - session.starts_at).as_seconds_f64() / 86_400.0,
            people: &session.present,
        })
        .collect()
}

fn reach(facts: &ReportFacts, now: &PeriodTally, before: &PeriodTally) -> TeamReach {
    let eligible: Vec<usize> = (0..facts.teams.len())
        .filter(|at| facts.teams[*at].open && whole(facts.teams[*at].people) >= FEWEST)
        .collect();
    let reached = |tally: &PeriodTally| eligible.iter().filter(|team| tally.teams.contains(team)).count();
    TeamReach { eligible: eligible.len(), now: reached(now), before: reached(before) }
}

fn headline(now: &PeriodTally, reach: TeamReach, mixed: Option<Mixing>) -> Headline {
    match Count::of(now.people()) {
        Count::Nobody => return Headline::Nobody,
        Count::Hidden => return Headline::Few,
        Count::People(_) => {}
    }
    let who = match reach.now {
        0 => count(now.people(), "person", "people"),
        1 => "people from one team".to_owned(),
        teams if teams == reach.eligible => format!("people from all {} teams", spelled(teams)),
        teams => format!("people from {} of {} teams", spelled(teams), spelled(reach.eligible)),
    };
    let communities = match now.communities {
        0 => String::new(),
        1 => "in one community".to_owned(),
        many => format!("in {} communities", spelled(many)),
    };
    let share = mixed.filter(|mixed| matches!(figures::mixing_share(*mixed), Share::Percent(_)));
    Headline::People { who, communities, tenths: share.map(|mixed| tenths(mixed.share)) }
}

/// People by the team they were in the last time they came; small teams as one, where that is five people.
fn team_rows(facts: &ReportFacts, now: &PeriodTally) -> Vec<TeamRow> {
    let mut people = vec![0; facts.teams.len()];
    let mut without = 0;
    for team in now.home.values() {
        match team {
            Some(team) => people[*team] += 1,
            None => without += 1,
        }
    }
    let listed: Vec<usize> = (0..facts.teams.len())
        .filter(|at| people[*at] > 0 || (facts.teams[*at].open && facts.teams[*at].people > 0))
        .collect();
    let mut names: Vec<&str> = listed.iter().map(|at| facts.teams[*at].name.as_str()).collect();
    let mut cells: Vec<Cell> =
        listed.iter().map(|at| Cell { people: people[*at], of: whole(facts.teams[*at].people) }).collect();
    if without > 0 {
        names.push("No team");
        cells.push(Cell { people: without, of: without });
    }
    let shown = hide(&cells);
    let hidden = shown.cells.iter().filter(|count| **count == Count::Hidden).count();
    let mut rows: Vec<(String, Count)> = names
        .into_iter()
        .zip(shown.cells)
        .filter(|(_, people)| *people != Count::Hidden)
        .map(|(name, people)| (name.to_owned(), people))
        .collect();
    if let Some(others) = shown.others {
        rows.push((format!("Other teams ({hidden})"), Count::People(others)));
    }
    let number = |people: &Count| if let Count::People(people) = people { *people } else { 0 };
    let most = rows.iter().map(|(_, people)| number(people)).max().unwrap_or_default();
    rows.into_iter()
        .map(|(name, people)| {
            let bar = number(&people);
            TeamRow {
                name,
                people,
                bar: (bar > 0).then(|| format!("{}%", super::suppression::percent(bar, most))),
            }
        })
        .collect()
}

fn reused(facts: &ReportFacts, before_words: &str) -> Vec<Figure> {
    let (now, before): (Vec<&Reuse>, Vec<&Reuse>) =
        facts.reuses.iter().partition(|reuse| reuse.at >= facts.from);
    let people = |reuses: &[&Reuse]| different(reuses.iter().map(|reuse| reuse.person_id));
    let mut people_figure = figures::counted(
        "people said “we used this too”",
        people(&now),
        people(&before),
        before_words,
        "Different people who said so about someone else’s story.",
    );
    if people(&now) >= FEWEST {
        let stories = different(now.iter().map(|reuse| reuse.story_id));
        let teams = different(now.iter().filter_map(|reuse| reuse.team_id));
        people_figure.basis = format!(
            "{}, of {}, in {}",
            count(now.len(), "time", "times"),
            count(stories, "story", "stories"),
            count(teams, "team", "teams")
        );
    }
    vec![people_figure]
}

fn learned(facts: &ReportFacts, of: &Compared) -> Vec<Figure> {
    let hosted: Vec<&HostRecord> = facts.hosts.iter().filter(|host| host.in_period).collect();
    let first = hosted.iter().filter(|host| host.first_at >= facts.from).count();
    let mut hosts = figures::counted(
        "people hosted a session",
        hosted.len(),
        0,
        "",
        "Different hosts of sessions with attendance.",
    );
    hosts.change = String::new();
    if let Count::People(first) = Count::of(first) {
        // Told only where those who had hosted before are five or nobody, since one is the other's rest.
        if super::suppression::of_whole(first, hosted.len()).is_some() {
            let all = first == hosted.len();
            hosts.basis = if all {
                "All of them for the first time".to_owned()
            } else {
                format!("{first} of them for the first time")
            };
        }
    }
    vec![figures::hours(of), hosts, figures::range(of)]
}

fn practice(of: &Compared, across: Figure, now: &[&StoryFigures], before: &[&StoryFigures]) -> Vec<Figure> {
    let authors = |stories: &[&StoryFigures]| {
        different(stories.iter().filter(|story| story.cycle >= Cycle::Applied).map(|story| story.author_id))
    };
    let mut told = figures::counted(
        "people shared what they did or what changed",
        authors(now),
        authors(before),
        of.before_words,
        "Authors of stories published in these weeks that reached “what I did” or “what changed”.",
    );
    if authors(now) >= FEWEST {
        told.basis = format!("Of {} published", count(now.len(), "story", "stories"));
    }
    let outputs = Figure {
        name: "working-group sessions with a written result",
        value: of.now.outputs.to_string(),
        change: difference(of.now.outputs, of.before.outputs, of.before_words),
        definition: "Sessions of the kind “working group” for which a recap was posted.",
        ..Figure::default()
    };
    vec![told, across, outputs]
}

fn hours(stories: &[&StoryFigures], given: Figure) -> HoursFigures {
    let told: Vec<Option<StoryNumbers>> = stories.iter().map(|story| reported_numbers(story)).collect();
    let found = worth(&told);
    let won = found.range.map(|(low, high)| {
        let (low, high) = (grouped(words::whole(low)), grouped(words::whole(high)));
        if low == high { format!("about {low} hours") } else { format!("about {low} to {high} hours") }
    });
    HoursFigures { won, basis: basis(&found), given }
}

/// "From 7 of 18 stories; 11 gave no number; 1 outlier left out"
fn basis(found: &ReportedHours) -> String {
    if found.stories == 0 {
        return "No story was published in these weeks.".to_owned();
    }
    let mut parts =
        vec![format!("From {} of {}", grouped(found.added), count(found.stories, "story", "stories"))];
    if found.without > 0 {
        parts.push(format!("{} gave no numbers", grouped(found.without)));
    }
    if found.unconfirmed > 0 {
        parts.push(format!("{} not confirmed by a second person yet", grouped(found.unconfirmed)));
    }
    if found.outliers > 0 {
        parts.push(count(found.outliers, "outlier left out", "outliers left out"));
    }
    parts.join("; ") + "."
}

fn reported_numbers(story: &StoryFigures) -> Option<StoryNumbers> {
    let numbers = Numbers {
        hours: [story.hours_low?, story.hours_likely?, story.hours_high?],
        uses_per_year: story.uses_per_year?,
        people: story.people_helped?,
        attribution: story.attribution?,
        confidence: story.confidence?,
    };
    Some(StoryNumbers { numbers, verified: story.verified })
}

fn different<Id: Eq + Hash>(ids: impl Iterator<Item = Id>) -> usize {
    ids.collect::<HashSet<_>>().len()
}

fn whole(people: i64) -> usize {
    usize::try_from(people).unwrap_or_default()
}
