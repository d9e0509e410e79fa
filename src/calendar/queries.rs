use sqlx::{PgConnection, PgExecutor};
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use crate::series::Series;

/// A session as a calendar holds it.
#[derive(Clone, Debug)]
pub struct Session {
    pub id: Uuid,
    pub community: String,
    pub community_slug: String,
    pub title: String,
    pub state: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub format: String,
    pub place: String,
    /// Empty for whoever may not see it.
    pub join_url: String,
    pub agenda: String,
    pub cancel_reason: String,
    pub uid: String,
    pub sequence: i32,
    pub series_id: Option<Uuid>,
    pub series_on: Option<Date>,
    /// When it was made, published or cancelled, whatever came last.
    pub stamp: OffsetDateTime,
}

/// A session for somebody who has a seat, or had one: with its join link.
pub async fn session(db: &mut PgConnection, event: Uuid) -> sqlx::Result<Session> {
    sqlx::query_as!(
        Session,
        r#"select e.id, c.name as community, c.slug as community_slug, e.title, e.state, e.starts_at, e.ends_at, e.format,
                  e.place, e.join_url, e.agenda, e.cancel_reason, e.uid, e.sequence, e.series_id, e.series_on,
                  greatest(e.created_at, e.published_at, e.cancelled_at) as "stamp!"
           from events e
           join communities c on c.id = e.community_id
           where e.id = $1"#,
        event
    )
    .fetch_one(db)
    .await
}

/// Somebody an invitation goes to.
#[derive(Clone, Debug)]
pub struct Guest {
    pub id: Uuid,
    pub name: String,
    pub email: String,
    pub zone: String,
}

/// Those of some people who have a seat.
pub async fn seated(db: &mut PgConnection, event: Uuid, people: &[Uuid]) -> sqlx::Result<Vec<Guest>> {
    sqlx::query_as!(
        Guest,
        "select p.id, p.name, p.email, p.zone
         from rsvps r
         join people p on p.id = r.person_id
         where r.event_id = $1 and r.answer = 'going' and r.person_id = any ($2)",
        event,
        people
    )
    .fetch_all(db)
    .await
}

/// People as invitations name them.
pub async fn guests(db: &mut PgConnection, people: &[Uuid]) -> sqlx::Result<Vec<Guest>> {
    sqlx::query_as!(
        Guest,
        "select id, name, email, zone from people where id = any ($1) and deactivated_at is null",
        people
    )
    .fetch_all(db)
    .await
}

/// Series by their ids.
pub async fn series(db: impl PgExecutor<'_>, ids: &[Uuid]) -> sqlx::Result<Vec<Series>> {
    sqlx::query_as!(
        Series,
        "select id, community_id, repeats, every, starts_on, starts_at, minutes, zone, until_on, dates, skipped, title,
                kind, format, place, join_url, agenda, capacity, offers_from_hours, hosts, uid, sequence, filled_to, created_by, created_at,
                cancelled_at
         from series
         where id = any ($1)",
        ids
    )
    .fetch_all(db)
    .await
}

/// The sessions of a series that are not over, with their join links.
pub async fn dates(db: &mut PgConnection, series: Uuid, now: OffsetDateTime) -> sqlx::Result<Vec<Session>> {
    sqlx::query_as!(
        Session,
        r#"select e.id, c.name as community, c.slug as community_slug, e.title, e.state, e.starts_at, e.ends_at, e.format,
                  e.place, e.join_url, e.agenda, e.cancel_reason, e.uid, e.sequence, e.series_id, e.series_on,
                  greatest(e.created_at, e.published_at, e.cancelled_at) as "stamp!"
           from events e
           join communities c on c.id = e.community_id
           where e.series_id = $1 and e.state <> 'draft' and e.ends_at > $2
           order by e.series_on"#,
        series,
        now
    )
    .fetch_all(db)
    .await
}

/// Who of some people has a seat at which dates of a series.
pub struct Seat {
    pub person_id: Uuid,
    pub event_id: Uuid,
}

pub async fn seats_of_series(
    db: &mut PgConnection,
    series: Uuid,
    people: &[Uuid],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Seat>> {
    sqlx::query_as!(
        Seat,
        "select r.person_id, r.event_id
         from events e
         join rsvps r on r.event_id = e.id
         where e.series_id = $1 and e.ends_at > $3 and r.answer = 'going' and r.person_id = any ($2)",
        series,
        people,
        now
    )
    .fetch_all(db)
    .await
}
