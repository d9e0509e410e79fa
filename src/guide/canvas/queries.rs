use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::CanvasWords;
use crate::platform::ids::CommunityId;

/// What the canvas says beside what is known from elsewhere; empty before it was written.
pub async fn canvas_words(db: &PgPool, community: CommunityId) -> sqlx::Result<CanvasWords> {
    let words = sqlx::query_as!(
        CanvasWords,
        "select gives, success, not_ours from canvases where community_id = $1",
        community as CommunityId
    )
    .fetch_optional(db)
    .await?;
    Ok(words.unwrap_or_default())
}

/// The person who sponsors a community, where one is named.
pub async fn sponsor(db: &PgPool, community: CommunityId) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select p.name
         from communities c
         join people p on p.id = c.sponsor_id and p.deactivated_at is null
         where c.id = $1",
        community as CommunityId
    )
    .fetch_optional(db)
    .await
}

pub async fn write(
    db: &mut PgConnection,
    community: CommunityId,
    words: &CanvasWords,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into canvases (community_id, gives, success, not_ours, edited_at)
         values ($1, $2, $3, $4, $5)
         on conflict (community_id) do update
         set gives = excluded.gives, success = excluded.success, not_ours = excluded.not_ours,
             edited_at = excluded.edited_at",
        community as CommunityId,
        words.gives,
        words.success,
        words.not_ours,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
