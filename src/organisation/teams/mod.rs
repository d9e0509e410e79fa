//! Teams: a person's home. A department holds teams; silos run between them.

mod queries;
mod rules;

use sqlx::{PgConnection, PgPool};

use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{DepartmentId, TeamId};

pub use queries::{Department, Team, departments, people_in_each};
pub use rules::{Outline, outline};

/// Every open team, with its department, in order: for choosing one's own.
pub async fn all(db: &PgPool) -> Result<Vec<Team>> {
    Ok(queries::open(db).await?)
}

/// Teams as (value, words) for a select, with "none" first.
pub fn choices(teams: &[Team]) -> Vec<(String, String)> {
    std::iter::once((String::new(), "No team yet".to_owned()))
        .chain(teams.iter().map(|team| (team.id.to_string(), format!("{} ({})", team.name, team.department))))
        .collect()
}

/// Founds departments and teams as an administrator wrote them, and opens archived ones again; what is open already stays
/// as it is. Answers how many teams are open that were not.
pub async fn found(db: &mut PgConnection, outline: &Outline) -> Result<u64> {
    let departments: Vec<String> = outline.lines.iter().map(|line| line.department.clone()).collect();
    queries::add_departments(&mut *db, &departments).await?;
    let (homes, names): (Vec<String>, Vec<String>) = outline
        .lines
        .iter()
        .flat_map(|line| line.teams.iter().map(|team| (line.department.clone(), team.clone())))
        .unzip();
    Ok(queries::add_teams(db, &homes, &names).await?)
}

/// Renames a team or moves it to another department.
pub async fn change(db: &mut PgConnection, team: TeamId, name: &str, department: DepartmentId) -> Result<()> {
    let changed = queries::change(db, team, name, department)
        .await
        .on_constraint("teams_name_taken", Error::Refused("Another team already has this name."))?;
    if changed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Closes a team: nobody can choose it any more, and its past stays.
pub async fn close(db: &mut PgConnection, team: TeamId, now: time::OffsetDateTime) -> Result<()> {
    if queries::close(db, team, now).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
}
