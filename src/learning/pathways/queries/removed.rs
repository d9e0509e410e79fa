//! Items that were removed, and can be put back.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::ids::{PathwayId, PathwayItemId};

/// An item that organisers removed.
pub struct RemovedItem {
    pub id: PathwayItemId,
    pub title: String,
    pub removed_at: OffsetDateTime,
}

/// The last that were removed, the newest first, without those that were added again.
pub async fn last(db: &PgPool, pathway: PathwayId, most: i64) -> sqlx::Result<Vec<RemovedItem>> {
    sqlx::query_as!(
        RemovedItem,
        r#"select i.id, coalesce(e.title, s.title, i.title) as "title!", i.removed_at as "removed_at!"
           from pathway_items i
           join pathways w on w.id = i.pathway_id
           left join events e on e.id = i.event_id and e.community_id = w.community_id
           left join series s on s.id = i.series_id and s.community_id = w.community_id
           where i.pathway_id = $1
             and i.removed_at is not null
             and not exists (
                 select 1 from pathway_items x
                 where x.pathway_id = $1
                   and x.removed_at is null
                   and (x.event_id = i.event_id or x.series_id = i.series_id)
             )
           order by i.removed_at desc, i.id
           limit $2"#,
        pathway as PathwayId,
        most
    )
    .fetch_all(db)
    .await
}

/// Puts an item back at the end. Nothing changes when it is there, or the same session or series was added again.
pub async fn put_back(db: &mut PgConnection, pathway: PathwayId, item: PathwayItemId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update pathway_items i
         set removed_at = null,
             place = (select coalesce(max(x.place), 0) + 1
                      from pathway_items x
                      where x.pathway_id = $1 and x.removed_at is null)
         where i.id = $2
           and i.pathway_id = $1
           and i.removed_at is not null
           and not exists (
               select 1 from pathway_items x
               where x.pathway_id = $1
                 and x.removed_at is null
                 and (x.event_id = i.event_id or x.series_id = i.series_id)
           )",
        pathway as PathwayId,
        item as PathwayItemId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
