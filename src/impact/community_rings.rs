//! A community in the middle of the rings (domain.md 6.3): its members’ contacts with each other inside, team by team, and
//! with everyone else outside. Who is a member is no secret, and where people met does not matter, so that a community is
//! drawn as a team is, and by the same rules.

use std::collections::{HashMap, HashSet};

use super::crossing::ComparedRooms;
use super::groups::{Centre, TeamGroup};
use super::network::Ties;
use super::rings::{Circle, Rings, Scene, SentenceWords};
use super::suppression::{FEWEST, Precision};
use super::words::is_of_few_sessions;
use crate::guide::participation::{Attendee, Room};
use crate::platform::ids::CommunityId;

/// The members of a listed community at the end of the period, by number.
pub struct CommunityMembers {
    pub community: CommunityId,
    pub name: String,
    pub people: HashSet<usize>,
    /// How many of them are in each team today.
    pub by_team: HashMap<usize, usize>,
}

/// Who may be told apart: how many members are in each group, and how many people all groups have.
struct Membership<'a> {
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
        let mut shown: Vec<Membership> = Vec::new();
        for members in communities.iter().filter(|one| one.people.len() >= FEWEST) {
            let mut inside = vec![0; self.groups.len()];
            for (team, people) in &members.by_team {
                if let Some(group) = self.of_team.get(*team).copied().flatten() {
                    inside[group] += people;
                }
            }
            let one = Membership { members, inside };
            if !self.is_nearly_a_unit(&one) && !shown.iter().any(|other| nearly_same(members, other.members))
            {
                shown.push(one);
            }
        }
        shown.iter().map(|one| self.picture(one)).collect()
    }

    fn is_nearly_a_unit(&self, one: &Membership) -> bool {
        let differs = |groups: &[usize]| {
            let people: usize = groups.iter().map(|group| self.groups[*group].people).sum();
            let both: usize =
                groups.iter().map(|group| one.inside[*group].min(self.groups[*group].people)).sum();
            one.members.people.len() + people - 2 * both
        };
        let all: Vec<usize> = (0..self.groups.len()).collect();
        let of_department = |group: &usize| {
            let of = self.groups[*group].department_id;
            let same = |other: &usize| of.is_some() && self.groups[*other].department_id == of;
            all.iter().copied().filter(same).collect::<Vec<_>>()
        };
        all.iter().any(|group| is_few(differs(&[*group])) || is_few(differs(&of_department(group))))
    }

    fn picture(&self, one: &Membership) -> Rings {
        let count = self.groups.len();
        let ties = [
            self.ties(one, self.rooms.now, self.signed_up.now),
            if self.tells_before {
                self.ties(one, self.rooms.before, self.signed_up.before)
            } else {
                self.ties(one, &[], &[])
            },
        ];
        let scene = Scene::of_one(self.groups, [&ties[0], &ties[1]], Precision::Rounded);
        // Everyone inside: group by group, and those of no group.
        let own: Vec<usize> = (0..count).chain([2 * count]).collect();
        let outside = |group: usize| self.groups[group].people.saturating_sub(one.inside[group]);
        let circles: Vec<Circle> = (0..count)
            .filter(|group| outside(*group) >= FEWEST)
            .map(|group| Circle { node: group, groups: vec![count + group] })
            .collect();
        let all_outside: Vec<usize> = (count..2 * count).collect();
        let (around, more) = scene.told(&own, circles);
        // Without one to four of its team, a circle would be theirs beside that of the whole team.
        let may_tell = |group: &usize| one.inside[*group] >= FEWEST && !is_few(outside(*group));
        Rings {
            of_centre: scene.sentence(&own, &all_outside, &SentenceWords::of_members()),
            inside: scene.inside(&own, 0),
            inside_before: scene.inside(&own, 1),
            own: (0..count).filter(may_tell).map(|group| scene.own(group)).collect(),
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
    fn ties(&self, one: &Membership, rooms: &[Room], signed_up: &[Room]) -> Ties {
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
    is_few(one.people.symmetric_difference(&other.people).count())
}
