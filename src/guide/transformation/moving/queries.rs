use sqlx::{PgConnection, PgExecutor};
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId, TransformationId};
use crate::platform::web::when::TimeSpan;
use crate::sessions::Answer;
use crate::sessions::events::dates::CommunityChange;

/// A community that a transformation changes.
#[derive(Clone, Debug)]
pub struct ChangingCommunity {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
    pub private: bool,
    pub archived: bool,
    pub zone: String,
    /// Its closing is announced.
    pub closing: bool,
}

impl ChangingCommunity {
    pub fn path(&self) -> String {
        format!("/communities/{}", self.slug)
    }
}

/// Held in the order of their ids. Not "for update": the log of acts refers to them all the time.
pub async fn lock(db: &mut PgConnection, ids: &[CommunityId]) -> sqlx::Result<Vec<ChangingCommunity>> {
    sqlx::query_as!(
        ChangingCommunity,
        r#"select c.id, c.slug, c.name, c.visibility = 'private' as "private!", c.archived_at is not null as "archived!",
                  c.zone,
                  exists (select 1 from transformations t
                          where t.community_id = c.id and t.state = 'announced') as "closing!"
           from communities c
           where c.id = any ($1)
           order by c.id
           for no key update"#,
        ids as &[CommunityId]
    )
    .fetch_all(db)
    .await
}

/// A session by itself, or a series with its dates to come.
#[derive(Clone, Debug)]
pub struct ComingThing {
    pub event_id: Option<EventId>,
    pub series_id: Option<SeriesId>,
    pub title: String,
    /// Of a series, the next date, if one is made.
    pub starts_at: Option<OffsetDateTime>,
    /// Where it takes place.
    pub zone: String,
    pub dates: i64,
    pub is_draft: bool,
}

/// What a community has planned, the nearest first.
pub async fn coming(
    db: impl PgExecutor<'_>,
    community: CommunityId,
    now: OffsetDateTime,
) -> Result<Vec<ComingThing>> {
    Ok(sqlx::query_as!(
        ComingThing,
        r#"select * from (
               select e.id as "event_id: EventId", null::uuid as "series_id: SeriesId", e.title as "title!",
                      e.starts_at as "starts_at", e.zone as "zone!", 1::bigint as "dates!", e.state = 'draft' as "is_draft!"
               from events e
               where e.community_id = $1 and e.series_id is null and e.state <> 'cancelled' and e.starts_at > $2
               union all
               select null::uuid, s.id, s.title, min(e.starts_at), s.zone, count(e.id), false
               from series s
               left join events e on e.series_id = s.id and e.state = 'published' and e.starts_at > $2
               where s.community_id = $1 and s.cancelled_at is null
               group by s.id
               having count(e.id) > 0 or (s.until_on is null and s.dates is null)
           ) thing
           order by "starts_at" nulls last, "title!""#,
        community as CommunityId,
        now
    )
    .fetch_all(db)
    .await?)
}

/// Someone's answer to a session that moves.
#[derive(Clone, Debug)]
pub struct HeldPlace {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub event_id: EventId,
    pub series_id: Option<SeriesId>,
    pub title: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub session_zone: String,
    pub answer: Answer,
    /// They said yes to the whole series.
    pub every_date: bool,
}

impl HeldPlace {
    pub fn span(&self) -> TimeSpan {
        TimeSpan { from: self.starts_at, to: self.ends_at }
    }

    /// Of one person, and of one series or one session.
    pub fn is_of_the_same(&self, other: &Self) -> bool {
        let thing = |place: &Self| {
            (place.person_id, place.series_id, place.series_id.is_none().then_some(place.event_id))
        };
        thing(self) == thing(other)
    }
}

/// Everyone who answered some sessions, each person's in the order of time.
pub async fn held(db: &mut PgConnection, events: &[EventId]) -> sqlx::Result<Vec<HeldPlace>> {
    sqlx::query_as!(
        HeldPlace,
        r#"select p.id as person_id, p.name, p.email, p.zone, e.id as event_id, e.series_id, e.title, e.starts_at, e.ends_at,
                  e.zone as session_zone, r.answer,
                  exists (select 1 from series_answers a
                          where a.series_id = e.series_id and a.person_id = p.id) as "every_date!"
           from events e
           join rsvps r on r.event_id = e.id and r.answer in ('going', 'waiting', 'maybe')
           join people p on p.id = r.person_id and p.deactivated_at is null
           where e.id = any ($1) and e.state = 'published'
           order by p.id, e.starts_at, e.id"#,
        events as &[EventId]
    )
    .fetch_all(db)
    .await
}

/// The same of sessions that are about to move, from people who may not see the community they move to; a series' dates
/// together.
pub async fn held_by_outsiders(
    db: &mut PgConnection,
    communities: CommunityChange,
    events: &[EventId],
    series: &[SeriesId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<HeldPlace>> {
    sqlx::query_as!(
        HeldPlace,
        r#"select p.id as person_id, p.name, p.email, p.zone, e.id as event_id, e.series_id, e.title, e.starts_at, e.ends_at,
                  e.zone as session_zone, r.answer,
                  exists (select 1 from series_answers a
                          where a.series_id = e.series_id and a.person_id = p.id) as "every_date!"
           from events e
           join rsvps r on r.event_id = e.id and r.answer in ('going', 'waiting', 'maybe')
           join people p on p.id = r.person_id and p.deactivated_at is null
           where e.community_id = $1
             and (e.id = any ($3) or e.series_id = any ($4))
             and e.state = 'published'
             and e.starts_at > $5
             and $2 not in (select id from communities_seen(p.id))
           order by p.id, e.series_id nulls last, e.starts_at, e.id"#,
        communities.from as CommunityId,
        communities.to as CommunityId,
        events as &[EventId],
        series as &[SeriesId],
        now
    )
    .fetch_all(db)
    .await
}

/// What one person holds at sessions that a transformation moved and that are still to come; a series' dates together.
pub async fn held_by(
    db: impl PgExecutor<'_>,
    id: TransformationId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Vec<HeldPlace>> {
    Ok(sqlx::query_as!(
        HeldPlace,
        r#"select p.id as person_id, p.name, p.email, p.zone, e.id as event_id, e.series_id, e.title, e.starts_at, e.ends_at,
                  e.zone as session_zone, r.answer,
                  exists (select 1 from series_answers a
                          where a.series_id = e.series_id and a.person_id = p.id) as "every_date!"
           from events e
           join rsvps r on r.event_id = e.id and r.person_id = $2 and r.answer in ('going', 'waiting', 'maybe')
           join people p on p.id = r.person_id
           where (e.id in (select event_id from moved_sessions where transformation_id = $1)
                  or e.series_id in (select series_id from moved_series where transformation_id = $1))
             and e.state = 'published'
             and e.starts_at > $3
           order by e.series_id nulls last, e.starts_at, e.id"#,
        id as TransformationId,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await?)
}

/// How many people signed up for something of this.
pub async fn signed_up(
    db: impl PgExecutor<'_>,
    events: &[EventId],
    series: &[SeriesId],
    now: OffsetDateTime,
) -> Result<i64> {
    outsiders(db, events, series, &[], now).await
}

/// How many of them are not among these people.
pub async fn outsiders(
    db: impl PgExecutor<'_>,
    events: &[EventId],
    series: &[SeriesId],
    insiders: &[PersonId],
    now: OffsetDateTime,
) -> Result<i64> {
    Ok(sqlx::query_scalar!(
        r#"select count(distinct r.person_id) as "people!"
           from events e
           join rsvps r on r.event_id = e.id and r.answer in ('going', 'waiting', 'maybe')
           where (e.id = any ($1) or e.series_id = any ($2))
             and e.state = 'published'
             and e.starts_at > $3
             and r.person_id <> all ($4)"#,
        events as &[EventId],
        series as &[SeriesId],
        now,
        insiders as &[PersonId]
    )
    .fetch_one(db)
    .await?)
}

pub async fn remember_sessions(
    db: &mut PgConnection,
    id: TransformationId,
    events: &[EventId],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into moved_sessions (transformation_id, event_id) select $1, e from unnest($2::uuid[]) e",
        id as TransformationId,
        events as &[EventId]
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn remember_series(
    db: &mut PgConnection,
    id: TransformationId,
    series: &[SeriesId],
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into moved_series (transformation_id, series_id) select $1, s from unnest($2::uuid[]) s",
        id as TransformationId,
        series as &[SeriesId]
    )
    .execute(db)
    .await
    .map(drop)
}

/// Which of these came with a transformation.
pub async fn moved(
    db: &mut PgConnection,
    id: TransformationId,
    things: Vec<ComingThing>,
) -> Result<Vec<ComingThing>> {
    let known = sqlx::query!(
        r#"select event_id as "event_id: EventId", null::uuid as "series_id: SeriesId" from moved_sessions
           where transformation_id = $1
           union all
           select null::uuid, series_id from moved_series where transformation_id = $1"#,
        id as TransformationId
    )
    .fetch_all(db)
    .await?;
    let came = |thing: &ComingThing| {
        known.iter().any(|row| (row.event_id, row.series_id) == (thing.event_id, thing.series_id))
    };
    Ok(things.into_iter().filter(came).collect())
}

/// Someone whom a transformation concerns.
pub struct TransformationRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    /// They are asked to come along, and have not answered.
    pub is_asked: bool,
    /// They never were in the private community.
    pub is_outside: bool,
}

pub async fn recipients(
    db: &mut PgConnection,
    id: TransformationId,
    communities: &[CommunityId],
    events: &[EventId],
    private: Option<CommunityId>,
) -> sqlx::Result<Vec<TransformationRecipient>> {
    sqlx::query_as!(
        TransformationRecipient,
        r#"with asked as (
               select person_id from move_asks where transformation_id = $1 and answered_at is null
           ), concerned as (
               select person_id from current_members where community_id = any ($2)
               union
               select person_id from rsvps where event_id = any ($3) and answer in ('going', 'waiting', 'maybe')
               union
               select person_id from asked
           )
           select p.id as person_id, p.name, p.email, p.zone, p.id in (select person_id from asked) as "is_asked!",
                  not exists (select 1 from members m
                              where m.community_id = $4 and m.person_id = p.id and m.joined_at is not null)
                      as "is_outside!"
           from concerned
           join people p on p.id = concerned.person_id and p.deactivated_at is null
           order by p.id"#,
        id as TransformationId,
        communities as &[CommunityId],
        events as &[EventId],
        private as Option<CommunityId>
    )
    .fetch_all(db)
    .await
}
