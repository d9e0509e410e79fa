//! Who came to the sessions of the short window: the people, not the calendar.

use super::{
    history::{Counted, History, count, pairs},
    thresholds::Thresholds,
};

/// The counted sessions so far, and where among them the short window begins.
#[derive(Clone, Copy)]
pub struct Turnout<'a> {
    pub history: &'a History,
    pub held: &'a [Counted],
    pub start: usize,
}

/// People who came for the first time within the window.
pub struct Newcomers {
    pub people: u32,
    /// Of those with a later chance, the share who came back soon; none had one: `None`.
    pub returned: Option<f64>,
}

/// The teams in the room.
pub struct Teams {
    pub teams: u32,
    /// The largest team's share of attendances, of those whose team is known.
    pub largest: Option<f64>,
}

impl<'a> Turnout<'a> {
    fn window(&self) -> &'a [Counted] {
        &self.held[self.start..]
    }

    /// The share of people who came again, and the number of core people. Both are taken over
    /// sessions with a complete list only: on any other list an absence means nothing.
    pub fn repeat_and_core(&self, thresholds: &Thresholds) -> (Option<f64>, Option<u32>) {
        let (people, _) = self.history.numbers();
        let mut came = vec![0_u32; people];
        // Complete sessions from each index of the window to its end.
        let mut chances = vec![0_u32; self.window().len() + 1];
        for (index, session) in self.window().iter().enumerate().rev() {
            chances[index] = chances[index + 1] + u32::from(session.complete);
            for (person, _) in session.people.iter().filter(|_| session.complete) {
                came[*person] += 1;
            }
        }
        let lists = f64::from(chances[0]);
        let core_times = thresholds.core_least.max(thresholds.core_share * lists);
        let (mut eligible, mut again, mut core) = (0_u32, 0_u32, 0_u32);
        for (person, times) in came.into_iter().enumerate().filter(|(_, times)| *times > 0) {
            core += u32::from(f64::from(times) >= core_times);
            let first = self.history.first(person).unwrap_or_default().saturating_sub(self.start);
            if f64::from(chances[first]) >= thresholds.repeat_chances {
                eligible += 1;
                again += u32::from(f64::from(times) >= thresholds.repeat_times);
            }
        }
        (share(again, eligible), (lists >= thresholds.core_sessions).then_some(core))
    }

    pub fn newcomers(&self, thresholds: &Thresholds) -> Newcomers {
        let (mut people, mut with_chance, mut returned) = (0, 0, 0);
        for (index, session) in self.held.iter().enumerate().skip(self.start) {
            let later = &self.held[index + 1..];
            for (person, _) in &session.people {
                if self.history.first(*person) != Some(index) {
                    continue;
                }
                people += 1;
                with_chance += u32::from(!later.is_empty());
                let soon = later
                    .iter()
                    .zip(1_u32..)
                    .take_while(|(_, place)| f64::from(*place) <= thresholds.return_sessions);
                returned += u32::from(soon.into_iter().any(|(session, _)| session.had(*person)));
            }
        }
        Newcomers { people, returned: share(returned, with_chance) }
    }

    pub fn teams(&self) -> Teams {
        let (_, teams) = self.history.numbers();
        let mut attendances = vec![0_u32; teams];
        for (_, team) in self.window().iter().flat_map(|session| &session.people) {
            if let Some(team) = team {
                attendances[*team] += 1;
            }
        }
        let largest = attendances.iter().copied().max().unwrap_or_default();
        Teams {
            teams: count(attendances.iter().filter(|times| **times > 0).count()),
            largest: share(largest, attendances.iter().sum()),
        }
    }

    /// How far people meet across teams: the weight of cross-team meetings, as a share of all, over
    /// the share that full mixing would give; 1 is fully mixed. Each person has one unit of contact
    /// a session, spread over the room (after Newman 2001), and old meetings weigh less. Rooms of
    /// one, and talks to a large room, make no ties. Undefined while one team only is in the room.
    pub fn mixing(&self, now: i32, thresholds: &Thresholds) -> Option<f64> {
        let (people, teams) = self.history.numbers();
        let mut team_of = vec![None; people];
        let (mut cross, mut all) = (0.0, 0.0);
        for session in self.window() {
            let known = session.people.iter().filter(|(_, team)| team.is_some()).count();
            if known < 2 || f64::from(session.size()) > thresholds.mixing_room {
                continue;
            }
            let age = f64::from(now - session.day);
            let weight = (-age / thresholds.mixing_half_life).exp2() / f64::from(count(known - 1));
            cross += weight * session.cross_pairs;
            all += weight * session.pairs;
            for (person, team) in session.people.iter().filter(|(_, team)| team.is_some()) {
                team_of[*person] = *team;
            }
        }
        let mut sizes = vec![0_usize; teams];
        for team in team_of.into_iter().flatten() {
            sizes[team] += 1;
        }
        let inside: f64 = sizes.iter().copied().map(pairs).sum();
        let by_chance = 1.0 - inside / pairs(sizes.iter().sum());
        (all > 0.0 && by_chance > 0.0).then(|| cross / all / by_chance)
    }
}

/// A part of a whole, when there is a whole.
pub(super) fn share(part: u32, whole: u32) -> Option<f64> {
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}
