//! The learning range: how structured a community's sessions were, quarter by quarter, and which level is missing that
//! its phase is ready for. The range widens as a community matures (Webber, "Building Communities of Practice That
//! Amplify the Flow of Learning Across Orgs", 2025); what suits which phase is the catalogue's own.

use std::borrow::Borrow;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use time::{Duration, OffsetDateTime};

use super::queries::PastKind;
use super::suggestion::{self, SuggestionBasis};
use crate::platform::web::when;
use crate::sessions::events::kinds::{self, Fit, KINDS, Level, SessionKind};

/// A level without a session for so long is a gap: the time over which the range is counted.
const RANGE: Duration = Duration::days(180);
const QUARTERS: i32 = 4;
/// All of the oldest quarter of the picture, and a little more.
pub const SHOWN: Duration = Duration::days(372);

/// The levels of the picture, least structured first, each with the words for it.
const LEVELS: [(Level, &str); 4] = [
    (Level::Less, "Less structured"),
    (Level::Partly, "Partly structured"),
    (Level::More, "More structured"),
    (Level::Mix, "Large, mixed"),
];

/// What the range is read from.
pub struct RangeFacts<'a> {
    /// Sessions that took place and counted, since [`SHOWN`].
    pub held: &'a [PastKind],
    /// What a suggestion rests on; among its kinds are the planned ones.
    pub basis: SuggestionBasis<'a>,
    /// Members can follow a pathway, which is as structured as a course.
    pub has_pathway: bool,
    pub zone: &'a TimeZone,
    pub now: OffsetDateTime,
}

/// The sessions held in one quarter of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangeQuarter {
    /// "Jul to Sep 2026"
    pub name: String,
    /// How many of each level, in the order of the picture.
    pub held: [usize; 4],
}

impl RangeQuarter {
    /// The parts of the bar, in percent of the longest quarter.
    pub fn parts(&self, most: impl Borrow<usize>) -> Vec<RangePart> {
        let most = (*most.borrow()).max(1);
        let mut before = 0;
        let mut parts = Vec::new();
        for (place, sessions) in self.held.iter().enumerate().filter(|(_, sessions)| **sessions > 0) {
            let (start, end) = (100 * before / most, 100 * (before + sessions) / most);
            parts.push(RangePart {
                level: place + 1,
                x: format!("{start}%"),
                width: format!("{}%", end - start),
            });
            before += sessions;
        }
        parts
    }
}

/// A part of a bar.
#[derive(Debug, PartialEq, Eq)]
pub struct RangePart {
    /// From 1 for less structured to 4 for large and mixed.
    pub level: usize,
    pub x: String,
    pub width: String,
}

/// What an organiser sees of the range.
pub struct LearningRange {
    pub quarters: Vec<RangeQuarter>,
    /// Sessions of the quarter with most of them, which fills the picture.
    pub most: usize,
    /// What suits the phase, and what of it is missing.
    pub sentence: String,
    pub suggestion: Option<&'static SessionKind>,
}

impl LearningRange {
    pub fn of(facts: &RangeFacts<'_>) -> Self {
        let quarters = quarters(facts);
        let gap = gap(facts);
        let planned = gap.is_some_and(|level| is_planned(facts, level));
        let any = || suggestion::suggest(&facts.basis, facts.now).map(|found| found.kind);
        Self {
            most: quarters.iter().map(|quarter| quarter.held.iter().sum()).max().unwrap_or_default(),
            sentence: sentence(facts, gap, planned),
            suggestion: match gap {
                Some(_) if planned => None,
                Some(level) => suggestion::of_level(&facts.basis, level).or_else(any),
                None => any(),
            },
            quarters,
        }
    }

    /// The names of the levels, for the key and the head of the table.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    pub fn levels(&self) -> impl Iterator<Item = (usize, &'static str)> {
        (1..).zip(LEVELS.map(|(_, name)| name))
    }
}

/// The last four quarters where the community is, the oldest first; the current one runs until now.
fn quarters(facts: &RangeFacts<'_>) -> Vec<RangeQuarter> {
    let number = |day: Date| i32::from(day.year()) * 4 + i32::from((day.month() - 1) / 3);
    let current = number(when::day(facts.now, facts.zone));
    let held_in = |quarter: i32| {
        let mut held = [0; 4];
        for past in facts.held {
            let place = kinds::find(&past.kind)
                .and_then(|kind| LEVELS.iter().position(|(level, _)| *level == kind.level));
            let within = number(when::day(past.starts_at, facts.zone)) == quarter;
            if let Some(place) = place.filter(|_| within) {
                held[place] += 1;
            }
        }
        held
    };
    (current + 1 - QUARTERS..=current)
        .map(|quarter| RangeQuarter { name: quarter_name(quarter), held: held_in(quarter) })
        .collect()
}

fn quarter_name(quarter: i32) -> String {
    let months = match quarter.rem_euclid(4) {
        0 => "Jan to Mar",
        1 => "Apr to Jun",
        2 => "Jul to Sep",
        _ => "Oct to Dec",
    };
    format!("{months} {}", quarter.div_euclid(4))
}

/// The levels that a phase does best with, least structured first.
fn suited(phase: usize) -> Vec<Level> {
    let best = |level: &Level| {
        KINDS.iter().any(|kind| {
            kind.level == *level && kind.key != "other" && kind.fits.get(phase) == Some(&Fit::Best)
        })
    };
    [Level::Less, Level::Partly, Level::More].into_iter().filter(best).collect()
}

/// The first level that suits the phase and was not there for 180 days.
fn gap(facts: &RangeFacts<'_>) -> Option<Level> {
    let is_of = |past: &PastKind, level| kinds::find(&past.kind).is_some_and(|kind| kind.level == level);
    let used = |level| {
        level == Level::More && facts.has_pathway
            || facts.held.iter().any(|past| facts.now - past.starts_at < RANGE && is_of(past, level))
    };
    suited(facts.basis.phase).into_iter().find(|level| !used(*level))
}

fn is_planned(facts: &RangeFacts<'_>, level: Level) -> bool {
    let coming = facts.basis.kinds.iter().filter(|kind| kind.starts_at > facts.now);
    coming.filter_map(|coming| kinds::find(&coming.kind)).any(|kind| kind.level == level)
}

fn sentence(facts: &RangeFacts<'_>, gap: Option<Level>, planned: bool) -> String {
    if !facts.basis.kinds.iter().any(|past| past.starts_at <= facts.now) {
        return "No session has taken place yet. Begin with something that needs no preparation.".to_owned();
    }
    let suited = match suited(facts.basis.phase)[..] {
        [Level::Less] => "less structured",
        [Level::Less, Level::Partly] => "less and partly structured",
        _ => "less, partly and more structured",
    };
    let missing = match gap {
        None => "In the last six months you had all of that.",
        Some(Level::Less) => {
            "In the last six months none was less structured, such as a lean coffee or a problem clinic."
        }
        Some(Level::Partly) => {
            "In the last six months none was partly structured, such as a workshop or a talk from inside."
        }
        Some(Level::More | Level::Mix) => {
            "In the last six months nothing was more structured, such as a course or a pathway."
        }
    };
    let ahead = if planned { " One is planned." } else { "" };
    format!("At this stage, {suited} sessions suit a community best. {missing}{ahead}")
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;
    use time::macros::datetime;
    use time::{Duration, OffsetDateTime};

    use super::{LearningRange, Level, PastKind, RangeFacts, RangeQuarter, SuggestionBasis, gap, quarters};
    use crate::platform::web::when;

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);
    static UTC: TimeZone = TimeZone::UTC;
    const FORMING: usize = 1;
    const MATURING: usize = 2;
    const SELF_SUSTAINING: usize = 3;

    fn past(kind: &str, days_ago: i64) -> PastKind {
        PastKind { kind: kind.to_owned(), starts_at: NOW - Duration::days(days_ago) }
    }

    fn facts<'a>(held: &'a [PastKind], all: &'a [PastKind], phase: usize) -> RangeFacts<'a> {
        let starts_at = NOW + Duration::days(14);
        let basis = SuggestionBasis { kinds: all, phase, people: 20, has_topics: true, starts_at };
        RangeFacts { held, basis, has_pathway: false, zone: &UTC, now: NOW }
    }

    fn gap_of(kinds: &[PastKind], phase: usize) -> Option<Level> {
        gap(&facts(kinds, kinds, phase))
    }

    #[test]
    fn sessions_are_counted_by_quarter_and_level() {
        let held = [past("lean_coffee", 3), past("workshop", 60), past("course", 310), past("course", 400)];
        let quarters = quarters(&facts(&held, &held, MATURING));
        let names: Vec<_> = quarters.iter().map(|quarter| quarter.name.as_str()).collect();
        assert_eq!(names, ["Jan to Mar 2026", "Apr to Jun 2026", "Jul to Sep 2026", "Oct to Dec 2026"]);
        let held: Vec<_> = quarters.iter().map(|quarter| quarter.held).collect();
        assert_eq!(held, [[0, 0, 1, 0], [0; 4], [0, 1, 0, 0], [1, 0, 0, 0]]);
    }

    #[test]
    fn a_quarter_begins_at_midnight_where_the_community_is() {
        let held = [PastKind { kind: "workshop".to_owned(), starts_at: datetime!(2026-09-30 23:30 UTC) }];
        let zone = when::zone_or_utc("Europe/Vienna");
        let facts = RangeFacts { zone: &zone, ..facts(&held, &held, MATURING) };
        assert_eq!(quarters(&facts)[3].held, [0, 1, 0, 0]);
    }

    #[test]
    fn the_gap_is_the_first_level_the_phase_is_ready_for_and_did_not_use_for_180_days() {
        assert_eq!(
            gap_of(&[past("lean_coffee", 10)], FORMING),
            None,
            "a forming community needs no workshop"
        );
        assert_eq!(gap_of(&[past("lean_coffee", 10)], MATURING), Some(Level::Partly));
        assert_eq!(gap_of(&[past("workshop", 10)], MATURING), Some(Level::Less));
        assert_eq!(gap_of(&[past("lean_coffee", 10), past("workshop", 179)], MATURING), None);
        assert_eq!(gap_of(&[past("lean_coffee", 10), past("workshop", 180)], MATURING), Some(Level::Partly));
        let both = [past("lean_coffee", 10), past("workshop", 10)];
        assert_eq!(gap_of(&both, SELF_SUSTAINING), Some(Level::More));
    }

    #[test]
    fn a_pathway_is_as_structured_as_a_course() {
        let both = [past("lean_coffee", 10), past("workshop", 10)];
        let facts = RangeFacts { has_pathway: true, ..facts(&both, &both, SELF_SUSTAINING) };
        assert_eq!(gap(&facts), None);
    }

    #[test]
    fn the_suggestion_closes_the_gap_unless_what_closes_it_is_planned() {
        let held = [past("lean_coffee", 10), past("story_circle", 40)];
        let range = LearningRange::of(&facts(&held, &held, MATURING));
        assert!(range.sentence.contains("At this stage, less and partly structured"), "{}", range.sentence);
        assert!(range.sentence.contains("none was partly structured"), "{}", range.sentence);
        assert_eq!(range.suggestion.unwrap().level, Level::Partly);
        let with_planned = [past("workshop", -7), held[0].clone(), held[1].clone()];
        let range = LearningRange::of(&facts(&held, &with_planned, MATURING));
        assert!(range.sentence.ends_with("One is planned."), "{}", range.sentence);
        assert!(range.suggestion.is_none());
    }

    #[test]
    fn without_a_gap_the_next_kind_is_suggested_as_in_the_form() {
        let held = [past("lean_coffee", 10), past("workshop", 40)];
        let range = LearningRange::of(&facts(&held, &held, MATURING));
        assert!(range.sentence.ends_with("you had all of that."), "{}", range.sentence);
        assert!(range.suggestion.is_some());
    }

    #[test]
    fn a_community_that_has_not_met_begins_with_what_needs_no_preparation() {
        let planned = [past("workshop", -7)];
        for all in [&planned[..], &[]] {
            let range = LearningRange::of(&facts(&[], all, 0));
            assert!(range.sentence.starts_with("No session has taken place yet."), "{}", range.sentence);
            assert_eq!((range.most, range.suggestion.unwrap().key), (0, "lean_coffee"));
        }
    }

    proptest! {
        #[test]
        fn the_parts_of_the_longest_bar_fill_it(held in proptest::array::uniform4(0..30_usize)) {
            let most: usize = held.iter().sum();
            let parts = RangeQuarter { name: String::new(), held }.parts(most);
            let width: usize =
                parts.iter().map(|part| part.width.trim_end_matches('%').parse::<usize>().unwrap()).sum();
            prop_assert_eq!(width, if most == 0 { 0 } else { 100 });
        }
    }
}
