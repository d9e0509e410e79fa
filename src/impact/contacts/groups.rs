//! Which teams a picture may show: to leaders those of five people and more, and the small ones as one; to organisers
//! all of which someone came.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::crossing::ComparedRooms;
use crate::impact::queries::ReportTeam;
use crate::impact::suppression::{FEWEST, Precision};
use crate::impact::words::{self, listed};
use crate::platform::ids::{DepartmentId, TeamId, ThingId};

/// A team large enough to be shown, or several small ones as one.
pub struct TeamGroup {
    pub name: String,
    pub department: String,
    pub department_id: Option<DepartmentId>,
    pub team_id: Option<TeamId>,
    /// In it today.
    pub people: usize,
}

/// The teams of a picture: its groups, for each team its group if it has one, and what became of the small ones.
pub struct Grouping {
    pub groups: Vec<TeamGroup>,
    pub of_team: Vec<Option<usize>>,
    pub note: String,
}

/// A team, department or community that can be shown in the middle.
#[derive(Clone, Serialize, Deserialize)]
pub struct Centre {
    pub id: ThingId,
    pub name: String,
    /// Of several teams: then what is around it are departments, too.
    pub is_department: bool,
    /// Then what is inside are its members, and around it everyone else, team by team.
    #[serde(default)]
    pub is_community: bool,
    pub groups: Vec<usize>,
}

/// The teams that a reader may see in a picture.
pub fn groups(teams: &[ReportTeam], rooms: &ComparedRooms, precision: Precision) -> Grouping {
    match precision {
        Precision::Rounded => large_groups(teams),
        Precision::Exact => groups_that_came(teams, rooms),
    }
}

/// Every team of which someone came: an organiser recorded who.
fn groups_that_came(teams: &[ReportTeam], rooms: &ComparedRooms) -> Grouping {
    let present = rooms.now.iter().chain(rooms.before).flat_map(|room| room.people);
    let came: HashSet<usize> = present.filter_map(|attendee| attendee.team).collect();
    let mut of_team = vec![None; teams.len()];
    let mut groups = Vec::new();
    for (at, team) in teams.iter().enumerate().filter(|(at, _)| came.contains(at)) {
        of_team[at] = Some(groups.len());
        groups.push(TeamGroup::of(team));
    }
    Grouping { groups, of_team, note: String::new() }
}

impl TeamGroup {
    fn of(team: &ReportTeam) -> Self {
        let ReportTeam { id, name, department, department_id, people, .. } = team;
        Self {
            name: name.clone(),
            department: department.clone(),
            department_id: Some(*department_id),
            team_id: Some(*id),
            people: usize::try_from(*people).unwrap_or_default(),
        }
    }
}

impl Grouping {
    /// None at all: of a few sessions, a line beside the lists of who signed up would tell who came.
    pub fn of_few_sessions() -> Self {
        Self { groups: Vec::new(), of_team: Vec::new(), note: words::contacts_hidden() }
    }
}

/// Teams of five and more by themselves; the small ones merged where that makes five.
fn large_groups(teams: &[ReportTeam]) -> Grouping {
    let fewest = i64::try_from(FEWEST).unwrap_or(i64::MAX);
    let small: Vec<usize> =
        (0..teams.len()).filter(|team| (1..fewest).contains(&teams[*team].people)).collect();
    let mut of_team = vec![None; teams.len()];
    let mut groups = Vec::new();
    for (at, team) in teams.iter().enumerate().filter(|(_, team)| team.people >= fewest) {
        of_team[at] = Some(groups.len());
        groups.push(TeamGroup::of(team));
    }
    let names: Vec<&str> = small.iter().map(|team| teams[*team].name.as_str()).collect();
    let together = small.iter().map(|team| teams[*team].people).sum::<i64>();
    let merged = small.len() > 1 && together >= fewest;
    if merged {
        for team in &small {
            of_team[*team] = Some(groups.len());
        }
        groups.push(TeamGroup {
            name: "Small teams".into(),
            department: String::new(),
            department_id: None,
            team_id: None,
            people: usize::try_from(together).unwrap_or_default(),
        });
    }
    let note = match (small.len(), merged) {
        (0, _) => String::new(),
        (_, true) => {
            format!("“Small teams” are {} together, because each has fewer than five people.", listed(&names))
        }
        (1, _) => format!("{} is left out, because it has fewer than five people.", names[0]),
        _ => format!("{} are left out, because together they have fewer than five people.", listed(&names)),
    };
    Grouping { groups, of_team, note }
}

/// Departments of several teams, then teams, each in order of its name.
pub fn centres(groups: &[TeamGroup]) -> Vec<Centre> {
    let mut departments: Vec<Centre> = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        let Some(id) = group.department_id else { continue };
        match departments.iter_mut().find(|department| department.id == id.into()) {
            Some(department) => department.groups.push(index),
            None => departments.push(Centre {
                id: id.into(),
                name: group.department.clone(),
                is_department: true,
                is_community: false,
                groups: vec![index],
            }),
        }
    }
    // Around the only department there is nothing.
    let teams_of_departments: usize = departments.iter().map(|department| department.groups.len()).sum();
    departments.retain(|department| (2..teams_of_departments).contains(&department.groups.len()));
    departments.sort_by_key(|department| department.name.to_lowercase());
    let teams = groups.iter().enumerate().filter_map(|(index, group)| {
        Some(Centre {
            id: group.team_id?.into(),
            name: group.name.clone(),
            is_department: false,
            is_community: false,
            groups: vec![index],
        })
    });
    departments.into_iter().chain(teams).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Grouping, centres, groups_that_came, large_groups as groups};
    use crate::guide::participation::{Attendee, Room};
    use crate::impact::contacts::crossing::ComparedRooms;
    use crate::impact::queries::ReportTeam;
    use crate::platform::ids::{DepartmentId, TeamId};

    /// An open team of the department with this number.
    pub fn team(number: u128, name: &str, department: u128, people: i64) -> ReportTeam {
        let (id, department_id) = (TeamId::from_u128(number), DepartmentId::from_u128(1000 + department));
        ReportTeam {
            id,
            name: name.into(),
            department: format!("Department {department}"),
            department_id,
            open: true,
            people,
        }
    }

    #[test]
    fn small_teams_are_merged_and_named_or_left_out_and_a_team_of_five_stands_alone() {
        let legal = || team(2, "Legal", 1, 4);
        let found = groups(&[team(1, "Data", 1, 12), legal(), team(3, "Lab", 2, 5), team(4, "Gone", 2, 0)]);
        let names =
            |found: &Grouping| found.groups.iter().map(|group| group.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&found), ["Data", "Lab"]);
        assert_eq!(found.of_team, [Some(0), None, Some(1), None]);
        assert_eq!(found.note, "Legal is left out, because it has fewer than five people.");
        let found = groups(&[team(1, "Data", 1, 12), legal(), team(3, "Lab", 2, 3)]);
        assert_eq!(
            (names(&found), found.of_team.clone()),
            (vec!["Data".to_owned(), "Small teams".to_owned()], vec![Some(0), Some(1), Some(1)])
        );
        assert!(found.note.contains("Legal and Lab together"), "{}", found.note);
        assert!(groups(&[team(1, "Two", 1, 2)]).groups.is_empty());
    }

    #[test]
    fn organisers_see_every_team_of_which_someone_came() {
        let teams = [team(1, "Data", 1, 12), team(2, "Legal", 1, 4), team(3, "Lab", 2, 5)];
        let people = [Attendee { person: 0, team: Some(1) }, Attendee { person: 1, team: None }];
        let rooms = [Room { age: 0.0, people: &people }];
        let found = groups_that_came(&teams, &ComparedRooms { now: &rooms, before: &[] });
        assert_eq!((found.groups.len(), found.of_team), (1, vec![None, Some(0), None]));
    }

    #[test]
    fn departments_of_several_teams_come_before_teams() {
        let found = groups(&[team(1, "Billing", 2, 9), team(2, "Data", 1, 9), team(3, "Platform", 1, 9)]);
        let names: Vec<String> = centres(&found.groups).into_iter().map(|centre| centre.name).collect();
        assert_eq!(names, ["Department 1", "Billing", "Data", "Platform"]);
    }
}
