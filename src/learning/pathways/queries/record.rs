//! What a person did of their pathways, in their own record.

use sqlx::PgPool;
use time::OffsetDateTime;

use crate::learning::pathways::rules::Progress;
use crate::platform::ids::{PathwayId, PersonId};

/// A pathway in someone's own record: what they did of it, whether or not they may still open it.
pub struct PathwayRecord {
    pub id: PathwayId,
    pub title: String,
    /// Empty once they may not see the community any more.
    pub community: String,
    pub can_open: bool,
    pub finished_at: Option<OffsetDateTime>,
    pub items: i64,
    pub done: i64,
    pub new: i64,
}

impl PathwayRecord {
    pub fn progress(&self) -> Progress {
        Progress { done: self.done, of: self.items, finished_at: self.finished_at, new: self.new }
    }
}

/// The pathways of which a person ticked anything, what they did last first.
pub async fn record(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<PathwayRecord>> {
    sqlx::query_as!(
        PathwayRecord,
        r#"with ticked as (
               select i.pathway_id, max(t.ticked_at) as last
               from pathway_ticks t
               join pathway_items i on i.id = t.item_id
               where t.person_id = $1
               group by i.pathway_id
           )
           select p.id, p.title, coalesce(c.name, '') as "community!",
                  m.person_id is not null and (p.published_at is not null or m.organiser) as "can_open!",
                  f.finished_at as "finished_at?", n.items as "items!", n.done as "done!", n.new as "new!"
           from pathways p
           left join ticked k on k.pathway_id = p.id
           left join pathway_finishes f on f.pathway_id = p.id and f.person_id = $1
           left join communities c on c.id = p.community_id and c.id in (select id from communities_seen($1))
           left join current_members m on m.community_id = p.community_id and m.person_id = $1
           cross join lateral (
               select count(*) as items, count(t.item_id) as done,
                      count(*) filter (where t.item_id is null and i.added_at > f.finished_at) as new
               from pathway_items i
               left join pathway_ticks t on t.item_id = i.id and t.person_id = $1
               where i.pathway_id = p.id and i.removed_at is null
           ) n
           where k.pathway_id is not null or f.person_id is not null
           order by coalesce(k.last, f.finished_at) desc, p.id
           limit 50"#,
        person as PersonId
    )
    .fetch_all(db)
    .await
}

/// One thing a person did.
pub struct PathwayDeed {
    pub pathway_id: PathwayId,
    pub title: String,
    pub ticked_at: OffsetDateTime,
}

/// Everything a person ticked, the newest first; also what is no part of its pathway any more.
pub async fn deeds(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<PathwayDeed>> {
    sqlx::query_as!(
        PathwayDeed,
        "select i.pathway_id, i.title, t.ticked_at
         from pathway_ticks t
         join pathway_items i on i.id = t.item_id
         where t.person_id = $1
         order by t.ticked_at desc, i.place
         limit 500",
        person as PersonId
    )
    .fetch_all(db)
    .await
}
