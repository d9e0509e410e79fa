//! Who came to the sessions of the short window: the people, not the calendar.

use super::{
    bands::Band,
    history::{CountedSession, History, Number, count},
    thresholds::Thresholds,
};
use crate::guide::participation::{
    AttendanceList, Newcomers, Repeat, RepeatChances, Room, SharedAmong, mixing, newcomers, repeat,
};

/// The counted sessions of the short window, and the history they belong to.
#[derive(Clone, Copy)]
pub struct Turnout<'a> {
    pub history: &'a History,
    pub window: &'a [CountedSession],
    /// How many counted sessions there were before the window.
    pub before: usize,
}

/// The teams in the room.
pub struct Teams {
    pub teams: u32,
    /// The largest team's share of attendances, of those whose team is known.
    pub largest: Option<f64>,
}

impl Turnout<'_> {
    /// The share of people who came again.
    pub fn repeat(&self, thresholds: &Thresholds) -> Option<f64> {
        let came_before = |person| self.came_before(person);
        let Repeat { again, once } =
            repeat(&self.lists(), came_before, RepeatChances::WithFirst, &thresholds.participation());
        share(count(again.len()), count(again.len() + once.len()))
    }

    /// How many people are in the core; nothing while there are too few sessions with a complete list.
    pub fn core(&self, thresholds: &Thresholds) -> Option<u32> {
        self.core_people(thresholds).map(|core| count(core.len()))
    }

    /// People who come to half of the sessions with a complete list; nothing while there are too few of these.
    pub fn core_people(&self, thresholds: &Thresholds) -> Option<Vec<Number>> {
        let bands = self.bands(thresholds)?;
        Some((0..bands.len()).filter(|person| bands[*person] == Band::Core).collect())
    }

    /// How often each person of the history comes to the sessions with a complete list; nothing while there are too
    /// few of these. Whoever came to another one only is occasional.
    pub fn bands(&self, thresholds: &Thresholds) -> Option<Vec<Band>> {
        let mut came = vec![0_u32; self.history.people()];
        let mut seen = vec![false; self.history.people()];
        let mut lists = 0.0;
        for session in self.window {
            lists += f64::from(u8::from(session.complete));
            for attendee in &session.people {
                seen[attendee.person] = true;
                came[attendee.person] += u32::from(session.complete);
            }
        }
        let core_times = thresholds.core_least.max(thresholds.core_share * lists);
        let active_times = thresholds.active_least.max(thresholds.active_share * lists);
        let band = |(came, seen): (u32, bool)| match f64::from(came) {
            times if came > 0 && times >= core_times => Band::Core,
            times if came > 0 && times >= active_times => Band::Active,
            _ if seen => Band::Occasional,
            _ => Band::Away,
        };
        (lists >= thresholds.core_sessions).then(|| came.into_iter().zip(seen).map(band).collect())
    }

    /// People who came for the first time within the window.
    pub fn newcomers(&self, thresholds: &Thresholds) -> Newcomers {
        newcomers(&self.lists(), |person| self.came_before(person), &thresholds.participation())
    }

    pub fn teams(&self) -> Teams {
        let mut attendances = vec![0_u32; self.history.teams()];
        for team in
            self.window.iter().flat_map(|session| &session.people).filter_map(|attendee| attendee.team)
        {
            attendances[team] += 1;
        }
        let largest = attendances.iter().copied().max().unwrap_or_default();
        Teams {
            teams: count(attendances.iter().filter(|times| **times > 0).count()),
            largest: share(largest, attendances.iter().sum()),
        }
    }

    /// How far people meet across teams, as of a day of the community's own clock: 1 is fully mixed. Undefined while
    /// one team only is in the room.
    pub fn mixing(&self, now: i32, thresholds: &Thresholds) -> Option<f64> {
        let rooms = self
            .window
            .iter()
            .map(|session| Room { age: f64::from(now - session.day), people: &session.people });
        mixing(rooms, SharedAmong::PeopleWithTeam, &thresholds.participation())?.ratio()
    }

    fn lists(&self) -> Vec<AttendanceList<'_>> {
        self.window
            .iter()
            .map(|session| AttendanceList { complete: session.complete, people: &session.people })
            .collect()
    }

    fn came_before(&self, person: usize) -> bool {
        self.history.first(person).is_some_and(|first| first < self.before)
    }
}

/// A part of a whole, when there is a whole.
pub(super) fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}
