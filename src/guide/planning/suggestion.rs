//! "Which format next?": never the same kind three times running; rather a level of structure that was not used for 90
//! days and that the phase allows; a lean coffee when nothing is prepared.

use time::{Duration, OffsetDateTime};

use super::queries::PastKind;
use crate::sessions::events::kinds::{self, Fit, KINDS, Level, Preparation, SessionKind};

/// A level that was not used for so long is one the community may have forgotten.
const LONG: Duration = Duration::days(90);
/// Time enough to prepare a session.
const TO_PREPARE: Duration = Duration::days(7);

/// What the suggestion rests on.
pub struct SuggestionBasis<'a> {
    /// Kinds of the sessions that took place or are planned, with their start, the newest first.
    pub kinds: &'a [PastKind],
    /// The community's phase, from 0 for potential to 4 for transformation.
    pub phase: usize,
    /// How many belong to the community.
    pub people: i64,
    /// Someone proposed something to meet about.
    pub has_topics: bool,
    /// When the session would be.
    pub starts_at: OffsetDateTime,
}

/// A kind and the reason for it.
#[derive(Debug)]
pub struct TimeSuggestion {
    pub kind: &'static SessionKind,
    pub why: SuggestionReason,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuggestionReason {
    /// It is the first session.
    First,
    /// Nothing is prepared, and there is no week left.
    Unprepared,
    /// The level was not used for 90 days.
    Level(&'static str),
    /// This kind has not been tried.
    Untried,
    /// The days since its last time.
    Rested(i64),
}

impl SuggestionReason {
    /// As the form says it.
    pub fn sentence(self) -> String {
        match self {
            Self::First => "It needs no preparation and suits a first session.".to_owned(),
            Self::Unprepared => "Nothing is prepared yet, and this needs hardly anything.".to_owned(),
            Self::Level(level) => format!("You have had nothing {level} for 90 days, and are ready for it."),
            Self::Untried => "You have not tried one yet.".to_owned(),
            Self::Rested(days) => format!("Your last one was {days} days ago."),
        }
    }
}

pub fn suggest(facts: &SuggestionBasis<'_>, now: OffsetDateTime) -> Option<TimeSuggestion> {
    let tired = tired(facts.kinds);
    let allowed = |kind: &&'static SessionKind| {
        kind.fits.get(facts.phase).is_some_and(|fit| *fit != Fit::Not)
            && kind.key != "other"
            && Some(kind.key) != tired
            && i64::from(kind.people.0) <= facts.people.max(4)
    };
    let fit = |kind: &SessionKind| kind.fits.get(facts.phase).copied().unwrap_or(Fit::Not);
    let lean = kinds::find("lean_coffee").filter(|kind| allowed(kind));
    if facts.kinds.is_empty()
        && let Some(kind) = lean
    {
        return Some(TimeSuggestion { kind, why: SuggestionReason::First });
    }
    if !facts.has_topics && facts.starts_at - now < TO_PREPARE {
        let easiest = || {
            KINDS.iter().filter(allowed).min_by_key(|kind| {
                (!kind.needs_nothing(), kind.preparation != Preparation::Little, fit(kind))
            })
        };
        return lean.or_else(easiest).map(|kind| TimeSuggestion { kind, why: SuggestionReason::Unprepared });
    }
    let used: Vec<Level> = facts
        .kinds
        .iter()
        .filter(|past| now - past.starts_at < LONG)
        .filter_map(|past| kinds::find(&past.kind))
        .map(|kind| kind.level)
        .collect();
    let last =
        |kind: &SessionKind| facts.kinds.iter().find(|past| past.kind == kind.key).map(|past| past.starts_at);
    // What suits best comes first, then what was never tried or is longest ago, then what takes least to prepare.
    let order = |kind: &&'static SessionKind| (fit(kind), last(kind), !kind.needs_nothing());
    let fresh = KINDS.iter().filter(allowed).filter(|kind| !used.contains(&kind.level)).min_by_key(order);
    if let Some(kind) = fresh {
        return Some(TimeSuggestion { kind, why: SuggestionReason::Level(level_name(kind.level)) });
    }
    let kind = KINDS.iter().filter(allowed).min_by_key(order)?;
    let why = last(kind)
        .map_or(SuggestionReason::Untried, |at| SuggestionReason::Rested((now - at).whole_days().max(0)));
    Some(TimeSuggestion { kind, why })
}

/// The best kind of a level that is missing, for a community of that phase and size.
pub fn of_level(facts: &SuggestionBasis<'_>, level: Level) -> Option<&'static SessionKind> {
    let fit = |kind: &SessionKind| kind.fits.get(facts.phase).copied().unwrap_or(Fit::Not);
    KINDS
        .iter()
        .filter(|kind| kind.level == level && kind.key != "other" && fit(kind) != Fit::Not)
        .filter(|kind| i64::from(kind.people.0) <= facts.people.max(4))
        .min_by_key(|kind| (fit(kind), !kind.needs_nothing(), kind.preparation == Preparation::Much))
}

/// The kind that was there twice running: not a third time.
fn tired(kinds: &[PastKind]) -> Option<&str> {
    match kinds {
        [newest, before, ..] if newest.kind == before.kind => Some(&newest.kind),
        _ => None,
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Less => "loosely structured",
        Level::Partly => "partly structured",
        Level::More => "structured",
        Level::Mix => "large",
    }
}

#[cfg(test)]
mod tests {
    use super::{PastKind, SuggestionBasis, SuggestionReason, TimeSuggestion, suggest};
    use crate::sessions::events::kinds::{Fit, KINDS, Level, Preparation};
    use proptest::prelude::*;
    use time::macros::datetime;
    use time::{Duration, OffsetDateTime};

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn past(kind: &str, days_ago: i64) -> PastKind {
        PastKind { kind: kind.to_owned(), starts_at: NOW - Duration::days(days_ago) }
    }

    fn suggested(kinds: &[PastKind], phase: usize, has_topics: bool, days_ahead: i64) -> TimeSuggestion {
        let starts_at = NOW + Duration::days(days_ahead);
        suggest(&SuggestionBasis { kinds, phase, people: 12, has_topics, starts_at }, NOW).unwrap()
    }

    #[test]
    fn a_first_session_is_a_lean_coffee() {
        let first = suggested(&[], 0, true, 30);
        assert_eq!((first.kind.key, first.why), ("lean_coffee", SuggestionReason::First));
    }

    #[test]
    fn when_nothing_is_prepared_it_is_a_lean_coffee_but_not_a_third_one() {
        let once = suggested(&[past("lean_coffee", 14), past("workshop", 28)], 2, false, 3);
        assert_eq!((once.kind.key, once.why), ("lean_coffee", SuggestionReason::Unprepared));
        let twice = suggested(&[past("lean_coffee", 14), past("lean_coffee", 28)], 2, false, 3);
        assert_eq!((twice.kind.key, twice.why), ("troika", SuggestionReason::Unprepared));
        assert_ne!(
            suggested(&[past("workshop", 14)], 2, true, 3).why,
            SuggestionReason::Unprepared,
            "a topic is something"
        );
        assert_ne!(
            suggested(&[past("workshop", 14)], 2, false, 7).why,
            SuggestionReason::Unprepared,
            "a week is time enough"
        );
    }

    #[test]
    fn a_level_that_rested_for_90_days_comes_before_one_that_did_not() {
        let suggestion =
            suggested(&[past("lean_coffee", 14), past("retro", 28), past("workshop", 91)], 2, true, 14);
        assert_eq!(
            (suggestion.kind.level, suggestion.why),
            (Level::Partly, SuggestionReason::Level("partly structured"))
        );
        // A forming community is not ready for a course, and has had both levels that it is ready for.
        let forming = suggested(&[past("lean_coffee", 14), past("book_club", 28)], 1, true, 14);
        assert_eq!((forming.kind.key, forming.why), ("troika", SuggestionReason::Untried));
    }

    #[test]
    fn what_was_tried_longest_ago_comes_again() {
        let every: Vec<PastKind> = KINDS.iter().zip(1..).map(|(kind, days)| past(kind.key, days)).collect();
        let suggestion = suggested(&every, 2, true, 14);
        assert_eq!(suggestion.kind.fits[2], Fit::Best);
        assert!(matches!(suggestion.why, SuggestionReason::Rested(18)), "{suggestion:?}");
        assert_eq!(suggestion.kind.key, "working_group");
    }

    proptest! {
        /// Whatever took place: something is suggested, it suits phase and number of people, it is not the third of
        /// its kind running, and a level that rested is not passed over.
        #[test]
        fn a_suggestion_keeps_the_rule(
            past in proptest::collection::vec((0..KINDS.len(), 1..20i64), 0..12),
            phase in 0..5usize,
            people in 1..60i64,
            has_topics in any::<bool>(),
            ahead in 0..30i64,
        ) {
            let mut at = NOW;
            let kinds: Vec<PastKind> = past
                .iter()
                .map(|(kind, days)| { at -= Duration::days(*days); PastKind { kind: KINDS[*kind].key.to_owned(), starts_at: at } })
                .collect();
            let starts_at = NOW + Duration::days(ahead);
            let suggestion = suggest(&SuggestionBasis { kinds: &kinds, phase, people, has_topics, starts_at }, NOW);
            let TimeSuggestion { kind, why } = suggestion.expect("there is always something to do together");
            prop_assert!(kind.fits[phase] != Fit::Not && kind.key != "other");
            prop_assert!(i64::from(kind.people.0) <= people.max(4));
            prop_assert!(!(kinds.len() >= 2 && kinds[..2].iter().all(|past| past.kind == kind.key)));
            if !has_topics && ahead < 7 {
                prop_assert!(kind.needs_nothing() || kind.preparation == Preparation::Little);
            } else if why != SuggestionReason::First {
                let rested = |level| !kinds.iter().any(|past| {
                    NOW - past.starts_at < Duration::days(90)
                        && KINDS.iter().any(|kind| kind.key == past.kind && kind.level == level)
                });
                let tired = kinds.len() >= 2 && kinds[0].kind == kinds[1].kind;
                let possible = KINDS.iter().any(|other| {
                    other.key != "other" && other.fits[phase] != Fit::Not && rested(other.level)
                        && i64::from(other.people.0) <= people.max(4)
                        && !(tired && other.key == kinds[0].kind)
                });
                prop_assert_eq!(rested(kind.level), possible);
            }
        }
    }
}
