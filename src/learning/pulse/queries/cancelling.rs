use sqlx::PgConnection;
use time::OffsetDateTime;

use super::UntoldPulse;
use crate::platform::ids::{PersonId, PulseId};

/// An open round, read once its lock is held.
pub struct OpenRound {
    pub pulse: UntoldPulse,
    /// Were its people asked by email?
    pub is_told: bool,
}

pub async fn open_round(
    db: &mut PgConnection,
    pulse: PulseId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<OpenRound>> {
    let row = sqlx::query!(
        r#"select p.id, p.community_id, c.name as "community?", o.name as organisation, p.closes_at,
                  p.told_at is not null as "is_told!"
           from pulses p
           cross join organisation o
           left join communities c on c.id = p.community_id
           where p.id = $1 and p.closed_at is null and p.cancelled_at is null and p.closes_at > $2
           for update of p"#,
        pulse as PulseId,
        now
    )
    .fetch_optional(db)
    .await?;
    Ok(row.map(|row| OpenRound {
        pulse: UntoldPulse {
            id: row.id,
            community_id: row.community_id,
            community: row.community,
            organisation: row.organisation,
            closes_at: row.closes_at,
        },
        is_told: row.is_told,
    }))
}

/// Deletes what was answered in a round, who answered, and who was asked, in their groups.
pub async fn forget(db: &mut PgConnection, pulse: PulseId) -> sqlx::Result<()> {
    sqlx::query!(
        "with counts as (delete from pulse_counts where pulse_id = $1),
              words as (delete from pulse_comments where pulse_id = $1),
              marks as (delete from pulse_marks where pulse_id = $1),
              cells as (delete from pulse_cells where pulse_id = $1)
         delete from pulse_people where pulse_id = $1",
        pulse as PulseId
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn cancel(
    db: &mut PgConnection,
    pulse: PulseId,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update pulses set cancelled_at = $3, cancelled_by = $2 where id = $1",
        pulse as PulseId,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
