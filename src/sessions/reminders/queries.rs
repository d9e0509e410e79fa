mod due;

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::rules::SessionMessage;
use crate::platform::ids::{CommunityId, EventId, MailId, PersonId};
use crate::sessions::Answer;
use crate::sessions::events::SessionFormat;

pub use due::{
    SessionStarts, TimedSession, Yesterdays, due_day_after, due_to_hosts, due_unanswered, ended_without_list,
    starting, zones,
};

/// A message that a person is to get about a session now, and did not get before.
pub struct DueMessage {
    pub event_id: EventId,
    pub person_id: PersonId,
    pub starts_at: OffsetDateTime,
    /// Going or maybe, where the message goes to those who answered; nothing where it goes to others.
    pub answer: Option<Answer>,
}

/// The message that comes so long before the start, for those who gave one of these answers, at most `most` of them. The
/// session's row is held meanwhile: who cancels or moves it at this moment waits, and then takes these messages back. A
/// session or an answer that is being changed right now is left for the next look: nobody would take its message back
/// any more.
pub async fn due_before(
    db: &mut PgConnection,
    message: SessionMessage,
    until: OffsetDateTime,
    answers: &[Answer],
    now: OffsetDateTime,
    most: i64,
) -> sqlx::Result<Vec<DueMessage>> {
    sqlx::query_as!(
        DueMessage,
        r#"select e.id as event_id, r.person_id, e.starts_at, r.answer as "answer?"
           from events e
           join rsvps r on r.event_id = e.id and r.answer = any ($5)
           join people p on p.id = r.person_id and p.deactivated_at is null
           join notice_ways(p.id, e.community_id, $6) chosen on chosen.way = 'at_once'
           where e.state = 'published'
             and e.starts_at > $1
             -- Whole days begin at midnight, and people with nine o'clock: nobody is told of them at night.
             and e.starts_at <= $2::timestamptz - case
                 when (e.starts_at at time zone e.zone)::time = '00:00' and (e.ends_at at time zone e.zone)::time = '00:00'
                 then interval '9 hours' else interval '0' end
             and e.community_id in (select id from communities_seen(p.id) where archived_at is null)
             and not exists (
                 select 1 from reminders d
                 where d.event_id = e.id and d.person_id = r.person_id and d.kind = $4 and d.starts_at = e.starts_at)
           order by e.starts_at, e.id, r.person_id
           limit $3
           for share of e, r skip locked"#,
        now,
        until,
        most,
        message.as_str(),
        answers as &[Answer],
        message.notice().as_str(),
    )
    .fetch_all(db)
    .await
}

/// A message claimed for a person: nobody else sends it.
#[derive(Clone, Debug)]
pub struct ClaimedMessage {
    pub event_id: EventId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub answer: Option<Answer>,
    pub may_join: bool,
    /// The id its mail gets.
    pub mail_id: MailId,
}

/// A session as its messages tell of it.
pub struct RemindedSession {
    pub id: EventId,
    pub community_id: CommunityId,
    pub community: String,
    pub slug: String,
    pub title: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub zone: String,
    pub format: SessionFormat,
    pub place: String,
    pub join_url: String,
    pub agenda: String,
    pub capacity: Option<i32>,
    pub seated: i32,
    pub waiting: i32,
    pub maybe: i64,
    pub recap: String,
    pub recording_url: String,
}

pub async fn sessions(db: &mut PgConnection, events: &[EventId]) -> sqlx::Result<Vec<RemindedSession>> {
    sqlx::query_as!(
        RemindedSession,
        r#"select e.id, e.community_id, c.name as community, c.slug, e.title, e.starts_at, e.ends_at, e.zone, e.format, e.place,
                  e.join_url, e.agenda, e.capacity, e.seated, e.waiting,
                  (select count(*) from rsvps r where r.event_id = e.id and r.answer = 'maybe') as "maybe!",
                  e.recap, e.recording_url
           from events e
           join communities c on c.id = e.community_id
           where e.id = any ($1)"#,
        events as &[EventId]
    )
    .fetch_all(db)
    .await
}

/// Claims messages that are due. The row claimed is the promise that nobody is told twice of the same starting time; a
/// moved session starts anew. What another copy of the program claimed a moment before is not among the answer.
pub async fn claim(
    db: &mut PgConnection,
    message: SessionMessage,
    due: &[DueMessage],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<ClaimedMessage>> {
    let events: Vec<EventId> = due.iter().map(|due| due.event_id).collect();
    let people: Vec<PersonId> = due.iter().map(|due| due.person_id).collect();
    let starts: Vec<OffsetDateTime> = due.iter().map(|due| due.starts_at).collect();
    let answers: Vec<Option<Answer>> = due.iter().map(|due| due.answer).collect();
    sqlx::query_as!(
        ClaimedMessage,
        r#"with due as (
               select *
               from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::text[])
                    as due (event_id, person_id, starts_at, answer)
           ), claimed as (
               insert into reminders (event_id, person_id, kind, starts_at, queued_at, mail_id)
               select event_id, person_id, $5, starts_at, $6, gen_random_uuid() from due
               on conflict do nothing
               returning event_id, person_id, mail_id
           )
           select claimed.event_id, p.id as person_id, p.name, p.email, p.zone, due.answer as "answer: Answer",
                  may_join(due.answer, c.admission, m.id is not null, m.organiser, h.person_id is not null) as "may_join!",
                  claimed.mail_id as "mail_id!: MailId"
           from claimed
           join due on due.event_id = claimed.event_id and due.person_id = claimed.person_id
           join people p on p.id = claimed.person_id
           join events e on e.id = claimed.event_id
           join communities c on c.id = e.community_id
           left join current_members m on m.community_id = c.id and m.person_id = p.id
           left join hosts h on h.event_id = e.id and h.person_id = p.id
           order by claimed.event_id, p.id"#,
        &events as &[EventId],
        &people as &[PersonId],
        &starts,
        &answers as &[Option<Answer>],
        message.as_str(),
        now
    )
    .fetch_all(db)
    .await
}

/// Someone on the list of a session, by the session.
pub struct ComingPerson {
    pub event_id: EventId,
    pub name: String,
}

/// The first people with a seat in each of these sessions, in the order they took it.
pub async fn coming(db: &mut PgConnection, events: &[EventId], most: i64) -> sqlx::Result<Vec<ComingPerson>> {
    sqlx::query_as!(
        ComingPerson,
        r#"select e as "event_id!: EventId", first.name
           from unnest($1::uuid[]) e
           cross join lateral (
               select p.name, r.seated_at
               from rsvps r
               join people p on p.id = r.person_id
               where r.event_id = e and r.answer = 'going'
               order by r.seated_at, p.id
               limit $2
           ) first
           order by e, first.seated_at"#,
        events as &[EventId],
        most
    )
    .fetch_all(db)
    .await
}

/// Forgets the messages of these sessions whose mails were withdrawn, so that they are due again.
pub async fn forget_withdrawn(
    db: &mut PgConnection,
    events: &[EventId],
    mails: &[MailId],
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from reminders where event_id = any ($1) and mail_id = any ($2)",
        events as &[EventId],
        mails as &[MailId]
    )
    .execute(db)
    .await
    .map(drop)
}

/// Forgets what was told before that moment of the times these sessions have now.
pub async fn forget_told_before(
    db: &mut PgConnection,
    events: &[EventId],
    before: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from reminders d
         using events e
         where e.id = any ($1) and d.event_id = e.id and d.starts_at = e.starts_at and d.queued_at <= $2",
        events as &[EventId],
        before
    )
    .execute(db)
    .await
    .map(drop)
}

/// Forgets the messages of sessions that lie so far back that nothing could be told of them again.
pub async fn forget_old(db: &PgPool, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("delete from reminders where starts_at < $1", before).execute(db).await.map(drop)
}
