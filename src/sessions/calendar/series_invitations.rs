//! Invitations to series: what the mails about several dates, or about a whole series, carry for the reader's calendar.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::entries;
use super::ics::{IcsEntry, IcsStatus};
use super::invitations::{
    Book, EntryRevision, EntryState, addressed, cancelled, distinguish, part, readers, revised,
};
use super::queries::{self, CalendarEntry, CalendarSeries, CalendarSession, Guest};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, MailId, PersonId, SeriesId};
use crate::platform::mail::{CalendarPart, Letter};
use crate::sessions::events::SessionState;
use crate::sessions::series::Series;

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
    let guests = queries::guests(&mut *db, events, &people).await?;
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
                SessionState::Cancelled => cancelled(last),
                SessionState::Draft | SessionState::Published => seated.then(|| revised(last)),
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
    let dates = queries::dates(&mut *db, series, now).await?;
    let events: Vec<EventId> = dates.iter().map(|date| date.id).collect();
    let guests = queries::guests(&mut *db, &events, &people).await?;
    let seats = queries::seats(&mut *db, &events, &people).await?;
    let book = Book::load(&mut *db, app, &dates, Some(series), &people).await?;
    let Some(series) = book.series(series) else { return Ok(()) };
    let (mut held, mut held_series) = (Vec::new(), Vec::new());
    let (mut gone, mut copies) = (Vec::new(), Vec::new());
    for (letter, guest) in addressed(letters, &guests) {
        let dates: Vec<CalendarSession> = dates.iter().map(|date| guest.shown(date).into_owned()).collect();
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
        let revision = if is_known { revised(last) } else { invited_anew(last) };
        let raised = self.series.sequence + revision.sequence;
        let held = self.dates.iter().filter_map(|date| {
            let known = self.book.holding(date, person);
            if is_mine(date) {
                let EntryRevision { sequence, state } = revised(self.book.last(date.id, person));
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
        let revision = cancelled_series(self.book.last_of_series(self.series.id, person));
        let mut names: BTreeMap<String, Vec<IcsEntry>> = BTreeMap::new();
        for date in self.dates {
            let Some(own) = cancelled(self.book.last(date.id, person)) else { continue };
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

impl Book {
    /// What this person's calendar was last told of a whole series.
    pub fn last_of_series(&self, series: SeriesId, person: PersonId) -> Option<EntryRevision> {
        let held = self.held_series.iter().find(|held| held.series_id == series && held.person_id == person);
        held.map(CalendarSeries::revision)
    }

    /// Does this person's calendar hold the session now?
    pub fn stands(&self, event: EventId, person: PersonId) -> bool {
        cancelled(self.last(event, person)).is_some()
    }
}

/// A whole series as it is for someone now: always news, since any date of it may have changed.
fn invited_anew(last: Option<EntryRevision>) -> EntryRevision {
    let sequence = match last {
        None => 0,
        // As if it had been taken away in between.
        Some(EntryRevision { sequence, state: EntryState::Invited }) => sequence + 2,
        Some(EntryRevision { sequence, state: EntryState::Cancelled }) => sequence + 1,
    };
    EntryRevision { sequence, state: EntryState::Invited }
}

/// The end of a whole series, whatever was said of it before.
fn cancelled_series(last: Option<EntryRevision>) -> EntryRevision {
    EntryRevision { sequence: invited_anew(last).sequence + 1, state: EntryState::Cancelled }
}

#[cfg(test)]
mod tests {
    use super::EntryState::{Cancelled, Invited};
    use super::{EntryRevision, cancelled_series, invited_anew};

    fn revision(sequence: i32, state: super::EntryState) -> EntryRevision {
        EntryRevision { sequence, state }
    }

    #[test]
    fn a_series_is_news_each_time_it_is_told() {
        let anew = [None, Some(revision(0, Invited)), Some(revision(1, Cancelled))].map(invited_anew);
        assert_eq!(anew, [revision(0, Invited), revision(2, Invited), revision(2, Invited)]);
        assert_eq!(
            [None, Some(revision(0, Invited))].map(cancelled_series),
            [revision(1, Cancelled), revision(3, Cancelled)]
        );
    }
}
