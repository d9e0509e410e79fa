//! What is told to people's calendars, and what they were told.

use std::borrow::Cow;

use sqlx::{PgConnection, PgExecutor};
use time::{Date, OffsetDateTime, PrimitiveDateTime};

use super::invitations::{EntryRevision, EntryState};
use crate::platform::ids::{EventId, MailId, PersonId, SeriesId};
use crate::sessions::Answer;
use crate::sessions::events::{SessionFormat, SessionState};

pub use feeds::{FeedHolds, feed, feed_of_community, session};
pub use shown::{CalendarItem, mine, of_community};

/// Reads sessions from a view or a function that has these columns, under the name `s`.
macro_rules! calendar_sessions {
    ($from:tt, $($given:expr),+) => {
        sqlx::query_as!(
            CalendarSession,
            r#"select s.id as "id!: EventId", s.community as "community!", s.title as "title!",
                      s.state as "state!: SessionState", s.starts_at as "starts_at!", s.ends_at as "ends_at!",
                      s.zone as "zone!", s.format as "format!: SessionFormat", s.place as "place!",
                      s.join_url as "join_url!", s.agenda as "agenda!", s.cancel_reason as "cancel_reason!",
                      s.uid as "uid!", s.sequence as "sequence!", s.series_id as "series_id?: SeriesId", s.series_on,
                      s.changed_at as "changed_at!", s.answer as "answer?: Answer", s.hosts as "hosts!", s.told,
                      s.told_of_series as "told_of_series!", s.organiser
               from "# + $from,
            $($given),+
        )
    };
}

// After the macro, which the feeds read by too.
mod feeds;
mod shown;

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
    /// Whether they may read the links to join the sessions, with a place.
    pub may_join: bool,
}

impl Guest {
    /// A session as they may see it.
    pub fn shown<'a>(&self, session: &'a CalendarSession) -> Cow<'a, CalendarSession> {
        if self.may_join {
            return Cow::Borrowed(session);
        }
        Cow::Owned(CalendarSession { join_url: String::new(), ..session.clone() })
    }
}

/// People as invitations to some sessions name them.
pub async fn guests(
    db: &mut PgConnection,
    events: &[EventId],
    people: &[PersonId],
) -> sqlx::Result<Vec<Guest>> {
    sqlx::query_as!(
        Guest,
        r#"select p.id, p.name, p.email,
                  not exists (
                      select 1
                      from events e
                      join communities c on c.id = e.community_id
                      left join current_members m on m.community_id = c.id and m.person_id = p.id
                      left join hosts h on h.event_id = e.id and h.person_id = p.id
                      where e.id = any ($1)
                        and not may_join('going', c.admission, m.id is not null, m.organiser, h.person_id is not null)
                  ) as "may_join!"
           from people p
           where p.id = any ($2) and p.deactivated_at is null"#,
        events as &[EventId],
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
    calendar_sessions!(
        "invited_sessions s
         where s.series_id = $1 and s.state <> 'draft' and s.ends_at > $2
         order by s.series_on",
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
    calendar_sessions!(
        "invited_sessions s
         where s.id = any ($1)
         order by s.starts_at, s.id",
        events as &[EventId]
    )
    .fetch_all(db)
    .await
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
