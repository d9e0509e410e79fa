//! How far people met across teams, from who was in the room together (domain.md 6.2). Being in the same room
//! is an opportunity to meet, not proof of talking. Nothing here speaks of a single person: weights are added up
//! team by team as each room is read, and no pair of people is ever held.

use std::collections::BTreeMap;

use crate::guide::participation::{self, Attendee, Mixing, Room, SharedAmong, pairs};
use crate::impact::suppression::{FEWEST, Precision, SIGNED_UP_FROM, singles_out};
use crate::impact::tally::RULES;

/// Does this room count for meeting across teams?
pub fn makes_ties(room: &Room) -> bool {
    pair_weight(room).is_some()
}

/// The cross-team share of all rooms; nothing where nobody of a known team met another.
pub fn mixing(rooms: &[Room]) -> Option<Mixing> {
    participation::mixing(rooms.iter().copied(), SharedAmong::Everybody, &RULES)
}

fn pair_weight(room: &Room) -> Option<f64> {
    room.pair_weight(SharedAmong::Everybody, &RULES)
}

/// "closed" below 0.7, "partly" below 0.8, else "mixed": of the two shares as they are shown, in percent.
pub fn reading(share: u32, expected: u32) -> &'static str {
    match (expected > 0).then(|| f64::from(share) / f64::from(expected)) {
        None => "One team only",
        Some(ratio) if ratio < 0.7 => "Mostly within teams",
        Some(ratio) if ratio < 0.8 => "Fair mix",
        Some(_) => "Good mix",
    }
}

/// A person in the room with the group of their team.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct GroupMember {
    group: usize,
    person: usize,
}

/// What two groups of teams have to do with each other, seen from the first. Most pairs of a large organisation have nothing.
#[derive(Default)]
struct GroupMeeting {
    weight: f64,
    /// Up to five different people of the first group who met someone of the second: more are not needed to know that
    /// the tie may be drawn.
    met: Vec<usize>,
    /// Up to seven people of the first group who signed up where someone of the second did, as anyone may know.
    could_meet: Vec<usize>,
}

/// Meeting chances between groups of teams, each group large enough to be shown.
pub struct Ties {
    /// People on each side of a line, at least.
    fewest: usize,
    /// Of each group, those it has to do with, itself among them.
    meetings: Vec<BTreeMap<usize, GroupMeeting>>,
    /// Up to five people of each group who were in such a room.
    came: Vec<Vec<usize>>,
    /// Up to seven people of each group who signed up at all.
    could_come: Vec<Vec<usize>>,
}

impl Ties {
    /// Adds up the rooms, where `group` gives the group of a team, if it has one.
    pub fn of(
        rooms: &[Room],
        groups: usize,
        precision: Precision,
        group: impl Fn(usize) -> Option<usize>,
    ) -> Self {
        Self::by_person(rooms, groups, precision, |attendee| group(attendee.team?))
    }

    /// The same where a group is not a matter of teams alone.
    pub fn by_person(
        rooms: &[Room],
        groups: usize,
        precision: Precision,
        group: impl Fn(&Attendee) -> Option<usize>,
    ) -> Self {
        let mut ties = Self {
            fewest: if precision == Precision::Exact { 1 } else { FEWEST },
            meetings: (0..groups).map(|_| BTreeMap::new()).collect(),
            came: vec![Vec::new(); groups],
            could_come: vec![Vec::new(); groups],
        };
        for room in rooms {
            let Some(weight) = pair_weight(room) else { continue };
            let present = members(room, &group);
            let parts: Vec<&[GroupMember]> = present.chunk_by(|a, b| a.group == b.group).collect();
            for (index, part) in parts.iter().enumerate() {
                ties.add(part, part, weight * pairs(part.len()));
                note(&mut ties.came[part[0].group], part, FEWEST);
                for other in &parts[index + 1..] {
                    ties.add(part, other, weight * real(part.len() * other.len()));
                }
            }
        }
        ties
    }

    /// Beside the lists of who signed up, which everyone may read: where five people had, a line that says that five
    /// came would tell that all of them did; and where six had, whoever knows that one of them did not.
    pub fn beside(mut self, signed_up: &[Room], group: impl Fn(&Attendee) -> Option<usize>) -> Self {
        for room in signed_up {
            let going = members(room, &group);
            let parts: Vec<&[GroupMember]> = going.chunk_by(|a, b| a.group == b.group).collect();
            for part in &parts {
                let own = part[0].group;
                note(&mut self.could_come[own], part, SIGNED_UP_FROM);
                // One person alone could meet nobody of their own.
                for other in parts.iter().filter(|other| other[0].group != own || part.len() > 1) {
                    note(&mut self.meeting(own, other[0].group).could_meet, part, SIGNED_UP_FROM);
                }
            }
        }
        self
    }

    fn add(&mut self, one: &[GroupMember], other: &[GroupMember], weight: f64) {
        if weight <= 0.0 {
            return;
        }
        let (one_group, other_group) = (one[0].group, other[0].group);
        let meeting = self.meeting(one_group, other_group);
        meeting.weight += weight;
        note(&mut meeting.met, one, FEWEST);
        if one_group != other_group {
            let meeting = self.meeting(other_group, one_group);
            meeting.weight += weight;
            note(&mut meeting.met, other, FEWEST);
        }
    }

    fn meeting(&mut self, one: usize, other: usize) -> &mut GroupMeeting {
        self.meetings[one].entry(other).or_default()
    }

    /// Of each group, whether it is one of these.
    fn among(&self, groups: &[usize]) -> Vec<bool> {
        let mut among = vec![false; self.meetings.len()];
        for group in groups {
            among[*group] = true;
        }
        among
    }

    /// What groups have to do with others, looked for from whichever are fewer: who has to do with one has it with them.
    fn meetings(&self, from: &[usize], others: &[usize]) -> Vec<&GroupMeeting> {
        let mut found = Vec::new();
        if others.iter().all(|other| self.meetings[*other].is_empty()) {
            return found;
        }
        if others.len() < from.len() {
            let is_from = self.among(from);
            for other in others {
                let met = self.meetings[*other].keys().filter(|one| is_from[**one]);
                found.extend(met.filter_map(|one| self.meetings[*one].get(other)));
            }
        } else {
            let is_other = self.among(others);
            for one in from {
                let met = self.meetings[*one].iter().filter(|(other, _)| is_other[**other]);
                found.extend(met.map(|(_, meeting)| meeting));
            }
        }
        found
    }

    /// Meeting chances within `own`, whether in one group or between two of them.
    pub fn inside(&self, own: &[usize]) -> f64 {
        let is_own = self.among(own);
        own.iter()
            .flat_map(|one| self.meetings[*one].range(*one..))
            .filter(|(other, _)| is_own[**other])
            .map(|(_, meeting)| meeting.weight)
            .sum()
    }

    /// Meeting chances of `own` with another group.
    pub fn with(&self, own: &[usize], other: usize) -> f64 {
        self.meetings(own, &[other]).iter().map(|meeting| meeting.weight).sum()
    }

    /// May the tie of `own` with these others be drawn? For leaders only where five people of each side make it: else it
    /// would tell that someone of a few came.
    pub fn may_show(&self, own: &[usize], others: &[usize]) -> bool {
        let may = |from: &[usize], to: &[usize]| {
            let meetings = self.meetings(from, to);
            count_different(meetings.iter().flat_map(|meeting| &meeting.met)) >= self.fewest
                && !singles_out(count_different(meetings.iter().flat_map(|meeting| &meeting.could_meet)))
        };
        may(own, others) && may(others, own)
    }

    /// May it be told whether five people of these groups came? Not where as few signed up that it would say who.
    pub fn may_tell_of(&self, own: &[usize]) -> bool {
        !singles_out(count_different(own.iter().flat_map(|one| &self.could_come[*one])))
    }

    /// Did enough people of these groups meet each other?
    pub fn met_inside(&self, own: &[usize]) -> bool {
        self.may_show(own, own)
    }

    /// Did enough people of these groups meet someone?
    pub fn enough_came(&self, own: &[usize]) -> bool {
        self.enough(own.iter().flat_map(|one| &self.came[*one]))
    }

    fn enough<'a>(&self, people: impl Iterator<Item = &'a usize>) -> bool {
        count_different(people) >= self.fewest
    }
}

fn count_different<'a>(people: impl Iterator<Item = &'a usize>) -> usize {
    let mut different: Vec<usize> = people.copied().collect();
    different.sort_unstable();
    different.dedup();
    different.len()
}

/// The people of a room who are in a group, group by group.
fn members(room: &Room, group: impl Fn(&Attendee) -> Option<usize>) -> Vec<GroupMember> {
    let member = |attendee: &Attendee| Some(GroupMember { group: group(attendee)?, person: attendee.person });
    let mut members: Vec<GroupMember> = room.people.iter().filter_map(member).collect();
    members.sort_unstable();
    members
}

/// Notes different people until there are as many as are needed.
fn note(people: &mut Vec<usize>, part: &[GroupMember], most: usize) {
    for GroupMember { person, .. } in part {
        if people.len() >= most {
            break;
        }
        if !people.contains(person) {
            people.push(*person);
        }
    }
}

/// Counts of people are far below where a float stops being exact.
#[expect(clippy::cast_precision_loss, reason = "counts of people and pairs are far below 2^52")]
fn real(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::{Precision, Room, Ties, mixing, reading};
    use crate::guide::participation::Attendee;
    use proptest::prelude::{prop, prop_assert, proptest};

    /// A room in which so many people of team 0, of team 1 and so on were present.
    fn room(age: f64, teams: &[usize]) -> Room<'static> {
        let people = teams.iter().enumerate().flat_map(|(team, people)| {
            (0..*people).map(move |at| Attendee { person: team * 100 + at, team: Some(team) })
        });
        Room { age, people: people.collect::<Vec<_>>().leak() }
    }

    #[test]
    fn the_ratio_is_read_in_words() {
        assert_eq!(reading(75, 75), "Good mix");
        assert_eq!(reading(55, 75), "Fair mix");
        assert_eq!(reading(45, 70), "Mostly within teams");
        assert_eq!(reading(0, 0), "One team only");
    }

    #[test]
    fn each_person_has_one_unit_of_contact_a_session_and_half_of_it_after_ninety_days() {
        let strength = |age| {
            let ties = Ties::of(&[room(age, &[5, 5])], 2, Precision::Rounded, Some);
            ties.inside(&[0, 1])
        };
        assert!((strength(0.0) - 5.0).abs() < 1e-9, "ten people, two to a tie");
        assert!((strength(90.0) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn a_tie_is_drawn_only_where_five_people_of_each_side_make_it() {
        let small = Ties::of(
            &[room(0.0, &[2, 2, 5]), room(0.0, &[2, 2]), room(0.0, &[0, 6, 5])],
            3,
            Precision::Rounded,
            Some,
        );
        assert!(!small.may_show(&[0], &[1]), "the same four people, twice");
        assert!(!small.may_show(&[0], &[2]), "two of one side");
        assert!(small.may_show(&[1], &[2]) && small.may_show(&[0, 1], &[2]));
        assert!(!small.enough_came(&[0]) && small.enough_came(&[2]));
        assert!(small.met_inside(&[1]) && !small.met_inside(&[0]));
    }

    #[test]
    fn a_line_tells_of_nobody_who_is_on_a_list_of_who_signed_up() {
        let shown = |signed_up: usize| {
            let lists = [room(0.0, &[signed_up, 12])];
            let ties = Ties::of(&[room(0.0, &[5, 5])], 2, Precision::Rounded, Some)
                .beside(&lists, |attendee| attendee.team);
            assert_eq!(ties.may_tell_of(&[0]), ties.may_show(&[0], &[1]), "{signed_up}");
            ties.may_show(&[0], &[1])
        };
        assert_eq!([0, 4, 5, 6, 7, 12].map(shown), [true, true, false, false, true, true]);
    }

    proptest! {
        #[test]
        fn ties_of_all_teams_add_up_to_the_cross_team_share(
            rooms in prop::collection::vec(prop::collection::vec(0_usize..6, 4), 1..12),
        ) {
            let rooms: Vec<Room> = rooms.iter().zip(0..).map(|(teams, age)| room(f64::from(age), teams)).collect();
            let ties = Ties::of(&rooms, 4, Precision::Rounded, Some);
            let all = ties.inside(&[0, 1, 2, 3]);
            let within: f64 = (0..4).map(|team| ties.inside(&[team])).sum();
            if let Some(found) = mixing(&rooms) {
                prop_assert!((found.share - (all - within) / all).abs() < 1e-9);
                prop_assert!((0.0..=1.0).contains(&found.expected));
            } else {
                prop_assert!(all == 0.0);
            }
        }
    }
}
