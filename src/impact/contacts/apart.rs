//! Where people do not meet: departments that hardly meet any other, and teams through which alone others are linked.
//! Said from the lines that are drawn and the numbers that are shown, so that it tells no more than these.

use serde::{Deserialize, Serialize};

use super::bridges::only_links;
use super::groups::TeamGroup;
use super::network::Ties;
use crate::impact::suppression::{FEWEST, Precision, to_five};
use crate::impact::words::listed;
use crate::platform::ids::DepartmentId;
use crate::platform::web::drawing::{near, real};

/// A department hardly meets others where its people have less than this part of the contacts that people elsewhere have.
const HARDLY: f64 = 1.0 / 3.0;

/// Something that brings people together, and where it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FirstStep {
    JointSession,
    SharedBreak,
    Coffee,
}

impl FirstStep {
    pub fn path(self) -> &'static str {
        match self {
            Self::JointSession => "/communities",
            Self::SharedBreak => "/breaks/trials/new",
            Self::Coffee => "/coffee",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::JointSession => "Choose a community to ask for a joint session",
            Self::SharedBreak => "Propose a shared break with another team",
            Self::Coffee => "Invite people to coffee across departments",
        }
    }
}

/// A department that hardly meets others, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApartDepartment {
    pub name: String,
    pub words: String,
    pub step: FirstStep,
}

/// A department with what it has of contacts with all others.
struct DepartmentContacts<'a> {
    name: &'a str,
    groups: Vec<usize>,
    others: Vec<usize>,
    people: f64,
    /// As they are shown; none where fewer than five people of a side have them.
    contacts: f64,
}

/// Departments that fewer than five people link with all others together, or that hardly meet them, by name. Nothing
/// where there is one department only, or where none meets another.
pub fn departments_apart(groups: &[TeamGroup], ties: &Ties) -> Vec<ApartDepartment> {
    let all = standings(groups, ties);
    let sum = |of: fn(&DepartmentContacts) -> f64| all.iter().map(of).sum::<f64>();
    let (contacts, people) = (sum(|one| one.contacts), sum(|one| one.people));
    if all.len() < 2 || contacts <= 0.0 {
        return Vec::new();
    }
    let mut apart: Vec<ApartDepartment> = Vec::new();
    for one in &all {
        let elsewhere = (contacts - one.contacts) / (people - one.people).max(1.0);
        let hardly = one.contacts / one.people < HARDLY * elsewhere;
        if !hardly || !ties.may_tell_of(&one.groups) {
            continue;
        }
        let unlinked: Vec<&str> = all
            .iter()
            .filter(|other| other.name != one.name && !ties.may_show(&one.groups, &other.groups))
            .map(|other| other.name)
            .collect();
        let lines = match unlinked.len() {
            0 => String::new(),
            missing if missing + 1 == all.len() => " No line leads to any other department.".to_owned(),
            _ => format!(" No line leads to {}.", listed(&unlinked)),
        };
        let linked = ties.may_show(&one.groups, &one.others);
        let (words, step) = match (ties.enough_came(&one.groups), linked) {
            (false, _) => (
                "Fewer than five of its people came where they could have met others.".to_owned(),
                FirstStep::JointSession,
            ),
            (true, false) => {
                (format!("Its people met almost only each other.{lines}"), FirstStep::SharedBreak)
            }
            (true, true) => (
                format!(
                    "Person for person, it had less than a third of the contacts with other departments that people \
                     elsewhere had.{lines}"
                ),
                FirstStep::Coffee,
            ),
        };
        apart.push(ApartDepartment { name: one.name.to_owned(), words, step });
    }
    apart
}

/// Departments with teams that are large enough to be shown, by name.
fn standings<'a>(groups: &'a [TeamGroup], ties: &Ties) -> Vec<DepartmentContacts<'a>> {
    let mut departments: Vec<(DepartmentId, Vec<usize>)> = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let Some(id) = group.department_id else { continue };
        match departments.iter_mut().find(|(known, _)| *known == id) {
            Some((_, own)) => own.push(at),
            None => departments.push((id, vec![at])),
        }
    }
    let mut all: Vec<DepartmentContacts> = departments
        .into_iter()
        .map(|(_, own)| {
            let others: Vec<usize> = (0..groups.len()).filter(|at| !own.contains(at)).collect();
            let weight: f64 = others.iter().map(|other| ties.with(&own, *other)).sum();
            let shown = to_five(usize::try_from(near(weight)).unwrap_or_default());
            DepartmentContacts {
                name: &groups[own[0]].department,
                people: real(own.iter().map(|at| groups[*at].people).sum::<usize>().max(1)),
                contacts: if shown >= FEWEST && ties.may_show(&own, &others) { real(shown) } else { 0.0 },
                groups: own,
                others,
            }
        })
        .collect();
    all.sort_by_key(|one| one.name.to_lowercase());
    all
}

/// "Capital works is linked with other teams through Data alone.", for each team that some are linked through.
pub fn links_in_words(groups: &[TeamGroup], ties: &Ties, precision: Precision) -> Vec<String> {
    if precision == Precision::Exact {
        // One person of a team is a line there.
        return Vec::new();
    }
    let name = |at: usize| groups[at].name.as_str();
    only_links(groups.len(), |one, other| ties.may_show(&[one], &[other]))
        .into_iter()
        .map(|link| {
            let linked: Vec<&str> = link.linked.iter().map(|at| name(*at)).collect();
            let (are, they) = if linked.len() == 1 { ("is", "it") } else { ("are", "they") };
            format!(
                "{} {are} linked with other teams through {} alone: without that one team, {they} would have no line.",
                listed(&linked),
                name(link.through)
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{FirstStep, HARDLY, departments_apart, links_in_words};
    use crate::guide::participation::{Attendee, Room};
    use crate::impact::contacts::groups::TeamGroup;
    use crate::impact::contacts::network::Ties;
    use crate::impact::suppression::Precision;
    use crate::platform::ids::{DepartmentId, TeamId};

    fn group(number: u128, department: &str, people: usize) -> TeamGroup {
        TeamGroup {
            name: format!("Team {number}"),
            department: department.to_owned(),
            department_id: Some(DepartmentId::from_u128(u128::from(department.as_bytes()[0]))),
            team_id: Some(TeamId::from_u128(number)),
            people,
        }
    }

    fn ties(rooms: &[&[usize]], groups: usize) -> Ties {
        let room = |teams: &&[usize]| {
            let people = teams.iter().enumerate().flat_map(|(team, people)| {
                (0..*people).map(move |at| Attendee { person: team * 100 + at, team: Some(team) })
            });
            Room { age: 0.0, people: people.collect::<Vec<_>>().leak() }
        };
        let rooms: Vec<Room> = rooms.iter().map(room).collect();
        Ties::of(&rooms, groups, Precision::Rounded, Some)
    }

    fn apart(groups: &[TeamGroup], rooms: &[&[usize]]) -> Vec<(String, FirstStep)> {
        let found = departments_apart(groups, &ties(rooms, groups.len()));
        found.into_iter().map(|apart| (apart.name, apart.step)).collect()
    }

    #[test]
    fn a_department_is_apart_when_few_came_when_they_met_only_each_other_and_when_they_hardly_met_others() {
        let groups = [group(0, "A", 10), group(1, "B", 10), group(2, "C", 10)];
        let met: &[usize] = &[10, 10, 0];
        assert_eq!(apart(&groups, &[met]), [("C".to_owned(), FirstStep::JointSession)]);
        assert_eq!(apart(&groups, &[met, &[0, 0, 10]]), [("C".to_owned(), FirstStep::SharedBreak)]);
        let hardly: &[usize] = &[5, 0, 5];
        assert_eq!(
            apart(&groups, &[&[met; 6][..], &[hardly; 2]].concat()),
            [("C".to_owned(), FirstStep::Coffee)]
        );
        assert!(apart(&groups, &[&[met; 2][..], &[hardly; 8]].concat()).is_empty());
        assert!(apart(&groups, &[&[10, 10, 10]]).is_empty());
        assert!(
            apart(&groups, &[&[10, 0, 0]]).is_empty(),
            "where no department meets another, none stands out"
        );
        assert!(apart(&groups[..1], &[&[10]]).is_empty());
    }

    #[test]
    fn hardly_is_less_than_a_third_person_for_person() {
        // 6 rooms of 20 are 6 · 100 / 19 = 31.6 contacts, shown as 30; 5 and 5 are 25 / 9 = 2.8 each.
        let groups = |people| [group(0, "A", 30), group(1, "B", 30), group(2, "C", people)];
        let met: &[usize] = &[10, 10, 0];
        let rooms = [&[met; 6][..], &[&[5_usize, 0, 5][..]; 2]].concat();
        // C has 5; A and B have 35 and 30 of 60 people together.
        let threshold = 5.0 / (HARDLY * (65.0 / 60.0));
        assert!((13.0..14.0).contains(&threshold), "{threshold}");
        assert!(apart(&groups(13), &rooms).is_empty());
        assert_eq!(apart(&groups(14), &rooms).len(), 1);
    }

    #[test]
    fn a_team_through_which_alone_others_are_linked_is_named_and_only_to_leaders() {
        let groups = [group(0, "A", 10), group(1, "A", 10), group(2, "B", 10), group(3, "C", 10)];
        let found = ties(&[&[6, 6, 0, 0], &[6, 0, 6, 0], &[0, 6, 6, 0], &[0, 0, 6, 6]], 4);
        assert_eq!(
            links_in_words(&groups, &found, Precision::Rounded),
            [
                "Team 3 is linked with other teams through Team 2 alone: without that one team, it would have no line."
            ]
        );
        assert!(links_in_words(&groups, &found, Precision::Exact).is_empty());
    }
}
