//! What the calendars of some people hold of some sessions, and how to speak of a session so that they understand.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::entries::{self, Name};
use super::ics::{Contact, Entry};
use super::queries::{self, Guest, Held, HeldSeries, Session};
use super::rules::{self, Standing, Told};
use super::zones::Zone;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, SeriesId};
use crate::platform::web::when;
use crate::sessions::series::{self, Series};

pub struct Book {
    series: BTreeMap<SeriesId, Series>,
    held: Vec<Held>,
    held_series: Vec<HeldSeries>,
    email: String,
    pub base_url: String,
}

impl Book {
    pub async fn load(
        db: &mut PgConnection,
        app: &App,
        sessions: &[Session],
        also: Option<SeriesId>,
        people: &[PersonId],
    ) -> Result<Self> {
        let wanted: Vec<SeriesId> =
            sessions.iter().filter_map(|session| session.series_id).chain(also).collect();
        let events: Vec<EventId> = sessions.iter().map(|session| session.id).collect();
        let found = series::of_ids(&mut *db, &wanted).await?;
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

    pub fn series(&self, id: SeriesId) -> Option<&Series> {
        self.series.get(&id)
    }

    /// What this person's calendar was last told of a session, by a mail of its own or with its series.
    pub fn last(&self, event: EventId, person: PersonId) -> Option<Told> {
        self.find(event, person).map(Held::told)
    }

    /// What this person's calendar was last told of a whole series.
    pub fn last_of_series(&self, series: SeriesId, person: PersonId) -> Option<Told> {
        let held = self.held_series.iter().find(|held| held.series_id == series && held.person_id == person);
        held.map(HeldSeries::told)
    }

    /// Does this person's calendar hold the session now?
    pub fn stands(&self, event: EventId, person: PersonId) -> bool {
        rules::cancel(self.last(event, person)).is_some()
    }

    fn find(&self, event: EventId, person: PersonId) -> Option<&Held> {
        self.held.iter().find(|held| held.event_id == event && held.person_id == person)
    }

    /// How this person's calendar holds a session, or will with the first word of it. What went with its whole series
    /// may come back under another name; its sequence goes on.
    pub fn holding(&self, session: &Session, person: PersonId) -> Held {
        let Some(known) = self.find(session.id, person) else { return self.newly(session, person) };
        if known.by_series && known.standing == Standing::Cancelled {
            let Held { sequence, standing, mail_id, .. } = *known;
            return Held { sequence, standing, mail_id, ..self.newly(session, person) };
        }
        known.clone()
    }

    /// How a calendar holds a session that it is told of now for the first time.
    pub fn newly(&self, session: &Session, person: PersonId) -> Held {
        let series = session.series_id.and_then(|id| self.series(id));
        let name = Name::of(session, series);
        Held {
            event_id: session.id,
            person_id: person,
            uid: name.uid,
            instead_of: name.instead_of.as_ref().map(|(wall, _)| when::to_date_time(*wall)),
            zone: name.instead_of.map(|(_, zone)| zone.name),
            raised: series.map_or(0, |series| series.sequence),
            by_series: false,
            sequence: 0,
            standing: Standing::Invited,
            mail_id: None,
        }
    }

    /// A session as this person's calendar knows it.
    pub fn entry(&self, session: &Session, guest: &Guest, told: Told, now: OffsetDateTime) -> Entry {
        let held = self.holding(session, guest.id);
        let sequence = i64::from(session.sequence) + i64::from(told.sequence) + i64::from(held.raised);
        let entry = entries::named(session, name(held), &self.base_url);
        self.addressed(Entry { sequence, stamp: now, ..entry }, &session.community, guest)
    }

    /// The community invites, from the address of the site.
    pub fn addressed(&self, entry: Entry, community: &str, guest: &Guest) -> Entry {
        let organiser = Contact { name: community.to_owned(), email: self.email.clone() };
        let attendee = Contact { name: guest.name.clone(), email: guest.email.clone() };
        Entry { organiser: Some(organiser), attendee: Some(attendee), ..entry }
    }
}

fn name(held: Held) -> Name {
    let date = held.instead_of.zip(held.zone).map(|(wall, zone)| {
        let clocks = when::zone_or_utc(&zone);
        let wall: DateTime = when::from_date_time(wall);
        (wall, Zone { name: zone, clocks })
    });
    Name { uid: held.uid, instead_of: date }
}
