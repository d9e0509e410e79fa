//! A community in the middle of the rings (domain.md 6.3): its members’ contacts with each other inside, team by team, and
//! with everyone else outside. Who is a member is no secret, and where people met does not matter, so that a community is
//! drawn as a team is, and by the same rules.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::crossing::ComparedRooms;
use super::groups::{Centre, TeamGroup};
use super::network::Ties;
use super::rings::{Circle, RingScene, RingTie, Rings, SentenceWords};
use crate::guide::participation::{Attendee, Room};
use crate::impact::suppression::{FEWEST, Precision};
use crate::impact::words::is_of_few_sessions;
use crate::platform::ids::{CommunityId, DepartmentId};

/// The members of a listed community at the end of the period, by number.
pub struct CommunityMembers {
    pub community: CommunityId,
    pub name: String,
    pub people: HashSet<usize>,
    /// How many of them are in each team today.
    pub by_team: HashMap<usize, usize>,
}

/// Who may be told apart: how many members are in each group, and how many people all groups have.
struct RingMembership<'a> {
    members: &'a CommunityMembers,
    inside: Vec<usize>,
}

/// Everything that the pictures are made from.
pub struct CommunityScene<'a> {
    pub groups: &'a [TeamGroup],
    pub of_team: &'a [Option<usize>],
    pub rooms: ComparedRooms<'a>,
    pub signed_up: ComparedRooms<'a>,
    /// Is the period before told of at all?
    pub tells_before: bool,
}

impl CommunityScene<'_> {
    /// One picture a community, in their order. A community is left out where its members are, but for one to four
    /// people, those of a team, a department or another community: one picture taken from the other would be theirs.
    pub fn pictures(&self, communities: &[CommunityMembers]) -> Vec<Rings> {
        let units = self.units();
        let mut shown: Vec<RingMembership> = Vec::new();
        for members in communities.iter().filter(|one| one.people.len() >= FEWEST) {
            let mut inside = vec![0; self.groups.len()];
            for (team, people) in &members.by_team {
                if let Some(group) = self.of_team.get(*team).copied().flatten() {
                    inside[group] += people;
                }
            }
            let one = RingMembership { members, inside };
            if !self.is_nearly_a_unit(&units, &one)
                && !shown.iter().any(|other| nearly_same(members, other.members))
            {
                shown.push(one);
            }
        }
        shown.iter().map(|one| self.picture(one)).collect()
    }

    fn is_nearly_a_unit(&self, units: &[Vec<usize>], one: &RingMembership) -> bool {
        let differs = |groups: &[usize]| {
            let people: usize = groups.iter().map(|group| self.groups[*group].people).sum();
            let both: usize =
                groups.iter().map(|group| one.inside[*group].min(self.groups[*group].people)).sum();
            one.members.people.len() + people - 2 * both
        };
        units.iter().any(|groups| is_few(differs(groups)))
    }

    /// The groups by themselves, and those of each department.
    fn units(&self) -> Vec<Vec<usize>> {
        let mut departments: BTreeMap<DepartmentId, Vec<usize>> = BTreeMap::new();
        for (at, group) in self.groups.iter().enumerate() {
            if let Some(department) = group.department_id {
                departments.entry(department).or_default().push(at);
            }
        }
        (0..self.groups.len()).map(|group| vec![group]).chain(departments.into_values()).collect()
    }

    fn picture(&self, one: &RingMembership) -> Rings {
        let count = self.groups.len();
        let ties = [
            self.ties(one, self.rooms.now, self.signed_up.now),
            if self.tells_before {
                self.ties(one, self.rooms.before, self.signed_up.before)
            } else {
                self.ties(one, &[], &[])
            },
        ];
        let scene = RingScene::of_one(self.groups, [&ties[0], &ties[1]], Precision::Rounded);
        // Everyone inside: group by group, and those of no group.
        let own: Vec<usize> = (0..count).chain([2 * count]).collect();
        let not_members = |group: usize| self.groups[group].people.saturating_sub(one.inside[group]);
        let circles: Vec<Circle> = (0..count)
            .filter(|group| not_members(*group) >= FEWEST)
            .map(|group| Circle { node: group, groups: vec![count + group] })
            .collect();
        let all_outside: Vec<usize> = (count..2 * count).collect();
        let (around, more) = scene.told(&own, circles);
        // Without one to four of its team, a circle would be theirs beside that of the whole team.
        let may_tell = |group: &usize| one.inside[*group] >= FEWEST && !is_few(not_members(*group));
        let has_circle = |tie: &RingTie| tie.now.is_some() || tie.before.is_some();
        Rings {
            of_centre: scene.sentence(&own, &all_outside, &SentenceWords::of_members()),
            inside: scene.inside(&own, 0),
            inside_before: scene.inside(&own, 1),
            own: (0..count).filter(may_tell).map(|group| scene.own(group)).filter(has_circle).collect(),
            around,
            more,
            centre: Centre {
                id: one.members.community.into(),
                name: one.members.name.clone(),
                is_department: false,
                is_community: true,
                groups: (0..count).filter(|group| one.inside[*group] > 0).collect(),
            },
        }
    }

    /// Of rooms in which a member was: others say nothing of the community.
    fn ties(&self, one: &RingMembership, rooms: &[Room], signed_up: &[Room]) -> Ties {
        let count = self.groups.len();
        let group = |attendee: &Attendee| {
            let team = attendee.team.and_then(|team| self.of_team.get(team).copied().flatten());
            if one.members.people.contains(&attendee.person) {
                Some(team.unwrap_or(2 * count))
            } else {
                team.map(|team| count + team)
            }
        };
        let is_of_members =
            |room: &&Room| room.people.iter().any(|attendee| one.members.people.contains(&attendee.person));
        let rooms: Vec<Room> = rooms.iter().filter(is_of_members).copied().collect();
        let together = |room: &&Room| {
            room.people.iter().filter(|attendee| one.members.people.contains(&attendee.person)).count() > 1
        };
        // Of few sessions, the lists of who signed up would tell who came, as of a whole report.
        if is_of_few_sessions(rooms.iter().filter(together).count(), Precision::Rounded) {
            return Ties::by_person(&[], 2 * count + 1, Precision::Rounded, group);
        }
        let signed_up: Vec<Room> = signed_up.iter().filter(is_of_members).copied().collect();
        Ties::by_person(&rooms, 2 * count + 1, Precision::Rounded, group).beside(&signed_up, group)
    }
}

fn is_few(people: usize) -> bool {
    (1..FEWEST).contains(&people)
}

fn nearly_same(one: &CommunityMembers, other: &CommunityMembers) -> bool {
    // Five differences are enough to know that they are not.
    is_few(one.people.symmetric_difference(&other.people).take(FEWEST).count())
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::{CommunityMembers, CommunityScene};
    use crate::guide::participation::{Attendee, Room};
    use crate::impact::contacts::crossing::ComparedRooms;
    use crate::impact::contacts::groups::TeamGroup;
    use crate::impact::contacts::rings::Rings;
    use crate::impact::suppression::Count;
    use crate::platform::ids::{CommunityId, DepartmentId, TeamId};

    /// Three teams of ten: person 12 is the third of the second.
    fn groups() -> Vec<TeamGroup> {
        let group = |number: u128| TeamGroup {
            name: format!("Team {number}"),
            department: format!("Department {number}"),
            department_id: Some(DepartmentId::from_u128(number)),
            team_id: Some(TeamId::from_u128(number)),
            people: 10,
        };
        (0..3).map(group).collect()
    }

    fn community(number: u128, people: impl IntoIterator<Item = usize>) -> CommunityMembers {
        let people: HashSet<usize> = people.into_iter().collect();
        let mut by_team = HashMap::new();
        for person in &people {
            *by_team.entry(person / 10).or_default() += 1;
        }
        CommunityMembers {
            community: CommunityId::from_u128(number),
            name: format!("Community {number}"),
            people,
            by_team,
        }
    }

    /// Ten sessions to which all thirty come.
    fn pictures(communities: &[CommunityMembers]) -> Vec<Rings> {
        let everyone: Vec<Attendee> =
            (0..30).map(|person| Attendee { person, team: Some(person / 10) }).collect();
        let rooms = [Room { age: 0.0, people: &everyone }; 10];
        let now = ComparedRooms { now: &rooms, before: &[] };
        CommunityScene {
            groups: &groups(),
            of_team: &[Some(0), Some(1), Some(2)],
            rooms: now,
            signed_up: ComparedRooms { now: &[], before: &[] },
            tells_before: true,
        }
        .pictures(communities)
    }

    #[test]
    fn members_are_inside_and_everyone_else_is_around_them_team_by_team() {
        let [picture] = &pictures(&[community(1, (0..10).chain(10..15))])[..] else { panic!("one") };
        // 10 · 15 · 14 / 2 pairs of 30 people inside; 15 with the other five of the second team, and ten of the third.
        assert_eq!(picture.inside, Some(Count::About(35)));
        let around: Vec<_> = picture.around.iter().map(|tie| (tie.node, tie.now)).collect();
        assert_eq!(around, [(2, Some(Count::About(50))), (1, Some(Count::About(25)))]);
        assert_eq!(picture.own.iter().map(|tie| tie.node).collect::<Vec<_>>(), [0, 1]);
        assert_eq!(
            picture.of_centre,
            "Of the contacts of its members, 7 in 10 were with people outside the community."
        );
    }

    #[test]
    fn a_team_of_which_one_to_four_are_on_one_side_has_no_circle() {
        let [picture] = &pictures(&[community(1, (0..8).chain(10..13).chain(20..25))])[..] else {
            panic!("one")
        };
        assert_eq!(picture.own.iter().map(|tie| tie.node).collect::<Vec<_>>(), [2], "not of 8, nor of 3");
        assert_eq!(picture.around.iter().map(|tie| tie.node).collect::<Vec<_>>(), [1, 2]);
    }

    #[test]
    fn of_communities_that_differ_by_one_to_four_people_from_a_unit_or_each_other_there_is_no_second_picture()
    {
        let shown = |communities: &[CommunityMembers]| pictures(communities).len();
        assert_eq!(shown(&[community(1, 0..11)]), 0, "a team and one more");
        assert_eq!(shown(&[community(1, 0..10)]), 1, "a team itself tells nothing new");
        assert_eq!(shown(&[community(1, 0..15), community(2, 0..16)]), 1);
        assert_eq!(shown(&[community(1, 0..15), community(2, 0..20)]), 2);
        assert_eq!(shown(&[community(1, 0..4)]), 0);
    }
}
