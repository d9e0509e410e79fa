use jiff::tz::TimeZone;
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::{Date, OffsetDateTime, PrimitiveDateTime};

use super::rules::{EntryRevision, EntryState};
use crate::platform::ids::{CommunityId, EventId, MailId, PersonId, SeriesId};
use crate::platform::web::Rows;
use crate::platform::web::when::{self, TimeSpan};
use crate::sessions::Answer;
use crate::sessions::events::{SessionFormat, SessionState, kinds};

/// A session as a calendar holds it.
#[derive(Clone, Debug)]
pub struct CalendarSession {
    pub id: EventId,
    pub community: String,
    pub title: String,
    pub state: SessionState,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    /// The zone it is planned in.
    pub zone: String,
    pub format: SessionFormat,
    pub place: String,
    /// Empty for anyone who may not see it.
    pub join_url: String,
    pub agenda: String,
    pub cancel_reason: String,
    pub uid: String,
    pub sequence: i32,
    pub series_id: Option<SeriesId>,
    pub series_on: Option<Date>,
    /// When it was made, published, changed or cancelled, or the reader answered, whatever came last.
    pub changed_at: OffsetDateTime,
    /// The reader's; a reader who is told by mail has a place.
    pub answer: Option<Answer>,
    pub hosts: bool,
    /// What was added to its sequence when the reader's calendar was last told of it, if it was.
    pub told: Option<i32>,
    /// What was added to that of its series.
    pub told_of_series: i32,
    /// Who is written to about it: the organiser who has been there longest, as in the mails of the community.
    pub organiser: Option<String>,
}

/// Someone an invitation goes to.
#[derive(Clone, Debug)]
pub struct Guest {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
}

/// People as invitations name them.
pub async fn guests(db: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<Guest>> {
    sqlx::query_as!(
        Guest,
        "select id, name, email, zone from people where id = any ($1) and deactivated_at is null",
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// The sessions of a series that are not over, with their join links.
pub async fn dates(
    db: &mut PgConnection,
    series: SeriesId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CalendarSession>> {
    sqlx::query_as!(
        CalendarSession,
        r#"select e.id, c.name as community, e.title, e.state, e.starts_at, e.ends_at, e.zone, e.format,
                  e.place, e.join_url, e.agenda, e.cancel_reason, e.uid, e.sequence, e.series_id, e.series_on,
                  greatest(e.created_at, e.published_at, e.cancelled_at, e.changed_at) as "changed_at!",
                  'going' as "answer?: Answer", false as "hosts!", null::integer as told, 0 as "told_of_series!",
                  community_contact(c.id) as organiser
           from events e
           join communities c on c.id = e.community_id
           where e.series_id = $1 and e.state <> 'draft' and e.ends_at > $2
           order by e.series_on"#,
        series as SeriesId,
        now
    )
    .fetch_all(db)
    .await
}

/// A seat at a session.
pub struct Seat {
    pub person_id: PersonId,
    pub event_id: EventId,
}

/// Sessions by their ids, with their join links.
pub async fn sessions(db: impl PgExecutor<'_>, events: &[EventId]) -> sqlx::Result<Vec<CalendarSession>> {
    sqlx::query_as!(
        CalendarSession,
        r#"select e.id, c.name as community, e.title, e.state, e.starts_at, e.ends_at, e.zone, e.format,
                  e.place, e.join_url, e.agenda, e.cancel_reason, e.uid, e.sequence, e.series_id, e.series_on,
                  greatest(e.created_at, e.published_at, e.cancelled_at, e.changed_at) as "changed_at!",
                  'going' as "answer?: Answer", false as "hosts!", null::integer as told, 0 as "told_of_series!",
                  community_contact(c.id) as organiser
           from events e
           join communities c on c.id = e.community_id
           where e.id = any ($1)
           order by e.starts_at, e.id"#,
        events as &[EventId]
    )
    .fetch_all(db)
    .await
}

/// How a person's calendar holds a session.
#[derive(Clone, Debug)]
pub struct CalendarEntry {
    pub event_id: EventId,
    pub person_id: PersonId,
    pub uid: String,
    pub instead_of: Option<PrimitiveDateTime>,
    pub zone: Option<String>,
    pub raised: i32,
    pub by_series: bool,
    pub sequence: i32,
    pub state: EntryState,
    /// The mail of its own that told it so, if there was one.
    pub mail_id: Option<MailId>,
}

impl CalendarEntry {
    pub fn revision(&self) -> EntryRevision {
        EntryRevision { sequence: self.sequence, state: self.state }
    }

    /// As it is once a mail has told so. News of an entry that stays what it was is not the mail that made it so.
    #[must_use]
    pub fn once_sent(self, last: Option<EntryRevision>, revision: EntryRevision, mail: MailId) -> Self {
        let is_news = last != Some(revision) || self.by_series && self.mail_id.is_none();
        let mail_id = if is_news { Some(mail) } else { self.mail_id };
        Self { sequence: revision.sequence, state: revision.state, mail_id, ..self }
    }
}

pub async fn held(
    db: &mut PgConnection,
    events: &[EventId],
    people: &[PersonId],
) -> sqlx::Result<Vec<CalendarEntry>> {
    sqlx::query_as!(
        CalendarEntry,
        r#"select event_id, person_id, uid, instead_of, zone, raised, by_series, sequence, state,
                  mail_id
           from calendar_entries
           where event_id = any ($1) and person_id = any ($2)"#,
        events as &[EventId],
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Writes down how calendars hold sessions from now on.
pub async fn hold(db: &mut PgConnection, held: &[CalendarEntry]) -> sqlx::Result<()> {
    let events: Vec<_> = held.iter().map(|held| held.event_id).collect();
    let people: Vec<_> = held.iter().map(|held| held.person_id).collect();
    let uids: Vec<_> = held.iter().map(|held| held.uid.clone()).collect();
    let instead_of: Vec<_> = held.iter().map(|held| held.instead_of).collect();
    let zones: Vec<_> = held.iter().map(|held| held.zone.clone()).collect();
    let raised: Vec<_> = held.iter().map(|held| held.raised).collect();
    let by_series: Vec<_> = held.iter().map(|held| held.by_series).collect();
    let (sequences, states): (Vec<_>, Vec<_>) = held.iter().map(|held| (held.sequence, held.state)).unzip();
    let mails: Vec<_> = held.iter().map(|held| held.mail_id).collect();
    sqlx::query!(
        "insert into calendar_entries (event_id, person_id, uid, instead_of, zone, raised, by_series, sequence, state, mail_id)
         select *
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamp[], $5::text[], $6::integer[], $7::boolean[],
                     $8::integer[], $9::text[], $10::uuid[])
         on conflict (event_id, person_id) do update
         set uid = excluded.uid, instead_of = excluded.instead_of, zone = excluded.zone, raised = excluded.raised,
             by_series = excluded.by_series, sequence = excluded.sequence, state = excluded.state,
             mail_id = excluded.mail_id",
        &events as &[EventId],
        &people as &[PersonId],
        &uids,
        &instead_of as &[Option<PrimitiveDateTime>],
        &zones as &[Option<String>],
        &raised,
        &by_series,
        &sequences,
        &states as &[EntryState],
        &mails as &[Option<MailId>]
    )
    .execute(db)
    .await
    .map(drop)
}

/// Makes entries what they were before a mail that never left: it was withdrawn, of no use any more, or refused.
pub async fn undo_unsent(db: &mut PgConnection, events: &[EventId], people: &[PersonId]) -> sqlx::Result<()> {
    sqlx::query!(
        r#"select 1 as "done!" from undo_unsent($1, $2)"#,
        events as &[EventId],
        people as &[PersonId]
    )
    .fetch_one(db)
    .await
    .map(drop)
}

/// These people are told that a whole series is over. A date they only knew with its series is forgotten.
pub async fn let_go(db: &mut PgConnection, events: &[EventId], people: &[PersonId]) -> sqlx::Result<()> {
    sqlx::query!(
        "with forgotten as (
             delete from calendar_entries
             where event_id = any ($1) and person_id = any ($2) and mail_id is null
         )
         update calendar_entries
         set sequence = case state when 'invited' then sequence + 1 else sequence end,
             state = 'cancelled', by_series = true
         where event_id = any ($1) and person_id = any ($2) and mail_id is not null",
        events as &[EventId],
        people as &[PersonId]
    )
    .execute(db)
    .await
    .map(drop)
}

/// What a person's calendar was last told of a whole series.
pub struct CalendarSeries {
    pub series_id: SeriesId,
    pub person_id: PersonId,
    pub sequence: i32,
    pub state: EntryState,
}

impl CalendarSeries {
    pub fn revision(&self) -> EntryRevision {
        EntryRevision { sequence: self.sequence, state: self.state }
    }
}

pub async fn held_series(
    db: &mut PgConnection,
    series: &[SeriesId],
    people: &[PersonId],
) -> sqlx::Result<Vec<CalendarSeries>> {
    sqlx::query_as!(
        CalendarSeries,
        r#"select series_id, person_id, sequence, state
           from calendar_series
           where series_id = any ($1) and person_id = any ($2)"#,
        series as &[SeriesId],
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Writes down what people's calendars are told of whole series.
pub async fn hold_series(db: &mut PgConnection, held: &[CalendarSeries]) -> sqlx::Result<()> {
    let series: Vec<_> = held.iter().map(|held| held.series_id).collect();
    let people: Vec<_> = held.iter().map(|held| held.person_id).collect();
    let (sequences, states): (Vec<_>, Vec<_>) = held.iter().map(|held| (held.sequence, held.state)).unzip();
    sqlx::query!(
        "insert into calendar_series (series_id, person_id, sequence, state)
         select * from unnest($1::uuid[], $2::uuid[], $3::integer[], $4::text[])
         on conflict (series_id, person_id) do update
         set sequence = excluded.sequence, state = excluded.state",
        &series as &[SeriesId],
        &people as &[PersonId],
        &sequences,
        &states as &[EntryState]
    )
    .execute(db)
    .await
    .map(drop)
}

/// Who has a seat at which of some sessions.
pub async fn seats(
    db: &mut PgConnection,
    events: &[EventId],
    people: &[PersonId],
) -> sqlx::Result<Vec<Seat>> {
    sqlx::query_as!(
        Seat,
        "select person_id, event_id from rsvps
         where event_id = any ($1) and person_id = any ($2) and answer = 'going'",
        events as &[EventId],
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Does a feed repeat what was sent as an invitation? A calendar that takes those in by itself would show it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedHolds {
    Everything,
    /// All but that of which the person holds an invitation.
    NotInvited,
}

/// What a person's own feed holds: sessions of their communities, those they answered and those they host; without
/// those they said no to. The join link only where they come or host.
pub async fn feed(
    db: &PgPool,
    person: PersonId,
    span: TimeSpan,
    holds: FeedHolds,
) -> sqlx::Result<Vec<CalendarSession>> {
    sqlx::query_as!(
        CalendarSession,
        r#"with mine as (
               select e.id
               from current_members m join events e on e.community_id = m.community_id
               where m.person_id = $1
                 and e.starts_at between $2 and $3
               union
               select e.id
               from rsvps r join events e on e.id = r.event_id
               where r.person_id = $1 and r.answer in ('going', 'waiting', 'maybe') and e.starts_at between $2 and $3
               union
               select e.id
               from hosts h join events e on e.id = h.event_id
               where h.person_id = $1 and e.starts_at between $2 and $3
           )
           select e.id, c.name as community, e.title, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place,
                  case when (r.answer = 'going' or h.person_id is not null)
                            and (c.admission = 'open' or exists (select from current_members m
                                                                 where m.community_id = c.id and m.person_id = $1))
                       then e.join_url else '' end as "join_url!",
                  e.agenda, e.cancel_reason, e.uid, e.sequence, e.series_id, e.series_on,
                  greatest(e.created_at, e.published_at, e.cancelled_at, e.changed_at, r.answered_at, r.seated_at,
                           -- A no to one date changes what the entry of its series says.
                           (select max(o.answered_at) from rsvps o join events d on d.id = o.event_id
                            where o.person_id = $1 and d.series_id = e.series_id)) as "changed_at!",
                  r.answer as "answer?", h.person_id is not null as "hosts!", k.sequence + k.raised as told,
                  coalesce(s.sequence, 0) as "told_of_series!", null as organiser
           from mine
           join events e on e.id = mine.id
           join communities c on c.id = e.community_id
           left join rsvps r on r.event_id = e.id and r.person_id = $1
           left join hosts h on h.event_id = e.id and h.person_id = $1
           left join calendar_entries k on k.event_id = e.id and k.person_id = $1
           left join calendar_series s on s.series_id = e.series_id and s.person_id = $1
           where e.state <> 'draft'
             and r.answer is distinct from 'not_going'
             and ($4 or k.state is distinct from 'invited')
             and (c.archived_at is null or e.state = 'cancelled' or e.starts_at <= c.archived_at)
             and c.id in (select id from communities_seen($1))
           order by e.starts_at, e.id"#,
        person as PersonId,
        span.from,
        span.to,
        holds == FeedHolds::Everything
    )
    .fetch_all(db)
    .await
}

/// One session as a person's calendar holds it.
pub async fn session(db: &PgPool, event: EventId, person: PersonId) -> sqlx::Result<Option<CalendarSession>> {
    sqlx::query_as!(
        CalendarSession,
        r#"select e.id, c.name as community, e.title, e.state, e.starts_at, e.ends_at, e.zone, e.format,
                  e.place, '' as "join_url!", e.agenda, e.cancel_reason, e.uid, e.sequence, e.series_id, e.series_on,
                  greatest(e.created_at, e.published_at, e.cancelled_at, e.changed_at, r.answered_at, r.seated_at) as "changed_at!",
                  r.answer as "answer?", h.person_id is not null as "hosts!", k.sequence + k.raised as told,
                  coalesce(s.sequence, 0) as "told_of_series!", null as organiser
           from events e
           join communities c on c.id = e.community_id
           left join rsvps r on r.event_id = e.id and r.person_id = $2
           left join hosts h on h.event_id = e.id and h.person_id = $2
           left join calendar_entries k on k.event_id = e.id and k.person_id = $2
           left join calendar_series s on s.series_id = e.series_id and s.person_id = $2
           where e.id = $1"#,
        event as EventId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// What the feed of a community holds for a person.
pub async fn feed_of_community(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
    span: TimeSpan,
) -> sqlx::Result<Vec<CalendarSession>> {
    sqlx::query_as!(
        CalendarSession,
        r#"select e.id, c.name as community, e.title, e.state, e.starts_at, e.ends_at, e.zone, e.format,
                  e.place, case when (r.answer = 'going' or h.person_id is not null)
                                 and (c.admission = 'open'
                                      or exists (select 1 from current_members m
                                                 where m.community_id = c.id and m.person_id = $2))
                            then e.join_url else '' end as "join_url!",
                  e.agenda, e.cancel_reason, e.uid, e.sequence, e.series_id, e.series_on,
                  greatest(e.created_at, e.published_at, e.cancelled_at, e.changed_at, r.answered_at, r.seated_at) as "changed_at!",
                  r.answer as "answer?", h.person_id is not null as "hosts!", k.sequence + k.raised as told,
                  coalesce(s.sequence, 0) as "told_of_series!", null as organiser
           from events e
           join communities c on c.id = e.community_id
           left join rsvps r on r.event_id = e.id and r.person_id = $2
           left join hosts h on h.event_id = e.id and h.person_id = $2
           left join calendar_entries k on k.event_id = e.id and k.person_id = $2
           left join calendar_series s on s.series_id = e.series_id and s.person_id = $2
           where e.community_id = $1
             and e.starts_at between $3 and $4
             and e.state <> 'draft'
             and (c.archived_at is null or e.state = 'cancelled' or e.starts_at <= c.archived_at)
             and c.id in (select id from communities_seen($2))
           order by e.starts_at, e.id"#,
        community as CommunityId,
        person as PersonId,
        span.from,
        span.to
    )
    .fetch_all(db)
    .await
}

/// A session as the pages of the calendar show it.
#[derive(Clone, Debug)]
pub struct CalendarItem {
    pub id: EventId,
    pub title: String,
    pub kind: String,
    pub state: SessionState,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    /// The zone it is planned in.
    pub zone: String,
    pub format: SessionFormat,
    pub place: String,
    pub community: String,
    pub community_slug: String,
    pub answer: Option<Answer>,
    pub ahead: i64,
}

impl CalendarItem {
    pub fn kind_name(&self) -> &str {
        kinds::name(&self.kind)
    }

    pub fn path(&self) -> String {
        format!("/events/{}", self.id)
    }

    pub fn is_cancelled(&self) -> bool {
        self.state.is_cancelled()
    }

    /// Its first and its last day for a reader in a zone.
    pub fn days(&self, zone: &TimeZone) -> (jiff::civil::Date, jiff::civil::Date) {
        TimeSpan { from: self.starts_at, to: self.ends_at }.days(zone, &when::zone_or_utc(&self.zone))
    }

    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(&self.community_slug)
    }
}

/// Sessions of a person's communities, and those they answered or host, that go on in a span of time.
pub async fn mine(
    db: &PgPool,
    person: PersonId,
    span: TimeSpan,
    rows: Rows,
) -> sqlx::Result<Vec<CalendarItem>> {
    sqlx::query_as!(
        CalendarItem,
        r#"with mine as (
               select e.id
               from current_members m
               join events e on e.community_id = m.community_id
               where m.person_id = $1
                 and e.ends_at > $2 and e.starts_at > $2::timestamptz - interval '15 days' and e.starts_at < $3
               union
               select e.id
               from rsvps r
               join events e on e.id = r.event_id
               where r.person_id = $1 and e.ends_at > $2 and e.starts_at > $2::timestamptz - interval '15 days' and e.starts_at < $3
               union
               select e.id
               from hosts h
               join events e on e.id = h.event_id
               where h.person_id = $1 and e.ends_at > $2 and e.starts_at > $2::timestamptz - interval '15 days' and e.starts_at < $3
           )
           select e.id, e.title, e.kind, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place, c.name as community,
                  c.slug as community_slug, r.answer as "answer?",
                  case when r.answer = 'waiting' then people_ahead(e.id, r.queue_no) else 0 end as "ahead!"
           from mine
           join events e on e.id = mine.id
           join communities c on c.id = e.community_id
           left join rsvps r on r.event_id = e.id and r.person_id = $1
           where e.state <> 'draft'
             and (c.archived_at is null or e.state = 'cancelled' or e.starts_at <= c.archived_at)
             and c.id in (select id from communities_seen($1))
           order by e.starts_at, e.id
           limit $4 offset $5"#,
        person as PersonId,
        span.from,
        span.to,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// Sessions of a community that go on in a span of time, with a person's answers.
pub async fn of_community(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
    span: TimeSpan,
    rows: Rows,
) -> sqlx::Result<Vec<CalendarItem>> {
    sqlx::query_as!(
        CalendarItem,
        r#"select e.id, e.title, e.kind, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place, c.name as community,
                  c.slug as community_slug, r.answer as "answer?",
                  case when r.answer = 'waiting' then people_ahead(e.id, r.queue_no) else 0 end as "ahead!"
           from events e
           join communities c on c.id = e.community_id
           left join rsvps r on r.event_id = e.id and r.person_id = $2
           where e.community_id = $1
             and e.ends_at > $3
             and e.starts_at > $3::timestamptz - interval '15 days'
             and e.starts_at < $4
             and e.state <> 'draft'
             and (c.archived_at is null or e.state = 'cancelled' or e.starts_at <= c.archived_at)
             and c.id in (select id from communities_seen($2))
           order by e.starts_at, e.id
           limit $5 offset $6"#,
        community as CommunityId,
        person as PersonId,
        span.from,
        span.to,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}
