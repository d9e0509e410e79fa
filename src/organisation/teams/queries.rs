use std::collections::HashMap;

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{DepartmentId, TeamId};

/// A team and the department it belongs to.
pub struct Team {
    pub id: TeamId,
    pub name: String,
    pub department_id: DepartmentId,
    pub department: String,
}

pub struct Department {
    pub id: DepartmentId,
    pub name: String,
}

pub async fn open(db: &PgPool) -> sqlx::Result<Vec<Team>> {
    sqlx::query_as!(
        Team,
        "select t.id, t.name, t.department_id, d.name as department
         from teams t
         join departments d on d.id = t.department_id
         where t.closed_at is null
         order by lower(d.name), lower(t.name)"
    )
    .fetch_all(db)
    .await
}

/// How many people each team has; one without anybody is left out.
pub async fn people_in_each(db: &PgPool) -> Result<HashMap<TeamId, i64>> {
    let rows = sqlx::query!(
        r#"select team_id as "team_id!", count(*) as "people!"
           from people
           where team_id is not null
             and deactivated_at is null
           group by team_id"#
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.team_id, row.people)).collect())
}

/// Every department, in order.
pub async fn departments(db: &PgPool) -> Result<Vec<Department>> {
    Ok(sqlx::query_as!(Department, "select id, name from departments order by lower(name)")
        .fetch_all(db)
        .await?)
}

pub async fn add_departments(db: &mut PgConnection, names: &[String]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into departments (name) select distinct on (lower(name)) name from unnest($1::text[]) name
         on conflict (lower(name)) do nothing",
        names
    )
    .execute(db)
    .await
    .map(drop)
}

/// Answers how many are new or open again: one that was archived is found, not made twice.
pub async fn add_teams(db: &mut PgConnection, departments: &[String], names: &[String]) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into teams (department_id, name)
         select distinct on (lower(n.team)) d.id, n.team
         from unnest($1::text[], $2::text[]) as n (department, team)
         join departments d on lower(d.name) = lower(n.department)
         on conflict (lower(name)) do update
             set closed_at = null, department_id = excluded.department_id, name = excluded.name
             where teams.closed_at is not null",
        departments,
        names
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn change(
    db: &mut PgConnection,
    team: TeamId,
    name: &str,
    department: DepartmentId,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update teams set name = $2, department_id = (select id from departments where id = $3)
         where id = $1 and exists (select 1 from departments where id = $3)",
        team as TeamId,
        name,
        department as DepartmentId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn close(db: &mut PgConnection, team: TeamId, now: OffsetDateTime) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update teams set closed_at = $2 where id = $1 and closed_at is null",
        team as TeamId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
