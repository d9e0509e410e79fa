//! Participation: who came again, who came for the first time, and how far people met across teams.
//!
//! The phases of communities and the figures of the impact page are counted here, so that a word means the same in
//! both. Nothing here knows a person: the caller gives people and teams numbers.

mod mixing;

pub use mixing::{Mixing, Room, SharedAmong, mixing, pairs};

use std::collections::HashMap;
use std::hash::Hash;

/// The numbers that say what counts. They are `f64` whatever they count, as all thresholds are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParticipationRules {
    /// People present for a session to count.
    pub counted_people: f64,
    /// Chances to come, the first coming among them, from which on a person is in the repeat share.
    pub repeat_chances: f64,
    /// Times a person came to count as coming again.
    pub repeat_times: f64,
    /// A newcomer who comes to one of so many next sessions has returned.
    pub return_sessions: f64,
    /// Days after which a meeting counts half.
    pub mixing_half_life: f64,
    /// People in a larger room listen; it counts for reach, not for meeting.
    pub mixing_room: f64,
}

impl ParticipationRules {
    pub const DEFAULT: Self = Self {
        counted_people: 3.0,
        repeat_chances: 2.0,
        repeat_times: 2.0,
        return_sessions: 2.0,
        mixing_half_life: 90.0,
        mixing_room: 40.0,
    };

    /// Does a session with so many people count?
    pub fn counts(&self, people: usize) -> bool {
        real(people) >= self.counted_people
    }
}

/// A person at a session, with the team they were in on that day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attendee {
    pub person: usize,
    pub team: Option<usize>,
}

/// Who came to one session. Unless the list is complete, an absence means nothing.
#[derive(Clone, Copy, Debug)]
pub struct AttendanceList<'a> {
    pub complete: bool,
    pub people: &'a [Attendee],
}

/// People who had enough chances to come again: those who took one, and those who did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeat {
    pub again: Vec<usize>,
    pub once: Vec<usize>,
}

/// What counts as a chance to come again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RepeatChances {
    /// The first coming among them. Of a person who came before the first list, chances begin with it: so phases look
    /// at a window of a longer history.
    WithFirst,
    /// Only what comes after the first coming in these lists: so a report says who came again of those who could.
    AfterFirst,
}

/// Of the people who had enough chances to come, who came again? Taken over complete lists only.
///
/// The lists are the counted sessions of one community, in order.
pub fn repeat(
    lists: &[AttendanceList],
    came_before: impl Fn(usize) -> bool,
    counted: RepeatChances,
    rules: &ParticipationRules,
) -> Repeat {
    let mut chances = vec![0; lists.len() + 1];
    for (index, list) in lists.iter().enumerate().rev() {
        chances[index] = chances[index + 1] + usize::from(list.complete);
    }
    let mut repeat = Repeat::default();
    for visits in visits(lists).chunk_by(|a, b| a.person == b.person) {
        let Visit { person, session } = visits[0];
        let times = visits.iter().filter(|visit| lists[visit.session].complete).count();
        let (enough, again) = match counted {
            RepeatChances::WithFirst => {
                let first_chance = if came_before(person) { 0 } else { session };
                let enough = times > 0 && real(chances[first_chance]) >= rules.repeat_chances;
                (enough, real(times) >= rules.repeat_times)
            }
            RepeatChances::AfterFirst => {
                let later = times - usize::from(lists[session].complete);
                (real(chances[session + 1]) >= rules.repeat_chances, later > 0)
            }
        };
        if enough {
            let side = if again { &mut repeat.again } else { &mut repeat.once };
            side.push(person);
        }
    }
    repeat
}

/// People who came to a community for the first time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Newcomers {
    pub people: Vec<usize>,
    /// Those who came back soon.
    pub returned: Vec<usize>,
    /// Those who did not, although there was a later session.
    pub stayed_away: Vec<usize>,
}

/// Who came for the first time, and who of them came back soon? The lists are as for [`repeat`].
pub fn newcomers(
    lists: &[AttendanceList],
    came_before: impl Fn(usize) -> bool,
    rules: &ParticipationRules,
) -> Newcomers {
    let mut newcomers = Newcomers::default();
    for visits in visits(lists).chunk_by(|a, b| a.person == b.person) {
        let Visit { person, session: first } = visits[0];
        if came_before(person) {
            continue;
        }
        newcomers.people.push(person);
        match visits.get(1) {
            Some(second) if real(second.session - first) <= rules.return_sessions => {
                newcomers.returned.push(person);
            }
            _ if first + 1 < lists.len() => newcomers.stayed_away.push(person),
            _ => {}
        }
    }
    newcomers
}

/// That a person came to the session at this index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Visit {
    person: usize,
    session: usize,
}

/// All visits, those of one person beside each other and in order.
fn visits(lists: &[AttendanceList]) -> Vec<Visit> {
    let mut visits: Vec<Visit> = lists
        .iter()
        .enumerate()
        .flat_map(|(session, list)| {
            list.people.iter().map(move |attendee| Visit { person: attendee.person, session })
        })
        .collect();
    visits.sort_unstable();
    visits
}

/// Gives people or teams numbers from 0 on, which count faster than their ids.
#[derive(Clone, Debug)]
pub struct Numbering<Id>(HashMap<Id, usize>);

#[expect(clippy::len_without_is_empty, clippy::new_without_default, reason = "nobody needs them")]
impl<Id: Eq + Hash> Numbering<Id> {
    pub fn new() -> Self {
        Self(HashMap::new())
    }

    /// The number of an id; the next free one when it is new.
    pub fn number(&mut self, id: Id) -> usize {
        let next = self.0.len();
        *self.0.entry(id).or_insert(next)
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whose numbers these are, by number.
    pub fn ids(self) -> Vec<Id> {
        let mut numbered: Vec<(Id, usize)> = self.0.into_iter().collect();
        numbered.sort_by_key(|(_, number)| *number);
        numbered.into_iter().map(|(id, _)| id).collect()
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of people and sessions are far below 2^52")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{
        AttendanceList, Attendee, Newcomers, ParticipationRules, Repeat, RepeatChances, newcomers, repeat,
    };

    const RULES: ParticipationRules = ParticipationRules::DEFAULT;

    fn people(numbers: &[usize]) -> Vec<Attendee> {
        numbers.iter().map(|person| Attendee { person: *person, team: None }).collect()
    }

    fn lists(sessions: &[Vec<Attendee>]) -> Vec<AttendanceList<'_>> {
        sessions.iter().map(|people| AttendanceList { complete: true, people }).collect()
    }

    #[test]
    fn chances_begin_with_the_first_coming_or_for_those_who_came_before_with_the_first_session() {
        let sessions = [people(&[1, 2]), people(&[1, 3, 4])];
        let lists = lists(&sessions);
        assert_eq!(
            repeat(&lists, |_| false, RepeatChances::WithFirst, &RULES),
            Repeat { again: vec![1], once: vec![2] }
        );
        assert_eq!(
            repeat(&lists, |person| person == 4, RepeatChances::WithFirst, &RULES),
            Repeat { again: vec![1], once: vec![2, 4] }
        );
    }

    #[test]
    fn a_list_that_is_not_complete_is_no_chance_and_no_coming() {
        let sessions = [people(&[1, 2]), people(&[1, 2]), people(&[1])];
        let mut lists = lists(&sessions);
        lists[1].complete = false;
        assert_eq!(
            repeat(&lists, |_| false, RepeatChances::WithFirst, &RULES),
            Repeat { again: vec![1], once: vec![2] }
        );
        lists[2].complete = false;
        assert_eq!(repeat(&lists, |_| false, RepeatChances::WithFirst, &RULES), Repeat::default());
    }

    #[test]
    fn in_a_report_the_first_coming_is_no_chance_to_come_again() {
        let sessions = [people(&[1, 2]), people(&[1, 3]), people(&[3, 4])];
        let found = repeat(&lists(&sessions), |_| true, RepeatChances::AfterFirst, &RULES);
        assert_eq!(found, Repeat { again: vec![1], once: vec![2] }, "3 and 4 had no two chances after it");
        let mut lists = lists(&sessions);
        lists[1].complete = false;
        assert_eq!(repeat(&lists, |_| false, RepeatChances::AfterFirst, &RULES), Repeat::default());
    }

    #[test]
    fn newcomers_return_within_two_sessions_and_those_of_the_last_session_had_no_chance() {
        let sessions = [people(&[1, 2]), people(&[3, 8]), people(&[1, 8]), people(&[2, 3, 4])];
        let found = newcomers(&lists(&sessions), |person| person == 8, &RULES);
        let expected = Newcomers { people: vec![1, 2, 3, 4], returned: vec![1, 3], stayed_away: vec![2] };
        assert_eq!(found, expected);
    }
}
