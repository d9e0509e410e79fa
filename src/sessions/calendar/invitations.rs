//! Invitations: what the calendars of some people hold of a session, and what the mails about it tell them next. One name
//! for life; the sequence rises with every change of time or place, and each time a person gives up a seat or returns.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::entries::{self, EntryName};
use super::ics::{self, Contact, IcsEntry, IcsPurpose, IcsStatus, Organiser};
use super::queries::{self, CalendarEntry, CalendarSeries, CalendarSession, Guest};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, SeriesId, ThingId};
use crate::platform::mail::{self, CalendarMethod, CalendarPart, Letter};
use crate::platform::states::states;
use crate::platform::web::when;
use crate::sessions::series::{self, Series};

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
    let guests = queries::guests(&mut *db, &[event], &seated).await?;
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
        let guests = queries::guests(&mut *db, &[event], people).await?;
        let sessions = queries::sessions(&mut *db, &[event]).await?;
        let book = Book::blank(db, app, &sessions, None).await?;
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
                let revision = revised(last);
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
                let Some(revision) = cancelled(last) else { continue };
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
    let guests = queries::guests(&mut *db, &[event], &people).await?;
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

/// What the calendars of some people hold of some sessions.
pub struct Book {
    series: BTreeMap<SeriesId, Series>,
    held: Vec<CalendarEntry>,
    pub held_series: Vec<CalendarSeries>,
    email: String,
    pub base_url: String,
}

impl Book {
    /// What some people's calendars hold of sessions, and of the series of these and another one.
    pub async fn load(
        db: &mut PgConnection,
        app: &App,
        sessions: &[CalendarSession],
        also: Option<SeriesId>,
        people: &[PersonId],
    ) -> Result<Self> {
        let book = Self::blank(&mut *db, app, sessions, also).await?;
        entries::read_agendas(sessions, book.series.values()).await;
        let events: Vec<EventId> = sessions.iter().map(|session| session.id).collect();
        let book = book.recalled(&mut *db, &events, people).await?;
        let series: Vec<SeriesId> = book.series.keys().copied().collect();
        Ok(Self { held_series: queries::held_series(db, &series, people).await?, ..book })
    }

    /// For sessions that no calendar was told of yet.
    async fn blank(
        db: &mut PgConnection,
        app: &App,
        sessions: &[CalendarSession],
        also: Option<SeriesId>,
    ) -> Result<Self> {
        let wanted: Vec<SeriesId> =
            sessions.iter().filter_map(|session| session.series_id).chain(also).collect();
        let found = series::of_ids(db, &wanted).await?;
        Ok(Self {
            series: found.into_iter().map(|series| (series.id, series)).collect(),
            held: Vec::new(),
            held_series: Vec::new(),
            email: app.config.mail_from.email.to_string(),
            base_url: app.config.base_url(),
        })
    }

    /// The same with what some people's calendars were told.
    async fn recalled(self, db: &mut PgConnection, events: &[EventId], people: &[PersonId]) -> Result<Self> {
        queries::undo_unsent(&mut *db, events, people).await?;
        self.holding_now(db, events, people).await
    }

    /// The same where what never left was undone already.
    async fn holding_now(
        self,
        db: &mut PgConnection,
        events: &[EventId],
        people: &[PersonId],
    ) -> Result<Self> {
        Ok(Self { held: queries::held(db, events, people).await?, ..self })
    }

    pub fn series(&self, id: SeriesId) -> Option<&Series> {
        self.series.get(&id)
    }

    /// What this person's calendar was last told of a session, by a mail of its own or with its series.
    pub fn last(&self, event: EventId, person: PersonId) -> Option<EntryRevision> {
        self.find(event, person).map(CalendarEntry::revision)
    }

    fn find(&self, event: EventId, person: PersonId) -> Option<&CalendarEntry> {
        self.held.iter().find(|held| held.event_id == event && held.person_id == person)
    }

    /// How this person's calendar holds a session, or will with the first word of it. What went with its whole series
    /// may come back under another name; its sequence goes on.
    pub fn holding(&self, session: &CalendarSession, person: PersonId) -> CalendarEntry {
        let Some(known) = self.find(session.id, person) else { return self.newly(session, person) };
        if known.by_series && known.state == EntryState::Cancelled {
            let CalendarEntry { sequence, state, mail_id, .. } = *known;
            return CalendarEntry { sequence, state, mail_id, ..self.newly(session, person) };
        }
        known.clone()
    }

    /// How a calendar holds a session that it is told of now for the first time.
    pub fn newly(&self, session: &CalendarSession, person: PersonId) -> CalendarEntry {
        let series = session.series_id.and_then(|id| self.series(id));
        let name = EntryName::of(session, series);
        CalendarEntry {
            event_id: session.id,
            person_id: person,
            uid: name.uid,
            instead_of: name.instead_of.as_ref().map(|(wall, _)| when::to_date_time(*wall)),
            zone: name.instead_of.map(|(_, zone)| zone.name),
            raised: series.map_or(0, |series| series.sequence),
            by_series: false,
            sequence: 0,
            state: EntryState::Invited,
            mail_id: None,
        }
    }

    /// A session as this person's calendar knows it.
    pub fn entry(
        &self,
        session: &CalendarSession,
        guest: &Guest,
        revision: EntryRevision,
        now: OffsetDateTime,
    ) -> IcsEntry {
        let held = self.holding(session, guest.id);
        let sequence = i64::from(session.sequence) + i64::from(revision.sequence) + i64::from(held.raised);
        let entry = entries::named(&guest.shown(session), EntryName::known(held), &self.base_url);
        self.addressed(IcsEntry { sequence, stamp: now, ..entry }, Some(session), guest)
    }

    /// The community invites: answers go to its organiser, and the site writes for them (RFC 5545, 3.2.18).
    pub fn addressed(&self, entry: IcsEntry, session: Option<&CalendarSession>, guest: &Guest) -> IcsEntry {
        let name = session.map(|session| session.community.clone()).unwrap_or_default();
        let person = session.and_then(|session| session.organiser.clone());
        let sent_by = person.as_ref().map(|_| self.email.clone());
        let email = person.unwrap_or_else(|| self.email.clone());
        let organiser = Organiser { contact: Contact { name, email }, sent_by };
        let attendee = Contact { name: guest.name.clone(), email: guest.email.clone() };
        IcsEntry { organiser: Some(organiser), attendee: Some(attendee), ..entry }
    }
}

states! {
    /// Does the calendar hold it?
    pub enum EntryState {
        Invited = "invited",
        Cancelled = "cancelled",
    }
}

/// The last word to a person's calendar. The sequence is added to that of the session or the series, and rises each time
/// the entry is taken away or comes back, so that no calendar thinks the news older than what it knows (RFC 5546, 2.1.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryRevision {
    pub sequence: i32,
    pub state: EntryState,
}

/// An invitation. While the entry is there, news of it keeps its sequence.
pub fn revised(last: Option<EntryRevision>) -> EntryRevision {
    let sequence = match last {
        None => 0,
        Some(EntryRevision { sequence, state: EntryState::Invited }) => sequence,
        Some(EntryRevision { sequence, state: EntryState::Cancelled }) => sequence + 1,
    };
    EntryRevision { sequence, state: EntryState::Invited }
}

/// The end of an invitation; none when the calendar holds nothing to take away.
pub fn cancelled(last: Option<EntryRevision>) -> Option<EntryRevision> {
    last.filter(|last| last.state == EntryState::Invited)
        .map(|last| EntryRevision { sequence: last.sequence + 1, state: EntryState::Cancelled })
}

#[cfg(test)]
mod tests;
