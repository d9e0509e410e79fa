//! What the calendars of some people hold of some sessions, and how to speak of a session so that they understand.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::entries::{self, EntryName};
use super::ics::{Contact, IcsEntry, Organiser};
use super::queries::{self, CalendarEntry, CalendarSeries, CalendarSession, Guest};
use super::rules::{self, EntryRevision, EntryState};
use super::zones::Zone;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, SeriesId};
use crate::platform::web::when;
use crate::sessions::series::{self, Series};

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
        rules::cancel(self.last(event, person)).is_some()
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
