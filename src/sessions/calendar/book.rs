//! What the calendars of some people hold of some sessions, how to speak of a session so that they understand, and what
//! they are told next.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::entries::{self, EntryName};
use super::ics::{Contact, IcsEntry, Organiser};
use super::queries::{self, CalendarEntry, CalendarSeries, CalendarSession, Guest};
use super::zones::Zone;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, SeriesId};
use crate::platform::states::states;
use crate::platform::web::when;
use crate::sessions::series::{self, Series};

/// What the calendars of some people hold of some sessions.
pub struct Book {
    series: BTreeMap<SeriesId, Series>,
    held: Vec<CalendarEntry>,
    held_series: Vec<CalendarSeries>,
    email: String,
    pub base_url: String,
}

impl Book {
    pub async fn load(
        db: &mut PgConnection,
        app: &App,
        sessions: &[CalendarSession],
        also: Option<SeriesId>,
        people: &[PersonId],
    ) -> Result<Self> {
        let wanted: Vec<SeriesId> =
            sessions.iter().filter_map(|session| session.series_id).chain(also).collect();
        let events: Vec<EventId> = sessions.iter().map(|session| session.id).collect();
        let found = series::of_ids(&mut *db, &wanted).await?;
        entries::read_agendas(sessions, &found).await;
        queries::undo_unsent(&mut *db, &events, people).await?;
        let held = queries::held(&mut *db, &events, people).await?;
        Ok(Self {
            series: found.into_iter().map(|series| (series.id, series)).collect(),
            held,
            held_series: queries::held_series(db, &wanted, people).await?,
            email: app.config.mail_from.email.to_string(),
            base_url: app.config.base_url(),
        })
    }

    /// For sessions that no calendar was told of yet.
    pub async fn blank(db: &mut PgConnection, app: &App, sessions: &[CalendarSession]) -> Result<Self> {
        let wanted: Vec<SeriesId> = sessions.iter().filter_map(|session| session.series_id).collect();
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
    pub async fn recalled(
        self,
        db: &mut PgConnection,
        events: &[EventId],
        people: &[PersonId],
    ) -> Result<Self> {
        queries::undo_unsent(&mut *db, events, people).await?;
        self.holding_now(db, events, people).await
    }

    /// The same where what never left was undone already.
    pub async fn holding_now(
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

    /// What this person's calendar was last told of a whole series.
    pub fn last_of_series(&self, series: SeriesId, person: PersonId) -> Option<EntryRevision> {
        let held = self.held_series.iter().find(|held| held.series_id == series && held.person_id == person);
        held.map(CalendarSeries::revision)
    }

    /// Does this person's calendar hold the session now?
    pub fn stands(&self, event: EventId, person: PersonId) -> bool {
        cancel(self.last(event, person)).is_some()
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
        let entry = entries::named(session, name(held), &self.base_url);
        self.addressed(IcsEntry { sequence, stamp: now, ..entry }, Some(session), guest)
    }

    /// The community invites: answers go to its organiser, for whom the site writes (RFC 5545, 3.2.18).
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

fn name(held: CalendarEntry) -> EntryName {
    let date = held.instead_of.zip(held.zone).map(|(wall, zone)| {
        let clocks = when::zone_or_utc(&zone);
        let wall: DateTime = when::from_date_time(wall);
        (wall, Zone { name: zone, clocks })
    });
    EntryName { uid: held.uid, instead_of: date }
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
pub fn invite(last: Option<EntryRevision>) -> EntryRevision {
    let sequence = match last {
        None => 0,
        Some(EntryRevision { sequence, state: EntryState::Invited }) => sequence,
        Some(EntryRevision { sequence, state: EntryState::Cancelled }) => sequence + 1,
    };
    EntryRevision { sequence, state: EntryState::Invited }
}

/// A whole series as it is for someone now: always news, since any date of it may have changed.
pub fn invite_anew(last: Option<EntryRevision>) -> EntryRevision {
    let sequence = match last {
        None => 0,
        // As if it had been taken away in between.
        Some(EntryRevision { sequence, state: EntryState::Invited }) => sequence + 2,
        Some(EntryRevision { sequence, state: EntryState::Cancelled }) => sequence + 1,
    };
    EntryRevision { sequence, state: EntryState::Invited }
}

/// The end of an invitation; none when the calendar holds nothing to take away.
pub fn cancel(last: Option<EntryRevision>) -> Option<EntryRevision> {
    last.filter(|last| last.state == EntryState::Invited)
        .map(|last| EntryRevision { sequence: last.sequence + 1, state: EntryState::Cancelled })
}

/// The end of a whole series, whatever was said of it before.
pub fn cancel_series(last: Option<EntryRevision>) -> EntryRevision {
    EntryRevision { sequence: invite_anew(last).sequence + 1, state: EntryState::Cancelled }
}

#[cfg(test)]
mod tests {
    use super::EntryState::{Cancelled, Invited};
    use super::{EntryRevision, cancel, cancel_series, invite, invite_anew};

    fn revision(sequence: i32, state: super::EntryState) -> EntryRevision {
        EntryRevision { sequence, state }
    }

    #[test]
    fn a_seat_saved_given_up_and_saved_again_rises_each_time() {
        assert_eq!(invite(None), revision(0, Invited));
        assert_eq!(cancel(Some(revision(0, Invited))), Some(revision(1, Cancelled)));
        assert_eq!(invite(Some(revision(1, Cancelled))), revision(2, Invited));
        assert_eq!(cancel(Some(revision(2, Invited))), Some(revision(3, Cancelled)));
    }

    #[test]
    fn news_of_an_entry_keeps_its_sequence_and_nothing_is_taken_back_twice() {
        assert_eq!(invite(Some(revision(2, Invited))), revision(2, Invited));
        assert_eq!(cancel(Some(revision(1, Cancelled))), None);
        assert_eq!(cancel(None), None);
    }

    #[test]
    fn a_series_is_news_each_time_it_is_told() {
        let anew = [None, Some(revision(0, Invited)), Some(revision(1, Cancelled))].map(invite_anew);
        assert_eq!(anew, [revision(0, Invited), revision(2, Invited), revision(2, Invited)]);
        assert_eq!(
            [None, Some(revision(0, Invited))].map(cancel_series),
            [revision(1, Cancelled), revision(3, Cancelled)]
        );
    }
}
