//! How people take part: who comes often, who now and then, and how that moves. A community is healthy where people
//! move between the bands, and most of them are rightly at its edge.

use std::cmp::Ordering;

use time::Date;

use super::history::{History, Number};
use super::signals::{cadence, within};
use super::thresholds::Thresholds;
use super::turnout::Turnout;

/// From the edge to the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Did not come to a session of the window.
    Away,
    Occasional,
    Active,
    Core,
}

/// The people of a community's last two windows, by how often they came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bands {
    /// The length of a window in days.
    pub window: u32,
    people: Vec<BandMove>,
}

/// One person's band in the present window and in the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct BandMove {
    person: Number,
    before: Band,
    now: Band,
    /// They came for the first time ever within the present window.
    first_time: bool,
}

impl Bands {
    /// Nothing while the present window has too few sessions with a complete list.
    pub fn of(history: &History, today: Date, t: &Thresholds) -> Option<Self> {
        let held = history.held(today);
        let length = t.short_window(cadence(history, held, t));
        let now = history.pauses().day(today);
        let window = within(held, now, length);
        let earlier = &held[..held.len() - window.len()];
        #[expect(clippy::cast_possible_truncation, reason = "a window has at most a few hundred days")]
        let then = now - length as i32;
        let window_before = within(earlier, then, length);
        let present = Turnout { history, window, before: earlier.len() };
        let past = Turnout { history, window: window_before, before: earlier.len() - window_before.len() };
        let bands_now = present.bands(t)?;
        // Too few complete lists then: nobody is said to have come more or less often than in that time.
        let bands_before = past.bands(t).unwrap_or_else(|| bands_now.clone());
        let moves = bands_now.iter().zip(&bands_before).enumerate().map(|(person, (now, before))| BandMove {
            person,
            before: *before,
            now: *now,
            first_time: history.first(person).is_some_and(|first| first >= earlier.len()),
        });
        let people = moves.filter(|moved| moved.now.max(moved.before) > Band::Away).collect();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a window is a few hundred days"
        )]
        Some(Self { window: length as u32, people })
    }

    /// How many people are in a band now.
    pub fn now(&self, band: Band) -> usize {
        self.people.iter().filter(|person| person.now == band).count()
    }

    /// How many people were in a band in the window before.
    pub fn before(&self, band: Band) -> usize {
        self.people.iter().filter(|person| person.before == band && !person.first_time).count()
    }

    pub fn core(&self) -> Vec<Number> {
        self.people.iter().filter(|person| person.now == Band::Core).map(|person| person.person).collect()
    }

    /// Those who come more often than in the window before, and had come before it ended.
    pub fn closer(&self) -> Vec<Number> {
        let closer =
            self.people.iter().filter(|person| !person.first_time && person.moved() == Ordering::Greater);
        closer.map(|person| person.person).collect()
    }

    pub fn first_time(&self) -> usize {
        self.people.iter().filter(|person| person.first_time).count()
    }

    /// How many come less often. Never who: nothing is said of anyone's absence.
    pub fn further(&self) -> usize {
        self.people.iter().filter(|person| person.moved() == Ordering::Less).count()
    }
}

impl BandMove {
    fn moved(&self) -> Ordering {
        self.now.cmp(&self.before)
    }
}

#[cfg(test)]
mod tests {
    use super::super::facts::{CommunityFacts, SessionFact};
    use super::super::fixtures::{day, founded, history, session};
    use super::super::thresholds::Thresholds;
    use super::*;
    use crate::platform::ids::EventId;

    /// Sessions twelve days apart, each with a complete list, the last on day 200; `came` gives who was at each.
    fn sixteen(came: impl Fn(i64) -> Vec<u128>) -> History {
        let mut facts = founded();
        facts.cadence_days = Some(14);
        facts.sessions = (0..16).map(|back| session(200 - 12 * (15 - back), came(back))).collect();
        history(&facts)
    }

    fn bands(history: &History) -> Bands {
        Bands::of(history, day(200), &Thresholds::default()).expect("enough complete lists")
    }

    #[test]
    fn half_of_the_sessions_make_core_and_a_quarter_active() {
        // The short window of 90 days holds the last eight: 9 to 16 counted from the first.
        let history = sixteen(|at| {
            let mut room = vec![1, 2, 3];
            if (8..12).contains(&at) {
                room.push(10);
            }
            if (8..11).contains(&at) {
                room.push(11);
            }
            if (8..10).contains(&at) {
                room.push(12);
            }
            if at == 8 {
                room.push(13);
            }
            room
        });
        let bands = bands(&history);
        assert_eq!(bands.now(Band::Core), 4, "three who always come, and one who came to four of eight");
        assert_eq!(bands.now(Band::Active), 2, "three and two of eight");
        assert_eq!(bands.now(Band::Occasional), 1, "one of eight");
    }

    #[test]
    fn the_shares_are_thresholds() {
        let history = sixteen(|at| if at == 8 || at == 9 { vec![1, 2, 3, 4] } else { vec![1, 2, 3] });
        assert_eq!(bands(&history).now(Band::Active), 1);
        let higher = Thresholds { active_share: 0.26, ..Thresholds::default() };
        assert_eq!(Bands::of(&history, day(200), &higher).expect("enough lists").now(Band::Active), 0);
        let more = Thresholds { active_least: 3.0, ..Thresholds::default() };
        assert_eq!(Bands::of(&history, day(200), &more).expect("enough lists").now(Band::Active), 0);
    }

    #[test]
    fn one_session_less_than_half_or_a_quarter_is_not_enough() {
        let came = |nth: u128| {
            let often = [(10, 50), (11, 49), (12, 25), (13, 24)].into_iter();
            [1, 2, 3]
                .into_iter()
                .chain(often.filter(move |(_, times)| nth < *times).map(|(person, _)| person))
        };
        let sessions = (0..100).map(|nth| SessionFact {
            id: EventId::from_u128(nth),
            ..session(111 + i64::try_from(nth).unwrap_or_default() * 9 / 10, came(nth))
        });
        let facts = CommunityFacts { cadence_days: Some(14), sessions: sessions.collect(), ..founded() };
        let bands = bands(&history(&facts));
        let numbers = [Band::Core, Band::Active, Band::Occasional].map(|band| bands.now(band));
        assert_eq!(numbers, [4, 2, 1]);
    }

    #[test]
    fn coming_once_makes_nobody_active() {
        // Of three lists a quarter is less than one.
        let mut facts = founded();
        facts.sessions = vec![session(172, [1, 2, 3]), session(186, [1, 2, 3]), session(200, [1, 2, 4])];
        let bands = bands(&history(&facts));
        let numbers = [Band::Core, Band::Active, Band::Occasional].map(|band| bands.now(band));
        assert_eq!(numbers, [3, 0, 1]);
    }

    #[test]
    fn people_move_closer_and_further_and_the_new_are_neither() {
        let history = sixteen(|at| {
            let mut room = vec![1, 2, 3];
            // Once before, always now.
            if at == 1 || at >= 8 {
                room.push(20);
            }
            // Always before, once now.
            if at == 9 || at < 8 {
                room.push(21);
            }
            // For the first time in this window.
            if at >= 10 {
                room.push(22);
            }
            room
        });
        let bands = bands(&history);
        let closer: Vec<_> = bands.closer().into_iter().map(|number| history.person(number)).collect();
        assert_eq!(closer, [super::super::fixtures::person(20)]);
        assert_eq!(bands.further(), 1);
        assert_eq!(bands.first_time(), 1);
        assert_eq!(bands.before(Band::Core), 4, "the three, and the one who comes less often now");
    }

    #[test]
    fn nothing_is_said_without_complete_lists() {
        let mut facts = founded();
        facts.cadence_days = Some(14);
        facts.sessions = (0..16).map(|back| session(200 - 12 * back, [1, 2, 3])).collect();
        for session in &mut facts.sessions {
            session.list_complete = false;
        }
        assert_eq!(Bands::of(&history(&facts), day(200), &Thresholds::default()), None);
    }
}
