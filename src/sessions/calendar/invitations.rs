//! Invitations: what the mails about a session or a series carry for the reader's calendar. One name for life; the
//! sequence rises with every change of time or place, and each time a person gives up a seat or returns.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::book::{self, Book, EntryRevision, EntryState};
use super::ics::{self, IcsEntry, IcsPurpose, IcsStatus};
use super::queries::{self, CalendarEntry, CalendarSession, Guest};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, ThingId};
use crate::platform::mail::{self, CalendarMethod, CalendarPart, Letter};

/// Puts the invitation to a session on the letters of those who have a seat, as it is now: the first one, or the
/// news of another time or place. Letters to others stay as they are.
pub async fn invite(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    letters: &mut [Letter],
    now: OffsetDateTime,
) -> Result<()> {
    let people = readers(letters);
    // Anyone who comes back before the end of their invitation has left still has the entry.
    mail::withdraw_calendar(&mut *db, CalendarMethod::Cancel, event.into(), &people, now).await?;
    let seats = queries::seats(&mut *db, &[event], &people).await?;
    let seated: Vec<PersonId> = seats.iter().map(|seat| seat.person_id).collect();
    let guests = queries::guests(&mut *db, &seated).await?;
    let sessions = queries::sessions(&mut *db, &[event]).await?;
    let book = Book::load(&mut *db, app, &sessions, None, &seated).await?;
    Prospect { guests, sessions, book }.invite(db, event, letters, now).await
}

/// An invitation of some people to a session, before it is known whether they will have a seat.
pub struct Prospect {
    guests: Vec<Guest>,
    sessions: Vec<CalendarSession>,
    book: Book,
}

impl Prospect {
    /// For people whose calendars were never told of the session; for others, see [`Prospect::recall`].
    pub async fn read(db: &mut PgConnection, app: &App, event: EventId, people: &[PersonId]) -> Result<Self> {
        let guests = queries::guests(&mut *db, people).await?;
        let sessions = queries::sessions(&mut *db, &[event]).await?;
        let book = Book::blank(db, app, &sessions).await?;
        Ok(Self { guests, sessions, book })
    }

    /// The same for some of the people alone.
    pub fn only(mut self, people: &[PersonId]) -> Self {
        self.guests.retain(|guest| people.contains(&guest.id));
        self
    }

    /// The same with what their calendars hold, read under the session's lock. Anyone who comes back before the end of
    /// their invitation has left still has the entry.
    pub async fn recall(self, db: &mut PgConnection, event: EventId, now: OffsetDateTime) -> Result<Self> {
        let people: Vec<PersonId> = self.guests.iter().map(|guest| guest.id).collect();
        mail::withdraw_calendar(&mut *db, CalendarMethod::Cancel, event.into(), &people, now).await?;
        Ok(Self { book: self.book.recalled(db, &[event], &people).await?, ..self })
    }

    /// The same with what their calendars hold, once mails that never left were taken back and undone.
    pub async fn settled(self, db: &mut PgConnection, event: EventId) -> Result<Self> {
        let people: Vec<PersonId> = self.guests.iter().map(|guest| guest.id).collect();
        Ok(Self { book: self.book.holding_now(db, &[event], &people).await?, ..self })
    }

    /// Puts the invitation on the letters of these people, and writes down that their calendars will hold it.
    pub async fn invite(
        &self,
        db: &mut PgConnection,
        event: EventId,
        letters: &mut [Letter],
        now: OffsetDateTime,
    ) -> Result<()> {
        let held = self.invited(event, letters, now);
        Ok(queries::hold(db, &held).await?)
    }

    /// Puts the invitation on the letters of these people; what their calendars will hold.
    fn invited(&self, event: EventId, letters: &mut [Letter], now: OffsetDateTime) -> Vec<CalendarEntry> {
        let mut held = Vec::new();
        for session in &self.sessions {
            for (letter, guest) in addressed(letters, &self.guests) {
                let last = self.book.last(event, guest.id);
                let revision = book::invite(last);
                // The same seat saved again is news once more.
                distinguish(letter, revision);
                let entry = self.book.entry(session, guest, revision, now);
                letter.calendar = Some(part(event, revision.state, &[entry]));
                held.push(self.book.holding(session, guest.id).once_sent(last, revision, letter.keep_id()));
            }
        }
        held
    }

    /// Puts the end of the invitation on letters, where there is one to end; what their calendars will hold.
    fn ended(&self, event: EventId, letters: &mut [Letter], now: OffsetDateTime) -> Vec<CalendarEntry> {
        let mut held = Vec::new();
        for session in &self.sessions {
            for (letter, guest) in addressed(letters, &self.guests) {
                let last = self.book.last(event, guest.id);
                let Some(revision) = book::cancel(last) else { continue };
                distinguish(letter, revision);
                // For this person it is over, whether the others meet or not.
                let entry = IcsEntry {
                    status: IcsStatus::Cancelled,
                    ..self.book.entry(session, guest, revision, now)
                };
                letter.calendar = Some(part(event, revision.state, &[entry]));
                let holding =
                    self.book.holding(session, guest.id).once_sent(last, revision, letter.keep_id());
                held.push(CalendarEntry { by_series: false, ..holding });
            }
        }
        held
    }

    /// Some gave up their seats and others got one: the others' letters carry their invitation, and those of `endings`
    /// whose reader's calendar holds the session are sent with the end of it.
    pub async fn pass_on(
        &self,
        db: &mut PgConnection,
        event: EventId,
        letters: &mut Vec<Letter>,
        mut endings: Vec<Letter>,
        now: OffsetDateTime,
    ) -> Result<()> {
        let mut held = self.invited(event, letters, now);
        held.extend(self.ended(event, &mut endings, now));
        letters.extend(endings.into_iter().filter(|letter| letter.calendar.is_some()));
        if held.is_empty() {
            return Ok(());
        }
        Ok(queries::hold(db, &held).await?)
    }
}

/// Puts the end of the invitation on the letters of those whose calendar holds the session: it was called off.
pub async fn uninvite(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    letters: &mut [Letter],
    now: OffsetDateTime,
) -> Result<()> {
    let people = readers(letters);
    let guests = queries::guests(&mut *db, &people).await?;
    let sessions = queries::sessions(&mut *db, &[event]).await?;
    let book = Book::load(&mut *db, app, &sessions, None, &people).await?;
    let held = Prospect { guests, sessions, book }.ended(event, letters, now);
    Ok(queries::hold(db, &held).await?)
}

/// Letters with the person each of them is for, where that is one of `guests`.
pub fn addressed<'a>(
    letters: &'a mut [Letter],
    guests: &'a [Guest],
) -> impl Iterator<Item = (&'a mut Letter, &'a Guest)> {
    letters.iter_mut().filter_map(|letter| {
        let guest = guests.iter().find(|guest| letter.person == Some(guest.id))?;
        Some((letter, guest))
    })
}

pub fn readers(letters: &[Letter]) -> Vec<PersonId> {
    letters.iter().filter_map(|letter| letter.person).collect()
}

/// What rises the sequence is news, even where the letter says the same as an earlier one.
pub fn distinguish(letter: &mut Letter, revision: EntryRevision) {
    if let Some(key) = letter.key.as_mut().filter(|_| revision.sequence > 0) {
        *key = format!("{key}:{}", revision.sequence);
    }
}

pub fn part(of: impl Into<ThingId>, state: EntryState, entries: &[IcsEntry]) -> CalendarPart {
    let (method, purpose) = match state {
        EntryState::Invited => (CalendarMethod::Request, IcsPurpose::Request),
        EntryState::Cancelled => (CalendarMethod::Cancel, IcsPurpose::Cancel),
    };
    CalendarPart { method, text: ics::file(&purpose, entries), of: of.into() }
}
