use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::PledgeWords;
use crate::platform::ids::{DepartmentId, PersonId, TeamId};

/// A department, and the pledge that stands.
pub struct DepartmentPledge {
    pub department_id: DepartmentId,
    pub department: String,
    pub hours: Option<i32>,
    pub permission: Option<String>,
    pub encouragement: Option<String>,
    pub made_by: Option<String>,
    pub made_at: Option<OffsetDateTime>,
}

impl DepartmentPledge {
    pub fn label(&self) -> Option<PledgeWords> {
        Some(PledgeWords {
            hours: self.hours?,
            permission: self.permission.clone()?,
            encouragement: self.encouragement.clone()?,
        })
    }
}

/// Every department that has people to pledge to, or pledged something.
pub async fn all(db: &PgPool) -> sqlx::Result<Vec<DepartmentPledge>> {
    sqlx::query_as!(
        DepartmentPledge,
        r#"select d.id as department_id, d.name as department, p.hours as "hours?", p.permission as "permission?",
                  p.encouragement as "encouragement?", b.name as "made_by?", p.made_at as "made_at?"
           from departments d
           left join pledges p on p.department_id = d.id and p.ended_at is null
           left join people b on b.id = p.made_by
           where p.id is not null
              or exists (select 1 from teams t where t.department_id = d.id and t.closed_at is null)
           order by lower(d.name)"#
    )
    .fetch_all(db)
    .await
}

pub async fn one(db: &PgPool, department: DepartmentId) -> sqlx::Result<Option<DepartmentPledge>> {
    sqlx::query_as!(
        DepartmentPledge,
        r#"select d.id as department_id, d.name as department, p.hours as "hours?", p.permission as "permission?",
                  p.encouragement as "encouragement?", b.name as "made_by?", p.made_at as "made_at?"
           from departments d
           left join pledges p on p.department_id = d.id and p.ended_at is null
           left join people b on b.id = p.made_by
           where d.id = $1"#,
        department as DepartmentId
    )
    .fetch_optional(db)
    .await
}

/// A pledge that stood before.
pub struct EarlierPledge {
    pub hours: i32,
    pub permission: String,
    pub encouragement: String,
    pub made_by: String,
    pub made_at: OffsetDateTime,
    pub ended_at: OffsetDateTime,
}

impl EarlierPledge {
    pub fn label(&self) -> PledgeWords {
        let (permission, encouragement) = (self.permission.clone(), self.encouragement.clone());
        PledgeWords { hours: self.hours, permission, encouragement }
    }
}

/// The newest first.
pub async fn earlier(db: &PgPool, department: DepartmentId) -> sqlx::Result<Vec<EarlierPledge>> {
    sqlx::query_as!(
        EarlierPledge,
        r#"select p.hours, p.permission, p.encouragement, b.name as made_by, p.made_at, p.ended_at as "ended_at!"
           from pledges p
           join people b on b.id = p.made_by
           where p.department_id = $1 and p.ended_at is not null
           order by p.made_at desc
           limit 20"#,
        department as DepartmentId
    )
    .fetch_all(db)
    .await
}

/// What their own department pledges to someone.
#[derive(Debug, Deserialize)]
pub struct PledgeToMe {
    pub department_id: DepartmentId,
    pub department: String,
    pub hours: i32,
}

pub async fn of_team(db: &PgPool, team: TeamId) -> sqlx::Result<Option<PledgeToMe>> {
    sqlx::query_as!(
        PledgeToMe,
        r#"select department_id as "department_id!: DepartmentId", department as "department!", hours as "hours!"
           from team_pledge($1)"#,
        team as TeamId
    )
    .fetch_optional(db)
    .await
}

/// The department a team belongs to.
pub async fn department_of(db: &PgPool, team: TeamId) -> sqlx::Result<Option<DepartmentId>> {
    sqlx::query_scalar!("select department_id from teams where id = $1", team as TeamId)
        .fetch_optional(db)
        .await
}

pub async fn lock(db: &mut PgConnection, department: DepartmentId) -> sqlx::Result<()> {
    sqlx::query!("select id from departments where id = $1 for update", department as DepartmentId)
        .fetch_one(db)
        .await
        .map(drop)
}

/// Does the department pledge exactly this already?
pub async fn stands(
    db: &mut PgConnection,
    department: DepartmentId,
    words: &PledgeWords,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from pledges
               where department_id = $1 and ended_at is null and hours = $2 and permission = $3 and encouragement = $4
           ) as "stands!""#,
        department as DepartmentId,
        words.hours,
        words.permission,
        words.encouragement
    )
    .fetch_one(db)
    .await
}

pub async fn end(db: &mut PgConnection, department: DepartmentId, now: OffsetDateTime) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update pledges set ended_at = greatest(made_at, $2) where department_id = $1 and ended_at is null",
        department as DepartmentId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn insert(
    db: &mut PgConnection,
    department: DepartmentId,
    words: &PledgeWords,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into pledges (department_id, hours, permission, encouragement, made_by, made_at)
         values ($1, $2, $3, $4, $5, $6)",
        department as DepartmentId,
        words.hours,
        words.permission,
        words.encouragement,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
