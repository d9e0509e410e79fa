//! What other rules of the guide ask of a community's past, as of one day.

use time::Date;

use super::flags::{FlagKind, flags};
use super::gathering::EvaluatedCommunity;
use super::history::{CountedSession, History, count};
use super::signals::Signals;
use super::thresholds::Thresholds;
use crate::platform::ids::CommunityId;

/// Intervals that are looked back over to say how regular a community is.
const REGULAR_INTERVALS: u32 = 7;

/// A community as its organisers see it on one day.
pub struct Assessment {
    pub community: CommunityId,
    pub today: Date,
    pub signals: Signals,
    pub flags: Vec<FlagKind>,
    pub regularity: Regularity,
    /// The widest of the last three times between sessions, the one since the last session among them, in usual
    /// intervals. Nothing before the third session.
    pub widest_gap: Option<f64>,
    history: History,
}

/// Of the last so many of a community's usual intervals, how many had a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regularity {
    pub with_session: u32,
    pub intervals: u32,
}

impl Assessment {
    pub fn of(known: EvaluatedCommunity, t: &Thresholds) -> Self {
        let state = known.now(t);
        let EvaluatedCommunity { community, today, history, .. } = known;
        let signals = Signals::of(&history, today, t);
        let held = history.held(today);
        let now = history.pauses().day(today);
        Self {
            community,
            today,
            flags: flags(&state, &signals, t).into_iter().map(|flag| flag.kind).collect(),
            regularity: regularity(held, now, signals.cadence),
            widest_gap: widest_gap(held, now, signals.cadence),
            signals,
            history,
        }
    }

    /// Days between two days, those of planned pauses left out.
    pub fn days(&self, from: Date, to: Date) -> i32 {
        self.history.pauses().days(from, to)
    }
}

#[cfg(test)]
impl Assessment {
    /// A community that meets every fortnight and has done so for long.
    pub fn thriving() -> Self {
        use crate::guide::phases::fixtures;
        let t = Thresholds::default();
        let history = History::of(fixtures::thriving(400), &t);
        let last = history.held(time::Date::MAX).last().map_or(history.founded_on(), |session| session.on);
        let signals = Signals::of(&history, last, &t);
        let held = history.held(last);
        let now = history.pauses().day(last);
        Self {
            community: CommunityId::nil(),
            today: last,
            flags: Vec::new(),
            regularity: regularity(held, now, signals.cadence),
            widest_gap: widest_gap(held, now, signals.cadence),
            signals,
            history,
        }
    }
}

fn regularity(held: &[CountedSession], now: i32, cadence: f64) -> Regularity {
    let age = held.first().map_or(0.0, |first| f64::from(now - first.day));
    let is_lived_through = |interval: &u32| f64::from(*interval) * cadence <= age;
    let lived: Vec<u32> = (0..REGULAR_INTERVALS).take_while(is_lived_through).collect();
    let had_session = |interval: &&u32| {
        let (from, to) = (f64::from(**interval) * cadence, f64::from(**interval + 1) * cadence);
        held.iter().any(|session| (from..to).contains(&f64::from(now - session.day)))
    };
    let with_session = count(lived.iter().filter(had_session).count());
    Regularity { with_session, intervals: if held.is_empty() { 0 } else { count(lived.len()) } }
}

fn widest_gap(held: &[CountedSession], now: i32, cadence: f64) -> Option<f64> {
    let last = &held[held.len().checked_sub(3)?..];
    let days = last.iter().map(|session| session.day).chain([now]);
    let ends = last.iter().map(|session| session.day);
    let widest = days.skip(1).zip(ends).map(|(to, from)| to - from).max()?;
    Some(f64::from(widest) / cadence)
}

#[cfg(test)]
mod tests {
    use super::{Regularity, regularity, widest_gap};
    use crate::guide::phases::fixtures::thriving;
    use crate::guide::phases::history::History;
    use crate::guide::phases::thresholds::Thresholds;

    #[test]
    fn regular_is_who_met_in_each_of_the_last_intervals() {
        let history = History::of(thriving(52), &Thresholds::default());
        let held = history.held(history.founded_on().saturating_add(time::Duration::days(400)));
        let last = held.last().unwrap().day;
        assert_eq!(regularity(held, last, 14.0), Regularity { with_session: 4, intervals: 4 });
        assert_eq!(regularity(held, last + 28, 14.0), Regularity { with_session: 4, intervals: 6 });
        assert_eq!(regularity(&[], 0, 14.0), Regularity { with_session: 0, intervals: 0 });
    }

    #[test]
    fn the_time_since_the_last_session_is_a_gap_too() {
        let history = History::of(thriving(52), &Thresholds::default());
        let held = history.held(history.founded_on().saturating_add(time::Duration::days(400)));
        let last = held.last().unwrap().day;
        assert_eq!(widest_gap(held, last, 14.0), Some(1.0));
        assert_eq!(widest_gap(held, last + 28, 14.0), Some(2.0));
        assert_eq!(widest_gap(&held[..2], last, 14.0), None);
    }
}
