mod cards;

use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::{Duration, OffsetDateTime};

use super::NewRetrospective;
use crate::platform::ids::{CommunityId, EventId, PersonId, RetrospectiveId};
use crate::platform::web::Rows;
use crate::sessions::events::kinds;

pub use cards::{
    RetrospectiveCard, author, cards, count_votes, delete_card, delete_vote, forget_votes, insert_card,
    insert_vote, votes_elsewhere,
};

/// Sessions a retrospective can be held in: those of the last weeks, and those of the next months.
const HELD_WITHIN: Duration = Duration::days(60);

const PLANNED_WITHIN: Duration = Duration::days(120);

/// A retrospective as a member of its community sees it.
pub struct Retrospective {
    pub id: RetrospectiveId,
    pub community_id: CommunityId,
    pub community_slug: String,
    pub community: String,
    pub zone: String,
    pub title: String,
    pub named: bool,
    pub event_id: Option<EventId>,
    pub event: Option<String>,
    pub by: String,
    pub opened_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    pub organiser: bool,
    pub is_archived: bool,
}

impl Retrospective {
    pub fn path(&self) -> String {
        format!("/retrospectives/{}", self.id)
    }

    pub fn list_path(&self) -> String {
        format!("/communities/{}/retrospectives", self.community_slug)
    }

    /// Does it take cards and votes?
    pub fn is_open(&self) -> bool {
        self.closed_at.is_none() && !self.is_archived
    }

    pub fn is_run_by_me(&self) -> bool {
        self.organiser && !self.is_archived
    }
}

/// A retrospective of a community this person belongs to.
pub async fn seen(
    db: &PgPool,
    retrospective: RetrospectiveId,
    person: PersonId,
) -> sqlx::Result<Option<Retrospective>> {
    sqlx::query_as!(
        Retrospective,
        r#"select r.id, c.id as community_id, c.slug as community_slug, c.name as community, c.zone, r.title, r.named,
                  e.id as "event_id?", e.title as "event?", b.name as by, r.opened_at, r.closed_at,
                  m.organiser as "organiser!", c.archived_at is not null as "is_archived!"
           from retrospectives r
           join communities c on c.id = r.community_id
           join current_members m on m.community_id = c.id and m.person_id = $2
           join people b on b.id = r.opened_by
           left join events e on e.id = r.event_id and e.community_id = r.community_id and e.state <> 'draft'
           where r.id = $1"#,
        retrospective as RetrospectiveId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// A retrospective in a list.
pub struct RetrospectiveLine {
    pub id: RetrospectiveId,
    pub title: String,
    pub named: bool,
    pub opened_at: OffsetDateTime,
    pub closed_at: Option<OffsetDateTime>,
    pub cards: i64,
    pub actions: i64,
    pub actions_done: i64,
}

impl RetrospectiveLine {
    /// "12 cards"
    pub fn cards_in_words(&self) -> String {
        match self.cards {
            0 => "No cards".to_owned(),
            1 => "1 card".to_owned(),
            cards => format!("{cards} cards"),
        }
    }

    /// "2 of 3 actions done"
    pub fn actions_in_words(&self) -> String {
        match (self.actions, self.actions_done) {
            (0, _) => "No actions".to_owned(),
            (1, 0) => "1 action, not done yet".to_owned(),
            (1, _) => "1 action, done".to_owned(),
            (all, done) => format!("{done} of {all} actions done"),
        }
    }
}

/// The retrospectives of a community: open ones first, then the newest.
pub async fn of_community(
    db: &PgPool,
    community: CommunityId,
    rows: Rows,
) -> sqlx::Result<Vec<RetrospectiveLine>> {
    sqlx::query_as!(
        RetrospectiveLine,
        r#"select r.id, r.title, r.named, r.opened_at, r.closed_at,
                  (select count(*) from retrospective_cards c where c.retrospective_id = r.id) as "cards!",
                  a.actions as "actions!", a.actions_done as "actions_done!"
           from retrospectives r
           cross join lateral (
               select count(*) as actions, count(*) filter (where a.state = 'done') as actions_done
               from retrospective_actions a
               where a.retrospective_id = r.id
           ) a
           where r.community_id = $1
           order by r.closed_at is null desc, r.opened_at desc, r.id
           limit $2 offset $3"#,
        community as CommunityId,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// A retrospective that takes cards.
#[derive(Debug, Deserialize)]
pub struct OpenRetrospective {
    pub id: RetrospectiveId,
    pub title: String,
    pub named: bool,
}

/// The retrospective that is held in a session, or whether one can be.
#[derive(Debug, Deserialize)]
pub struct SessionRetrospective {
    pub id: Option<RetrospectiveId>,
    pub title: Option<String>,
    pub may_open: bool,
}

/// A session in which a retrospective can be held.
pub struct RetroSession {
    pub id: EventId,
    pub title: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub zone: String,
}

/// Sessions that look back and have no retrospective yet, the nearest first.
pub async fn free_sessions(
    db: &PgPool,
    community: CommunityId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<RetroSession>> {
    sqlx::query_as!(
        RetroSession,
        "select e.id, e.title, e.starts_at, e.ends_at, e.zone
         from events e
         where e.community_id = $1
           and e.kind = $2
           and e.state = 'published'
           and e.starts_at between $3 and $4
           and not exists (select 1 from retrospectives r where r.event_id = e.id)
         order by abs(extract(epoch from e.starts_at - $5::timestamptz)), e.id
         limit 12",
        community as CommunityId,
        kinds::RETRO,
        now - HELD_WITHIN,
        now + PLANNED_WITHIN,
        now
    )
    .fetch_all(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    community: CommunityId,
    new: &NewRetrospective<'_>,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<RetrospectiveId> {
    sqlx::query_scalar!(
        "insert into retrospectives (community_id, title, named, event_id, opened_by, opened_at)
         values ($1, $2, $3, $4, $5, $6)
         returning id",
        community as CommunityId,
        new.title,
        new.named,
        new.event as Option<EventId>,
        by as PersonId,
        now
    )
    .fetch_one(db)
    .await
}

/// What the lock protects: whether cards and votes are taken, and how they are kept.
pub struct LockedRetrospective {
    pub id: RetrospectiveId,
    pub named: bool,
    pub closed_at: Option<OffsetDateTime>,
    pub cards: i64,
}

/// Makes everyone who writes, votes or closes take turns: a vote may not fall between counting and closing, and a sixth
/// vote not beside the fifth.
pub async fn lock(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
) -> sqlx::Result<LockedRetrospective> {
    sqlx::query!(
        "select 1 as one from retrospectives where id = $1 for update",
        retrospective as RetrospectiveId
    )
    .fetch_one(&mut *db)
    .await?;
    sqlx::query_as!(
        LockedRetrospective,
        r#"select r.id, r.named, r.closed_at,
                  (select count(*) from retrospective_cards c where c.retrospective_id = r.id) as "cards!"
           from retrospectives r
           where r.id = $1"#,
        retrospective as RetrospectiveId
    )
    .fetch_one(db)
    .await
}

/// The clocks of two copies of the program may differ: it is never closed before it was opened.
pub async fn close(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update retrospectives set closed_at = greatest(opened_at, $2) where id = $1 and closed_at is null",
        retrospective as RetrospectiveId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn delete_empty(db: &mut PgConnection, retrospective: RetrospectiveId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from retrospectives r
         where r.id = $1
           and not exists (select 1 from retrospective_cards c where c.retrospective_id = r.id)
           and not exists (select 1 from retrospective_actions a where r.id in (a.retrospective_id, a.reviewed_in))",
        retrospective as RetrospectiveId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}
