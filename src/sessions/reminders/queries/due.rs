//! Which messages to members, to hosts and to those who were there it is time for, and for which people.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::DueMessage;
use crate::platform::ids::EventId;
use crate::sessions::Answer;
use crate::sessions::reminders::rules::SessionMessage;

/// When a session is, and where its community is at home.
pub struct TimedSession {
    pub id: EventId,
    pub starts_at: OffsetDateTime,
    pub zone: String,
}

/// Published sessions that start after `from` and no later than `to`.
pub async fn starting(
    db: &mut PgConnection,
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> sqlx::Result<Vec<TimedSession>> {
    sqlx::query_as!(
        TimedSession,
        "select e.id, e.starts_at, c.zone
         from events e
         join communities c on c.id = e.community_id and c.archived_at is null
         where e.state = 'published'
           and e.starts_at > $1
           and e.starts_at <= $2",
        from,
        to
    )
    .fetch_all(db)
    .await
}

/// Published sessions that ended after `from` and no later than `to`, and whose list nobody has called complete.
/// No session lasts longer than fourteen days.
pub async fn ended_without_list(
    db: &mut PgConnection,
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> sqlx::Result<Vec<TimedSession>> {
    sqlx::query_as!(
        TimedSession,
        "select e.id, e.starts_at, c.zone
         from events e
         join communities c on c.id = e.community_id and c.archived_at is null
         where e.state = 'published'
           and e.starts_at > $1::timestamptz - interval '16 days'
           and e.starts_at < $2
           and e.ends_at > $1
           and e.ends_at <= $2
           and e.list_completed_at is null",
        from,
        to
    )
    .fetch_all(db)
    .await
}

/// Sessions and when they start: the same place in each list is one session.
#[derive(Default)]
pub struct SessionStarts {
    pub events: Vec<EventId>,
    pub starts: Vec<OffsetDateTime>,
}

/// Every zone that people are in.
pub async fn zones(db: &mut PgConnection) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!("select distinct zone from people where deactivated_at is null").fetch_all(db).await
}

/// "Will you come?" for the members of communities whose sessions, at these starting times, they have not answered.
/// Anyone who hosts one comes, and nobody is asked to a session that is full.
pub async fn due_unanswered(
    db: &mut PgConnection,
    message: SessionMessage,
    sessions: &SessionStarts,
    most: i64,
) -> sqlx::Result<Vec<DueMessage>> {
    sqlx::query_as!(
        DueMessage,
        r#"select e.id as event_id, m.person_id as "person_id!", e.starts_at, null as "answer: Answer"
           from unnest($2::uuid[], $3::timestamptz[]) wanted (id, starts_at)
           join events e on e.id = wanted.id and e.starts_at = wanted.starts_at and e.state = 'published'
           join current_members m on m.community_id = e.community_id
           join people p on p.id = m.person_id and p.deactivated_at is null
           join notice_ways(p.id, e.community_id, $4) chosen on chosen.way = 'at_once'
           where (e.capacity is null or e.seated < e.capacity)
             and not exists (select 1 from rsvps r where r.event_id = e.id and r.person_id = p.id)
             and not exists (select 1 from hosts h where h.event_id = e.id and h.person_id = p.id)
             and not exists (
                 select 1 from reminders d
                 where d.event_id = e.id and d.person_id = p.id and d.kind = $5 and d.starts_at = e.starts_at)
           order by e.starts_at, e.id, m.person_id
           limit $1
           for share of e, m skip locked"#,
        most,
        &sessions.events as &[EventId],
        &sessions.starts,
        message.notice().as_str(),
        message.as_str(),
    )
    .fetch_all(db)
    .await
}

/// A message to the hosts of sessions at these starting times, those who are still members.
pub async fn due_to_hosts(
    db: &mut PgConnection,
    message: SessionMessage,
    sessions: &SessionStarts,
    most: i64,
) -> sqlx::Result<Vec<DueMessage>> {
    sqlx::query_as!(
        DueMessage,
        r#"select e.id as event_id, h.person_id, e.starts_at, null as "answer: Answer"
           from unnest($2::uuid[], $3::timestamptz[]) wanted (id, starts_at)
           join events e on e.id = wanted.id and e.starts_at = wanted.starts_at and e.state = 'published'
           join hosts h on h.event_id = e.id
           join people p on p.id = h.person_id and p.deactivated_at is null
           join current_members m on m.community_id = e.community_id and m.person_id = p.id
           join notice_ways(p.id, e.community_id, $4) chosen on chosen.way = 'at_once'
           where not exists (
                 select 1 from reminders d
                 where d.event_id = e.id and d.person_id = p.id and d.kind = $5 and d.starts_at = e.starts_at)
           order by e.starts_at, e.id, h.person_id
           limit $1
           for share of e, h skip locked"#,
        most,
        &sessions.events as &[EventId],
        &sessions.starts,
        message.notice().as_str(),
        message.as_str(),
    )
    .fetch_all(db)
    .await
}

/// Zones in which it is a decent hour now, and the yesterday of each: the same place in each list is one zone.
#[derive(Default)]
pub struct Yesterdays {
    pub zones: Vec<String>,
    pub from: Vec<OffsetDateTime>,
    pub to: Vec<OffsetDateTime>,
}

/// The message of the day after, for anyone who was recorded present at a session that ended yesterday where they are.
pub async fn due_day_after(
    db: &mut PgConnection,
    message: SessionMessage,
    yesterdays: &Yesterdays,
    now: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<DueMessage>> {
    sqlx::query_as!(
        DueMessage,
        r#"select e.id as event_id, a.person_id, e.starts_at, null as "answer: Answer"
           from events e
           join attendance a on a.event_id = e.id
           join people p on p.id = a.person_id and p.deactivated_at is null
           join unnest($3::text[], $4::timestamptz[], $5::timestamptz[]) there (zone, day_from, day_to)
               on there.zone = p.zone and e.ends_at > there.day_from and e.ends_at <= there.day_to
           join notice_ways(p.id, e.community_id, $6) chosen on chosen.way = 'at_once'
           where e.state = 'published'
             and e.starts_at > $1::timestamptz - interval '4 days'
             and e.ends_at <= $1
             and e.community_id in (select id from communities_seen(p.id) where archived_at is null)
             and not exists (
                 select 1 from reminders d
                 where d.event_id = e.id and d.person_id = p.id and d.kind = $7 and d.starts_at = e.starts_at)
           order by e.starts_at, e.id, a.person_id
           limit $2
           for share of e, a skip locked"#,
        now,
        most,
        &yesterdays.zones,
        &yesterdays.from,
        &yesterdays.to,
        message.notice().as_str(),
        message.as_str(),
    )
    .fetch_all(db)
    .await
}
