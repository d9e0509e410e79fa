//! What the calendars of some people hold of some sessions, and how to speak of a session so that they understand.

use std::collections::BTreeMap;

use jiff::civil::DateTime;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::entries::{self, Name};
use super::ics::{Contact, Entry};
use super::queries::{self, Guest, Held, Session};
use super::rules::{self, Hold};
use super::zones::Zone;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, SeriesId, ThingId};
use crate::platform::mail::{self, Turn};
use crate::platform::web::when;
use crate::sessions::series::Series;

pub struct Book {
    series: BTreeMap<SeriesId, Series>,
    turns: Vec<Turn>,
    held: Vec<Held>,
    email: String,
    pub base_url: String,
}

impl Book {
    pub async fn load(
        db: &mut PgConnection,
        app: &App,
        (sessions, also): (&[Session], Option<SeriesId>),
        people: &[PersonId],
    ) -> Result<Self> {
        let series: Vec<SeriesId> =
            sessions.iter().filter_map(|session| session.series_id).chain(also).collect();
        let events: Vec<EventId> = sessions.iter().map(|session| session.id).collect();
        let of: Vec<ThingId> = events
            .iter()
            .copied()
            .map(ThingId::from)
            .chain(series.iter().copied().map(ThingId::from))
            .collect();
        let found = queries::series(&mut *db, &series).await?;
        Ok(Self {
            series: found.into_iter().map(|series| (series.id, series)).collect(),
            turns: mail::calendar_turns(&mut *db, &of, people).await?,
            held: queries::held(db, &events, people).await?,
            email: app.config.mail_from.email.to_string(),
            base_url: app.config.base_url(),
        })
    }

    pub fn series(&self, id: SeriesId) -> Option<&Series> {
        self.series.get(&id)
    }

    /// The last turn of a session's or series' own mails to a person.
    pub fn turn(&self, of: impl Into<ThingId>, person: PersonId) -> Option<i32> {
        let of = of.into();
        self.turns.iter().find(|turn| turn.person_id == person && turn.of == of).map(|turn| turn.turn)
    }

    /// The last turn of a session, however it was told.
    pub fn last(&self, event: EventId, person: PersonId) -> Option<i32> {
        let hold = self.find(event, person);
        let hold = hold.map(|held| if held.by_series { Hold::Series } else { Hold::Own });
        rules::last(self.turn(event, person), hold)
    }

    /// Does this person's calendar hold the session now?
    pub fn stands(&self, event: EventId, person: PersonId) -> bool {
        rules::taken_back(self.last(event, person)).is_some()
    }

    fn find(&self, event: EventId, person: PersonId) -> Option<&Held> {
        self.held.iter().find(|held| held.event_id == event && held.person_id == person)
    }

    /// The name a session has had in this person's calendar, or gets with the first word of it.
    pub fn holding(&self, session: &Session, person: PersonId) -> Held {
        let known = self.find(session.id, person).cloned();
        known.unwrap_or_else(|| self.newly(session, person))
    }

    /// The name a session has by what it is now.
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
        }
    }

    /// A session as this person's calendar knows it.
    pub fn entry(&self, session: &Session, guest: &Guest, turn: i32, now: OffsetDateTime) -> Entry {
        let held = self.holding(session, guest.id);
        let sequence = i64::from(session.sequence) + i64::from(turn) + i64::from(held.raised);
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
