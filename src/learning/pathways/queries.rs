pub mod removed;
mod record;
mod progress;

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::rules::{ItemMark, Progress, progress};
use super::{NewItem, PathwayMaterial, PathwayWords};
use crate::platform::ids::{CommunityId, EventId, PathwayId, PathwayItemId, PersonId, SeriesId};
use crate::platform::web::Shell;

pub use progress::{Followers, finish, finished_at, followers, tick, untick};
pub use record::{PathwayDeed, PathwayRecord, deeds, record};

pub struct Pathway {
    pub id: PathwayId,
    pub community_slug: String,
    pub title: String,
    pub purpose: String,
    pub published_at: Option<OffsetDateTime>,
}

pub async fn one(db: &PgPool, pathway: PathwayId) -> sqlx::Result<Option<Pathway>> {
    sqlx::query_as!(
        Pathway,
        "select p.id, c.slug as community_slug, p.title, p.purpose, p.published_at
         from pathways p
         join communities c on c.id = p.community_id
         where p.id = $1",
        pathway as PathwayId
    )
    .fetch_optional(db)
    .await
}

/// A pathway in the list, with the reader's own progress.
pub struct PathwayCard {
    pub id: PathwayId,
    pub title: String,
    pub purpose: String,
    pub published_at: Option<OffsetDateTime>,
    pub items: i64,
    pub done: i64,
    /// Added since the reader finished, and not ticked.
    pub new: i64,
    pub finished_at: Option<OffsetDateTime>,
}

impl PathwayCard {
    pub fn progress(&self) -> Progress {
        Progress { done: self.done, of: self.items, finished_at: self.finished_at, new: self.new }
    }
}

/// The pathways of a community; drafts too, where they are asked for.
pub async fn of_community(
    db: &PgPool,
    community: CommunityId,
    reader: PersonId,
    with_drafts: bool,
) -> sqlx::Result<Vec<PathwayCard>> {
    sqlx::query_as!(
        PathwayCard,
        r#"select p.id, p.title, p.purpose, p.published_at, f.finished_at as "finished_at?",
                  count(i.id) as "items!", count(t.item_id) as "done!",
                  count(i.id) filter (where t.item_id is null and i.added_at > f.finished_at) as "new!"
           from pathways p
           left join pathway_items i on i.pathway_id = p.id and i.removed_at is null
           left join pathway_ticks t on t.item_id = i.id and t.person_id = $2
           left join pathway_finishes f on f.pathway_id = p.id and f.person_id = $2
           where p.community_id = $1 and (p.published_at is not null or $3)
           group by p.id, f.finished_at
           order by p.published_at is null, lower(p.title), p.id"#,
        community as CommunityId,
        reader as PersonId,
        with_drafts
    )
    .fetch_all(db)
    .await
}

/// An item, as one reader sees it.
pub struct PathwayItem {
    pub id: PathwayItemId,
    /// Of the session or series as it is called now, or of the material.
    pub title: String,
    pub event_id: Option<EventId>,
    pub starts_at: Option<OffsetDateTime>,
    pub ends_at: Option<OffsetDateTime>,
    pub zone: Option<String>,
    pub cancelled: bool,
    pub series_id: Option<SeriesId>,
    pub url: String,
    pub minutes: Option<i32>,
    pub added_at: OffsetDateTime,
    pub removed_at: Option<OffsetDateTime>,
    pub ticked_at: Option<OffsetDateTime>,
}

impl PathwayItem {
    /// When a session of it begins.
    pub fn start(&self, shell: &Shell) -> Option<String> {
        Some(shell.start(&self.starts_at?, &self.ends_at?, self.zone.as_deref()?))
    }

    /// Its first day.
    pub fn day(&self, shell: &Shell) -> Option<String> {
        Some(shell.first_day(&self.starts_at?, &self.ends_at?, self.zone.as_deref()?))
    }

    /// Where it leads.
    pub fn path(&self) -> String {
        match (self.event_id, self.series_id) {
            (Some(event), _) => format!("/events/{event}"),
            (None, Some(series)) => format!("/series/{series}"),
            (None, None) => self.url.clone(),
        }
    }

    pub fn kind(&self) -> &'static str {
        match (self.event_id, self.series_id) {
            (Some(_), _) if self.cancelled => "Session, cancelled",
            (Some(_), _) => "Session",
            (None, Some(_)) => "Series",
            (None, None) => "Material",
        }
    }

    pub fn is_material(&self) -> bool {
        !self.url.is_empty()
    }
}

pub fn progress_of(items: &[PathwayItem], finished_at: Option<OffsetDateTime>) -> Progress {
    let marks: Vec<_> = items
        .iter()
        .map(|item| ItemMark { added_at: item.added_at, ticked: item.ticked_at.is_some() })
        .collect();
    progress(&marks, finished_at)
}

/// What is there now in its order, and what was removed but this reader had ticked.
pub async fn items(db: &PgPool, pathway: PathwayId, reader: PersonId) -> sqlx::Result<Vec<PathwayItem>> {
    sqlx::query_as!(
        PathwayItem,
        r#"select i.id, coalesce(e.title, s.title, i.title) as "title!", i.event_id, e.starts_at as "starts_at?",
                  e.ends_at as "ends_at?", e.zone as "zone?", coalesce(e.state = 'cancelled', false) as "cancelled!", i.series_id, i.url, i.minutes,
                  i.added_at, i.removed_at, t.ticked_at as "ticked_at?"
           from pathway_items i
           join pathways w on w.id = i.pathway_id
           -- What went to another community since is its own: here it keeps the title it had.
           left join events e on e.id = i.event_id and e.community_id = w.community_id
           left join series s on s.id = i.series_id and s.community_id = w.community_id
           left join pathway_ticks t on t.item_id = i.id and t.person_id = $2
           where i.pathway_id = $1 and (i.removed_at is null or t.item_id is not null)
           order by i.place, i.added_at, i.id"#,
        pathway as PathwayId,
        reader as PersonId
    )
    .fetch_all(db)
    .await
}

/// A session or series that can be a part of a pathway.
pub struct PossibleItem {
    pub event_id: Option<EventId>,
    pub series_id: Option<SeriesId>,
    pub title: String,
    pub starts_at: Option<OffsetDateTime>,
}

/// The series of a community and its newest sessions of their own that the pathway does not have yet.
pub async fn possible(
    db: &PgPool,
    community: CommunityId,
    pathway: PathwayId,
) -> sqlx::Result<Vec<PossibleItem>> {
    sqlx::query_as!(
        PossibleItem,
        r#"with present as (
               select event_id, series_id from pathway_items where pathway_id = $2 and removed_at is null
           ), series_of as (
               select s.id, s.title
               from series s
               where s.community_id = $1 and not exists (select 1 from present p where p.series_id = s.id)
               order by s.created_at desc
               limit 20
           ), sessions_of as (
               select e.id, e.title, e.starts_at
               from events e
               where e.community_id = $1
                 and e.state = 'published'
                 and e.series_id is null
                 and not exists (select 1 from present p where p.event_id = e.id)
               order by e.starts_at desc
               limit 40
           )
           select null::uuid as "event_id?: EventId", id as "series_id?: SeriesId", title as "title!",
                  null::timestamptz as "starts_at?"
           from series_of
           union all
           select id, null, title, starts_at from sessions_of
           order by 4 desc nulls first, 3"#,
        community as CommunityId,
        pathway as PathwayId
    )
    .fetch_all(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    community: CommunityId,
    words: &PathwayWords,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<PathwayId> {
    sqlx::query_scalar!(
        "insert into pathways (community_id, title, purpose, created_by, created_at)
         values ($1, $2, $3, $4, $5)
         returning id",
        community as CommunityId,
        words.title,
        words.purpose,
        by as PersonId,
        now
    )
    .fetch_one(db)
    .await
}

pub async fn update(db: &mut PgConnection, pathway: PathwayId, words: &PathwayWords) -> sqlx::Result<()> {
    sqlx::query!(
        "update pathways set title = $2, purpose = $3 where id = $1",
        pathway as PathwayId,
        words.title,
        words.purpose
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn set_published(
    db: &mut PgConnection,
    pathway: PathwayId,
    at: Option<OffsetDateTime>,
) -> sqlx::Result<()> {
    sqlx::query!("update pathways set published_at = $2 where id = $1", pathway as PathwayId, at)
        .execute(db)
        .await
        .map(drop)
}

pub async fn insert_item(
    db: &mut PgConnection,
    pathway: PathwayId,
    item: &NewItem,
    now: OffsetDateTime,
) -> sqlx::Result<PathwayItemId> {
    let (event, series, material) = match item {
        NewItem::Session { event, .. } => (Some(*event), None, None),
        NewItem::Series { series, .. } => (None, Some(*series), None),
        NewItem::Material(material) => (None, None, Some(material)),
    };
    sqlx::query_scalar!(
        "insert into pathway_items (pathway_id, place, title, event_id, series_id, url, minutes, added_at)
         select $1, coalesce(max(place), 0) + 1, $2, $3, $4, $5, $6, $7
         from pathway_items
         where pathway_id = $1
         returning id",
        pathway as PathwayId,
        item.title(),
        event as Option<EventId>,
        series as Option<SeriesId>,
        material.map_or("", |material| material.url.as_str()),
        material.and_then(|material| material.minutes),
        now
    )
    .fetch_one(db)
    .await
}

/// Puts the items in this order.
pub async fn set_order(
    db: &mut PgConnection,
    pathway: PathwayId,
    order: &[PathwayItemId],
) -> sqlx::Result<()> {
    sqlx::query!(
        "update pathway_items i set place = o.place
         from unnest($2::uuid[]) with ordinality as o (id, place)
         where i.id = o.id and i.pathway_id = $1",
        pathway as PathwayId,
        order as &[PathwayItemId]
    )
    .execute(db)
    .await
    .map(drop)
}

/// The items that are there, in their order.
pub async fn order(db: &mut PgConnection, pathway: PathwayId) -> sqlx::Result<Vec<PathwayItemId>> {
    sqlx::query_scalar!(
        "select id from pathway_items
         where pathway_id = $1 and removed_at is null
         order by place, added_at, id",
        pathway as PathwayId
    )
    .fetch_all(db)
    .await
}

pub async fn remove_item(
    db: &mut PgConnection,
    pathway: PathwayId,
    item: PathwayItemId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update pathway_items set removed_at = $3 where id = $2 and pathway_id = $1 and removed_at is null",
        pathway as PathwayId,
        item as PathwayItemId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Is the item one of the pathway, as it is now?
pub async fn has_item(db: &mut PgConnection, pathway: PathwayId, item: PathwayItemId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from pathway_items where id = $2 and pathway_id = $1 and removed_at is null
           ) as "has!""#,
        pathway as PathwayId,
        item as PathwayItemId
    )
    .fetch_one(db)
    .await
}

/// Changes of one pathway wait for each other: of two last ticks at once, each would else find the other missing.
pub async fn lock(db: &mut PgConnection, pathway: PathwayId) -> sqlx::Result<()> {
    sqlx::query!("select id from pathways where id = $1 for no key update", pathway as PathwayId)
        .fetch_one(db)
        .await
        .map(drop)
}

/// Changes a material; ticks stay.
pub async fn update_material(
    db: &mut PgConnection,
    pathway: PathwayId,
    item: PathwayItemId,
    material: &PathwayMaterial,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update pathway_items set title = $3, url = $4, minutes = $5
         where id = $2 and pathway_id = $1 and removed_at is null and url <> ''",
        pathway as PathwayId,
        item as PathwayItemId,
        material.title,
        material.url,
        material.minutes
    )
    .execute(db)
    .await
    .map(drop)
}
