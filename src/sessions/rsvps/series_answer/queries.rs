use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId};

/// Does this person come to every date of the series?
pub async fn holds(db: &PgPool, series: SeriesId, person: PersonId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select 1 from series_answers where series_id = $1 and person_id = $2) as "holds!""#,
        series as SeriesId,
        person as PersonId
    )
    .fetch_one(db)
    .await?)
}

/// A series that takes answers, as long as its community is not archived.
pub struct OpenSeries {
    pub archived: bool,
}

/// The series, where this person may see it and it is not called off.
pub async fn open(db: &PgPool, series: SeriesId, person: PersonId) -> sqlx::Result<Option<OpenSeries>> {
    sqlx::query_as!(
        OpenSeries,
        r#"select c.archived_at is not null as "archived!"
           from series s
           join communities_seen($2) c on c.id = s.community_id
           where s.id = $1 and s.cancelled_at is null"#,
        series as SeriesId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// Whoever answers the whole of a series takes turns with whoever makes its dates, so that nobody is left out of a new one
/// and nobody is seated who just left.
pub async fn take_turns(db: &mut PgConnection, series: SeriesId) -> sqlx::Result<()> {
    sqlx::query!("select id from series where id = $1 for no key update", series as SeriesId)
        .fetch_optional(db)
        .await
        .map(drop)
}

pub async fn insert(
    db: &mut PgConnection,
    series: SeriesId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into series_answers (series_id, person_id, said_at) values ($1, $2, $3) on conflict do nothing",
        series as SeriesId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn delete(db: &mut PgConnection, series: SeriesId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from series_answers where series_id = $1 and person_id = $2",
        series as SeriesId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// A date of a series that takes answers.
pub struct DateToCome {
    pub id: EventId,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub zone: String,
}

pub async fn to_come(
    db: &mut PgConnection,
    series: SeriesId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<DateToCome>> {
    sqlx::query_as!(
        DateToCome,
        "select id, starts_at, ends_at, zone from events
         where series_id = $1 and state = 'published' and starts_at > $2
         order by id",
        series as SeriesId,
        now
    )
    .fetch_all(db)
    .await
}

/// Dates to come at which this person holds or may take a place.
pub async fn answered(
    db: &mut PgConnection,
    series: SeriesId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<EventId>> {
    sqlx::query_scalar!(
        "select e.id
         from events e
         join rsvps r on r.event_id = e.id and r.person_id = $2
         where e.series_id = $1
           and e.state = 'published'
           and e.starts_at > $3
           and r.answer in ('going', 'waiting', 'maybe')
         order by e.id",
        series as SeriesId,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await
}

/// Who the mail about a series goes to, and what it is about.
pub struct SeriesRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub series_id: SeriesId,
    pub title: String,
    pub community_id: CommunityId,
    pub community: String,
}

pub async fn recipient(
    db: &mut PgConnection,
    series: SeriesId,
    person: PersonId,
) -> sqlx::Result<Option<SeriesRecipient>> {
    sqlx::query_as!(
        SeriesRecipient,
        "select p.id as person_id, p.name, p.email, p.zone, s.id as series_id, s.title, c.id as community_id,
                c.name as community
         from series s
         join communities c on c.id = s.community_id
         join people p on p.id = $2
         where s.id = $1",
        series as SeriesId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// As many as there are seats sit down, in the order in which they said yes to the series; the others wait.
pub async fn seat(db: &mut PgConnection, events: &[EventId], now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into rsvps (event_id, person_id, answer, queue_no, answered_at, seated_at)
         select s.event_id, s.person_id, case when s.sits then 'going' else 'waiting' end,
                case when s.sits then null else s.turn - s.capacity end, $2, case when s.sits then $2 end
         from (
             select e.id as event_id, e.capacity, a.person_id,
                    row_number() over (partition by e.id order by a.said_no) as turn,
                    e.capacity is null or row_number() over (partition by e.id order by a.said_no) <= e.capacity as sits
             from events e
             join series_answers a on a.series_id = e.series_id
             join people p on p.id = a.person_id and p.deactivated_at is null
             where e.id = any ($1)
               and e.state = 'published'
               and e.starts_at > $2
               and e.community_id in (select id from communities_seen(a.person_id))
         ) s
         on conflict do nothing",
        events as &[EventId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// The next number of each queue follows those just handed out.
pub async fn number_on(db: &mut PgConnection, events: &[EventId]) -> sqlx::Result<()> {
    sqlx::query!(
        "update events e set next_in_queue = q.last + 1
         from (select event_id, max(queue_no) as last from rsvps
               where event_id = any ($1) and answer = 'waiting'
               group by event_id) q
         where e.id = q.event_id and e.next_in_queue <= q.last",
        events as &[EventId]
    )
    .execute(db)
    .await
    .map(drop)
}

/// In the same order.
pub async fn follow(db: &mut PgConnection, from: SeriesId, to: SeriesId) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into series_answers (series_id, person_id, said_at)
         select $2, person_id, said_at from series_answers where series_id = $1 order by said_no
         on conflict do nothing",
        from as SeriesId,
        to as SeriesId
    )
    .execute(db)
    .await
    .map(drop)
}

/// Forgets the answers to whole series of someone who left a private community.
pub async fn forget(db: &mut PgConnection, community: Option<CommunityId>, person: PersonId) -> Result<()> {
    Ok(sqlx::query!(
        "delete from series_answers
         where person_id = $2 and ($1::uuid is null or series_id in (select id from series where community_id = $1))",
        community as Option<CommunityId>,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)?)
}
