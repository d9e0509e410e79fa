//! Reading departments and teams as an administrator writes them down.

use crate::platform::web::Problems;

/// Departments with their teams, in the order written.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Outline {
    pub lines: Vec<DepartmentLine>,
}

#[derive(Debug, PartialEq, Eq)]
pub struct DepartmentLine {
    pub department: String,
    pub teams: Vec<String>,
}

/// Reads lines such as `Operations: Field service, Control room`. Problems are noted under `field`.
pub fn outline(field: &'static str, text: &str, problems: &mut Problems) -> Outline {
    let mut outline = Outline::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        problems.see(field, line);
        let Some((department, teams)) = line.split_once(':') else {
            problems.add(field, format!("Write “{line}” as a department, a colon and its teams. For example, Operations: Field service, Control room"));
            continue;
        };
        let teams: Vec<String> =
            teams.split(',').map(|team| team.trim().to_owned()).filter(|team| !team.is_empty()).collect();
        let department = department.trim().to_owned();
        if department.is_empty() || teams.is_empty() {
            problems.add(field, format!("“{line}” needs a department and at least one team."));
        } else if teams.iter().chain([&department]).any(|name| name.chars().count() > 80) {
            problems.add(field, "Use at most 80 characters for the name of a team or department.");
        } else {
            outline.lines.push(DepartmentLine { department, teams });
        }
    }
    outline
}

#[cfg(test)]
mod tests {
    use super::{DepartmentLine, outline};
    use crate::platform::web::Problems;

    #[test]
    fn departments_and_teams_are_read_line_by_line() {
        let mut problems = Problems::default();
        let read =
            outline("teams", "Operations: Field service , Control room\n\nDigital: Platform", &mut problems);
        assert!(problems.is_empty());
        assert_eq!(
            read.lines,
            [
                DepartmentLine {
                    department: "Operations".into(),
                    teams: vec!["Field service".into(), "Control room".into()]
                },
                DepartmentLine { department: "Digital".into(), teams: vec!["Platform".into()] },
            ]
        );
    }

    #[test]
    fn a_line_without_a_colon_is_a_problem() {
        let mut problems = Problems::default();
        outline("teams", "Operations", &mut problems);
        assert!(problems.of("teams").contains("Operations"));
    }
}
