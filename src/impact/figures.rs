//! The figures of a report in words: a value, its change against as many weeks before, from how many it is, and
//! what it counts. The page and the CSV say the same.

use super::network;
use super::suppression::{self, Count, FEWEST, Share};
use super::tally::PeriodTally;
use super::words::{
    capital, change, difference, from_people, grouped, of_those_who_came, points, share_change, share_words,
    whole,
};
use crate::guide::participation::Mixing;
use crate::sessions::events::kinds::{KINDS, Level};

/// One figure, ready to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figure {
    /// What the value counts: "people came to a session".
    pub name: &'static str,
    pub value: String,
    /// What follows the value smaller: "of 119", "%".
    pub unit: String,
    /// Against as many weeks before; empty where there is nothing to compare.
    pub change: String,
    /// From how many.
    pub basis: String,
    pub definition: &'static str,
}

impl Figure {
    pub fn is_share(&self) -> bool {
        self.unit == "%"
    }
}

/// A period's counts and those of as many weeks before.
pub struct Compared<'a> {
    pub now: &'a PeriodTally,
    pub before: &'a PeriodTally,
    /// "the previous 13 weeks"
    pub before_words: &'a str,
}

/// Teams that a report may reach: those with five people or more, and how many of them were reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TeamReach {
    pub eligible: usize,
    pub now: usize,
    pub before: usize,
}

pub fn people(of: &Compared, here: usize, scope: &'static str) -> Figure {
    let count = Count::of(of.now.people());
    // How many are here is told only where it does not tell how few stayed away.
    let (unit, basis) = match count {
        Count::People(people) => match suppression::of_whole(people, here) {
            Some(here) => (format!("of {}", grouped(here)), format!("{} people {scope}", grouped(here))),
            None => (String::new(), format!("Nearly everyone {scope}")),
        },
        _ => (String::new(), format!("{} people {scope}", grouped(here))),
    };
    Figure {
        name: "people came to a session",
        value: count.words(),
        unit,
        change: change(count, Count::of(of.before.people()), of.before_words),
        basis,
        definition: "Different people who were recorded at one session or more. Sessions without a list add no one.",
    }
}

pub fn teams(of: &Compared, reach: TeamReach) -> Figure {
    let (name, definition) = (
        "teams reached",
        "Open teams of five people or more from which at least one person came, of all such teams.",
    );
    if reach.eligible == 0 {
        return Figure {
            name,
            value: "None".into(),
            basis: "No team has five people yet".into(),
            definition,
            ..Figure::default()
        };
    }
    Figure {
        name,
        value: reach.now.to_string(),
        unit: format!("of {}", reach.eligible),
        change: difference(reach.now, reach.before, of.before_words),
        basis: "Teams of five people or more".into(),
        definition,
    }
}

pub fn hours(of: &Compared) -> Figure {
    let hours = |tally: &PeriodTally| match Count::of(tally.people()) {
        Count::People(_) => Count::People(whole(tally.hours)),
        other => other,
    };
    Figure {
        name: "hours of learning together",
        value: hours(of.now).words_or("0"),
        change: change(hours(of.now), hours(of.before), of.before_words),
        basis: from_people(of.now.people()),
        definition: "The planned length of each session times the people recorded at it.",
        ..Figure::default()
    }
}

pub fn repeat(of: &Compared) -> Figure {
    let (value, unit) = share_words(of.now.repeat.share());
    Figure {
        name: "returned",
        value,
        unit,
        change: share_change(of.now.repeat.share(), of.before.repeat.share(), of.before_words),
        basis: of_those_who_came(of.now.repeat.people, of.now.people(), " who had a second chance to attend"),
        definition: "Person by person and community by community: of those who had two sessions or more since first \
                     coming, the share who came twice or more. Only sessions whose list was marked complete count.",
    }
}

pub fn sessions(of: &Compared) -> Figure {
    let left_out = match of.now.uncounted {
        0 => "Every session held had three people or more".to_owned(),
        1 => "1 other session had fewer than three people or no list".to_owned(),
        others => format!("{} other sessions had fewer than three people or no list", grouped(others)),
    };
    Figure {
        name: "sessions held",
        value: grouped(of.now.sessions),
        change: difference(of.now.sessions, of.before.sessions, of.before_words),
        basis: left_out,
        definition: "Sessions that are over, were not cancelled, and had three people or more recorded.",
        ..Figure::default()
    }
}

pub fn across(of: &Compared, now: Option<Mixing>, before: Option<Mixing>) -> Figure {
    let share = |mixing: Option<Mixing>| mixing.map_or(Share::Nobody, mixing_share);
    let (value, unit) = share_words(share(now));
    let from = |found: Mixing| of_those_who_came(found.people, of.now.people(), "");
    let basis = match now.filter(|found| found.people >= FEWEST) {
        Some(found) if mixing_share(found) == Share::None => {
            format!("{}. One team only", from(found))
        }
        Some(found) if matches!(mixing_share(found), Share::Percent(_)) => {
            format!(
                "{}. Expected if teams mixed at random: {}%. {}.",
                from(found),
                points(found.expected),
                network::reading(&found)
            )
        }
        Some(found) => from(found),
        None => String::new(),
    };
    Figure {
        name: "of contacts were across teams",
        value,
        unit,
        change: share_change(share(now), share(before), of.before_words),
        basis,
        definition: "Each person counts as one contact per session, shared among everyone there; a session \
                     counts half after 90 days, and sessions of more than 40 people are left out. The share is \
                     that between people of different teams. What chance would give is worked out from those who came. Being \
                     in one room is an opportunity to meet, not proof of talking.",
    }
}

/// The share as it may be shown: not where fewer than five people are beside the largest team.
pub fn mixing_share(mixing: Mixing) -> Share {
    match (Count::of(mixing.people), Count::of(mixing.beside_largest)) {
        (Count::Nobody, _) => Share::Nobody,
        (Count::Hidden, _) => Share::Hidden,
        (_, Count::Nobody) => Share::None,
        (_, Count::Hidden) => Share::Few,
        _ => Share::Percent(points(mixing.share)),
    }
}

pub fn newcomers(of: &Compared) -> Figure {
    let back = match of.now.returned.share() {
        Share::Percent(percent) => format!("{percent}% of newcomers came back within two sessions"),
        Share::NearlyAll => "Nearly all newcomers came back within two sessions".to_owned(),
        Share::All => "All newcomers came back within two sessions".to_owned(),
        _ => "Too few newcomers to say how many came back".to_owned(),
    };
    let count = |tally: &PeriodTally| match Count::of(tally.newcomers) {
        // Those who are not new are the rest of those who came.
        Count::People(new) if suppression::of_whole(new, tally.people()).is_none() => Count::Hidden,
        count => count,
    };
    let (now, before) = (count(of.now), count(of.before));
    let nearly_all = now == Count::Hidden && of.now.newcomers >= FEWEST;
    Figure {
        name: "people came to a community for the first time",
        value: if nearly_all { "Nearly all".to_owned() } else { now.words() },
        change: change(now, before, of.before_words),
        basis: back,
        definition: "People recorded at a community's session for the first time ever. Coming back means coming to one of its next two sessions; people with no later session yet are left out.",
        ..Figure::default()
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
        name: "kinds of session",
        value: of.now.kinds.to_string(),
        unit: format!("of {}", KINDS.len()),
        change: difference(of.now.kinds, of.before.kinds, of.before_words),
        basis: if levels.is_empty() { String::new() } else { capital(&levels.join(", ")) },
        definition: "Different kinds of session held, of those the catalogue offers, and how structured the learning was.",
    }
}

pub fn invested(of: &Compared) -> Figure {
    let value = match Count::of(of.now.people()) {
        Count::People(_) => grouped(whole(of.now.invested)),
        other => other.words_or("0"),
    };
    Figure {
        name: "hours spent",
        value,
        basis: from_people(of.now.people()),
        definition: "The length of each session times the people recorded at it, and the hosts' preparation: two hours a session unless they said otherwise.",
        ..Figure::default()
    }
}

/// A count with a change, for the lines of evidence.
pub fn counted(
    name: &'static str,
    now: usize,
    before: usize,
    before_words: &str,
    definition: &'static str,
) -> Figure {
    let (now, before) = (Count::of(now), Count::of(before));
    Figure {
        name,
        value: now.words(),
        change: change(now, before, before_words),
        definition,
        ..Figure::default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::{Compared, TeamReach, across, hours, newcomers, of_those_who_came, people, teams};
    use crate::guide::participation::Mixing;
    use crate::impact::tally::PeriodTally;

    const BEFORE: &str = "the previous 13 weeks";

    fn tally(people: usize, hours: f64) -> PeriodTally {
        PeriodTally {
            home: (0..people).map(|person| (person, None)).collect::<HashMap<_, _>>(),
            hours,
            ..PeriodTally::default()
        }
    }

    #[test]
    fn people_come_with_their_change_and_of_how_many() {
        let (now, before) = (tally(97, 412.4), tally(76, 300.0));
        let of = Compared { now: &now, before: &before, before_words: BEFORE };
        let figure = people(&of, 119, "in the organisation");
        assert_eq!((figure.value.as_str(), figure.unit.as_str()), ("97", "of 119"));
        assert_eq!(figure.change, "21 more than in the previous 13 weeks");
        assert_eq!(hours(&of).value, "412");
        let nearly = people(&of, 99, "in the organisation");
        assert_eq!(
            (nearly.unit.as_str(), nearly.basis.as_str()),
            ("", "Nearly everyone in the organisation")
        );
    }

    #[test]
    fn fewer_than_five_people_have_no_figure_and_no_hours() {
        let (now, before) = (tally(4, 40.0), tally(9, 90.0));
        let of = Compared { now: &now, before: &before, before_words: BEFORE };
        for figure in [people(&of, 50, "here"), hours(&of)] {
            assert_eq!((figure.value.as_str(), figure.change.as_str()), ("Fewer than 5", ""));
        }
    }

    #[test]
    fn a_part_does_not_tell_its_rest_of_one_to_four_people() {
        let (now, before) = (PeriodTally { newcomers: 15, ..tally(17, 9.0) }, PeriodTally::default());
        let of = Compared { now: &now, before: &before, before_words: BEFORE };
        assert_eq!(newcomers(&of).value, "Nearly all");
        assert_eq!(
            of_those_who_came(15, 17, " who had a second chance to attend"),
            "From nearly everyone who came, those who had a second chance to attend"
        );
        assert_eq!(of_those_who_came(12, 17, ""), "From 12 people");
    }

    #[test]
    fn a_cross_team_share_stands_beside_what_chance_would_give() {
        let found = Mixing { share: 0.611, expected: 0.79, people: 84, teams: 8, beside_largest: 60 };
        let (now, none) = (tally(84, 90.0), PeriodTally::default());
        let of = Compared { now: &now, before: &none, before_words: BEFORE };
        let figure = across(&of, Some(found), None);
        assert_eq!((figure.value.as_str(), figure.unit.as_str()), ("61", "%"));
        assert_eq!(figure.basis, "From 84 people. Expected if teams mixed at random: 79%. Fair mix.");
        let few = across(&of, Some(Mixing { beside_largest: 2, ..found }), None);
        assert_eq!((few.value.as_str(), few.unit.as_str()), ("Few", ""));
    }

    #[test]
    fn without_a_team_of_five_there_is_no_reach() {
        let none = PeriodTally::default();
        let of = Compared { now: &none, before: &none, before_words: BEFORE };
        let figure = teams(&of, TeamReach { eligible: 0, now: 0, before: 0 });
        assert_eq!(figure.basis, "No team has five people yet");
    }
}
