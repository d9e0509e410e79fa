//! Pauses, and the end of a community.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::platform::error::Result;
use crate::platform::ids::CommunityId;

/// Stops the clock of a community for a planned while: a holiday, a busy season.
pub async fn pause(
    db: &mut PgConnection,
    community: CommunityId,
    from: Date,
    until: Option<Date>,
    reason: &str,
) -> Result<()> {
    Ok(sqlx::query!(
        "insert into pauses (community_id, starts_on, ends_on, reason) values ($1, $2, $3, $4)",
        community as CommunityId,
        from,
        until,
        reason
    )
    .execute(db)
    .await
    .map(drop)?)
}

/// Takes one pause back, and no other that runs on the same days: one that is still to come never was, and one that has
/// begun ended yesterday.
pub async fn take_pause_back(
    db: &mut PgConnection,
    community: CommunityId,
    from: Date,
    until: Option<Date>,
    today: Date,
) -> Result<()> {
    sqlx::query!(
        "with taken_back as (
             delete from pauses
             where community_id = $1 and starts_on = $2 and ends_on is not distinct from $3 and starts_on >= $4
         )
         update pauses set ends_on = $4 - 1
         where community_id = $1 and starts_on = $2 and ends_on is not distinct from $3 and starts_on < $4
           and (ends_on is null or ends_on >= $4)",
        community as CommunityId,
        from,
        until,
        today
    )
    .execute(db)
    .await
    .map(drop)
    .map_err(Into::into)
}

/// Ends the pauses that run on this day; one that begins and ends on the same day never was.
pub async fn resume(db: &mut PgConnection, community: CommunityId, today: Date) -> Result<u64> {
    let done = sqlx::query!(
        "with running as (
             select id, starts_on from pauses
             where community_id = $1 and starts_on <= $2 and (ends_on is null or ends_on >= $2)
         ), never as (
             delete from pauses using running where pauses.id = running.id and running.starts_on = $2
         )
         update pauses set ends_on = $2 - 1 from running where pauses.id = running.id and running.starts_on < $2",
        community as CommunityId,
        today
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// The slug of a community while it has sessions to come.
pub async fn slug_with_sessions_to_come(
    db: &mut PgConnection,
    community: CommunityId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select slug
         from communities
         where id = $1
           and exists (
               select 1 from events where community_id = $1 and state = 'published' and starts_at > $2)",
        community as CommunityId,
        now
    )
    .fetch_optional(db)
    .await
}

pub async fn archive(
    db: &mut PgConnection,
    community: CommunityId,
    at: Option<OffsetDateTime>,
) -> sqlx::Result<()> {
    sqlx::query!("update communities set archived_at = $2 where id = $1", community as CommunityId, at)
        .execute(db)
        .await
        .map(drop)
}
