//! A yes to a whole series: a place at every date to come, and at those that are made later, in the order in which
//! people said it. One date can be given up without giving up the rest.

pub mod actions;
mod mails;
mod queries;

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::rules::{Declined, Placement};
use super::telling::{remind_at_once_when_late, tell_freed};
use super::{accept, decline};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, SeriesId};
use crate::platform::mail;
use crate::sessions::calendar;

pub use queries::{forget, holds};

/// When the dates are at which someone has a seat, and those at which they wait for one.
#[derive(Default)]
pub struct SeriesPlaces {
    pub seated: Vec<OffsetDateTime>,
    pub waiting: Vec<OffsetDateTime>,
}

/// Comes to every date: a seat or a place in the queue at each of those to come. Tells them so in one mail.
pub async fn say_yes(
    db: &mut PgConnection,
    app: &App,
    series: SeriesId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::insert(&mut *db, series, person, now).await?;
    let mut places = SeriesPlaces::default();
    // One after the other, since each session has a queue and a lock of its own; always in the order in which others
    // take them, so that nobody waits for each other.
    for date in queries::to_come(&mut *db, series, now).await? {
        match accept(&mut *db, date.id, person, now).await? {
            Placement::Seated => places.seated.push(date.starts_at),
            Placement::Waiting => places.waiting.push(date.starts_at),
        }
    }
    places.seated.sort_unstable();
    places.waiting.sort_unstable();
    tell(&mut *db, app, series, person, Some(&places), now).await?;
    remind_at_once_when_late(db, places.seated.first().copied(), now).await
}

/// Comes no more: what was held at dates to come goes on to others. Tells these, and the person in one mail.
pub async fn say_no(
    db: &mut PgConnection,
    app: &App,
    series: SeriesId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    withdraw(&mut *db, app, series, person, now).await?;
    tell(db, app, series, person, None, now).await
}

/// Gives up what a person holds at the dates to come, and their yes to the series. Tells the people who get their places;
/// the person, and their calendar, the caller tells.
pub async fn withdraw(
    db: &mut PgConnection,
    app: &App,
    series: SeriesId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::delete(&mut *db, series, person).await?;
    for event in queries::answered(&mut *db, series, person, now).await? {
        let freed = decline(&mut *db, event, person, Declined::NotGoing, now).await?;
        tell_freed(&mut *db, app, event, &freed, now).await?;
    }
    Ok(())
}

/// One mail with the whole series for the reader's calendar. The end of it is told only to whoever's calendar holds it.
async fn tell(
    db: &mut PgConnection,
    app: &App,
    series: SeriesId,
    person: PersonId,
    places: Option<&SeriesPlaces>,
    now: OffsetDateTime,
) -> Result<()> {
    let Some(to) = queries::recipient(&mut *db, series, person).await? else { return Ok(()) };
    let letter = mails::series_answer(&to, places, now, &app.config.base_url())?;
    let mut letters = vec![letter];
    calendar::invite_to_series(&mut *db, app, series, &mut letters, now).await?;
    letters.retain(|letter| places.is_some() || letter.calendar.is_some());
    mail::queue(db, &letters, now).await.map(drop)
}

/// Seats anyone who comes to every date at dates that were just made, which nobody has answered yet. Tells nobody.
pub async fn seat(db: &mut PgConnection, events: &[EventId], now: OffsetDateTime) -> Result<()> {
    if events.is_empty() {
        return Ok(());
    }
    queries::seat(&mut *db, events, now).await?;
    Ok(queries::number_on(db, events).await?)
}

/// The rest of a series goes on as another one: anyone who came to every date still does. Tells nobody.
pub async fn follow(db: &mut PgConnection, from: SeriesId, to: SeriesId) -> Result<()> {
    if from == to { Ok(()) } else { Ok(queries::follow(db, from, to).await?) }
}
