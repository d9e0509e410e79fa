//! What speaks for the four statements beside the figures of attendance: reuse, hosts, stories, and hours saved.

use super::figures::{self, Compared, Figure, enough};
use super::load::ReportFacts;
use super::queries::{HostRecord, Reuse, StoryFigures};
use super::report::{HoursFigures, MoneyFigures, MoneyLine, different, whole};
use super::suppression::{Count, FEWEST, Precision, of_whole};
use super::value::HourlyCost;
use super::value::money::MoneyRange;
use super::words::{self, count, difference, grouped};
use super::worth::{ReportedHours, StoryNumbers, worth};
use crate::learning::stories::Cycle;
use crate::learning::stories::numbers::Numbers;

pub fn reused(facts: &ReportFacts, of: &Compared) -> Figure {
    let (now, before): (Vec<&Reuse>, Vec<&Reuse>) =
        facts.reuses.iter().partition(|reuse| reuse.at >= facts.from);
    let before: Vec<&Reuse> = before
        .into_iter()
        .filter(|reuse| facts.before_from <= reuse.at && reuse.at < facts.before_until)
        .collect();
    let people = |reuses: &[&Reuse]| different(reuses.iter().map(|reuse| reuse.person_id));
    let mut figure = figures::counted(
        "people said “we used this too”",
        of.precision.count(people(&now)),
        of.precision.count(people(&before)),
        of.before_words,
        "Different people who said so about someone else’s story.",
    );
    if enough(people(&now), of.precision) {
        let stories = different(now.iter().map(|reuse| reuse.story_id));
        figure.basis = match of.precision {
            // Of which story and by which teams would speak of fewer than five.
            Precision::Rounded => {
                format!("{} times in all", words::capital(&of.precision.count(now.len()).label()))
            }
            Precision::Exact => {
                let large = |reuse: &&&Reuse| {
                    let team = facts.teams.iter().find(|team| Some(team.id) == reuse.team_id);
                    team.is_some_and(|team| whole(team.people) >= FEWEST)
                };
                let teams = different(now.iter().filter(large).filter_map(|reuse| reuse.team_id));
                format!(
                    "{}, of {}, in {} of five people or more",
                    count(now.len(), "time", "times"),
                    count(stories, "story", "stories"),
                    count(teams, "team", "teams")
                )
            }
        };
    }
    figure
}

pub fn learned(facts: &ReportFacts, of: &Compared) -> Vec<Figure> {
    let hosted: Vec<&HostRecord> = facts.hosts.iter().filter(|host| host.in_period).collect();
    let first = hosted.iter().filter(|host| host.first_at >= facts.from).count();
    let mut hosts = figures::counted(
        "people hosted a session",
        of.precision.count(hosted.len()),
        Count::Nobody,
        "",
        "Different hosts of sessions with attendance.",
    );
    hosts.change = String::new();
    // Told only where those who had hosted before are five or nobody, since one is the other's rest.
    let told = of.precision == Precision::Exact || of_whole(first, hosted.len()).is_some();
    hosts.basis = match of.precision.count(first) {
        Count::Nobody | Count::Few => String::new(),
        _ if !told => String::new(),
        _ if first == hosted.len() => "All of them for the first time".to_owned(),
        first => format!("{} of them for the first time", words::capital(&first.label())),
    };
    vec![figures::hours(of), hosts, figures::range(of)]
}

pub fn practice(
    of: &Compared,
    across: Figure,
    now: &[&StoryFigures],
    before: &[&StoryFigures],
) -> Vec<Figure> {
    let authors = |stories: &[&StoryFigures]| {
        different(stories.iter().filter(|story| story.cycle >= Cycle::Applied).map(|story| story.author_id))
    };
    let mut told = figures::counted(
        "people shared what they did or what changed",
        of.precision.count(authors(now)),
        of.precision.count(authors(before)),
        of.before_words,
        "Authors of stories published in this period that reached “what I did” or “what changed”.",
    );
    if enough(authors(now), of.precision) {
        told.basis = format!("Of {} published", count(now.len(), "story", "stories"));
    }
    let outputs = Figure {
        name: "working-group sessions with a written result".into(),
        value: of.now.outputs.to_string(),
        change: difference(of.now.outputs, of.before.outputs, of.before_words),
        definition: "Sessions of the kind “working group” for which a recap was posted.".into(),
        ..Figure::default()
    };
    vec![told, across, outputs]
}

/// Hours saved, for as long as the hours given beside them were given.
pub fn saved(
    stories: &[&StoryFigures],
    given: Figure,
    spent: Option<usize>,
    facts: &ReportFacts,
) -> HoursFigures {
    let (days, precision) = (facts.scope.reading.period.days(), facts.scope.precision);
    let told: Vec<Option<StoryNumbers>> = stories.iter().map(|story| reported_numbers(story)).collect();
    let found = worth(&told, days, precision);
    let won = found.range.zip(found.year).map(|(range, year)| {
        format!(
            "{} in a period of this length ({} a year)",
            hours_between(range.0, range.1),
            hours_between(year.0, year.1)
        )
    });
    let left_out = found
        .outliers
        .iter()
        .map(|hours| format!("one story that reports about {} hours a year", grouped(whole_hours(*hours))));
    let left_out = left_out.collect();
    let money = facts.assumed.cost.as_ref().map(|cost| money(&found, spent, cost));
    HoursFigures { won, basis: basis(&found), left_out, given, money }
}

/// The same hours as money, as far as they are told: what stories estimate, what was spent, and what is between them.
fn money(found: &ReportedHours, spent: Option<usize>, cost: &HourlyCost) -> MoneyFigures {
    let line = |name: &str, value: String, basis: &str| MoneyLine {
        name: name.to_owned(),
        value,
        basis: basis.to_owned(),
    };
    let not = || "Not told".to_owned();
    let worth = found.raw.map(|[low, high]| MoneyRange::of_hours(low, high, cost));
    let spent = spent.map(|hours| MoneyRange::of_hours(real(hours), real(hours), cost));
    let told = |range: Option<MoneyRange>, digits| {
        range.map_or_else(not, |range| range.describe(&cost.currency, digits))
    };
    let between = worth.zip(spent).map(|(worth, spent)| worth.less(spent));
    MoneyFigures {
        lines: vec![
            line(
                "estimated worth of hours that stories say were saved",
                told(worth, found.digits),
                if worth.is_some() {
                    "An estimate by authors, not a saving that was booked"
                } else {
                    "Too few stories with confirmed hours"
                },
            ),
            line(
                "cost of hours spent",
                told(spent, 2),
                if spent.is_some() {
                    "Sessions, preparation and coffees"
                } else {
                    "The hours are hidden, and so is their cost"
                },
            ),
            line(
                "estimated worth less cost",
                told(between, found.digits),
                if between.is_some() {
                    "From the least that both ranges allow to the most; it can be negative"
                } else {
                    "Told where both others are"
                },
            ),
        ],
    }
}

#[expect(clippy::cast_precision_loss, reason = "hours are far below 2^52")]
fn real(hours: usize) -> f64 {
    hours as f64
}

fn hours_between(low: f64, high: f64) -> String {
    match (whole_hours(low), whole_hours(high)) {
        (_, 0) => "less than an hour".to_owned(),
        (low, high) if low == high => format!("about {} hours", grouped(low)),
        (low, high) => format!("about {} to {} hours", grouped(low), grouped(high)),
    }
}

/// Already rounded to what they mean.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "hours are positive and far below 2^52"
)]
fn whole_hours(hours: f64) -> usize {
    hours.round() as usize
}

/// "From 7 of 18 stories; 11 gave no number; 1 outlier left out"
fn basis(found: &ReportedHours) -> String {
    if found.stories == 0 {
        return "No story was published in this period.".to_owned();
    }
    let mut parts =
        vec![format!("From {} of {}", grouped(found.added), count(found.stories, "story", "stories"))];
    if found.without > 0 {
        parts.push(format!("{} gave no numbers", grouped(found.without)));
    }
    if found.unconfirmed > 0 {
        parts.push(format!("{} not confirmed by a second person yet", grouped(found.unconfirmed)));
    }
    if !found.outliers.is_empty() {
        parts.push(count(found.outliers.len(), "outlier left out", "outliers left out"));
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
