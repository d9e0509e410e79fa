//! Which barrier to work on, and what to try. What people say in a pulse counts first; what they do counts where the
//! pulse does not single out one.

use super::Play;
use crate::guide::phases::{Signals, Thresholds};
use crate::learning::stories::Barrier;

/// Plays that are suggested at a time.
const SUGGESTED: usize = 3;

/// Something people do, and whether it points to the barrier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BehaviourSign {
    pub barrier: Barrier,
    pub words: String,
    pub is_weak: bool,
}

/// What a community's last months say of each barrier, where there is enough to say it.
pub fn signs(signals: &Signals, t: &Thresholds) -> Vec<BehaviourSign> {
    let mut signs = Vec::new();
    let mut add = |barrier, words: String, is_weak| signs.push(BehaviourSign { barrier, words, is_weak });
    if let Some(mixing) = signals.mixing {
        let is_closed = mixing < t.flag_mixing;
        let words = if is_closed {
            "Most contacts at sessions are within one team"
        } else if mixing < t.roadmap_mixing {
            "Teams mix partly at sessions"
        } else {
            "Teams mix well at sessions"
        };
        add(Barrier::Opportunity, words.to_owned(), is_closed);
    }
    if let Some(gap) = signals.gap {
        let late = gap > t.regular_gap;
        let words = if late { "No session for longer than planned" } else { "Sessions keep their rhythm" };
        add(Barrier::Opportunity, words.to_owned(), late);
    }
    if let Some(returned) =
        signals.returned.filter(|_| f64::from(signals.newcomers) >= t.flag_return_newcomers)
    {
        let words = format!("{:.0}% of newcomers came back soon", returned * 100.0);
        add(Barrier::Trust, words, returned < t.flag_return);
    }
    if let Some(repeat) = signals.repeat {
        let words = format!("{:.0}% of people who could come again did", repeat * 100.0);
        add(Barrier::Trust, words, repeat < t.maturing_repeat);
    }
    if let Some(top) = signals.top {
        let words = match signals.hosts {
            1 => "One person hosts all sessions".to_owned(),
            hosts => format!("{hosts} people host sessions"),
        };
        add(Barrier::Motivation, words, top > t.maturing_top);
    }
    let words = match signals.authors {
        0 => "No stories in the last six months".to_owned(),
        1 => "One person wrote stories in the last six months".to_owned(),
        authors => format!("{authors} people wrote stories in the last six months"),
    };
    add(Barrier::Motivation, words, signals.held > 0 && signals.authors == 0);
    signs
}

/// What singled a barrier out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FoundBy {
    Both,
    Pulse,
    Behaviour,
}

/// The barrier to work on first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FoundBarrier {
    pub barrier: Barrier,
    pub by: FoundBy,
}

impl FoundBarrier {
    pub fn reason(self) -> &'static str {
        match self.by {
            FoundBy::Both => "The last pulse says so, and so does what people do.",
            FoundBy::Pulse => "The last pulse says so.",
            FoundBy::Behaviour => "What people do says so; the pulse does not single out a barrier.",
        }
    }
}

/// The pulse's weakest barrier; without one, the barrier that most weak signs point to, where it is one alone.
pub fn find(pulse: Option<Barrier>, signs: &[BehaviourSign]) -> Option<FoundBarrier> {
    let weak = |barrier: Barrier| signs.iter().filter(|sign| sign.is_weak && sign.barrier == barrier).count();
    if let Some(barrier) = pulse {
        let by = if weak(barrier) > 0 { FoundBy::Both } else { FoundBy::Pulse };
        return Some(FoundBarrier { barrier, by });
    }
    let most = Barrier::ALL.into_iter().map(weak).max().filter(|most| *most > 0)?;
    let mut weakest = Barrier::ALL.into_iter().filter(|barrier| weak(*barrier) == most);
    match (weakest.next(), weakest.next()) {
        (Some(barrier), None) => Some(FoundBarrier { barrier, by: FoundBy::Behaviour }),
        _ => None,
    }
}

/// Three plays against a barrier that are not tried at the moment.
pub fn suggested(barrier: Barrier, trying: &[Play]) -> Vec<Play> {
    let plays = Play::ALL.into_iter().filter(|play| play.barrier() == barrier && !trying.contains(play));
    plays.take(SUGGESTED).collect()
}

#[cfg(test)]
mod tests {
    use super::{BehaviourSign, FoundBarrier, FoundBy, find, suggested};
    use crate::guide::barriers::Play;
    use crate::learning::stories::Barrier;

    fn sign(barrier: Barrier, is_weak: bool) -> BehaviourSign {
        BehaviourSign { barrier, words: String::new(), is_weak }
    }

    #[test]
    fn the_pulse_counts_first_and_behaviour_where_it_singles_out_none() {
        let signs = [sign(Barrier::Motivation, true), sign(Barrier::Trust, false)];
        let found = |pulse| find(pulse, &signs).map(|FoundBarrier { barrier, by }| (barrier, by));
        assert_eq!(found(Some(Barrier::Trust)), Some((Barrier::Trust, FoundBy::Pulse)));
        assert_eq!(found(Some(Barrier::Motivation)), Some((Barrier::Motivation, FoundBy::Both)));
        assert_eq!(found(None), Some((Barrier::Motivation, FoundBy::Behaviour)));
        assert_eq!(find(None, &[sign(Barrier::Trust, false)]), None);
        let even = [sign(Barrier::Trust, true), sign(Barrier::Motivation, true)];
        assert_eq!(find(None, &even), None, "two that are as weak single out none");
    }

    #[test]
    fn three_plays_are_suggested_and_none_that_is_being_tried() {
        for barrier in Barrier::ALL {
            let first = suggested(barrier, &[]);
            assert_eq!(first.len(), 3);
            assert!(first.iter().all(|play| play.barrier() == barrier));
            assert!(!suggested(barrier, &first[..1]).contains(&first[0]));
            assert_eq!(suggested(barrier, &first[..1]).len(), 3);
        }
        assert!(suggested(Barrier::Trust, &Play::ALL).is_empty());
    }
}
