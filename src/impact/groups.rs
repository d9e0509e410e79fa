//! Which teams a picture may show: those of five people and more, and the small ones as one.

use super::queries::ReportTeam;
use super::suppression::FEWEST;
use crate::platform::ids::{DepartmentId, TeamId, ThingId};

/// A team large enough to be shown, or several small ones as one.
pub struct TeamGroup {
    pub name: String,
    pub department: String,
    pub department_id: Option<DepartmentId>,
    pub team_id: Option<TeamId>,
}

/// A team or department that can be shown in the middle.
#[derive(Clone)]
pub struct Centre {
    pub id: ThingId,
    pub name: String,
    pub chosen: bool,
    pub groups: Vec<usize>,
}

/// Teams of five and more by themselves; the small ones merged until they are five, if need be with the next
/// smallest. For each team its group, if it has one.
pub fn groups(teams: &[ReportTeam]) -> (Vec<TeamGroup>, Vec<Option<usize>>) {
    let fewest = i64::try_from(FEWEST).unwrap_or(i64::MAX);
    let mut merged: Vec<usize> =
        (0..teams.len()).filter(|team| (1..fewest).contains(&teams[*team].people)).collect();
    let mut alone: Vec<usize> = (0..teams.len()).filter(|team| teams[*team].people >= fewest).collect();
    let people = |merged: &[usize]| merged.iter().map(|team| teams[*team].people).sum::<i64>();
    while !merged.is_empty() && people(&merged) < fewest {
        let Some(smallest) = (0..alone.len()).min_by_key(|at| teams[alone[*at]].people) else { break };
        merged.push(alone.remove(smallest));
    }
    let mut of_team = vec![None; teams.len()];
    let mut groups = Vec::new();
    for team in alone {
        of_team[team] = Some(groups.len());
        let ReportTeam { id, name, department, department_id, .. } = &teams[team];
        groups.push(TeamGroup {
            name: name.clone(),
            department: department.clone(),
            department_id: Some(*department_id),
            team_id: Some(*id),
        });
    }
    if people(&merged) >= fewest {
        for team in merged {
            of_team[team] = Some(groups.len());
        }
        groups.push(TeamGroup {
            name: "Other teams".into(),
            department: String::new(),
            department_id: None,
            team_id: None,
        });
    }
    (groups, of_team)
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
                chosen: false,
                groups: vec![index],
            }),
        }
    }
    departments.retain(|department| department.groups.len() > 1);
    departments.sort_by_key(|department| department.name.to_lowercase());
    let teams = groups.iter().enumerate().filter_map(|(index, group)| {
        Some(Centre {
            id: group.team_id?.into(),
            name: group.name.clone(),
            chosen: false,
            groups: vec![index],
        })
    });
    departments.into_iter().chain(teams).collect()
}

#[cfg(test)]
mod tests {
    use super::{centres, groups};
    use crate::impact::queries::ReportTeam;
    use crate::platform::ids::{DepartmentId, TeamId};

    fn team(number: u128, name: &str, department: u128, people: i64) -> ReportTeam {
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
    fn small_teams_are_merged_until_they_are_five() {
        let (found, of_team) = groups(&[
            team(1, "Data", 1, 12),
            team(2, "Legal", 1, 4),
            team(3, "Lab", 2, 6),
            team(4, "Gone", 2, 0),
        ]);
        assert_eq!(
            found.iter().map(|group| group.name.as_str()).collect::<Vec<_>>(),
            ["Data", "Other teams"]
        );
        assert_eq!(
            of_team,
            [Some(0), Some(1), Some(1), None],
            "four people took the next smallest team with them"
        );
        assert!(groups(&[team(1, "Two", 1, 2)]).0.is_empty());
    }

    #[test]
    fn departments_of_several_teams_come_before_teams() {
        let (found, _) =
            groups(&[team(1, "Billing", 2, 9), team(2, "Data", 1, 9), team(3, "Platform", 1, 9)]);
        let names: Vec<String> = centres(&found).into_iter().map(|centre| centre.name).collect();
        assert_eq!(names, ["Department 1", "Billing", "Data", "Platform"]);
    }
}
