//! Invitations: what the mails about a session or a series carry for the reader's calendar. One name for life; the
//! sequence rises with every change of time or place, and each time a person gives up a seat or returns.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::book::Book;
use super::ics::{self, IcsEntry, IcsPurpose, IcsStatus};
use super::queries::{self, CalendarEntry, CalendarSeries, CalendarSession, Guest};
use super::rules::{self, EntryRevision, EntryState};
use super::{entries, mails};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, MailId, PersonId, SeriesId, ThingId};
use crate::platform::mail::{self, CalendarMethod, CalendarPart, Letter};
use crate::sessions::events::SessionState;
use crate::sessions::series::Series;

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
                let revision = rules::invite(last);
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
                let Some(revision) = rules::cancel(last) else { continue };
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

    /// Someone gave up their seat and others got one: the invitation of the one is ended, by a short mail of its own where
    /// their calendar holds it, and the others' letters carry theirs.
    pub async fn pass_on(
        &self,
        db: &mut PgConnection,
        event: EventId,
        leaver: PersonId,
        letters: &mut Vec<Letter>,
        now: OffsetDateTime,
    ) -> Result<()> {
        let mut held = self.invited(event, letters, now);
        let guest = self.guests.iter().find(|guest| guest.id == leaver);
        if let (Some(guest), [session]) = (guest, &self.sessions[..]) {
            let mut ending = [mails::taken_back(guest, session, now, &self.book.base_url)?];
            held.extend(self.ended(event, &mut ending, now));
            letters.extend(ending.into_iter().filter(|letter| letter.calendar.is_some()));
        }
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

/// A date that a mail tells of.
struct InvitedDate {
    /// What the calendar was last told of it.
    last: Option<EntryRevision>,
    revision: EntryRevision,
    entry: CalendarEntry,
}

/// Dates under one name: what a mail tells of them.
#[derive(Default)]
struct InvitedDates {
    dates: Vec<InvitedDate>,
    entries: Vec<IcsEntry>,
}

impl InvitedDates {
    /// The mail counts as the news of one of them: of one that takes place, for those that are off are off for good.
    fn counts_as(&self) -> Option<(EventId, EntryState)> {
        let is_on = |date: &&InvitedDate| date.revision.state == EntryState::Invited;
        let date = self.dates.iter().find(is_on).or_else(|| self.dates.first())?;
        Some((date.entry.event_id, date.revision.state))
    }
}

/// Puts on each letter what became of some dates of a series that changed or were called off together: those at which
/// the reader has a seat as they are now, and the end of those that their calendar holds and that are off. Where a
/// calendar holds some of them under another name, it needs a mail of its own for them: the letter is copied.
pub async fn tell_of_dates(
    db: &mut PgConnection,
    app: &App,
    series: SeriesId,
    events: &[EventId],
    letters: &mut Vec<Letter>,
    now: OffsetDateTime,
) -> Result<()> {
    let people = readers(letters);
    let guests = queries::guests(&mut *db, &people).await?;
    let sessions = queries::sessions(&mut *db, events).await?;
    let seats = queries::seats(&mut *db, events, &people).await?;
    let book = Book::load(&mut *db, app, &sessions, Some(series), &people).await?;
    let (mut held, mut copies) = (Vec::new(), Vec::new());
    for (letter, guest) in addressed(letters, &guests) {
        let mut names: BTreeMap<String, InvitedDates> = BTreeMap::new();
        for session in &sessions {
            let last = book.last(session.id, guest.id);
            let seated = seats.iter().any(|seat| (seat.event_id, seat.person_id) == (session.id, guest.id));
            let revision = match session.state {
                SessionState::Cancelled => rules::cancel(last),
                SessionState::Draft | SessionState::Published => seated.then(|| rules::invite(last)),
            };
            let Some(revision) = revision else { continue };
            let news = book.entry(session, guest, revision, now);
            let dates = names.entry(news.uid.clone()).or_default();
            dates.entries.push(news);
            dates.dates.push(InvitedDate { last, revision, entry: book.holding(session, guest.id) });
        }
        for dates in names.into_values() {
            let Some((event, state)) = dates.counts_as() else { continue };
            let part = part(event, state, &dates.entries);
            let mail =
                if letter.calendar.is_some() { copy(letter, part, &mut copies) } else { carry(letter, part) };
            let sent = |date: InvitedDate| date.entry.once_sent(date.last, date.revision, mail);
            held.extend(dates.dates.into_iter().map(sent));
        }
    }
    letters.extend(copies);
    Ok(queries::hold(db, &held).await?)
}

/// Puts a whole series on the letters of people who answered it with one word, as it is for each of them now:
/// exactly the dates to come at which they have a seat. Who has none any more gets the end of it all, where their
/// calendar holds any of it. For a yes or a no to the series, and whenever dates were added to someone's yes.
pub async fn invite_to_series(
    db: &mut PgConnection,
    app: &App,
    series: SeriesId,
    letters: &mut Vec<Letter>,
    now: OffsetDateTime,
) -> Result<()> {
    let people = readers(letters);
    let guests = queries::guests(&mut *db, &people).await?;
    let dates = queries::dates(&mut *db, series, now).await?;
    let events: Vec<EventId> = dates.iter().map(|date| date.id).collect();
    let seats = queries::seats(&mut *db, &events, &people).await?;
    let book = Book::load(&mut *db, app, &dates, Some(series), &people).await?;
    let Some(series) = book.series(series) else { return Ok(()) };
    let (mut held, mut held_series) = (Vec::new(), Vec::new());
    let (mut gone, mut copies) = (Vec::new(), Vec::new());
    for (letter, guest) in addressed(letters, &guests) {
        let is_seated = |date: &&CalendarSession| {
            seats.iter().any(|seat| (seat.event_id, seat.person_id) == (date.id, guest.id))
        };
        let seated: Vec<CalendarSession> = dates.iter().filter(is_seated).cloned().collect();
        let whole = WholeSeries { book: &book, series, dates: &dates, guest, now };
        if let Some((series, part, mine)) = whole.stands(&seated) {
            distinguish(letter, series.revision());
            carry(letter, part);
            held.extend(mine);
            held_series.push(series);
            continue;
        }
        let (series, parts) = whole.ends();
        for part in parts {
            if letter.calendar.is_some() {
                copy(letter, part, &mut copies);
            } else {
                distinguish(letter, series.revision());
                carry(letter, part);
            }
        }
        if letter.calendar.is_some() {
            held_series.push(series);
        }
        gone.push(guest.id);
    }
    letters.extend(copies);
    queries::let_go(&mut *db, &events, &gone).await?;
    queries::hold_series(&mut *db, &held_series).await?;
    Ok(queries::hold(db, &held).await?)
}

/// A whole series as one person's calendar is told of it.
struct WholeSeries<'a> {
    book: &'a Book,
    series: &'a Series,
    dates: &'a [CalendarSession],
    guest: &'a Guest,
    now: OffsetDateTime,
}

impl WholeSeries<'_> {
    /// The series with exactly the dates of a person who comes to some, and how their calendar holds each of all dates
    /// from then on. A date that is there under another name stays what it is.
    fn stands(
        &self,
        seated: &[CalendarSession],
    ) -> Option<(CalendarSeries, CalendarPart, Vec<CalendarEntry>)> {
        let person = self.guest.id;
        let mine: Vec<CalendarSession> = seated
            .iter()
            .filter(|date| {
                let (known, new) = (self.book.holding(date, person), self.book.newly(date, person));
                !self.book.stands(date.id, person)
                    || (known.uid, known.instead_of) == (new.uid, new.instead_of)
            })
            .cloned()
            .collect();
        mine.iter().find(|date| date.state.is_published())?;
        let is_mine = |date: &CalendarSession| mine.iter().any(|seated| seated.id == date.id);
        let last = self.book.last_of_series(self.series.id, person);
        // Said a second time, it is no news.
        let is_known =
            self.dates.iter().all(|date| self.book.holding(date, person).by_series == is_mine(date));
        let revision = if is_known { rules::invite(last) } else { rules::invite_anew(last) };
        let raised = self.series.sequence + revision.sequence;
        let held = self.dates.iter().filter_map(|date| {
            let known = self.book.holding(date, person);
            if is_mine(date) {
                let EntryRevision { sequence, state } = rules::invite(self.book.last(date.id, person));
                let mail_id = known.mail_id;
                let newly = self.book.newly(date, person);
                return Some(CalendarEntry { raised, by_series: true, sequence, state, mail_id, ..newly });
            }
            // What the series said of it is no longer so.
            let state = EntryState::Cancelled;
            known.by_series.then_some(CalendarEntry { by_series: false, state, ..known })
        });
        let part = part(self.series.id, revision.state, &self.entries(&mine, revision));
        Some((self.revision(revision), part, held.collect()))
    }

    /// The end of all that the person's calendar holds of it: the series, and each other name for dates of it.
    fn ends(&self) -> (CalendarSeries, Vec<CalendarPart>) {
        let person = self.guest.id;
        let revision = rules::cancel_series(self.book.last_of_series(self.series.id, person));
        let mut names: BTreeMap<String, Vec<IcsEntry>> = BTreeMap::new();
        for date in self.dates {
            let Some(own) = rules::cancel(self.book.last(date.id, person)) else { continue };
            let entry =
                IcsEntry { status: IcsStatus::Cancelled, ..self.book.entry(date, self.guest, own, self.now) };
            names.entry(entry.uid.clone()).or_default().push(entry);
        }
        if let Some(of_series) = names.get_mut(&self.series.uid) {
            // Said of the whole, it holds for every date under that name.
            let whole = self.entries(self.dates, revision).into_iter().take(1);
            *of_series = whole.map(|whole| IcsEntry { status: IcsStatus::Cancelled, ..whole }).collect();
        }
        let parts = names.into_values().map(|entries| part(self.series.id, revision.state, &entries));
        (self.revision(revision), parts.collect())
    }

    /// The series and the dates that differ, each with a sequence above all that was said of it before.
    fn entries(&self, dates: &[CalendarSession], revision: EntryRevision) -> Vec<IcsEntry> {
        entries::series(self.series, dates, &self.book.base_url)
            .into_iter()
            .map(|(entry, date)| {
                let own = date.and_then(|date| self.book.last(date.id, self.guest.id));
                let sequence =
                    entry.sequence + i64::from(revision.sequence + own.map_or(0, |own| own.sequence));
                let entry = IcsEntry { sequence, stamp: self.now, ..entry };
                self.book.addressed(entry, dates.first(), self.guest)
            })
            .collect()
    }

    fn revision(&self, revision: EntryRevision) -> CalendarSeries {
        let EntryRevision { sequence, state } = revision;
        CalendarSeries { series_id: self.series.id, person_id: self.guest.id, sequence, state }
    }
}

/// Letters with the person each of them is for, where that is one of `guests`.
fn addressed<'a>(
    letters: &'a mut [Letter],
    guests: &'a [Guest],
) -> impl Iterator<Item = (&'a mut Letter, &'a Guest)> {
    letters.iter_mut().filter_map(|letter| {
        let guest = guests.iter().find(|guest| letter.person == Some(guest.id))?;
        Some((letter, guest))
    })
}

fn readers(letters: &[Letter]) -> Vec<PersonId> {
    letters.iter().filter_map(|letter| letter.person).collect()
}

/// What rises the sequence is news, even where the letter says the same as an earlier one.
fn distinguish(letter: &mut Letter, revision: EntryRevision) {
    if let Some(key) = letter.key.as_mut().filter(|_| revision.sequence > 0) {
        *key = format!("{key}:{}", revision.sequence);
    }
}

/// Puts a part on a letter; answers the letter's id.
fn carry(letter: &mut Letter, part: CalendarPart) -> MailId {
    letter.calendar = Some(part);
    letter.keep_id()
}

/// Puts a part on a copy of a letter that carries another one already; answers the copy's id.
fn copy(letter: &Letter, part: CalendarPart, copies: &mut Vec<Letter>) -> MailId {
    let mut copy = Letter { id: None, key: None, ..letter.clone() };
    let id = carry(&mut copy, part);
    copies.push(copy);
    id
}

fn part(of: impl Into<ThingId>, state: EntryState, entries: &[IcsEntry]) -> CalendarPart {
    let (method, purpose) = match state {
        EntryState::Invited => (CalendarMethod::Request, IcsPurpose::Request),
        EntryState::Cancelled => (CalendarMethod::Cancel, IcsPurpose::Cancel),
    };
    CalendarPart { method, text: ics::file(&purpose, entries), of: of.into() }
}
