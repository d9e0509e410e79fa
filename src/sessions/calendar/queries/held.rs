//! What people’s calendars were told.

use sqlx::PgConnection;
use time::PrimitiveDateTime;

use crate::platform::ids::{EventId, MailId, PersonId, SeriesId};
use crate::sessions::calendar::book::{EntryRevision, EntryState};

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
