//! Sessions and series that change community with a transformation: under the same uid and with their answers, told in one
//! email a person. Anyone who goes no further gets one cancellation for a series, not one a date.

mod mails;
mod queries;

use std::collections::BTreeMap;

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId, TransformationId};
use crate::platform::mail::{self, Letter};
use crate::sessions::events::dates::CommunityChange;
use crate::sessions::rsvps::rules::Declined;
use crate::sessions::rsvps::{self, series_answer};
use crate::sessions::{calendar, series};

pub use mails::{MoveQuestion, NewsOutside, TransformationNews};
pub use queries::{ChangingCommunity, ComingThing, HeldPlace, coming, held_by, moved, outsiders, signed_up};

/// Both communities of a transformation, held until the transaction ends: two that reach the same ones take turns.
///
/// # Errors
/// [`Error::Refused`] when one of them is archived.
pub async fn lock(db: &mut PgConnection, ids: [CommunityId; 2]) -> Result<[ChangingCommunity; 2]> {
    let found = queries::lock(db, &ids).await?;
    let [one, other] = ids.map(|id| found.iter().find(|community| community.id == id).cloned());
    let (one, other) = one.zip(other).ok_or(Error::NotFound)?;
    Ok([one, other])
}

/// What goes from one community to another.
pub struct Move<'a> {
    pub transformation: TransformationId,
    pub from: &'a ChangingCommunity,
    pub to: &'a ChangingCommunity,
}

impl Move<'_> {
    /// Moves sessions and series to come. Anyone who cannot see the community they go to gives up their places, and is told
    /// so; the others are told by [`tell`]. Answers the sessions that moved.
    pub async fn carry_out(
        &self,
        db: &mut PgConnection,
        app: &App,
        things: &[ComingThing],
        now: OffsetDateTime,
    ) -> Result<Vec<EventId>> {
        let single: Vec<EventId> = things.iter().filter_map(|thing| thing.event_id).collect();
        let of_series: Vec<SeriesId> = things.iter().filter_map(|thing| thing.series_id).collect();
        let communities = CommunityChange { from: self.from.id, to: self.to.id };
        let behind = queries::held_by_outsiders(&mut *db, communities, &single, &of_series, now).await?;
        self.leave_behind(&mut *db, app, &behind, now).await?;
        series::change_community(db, communities, &of_series, &single, now).await
    }

    /// Writes down what moved, so that it can go back.
    pub async fn remember(&self, db: &mut PgConnection, things: &[ComingThing]) -> Result<()> {
        let single: Vec<EventId> = things.iter().filter_map(|thing| thing.event_id).collect();
        let of_series: Vec<SeriesId> = things.iter().filter_map(|thing| thing.series_id).collect();
        queries::remember_sessions(&mut *db, self.transformation, &single).await?;
        Ok(queries::remember_series(db, self.transformation, &of_series).await?)
    }

    /// Gives up what people hold at sessions that go where they do not: one email for each series, and one for each session
    /// by itself, which end it in their calendars too.
    pub async fn leave_behind(
        &self,
        db: &mut PgConnection,
        app: &App,
        places: &[HeldPlace],
        now: OffsetDateTime,
    ) -> Result<()> {
        for held in places.chunk_by(HeldPlace::is_of_the_same) {
            let Some(first) = held.first() else { continue };
            let letter = mails::left_behind(self, first, held.len(), now, &app.config.base_url())?;
            let mut letters = vec![letter];
            if let Some(of_series) = first.series_id {
                series_answer::withdraw(&mut *db, app, of_series, first.person_id, now).await?;
                calendar::invite_to_series(&mut *db, app, of_series, &mut letters, now).await?;
            } else {
                let (event, person) = (first.event_id, first.person_id);
                let freed = rsvps::decline(&mut *db, event, person, Declined::NotGoing, now).await?;
                rsvps::tell_freed(&mut *db, app, event, &freed, now).await?;
                calendar::uninvite(&mut *db, app, event, &mut letters, now).await?;
            }
            mail::queue(&mut *db, &letters, now).await?;
        }
        Ok(())
    }
}

/// Tells everyone a transformation concerns: the members of some communities, the people it asks, and those who
/// answered a session that moved. One email each; it lists their sessions and carries what their calendar needs.
pub async fn tell(
    db: &mut PgConnection,
    app: &App,
    news: &TransformationNews<'_>,
    communities: &[CommunityId],
    moved: &[EventId],
    now: OffsetDateTime,
) -> Result<()> {
    let private = news.outside.as_ref().map(|outside| outside.private);
    let people = queries::recipients(&mut *db, news.id, communities, moved, private).await?;
    let held = queries::held(&mut *db, moved).await?;
    let mut of_people: BTreeMap<PersonId, Vec<HeldPlace>> = BTreeMap::new();
    for place in held {
        of_people.entry(place.person_id).or_default().push(place);
    }
    let mut carried: BTreeMap<Option<CalendarThing>, Vec<Letter>> = BTreeMap::new();
    for person in &people {
        let held = of_people.get(&person.person_id).map_or(&[][..], Vec::as_slice);
        carried.entry(CalendarThing::of(held)).or_default().push(news.to(person, held, now)?);
    }
    let dates = |id| {
        let of_series = of_people.values().flatten().filter(move |place| place.series_id == Some(id));
        let mut events: Vec<EventId> = of_series.map(|place| place.event_id).collect();
        events.sort_unstable();
        events.dedup();
        events
    };
    for (thing, mut letters) in carried {
        match thing {
            None => {}
            Some(CalendarThing::Whole(id)) => {
                calendar::invite_to_series(&mut *db, app, id, &mut letters, now).await?;
            }
            Some(CalendarThing::Dates(id)) => {
                calendar::tell_of_dates(&mut *db, app, id, &dates(id), &mut letters, now).await?;
            }
            Some(CalendarThing::Session(event)) => {
                calendar::invite(&mut *db, app, event, &mut letters, now).await?;
            }
        }
        mail::queue(&mut *db, &letters, now).await?;
    }
    Ok(())
}

/// What an email carries for its reader's calendar. There is room for one name in it (RFC 5546, 3.2.2): the series they
/// come to, or else the next session. Time and place of the others are what they were, and each later word about them
/// has the risen sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum CalendarThing {
    Whole(SeriesId),
    Dates(SeriesId),
    Session(EventId),
}

impl CalendarThing {
    /// The places are sorted by time.
    fn of(held: &[HeldPlace]) -> Option<Self> {
        let seats = || held.iter().filter(|place| place.answer.is_going());
        let whole = seats().find(|place| place.every_date).and_then(|place| place.series_id);
        let dates = || seats().find_map(|place| place.series_id);
        let single = || seats().next().map(|place| Self::Session(place.event_id));
        whole.map(Self::Whole).or_else(|| dates().map(Self::Dates)).or_else(single)
    }
}
