//! The figures of a report in words: a value, its change against the period before, from how many it is, and what it
//! counts. Page, CSV, JSON and snapshots say the same.

use serde::{Deserialize, Serialize};

use super::contacts::network;
use super::metrics::dictionary::{self, MetricId};
use super::suppression::{self, Count, FEWEST, Precision, Share};
use super::tally::PeriodTally;
use super::words::{
    self, capital, change, difference, from_people, grouped, of_those_who_came, points, share_change,
    share_words,
};
use crate::guide::participation::Mixing;
use crate::sessions::events::kinds::{KINDS, Level};

/// One figure, ready to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// What the value counts: "people came to a session".
    pub name: String,
    /// The same by itself, where that is not the name with a capital; snapshots of an earlier version are without.
    #[serde(default)]
    pub alone: String,
    pub value: String,
    /// What follows the value smaller: "of 119", "%".
    pub unit: String,
    /// Against the period before; empty where there is nothing to compare.
    pub change: String,
    /// From how many.
    pub basis: String,
    pub definition: String,
}

impl Figure {
    /// "People who came to a session"
    pub fn heading(&self) -> String {
        if self.alone.is_empty() { words::capital(&self.name) } else { self.alone.clone() }
    }

    pub fn is_share(&self) -> bool {
        self.unit == "%"
    }

    /// A value that is a sentence needs less room than a number.
    pub fn is_wordy(&self) -> bool {
        self.value.chars().count() > 12
    }

    /// Named and defined by the dictionary of metrics.
    fn defined(id: MetricId, precision: Precision) -> Self {
        let metric = dictionary::metric(id);
        Self { alone: metric.alone.to_owned(), ..Self::of(metric.name, &metric.definition(precision)) }
    }

    fn of(name: &str, definition: &str) -> Self {
        Self { name: name.to_owned(), definition: definition.to_owned(), ..Self::default() }
    }
}

/// A period's counts and those of the period before, to be told with some precision.
pub struct Compared<'a> {
    pub now: &'a PeriodTally,
    pub before: &'a PeriodTally,
    /// "the quarter before"
    pub before_words: &'a str,
    pub precision: Precision,
}

impl Compared<'_> {
    fn came(&self) -> Count {
        self.precision.count(self.now.people())
    }

    /// Minutes as hours, where they may be told.
    pub fn hours(&self, tally: &PeriodTally, minutes: usize) -> Count {
        words::told_hours(minutes, tally.people(), tally.sessions, self.precision)
    }

    /// The hours spent as they are told, if they are.
    pub fn hours_spent(&self) -> Option<usize> {
        self.hours(self.now, self.now.invested).number()
    }

    fn hours_basis(&self) -> String {
        if self.came() != Count::Few && words::is_of_few_sessions(self.now.sessions, self.precision) {
            return words::hours_hidden();
        }
        from_people(self.came())
    }
}

fn hours_words(hours: Count) -> String {
    if hours == Count::Hidden { "Hidden".to_owned() } else { hours.words_or("0") }
}

/// Teams that a report may reach: those with five people or more, and how many of them were reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeamReach {
    pub eligible: usize,
    pub now: usize,
    pub before: usize,
}

pub fn people(of: &Compared, here: usize, scope: &str) -> Figure {
    let count = of.came();
    // Nobody was here yet when it was worked out.
    let all =
        if here == 0 { String::new() } else { format!("{} {scope}", words::count(here, "person", "people")) };
    // How many are here is told only where it does not tell how few stayed away.
    let (unit, basis) = match (of.precision, count) {
        (Precision::Rounded, Count::About(_)) if suppression::of_whole(of.now.people(), here).is_none() => {
            (String::new(), format!("Nearly everyone {scope}"))
        }
        (_, Count::About(_) | Count::People(_)) if of.now.people() <= here => {
            (format!("of {}", grouped(here)), all)
        }
        _ => (String::new(), all),
    };
    Figure {
        value: count.label(),
        unit,
        change: change(count, of.precision.count(of.before.people()), of.before_words),
        basis,
        ..Figure::defined(MetricId::People, of.precision)
    }
}

pub fn teams(of: &Compared, reach: TeamReach) -> Figure {
    let figure = Figure::defined(MetricId::TeamsReached, of.precision);
    if reach.eligible == 0 {
        return Figure { value: "None".into(), basis: "No team has five people yet".into(), ..figure };
    }
    Figure {
        value: reach.now.to_string(),
        unit: format!("of {}", reach.eligible),
        change: difference(reach.now, reach.before, of.before_words),
        basis: "Teams of five people or more".into(),
        ..figure
    }
}

pub fn hours(of: &Compared) -> Figure {
    let (now, before) = (of.hours(of.now, of.now.minutes), of.hours(of.before, of.before.minutes));
    Figure {
        value: hours_words(now),
        change: change(now, before, of.before_words),
        basis: of.hours_basis(),
        ..Figure::defined(MetricId::Hours, of.precision)
    }
}

pub fn repeat(of: &Compared) -> Figure {
    let share = of.now.repeat.share(of.precision);
    let (value, unit) = share_words(share);
    Figure {
        value,
        unit,
        change: share_change(share, of.before.repeat.share(of.precision), of.before_words),
        basis: of_those_who_came(
            of.now.repeat.people,
            of.now.people(),
            " who could come at least twice more",
            of.precision,
        ),
        ..Figure::defined(MetricId::Returned, of.precision)
    }
}

pub fn sessions(of: &Compared) -> Figure {
    let left_out = match of.now.uncounted {
        0 => "Every session held had three people or more".to_owned(),
        1 => "1 other session had fewer than three people or no list".to_owned(),
        others => format!("{} other sessions had fewer than three people or no list", grouped(others)),
    };
    Figure {
        value: grouped(of.now.sessions),
        change: difference(of.now.sessions, of.before.sessions, of.before_words),
        basis: left_out,
        ..Figure::defined(MetricId::Sessions, of.precision)
    }
}

/// The share of contacts across teams and what chance would give, both as they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownMixing {
    pub share: Share,
    pub expected: u32,
}

impl ShownMixing {
    /// Not where fewer than five people are beside the largest team.
    pub fn of(found: Mixing, precision: Precision) -> Self {
        let share = match (precision, Count::of(found.people), Count::of(found.beside_largest)) {
            (_, Count::Nobody, _) => Share::Nobody,
            (Precision::Exact, ..) => Share::Percent(points(found.share)),
            (_, Count::Few, _) => Share::Hidden,
            (_, _, Count::Nobody) => Share::None,
            (_, _, Count::Few) => Share::Few,
            _ => Share::to_five(points(found.share)),
        };
        Self { share, expected: precision.points(points(found.expected)) }
    }
}

pub fn across(of: &Compared, now: Option<Mixing>, before: Option<Mixing>) -> Figure {
    let shown = |mixing: Option<Mixing>| mixing.map(|found| ShownMixing::of(found, of.precision));
    let share = |mixing: Option<Mixing>| shown(mixing).map_or(Share::Nobody, |shown| shown.share);
    let (value, unit) = share_words(share(now));
    let basis = match now.zip(shown(now)) {
        Some((found, ShownMixing { share, expected })) => {
            let from = words::of_those_who_met(found.people, of.now.people(), of.precision);
            match share {
                Share::None => format!("{from}. One team only"),
                Share::Percent(percent) => {
                    let read = network::reading(percent, expected);
                    format!("{from}. Expected if teams mixed at random: {expected}%. {read}.")
                }
                _ => from,
            }
        }
        None => String::new(),
    };
    Figure {
        value,
        unit,
        change: share_change(share(now), share(before), of.before_words),
        basis,
        ..Figure::defined(MetricId::AcrossTeams, of.precision)
    }
}

pub fn newcomers(of: &Compared) -> Figure {
    let back = match of.now.returned.share(of.precision) {
        Share::Percent(percent) => {
            let from = of.precision.count(of.now.returned.people).people();
            format!("{percent}% came back within two sessions, of {from} who had a later session")
        }
        Share::NearlyAll => "Nearly all of them came back within two sessions".to_owned(),
        Share::All => "All of them came back within two sessions".to_owned(),
        _ => "Too few to say how many came back".to_owned(),
    };
    let count = |tally: &PeriodTally| match of.precision.count(tally.newcomers) {
        // Those who are not new are the rest of those who came.
        Count::About(_) if suppression::of_whole(tally.newcomers, tally.people()).is_none() => {
            Count::NearlyAll
        }
        count => count,
    };
    let (now, before) = (count(of.now), count(of.before));
    Figure {
        value: now.label(),
        change: change(now, before, of.before_words),
        basis: back,
        ..Figure::of(
            "people came to a community for the first time",
            "People recorded at a community’s session for the first time ever. Coming back means coming to one of its \
             next two sessions; people with no later session yet are left out.",
        )
    }
}

pub fn range(of: &Compared) -> Figure {
    let levels: Vec<&str> = of
        .now
        .levels
        .iter()
        .map(|level| match level {
            Level::Less => "less structured",
            Level::Partly => "partly structured",
            Level::More => "more structured",
            Level::Mix => "mixed",
        })
        .collect();
    Figure {
        value: of.now.kinds.to_string(),
        unit: format!("of {}", KINDS.len()),
        change: difference(of.now.kinds, of.before.kinds, of.before_words),
        basis: if levels.is_empty() { String::new() } else { capital(&levels.join(", ")) },
        ..Figure::defined(MetricId::Kinds, of.precision)
    }
}

pub fn invested(of: &Compared) -> Figure {
    Figure {
        value: hours_words(of.hours(of.now, of.now.invested)),
        basis: of.hours_basis(),
        ..Figure::defined(MetricId::HoursSpent, of.precision)
    }
}

/// A count with a change, for the lines of evidence.
pub fn counted(name: &str, now: Count, before: Count, before_words: &str, definition: &str) -> Figure {
    Figure { value: now.label(), change: change(now, before, before_words), ..Figure::of(name, definition) }
}

/// Is there enough to say more about these people?
pub fn enough(people: usize, precision: Precision) -> bool {
    people >= FEWEST || (precision == Precision::Exact && people > 0)
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Compared, TeamReach, across, hours, newcomers, people, teams};
    use crate::guide::participation::Mixing;
    use crate::impact::suppression::Precision;
    use crate::impact::tally::PeriodTally;

    fn tally(people: usize, hours: usize) -> PeriodTally {
        PeriodTally {
            home: (0..people).map(|person| (person, None)).collect::<HashMap<_, _>>(),
            minutes: hours * 60,
            sessions: 12,
            ..PeriodTally::default()
        }
    }

    fn compared<'a>(now: &'a PeriodTally, before: &'a PeriodTally, precision: Precision) -> Compared<'a> {
        Compared { now, before, before_words: "the quarter before", precision }
    }

    #[test]
    fn people_come_with_their_change_and_of_how_many() {
        let (now, before) = (tally(97, 412), tally(76, 300));
        let of = compared(&now, &before, Precision::Rounded);
        let figure = people(&of, 119, "in the organisation");
        assert_eq!((figure.value.as_str(), figure.unit.as_str()), ("about 95", "of 119"));
        assert_eq!(figure.change, "About 20 more than in the quarter before");
        assert_eq!(hours(&of).value, "about 410");
        let nearly = people(&of, 99, "in the organisation");
        assert_eq!(
            (nearly.unit.as_str(), nearly.basis.as_str()),
            ("", "Nearly everyone in the organisation")
        );
        let exact = people(&compared(&now, &before, Precision::Exact), 99, "in the community");
        assert_eq!((exact.value.as_str(), exact.unit.as_str()), ("97", "of 99"));
    }

    #[test]
    fn fewer_than_five_people_have_no_figure_and_their_hours_are_not_called_people() {
        let (now, before) = (tally(4, 40), tally(9, 90));
        let of = compared(&now, &before, Precision::Rounded);
        let figure = people(&of, 50, "here");
        assert_eq!((figure.value.as_str(), figure.change.as_str()), ("Fewer than 5", ""));
        let figure = hours(&of);
        assert_eq!((figure.value.as_str(), figure.basis.as_str()), ("Hidden", "Fewer than 5 people came"));
        assert_eq!(hours(&compared(&now, &before, Precision::Exact)).value, "40");
    }

    #[test]
    fn leaders_read_hours_from_ten_sessions_on() {
        let of_sessions = |sessions| PeriodTally { sessions, ..tally(40, 100) };
        let (nine, ten) = (of_sessions(9), of_sessions(10));
        assert_eq!(hours(&compared(&nine, &ten, Precision::Rounded)).value, "Hidden");
        assert_eq!(hours(&compared(&ten, &nine, Precision::Rounded)).value, "about 100");
        assert_eq!(hours(&compared(&nine, &ten, Precision::Exact)).value, "100");
    }

    #[test]
    fn nearly_all_new_does_not_tell_how_few_were_not() {
        let (now, before) = (PeriodTally { newcomers: 15, ..tally(17, 9) }, PeriodTally::default());
        assert_eq!(newcomers(&compared(&now, &before, Precision::Rounded)).value, "Nearly all");
        assert_eq!(newcomers(&compared(&now, &before, Precision::Exact)).value, "15");
    }

    #[test]
    fn a_cross_team_share_stands_beside_what_chance_would_give() {
        let found = Mixing { share: 0.611, expected: 0.79, people: 84, teams: 8, beside_largest: 60 };
        let (now, none) = (tally(84, 90), PeriodTally::default());
        let of = compared(&now, &none, Precision::Rounded);
        let figure = across(&of, Some(found), None);
        assert_eq!((figure.value.as_str(), figure.unit.as_str()), ("60", "%"));
        assert_eq!(figure.basis, "From about 85 people. Expected if teams mixed at random: 80%. Fair mix.");
        let few = across(&of, Some(Mixing { beside_largest: 2, ..found }), None);
        assert_eq!((few.value.as_str(), few.unit.as_str()), ("Few", ""));
    }

    #[test]
    fn without_a_team_of_five_there_is_no_reach() {
        let none = PeriodTally::default();
        let of = compared(&none, &none, Precision::Rounded);
        let figure = teams(&of, TeamReach { eligible: 0, now: 0, before: 0 });
        assert_eq!(figure.basis, "No team has five people yet");
    }
}
