use sqlx::{PgConnection, PgPool};
use time::{OffsetDateTime, Time};

use super::BreakSlot;
use crate::platform::ids::{PersonId, TeamId};

/// More teams than this are an organisation that looks at its breaks site by site.
const MOST_TEAMS: i64 = 300;

/// An open team, with its break if it published one.
pub struct TeamLine {
    pub id: TeamId,
    pub name: String,
    pub department: String,
    weekdays: Option<Vec<i32>>,
    from_time: Option<Time>,
    to_time: Option<Time>,
    zone: Option<String>,
    pub set_at: Option<OffsetDateTime>,
    /// For people of the team and for administrators.
    pub set_by: Option<String>,
}

impl TeamLine {
    pub fn slot(&self) -> Option<BreakSlot> {
        let (from_time, to_time) = self.from_time.zip(self.to_time)?;
        let (weekdays, zone) = self.weekdays.clone().zip(self.zone.clone())?;
        Some(BreakSlot { weekdays, from_time, to_time, zone })
    }
}

/// Who set a team's break is told to its people and to administrators.
pub struct TeamReader {
    pub team: Option<TeamId>,
    pub is_admin: bool,
}

pub async fn teams(db: &PgPool, reader: &TeamReader) -> sqlx::Result<Vec<TeamLine>> {
    sqlx::query_as!(
        TeamLine,
        r#"select t.id, t.name, d.name as department, b.weekdays as "weekdays?", b.from_time as "from_time?",
                  b.to_time as "to_time?", b.zone as "zone?", b.set_at as "set_at?",
                  case when t.id = $1 or $2 then p.name end as "set_by?"
           from teams t
           join departments d on d.id = t.department_id
           left join team_breaks b on b.team_id = t.id
           left join people p on p.id = b.set_by
           where t.closed_at is null
           order by lower(t.name)
           limit $3"#,
        reader.team as Option<TeamId>,
        reader.is_admin,
        MOST_TEAMS
    )
    .fetch_all(db)
    .await
}

/// One open team.
pub async fn team(db: &PgPool, team: TeamId) -> sqlx::Result<Option<TeamLine>> {
    sqlx::query_as!(
        TeamLine,
        r#"select t.id, t.name, d.name as department, b.weekdays as "weekdays?", b.from_time as "from_time?",
                  b.to_time as "to_time?", b.zone as "zone?", b.set_at as "set_at?", p.name as "set_by?"
           from teams t
           join departments d on d.id = t.department_id
           left join team_breaks b on b.team_id = t.id
           left join people p on p.id = b.set_by
           where t.id = $1 and t.closed_at is null"#,
        team as TeamId
    )
    .fetch_optional(db)
    .await
}

pub async fn publish(
    db: &mut PgConnection,
    team: TeamId,
    slot: &BreakSlot,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into team_breaks (team_id, weekdays, from_time, to_time, zone, set_by, set_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (team_id) do update
         set weekdays = excluded.weekdays, from_time = excluded.from_time, to_time = excluded.to_time,
             zone = excluded.zone, set_by = excluded.set_by, set_at = excluded.set_at",
        team as TeamId,
        &slot.weekdays,
        slot.from_time,
        slot.to_time,
        &slot.zone,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn remove(db: &mut PgConnection, team: TeamId) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from team_breaks where team_id = $1", team as TeamId).execute(db).await?;
    Ok(done.rows_affected())
}
