use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

use crate::platform::ids::PersonId;

/// On what ground the seven yearly sentences may be used here.
pub struct SafetyPermission {
    pub ground: String,
    pub by: String,
    pub given_at: OffsetDateTime,
}

pub async fn safety_permission(db: impl PgExecutor<'_>) -> sqlx::Result<Option<SafetyPermission>> {
    sqlx::query_as!(
        SafetyPermission,
        "select s.ground, p.name as by, s.given_at from safety_permission s join people p on p.id = s.given_by"
    )
    .fetch_optional(db)
    .await
}

pub async fn permit_safety(
    db: &mut PgConnection,
    ground: &str,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into safety_permission (ground, given_by, given_at)
         values ($1, $2, $3)
         on conflict (id) do update
         set ground = excluded.ground, given_by = excluded.given_by, given_at = excluded.given_at",
        ground,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Pulses to come ask them no more; how many permissions there were.
pub async fn withdraw_safety(db: &mut PgConnection) -> sqlx::Result<u64> {
    Ok(sqlx::query!("delete from safety_permission").execute(db).await?.rows_affected())
}
