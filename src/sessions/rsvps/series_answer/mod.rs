//! A yes to a whole series: a place at every date to come, and at those that are made later, in the order in which
//! people said it. One date can be given up without giving up the rest.

pub mod actions;
mod mails;
mod queries;

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::rules::{Declined, Placement};
use super::telling::{remind_at_once_when_late, tell_freed};
use super::{accept_if_open, decline};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId, SeriesId};
use crate::platform::mail;
use crate::sessions::calendar;

pub use queries::{DateToCome, forget, holds};

/// The dates at which someone has a seat, and those at which they wait for one.
#[derive(Default)]
pub struct SeriesPlaces {
    pub seated: Vec<DateToCome>,
    pub waiting: Vec<DateToCome>,
}

/// Comes to every date: a seat or a place in the queue at each of those to come. Tells them so in one mail. Answers how
/// many dates take no answer any more, because they were cancelled or began while the others were answered.
pub async fn say_yes(
    db: &mut PgConnection,
    app: &App,
    series: SeriesId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<usize> {
    queries::take_turns(&mut *db, series).await?;
    queries::insert(&mut *db, series, person, now).await?;
    let mut places = SeriesPlaces::default();
    // One after the other, since each session has a queue and a lock of its own; always in the order in which others
    // take them, so that nobody waits for each other.
    let mut skipped = 0;
    for date in queries::to_come(&mut *db, series, now).await? {
        match accept_if_open(&mut *db, date.id, person, now).await? {
            Some(Placement::Seated) => places.seated.push(date),
            Some(Placement::Waiting) => places.waiting.push(date),
            None => skipped += 1,
        }
    }
    places.seated.sort_unstable_by_key(|date| date.starts_at);
    places.waiting.sort_unstable_by_key(|date| date.starts_at);
    tell(&mut *db, app, series, person, Some(&places), now).await?;
    remind_at_once_when_late(db, places.seated.first().map(|date| date.starts_at), now).await?;
    Ok(skipped)
}

/// Comes no more: what was held at dates to come goes on to others. Tells these, and the person in one mail. Answers how
/// many dates take no answer any more, as [`say_yes`] does.
pub async fn say_no(
    db: &mut PgConnection,
    app: &App,
    series: SeriesId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<usize> {
    let skipped = withdraw(&mut *db, app, series, person, now).await?;
    tell(db, app, series, person, None, now).await?;
    Ok(skipped)
}

/// Gives up what a person holds at the dates to come, and their yes to the series. Tells the people who get their places;
/// the person, and their calendar, the caller tells. Answers how many dates take no answer any more.
pub async fn withdraw(
    db: &mut PgConnection,
    app: &App,
    series: SeriesId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<usize> {
    queries::take_turns(&mut *db, series).await?;
    queries::delete(&mut *db, series, person).await?;
    let mut skipped = 0;
    for event in queries::answered(&mut *db, series, person, now).await? {
        let freed = match decline(&mut *db, event, person, Declined::NotGoing, now).await {
            Err(Error::Refused(_)) => {
                skipped += 1;
                continue;
            }
            declined => declined?,
        };
        tell_freed(&mut *db, app, event, &freed, now).await?;
    }
    Ok(skipped)
}

/// One mail with the whole series for the reader's calendar. The end of it is told only to people whose calendar holds it.
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
