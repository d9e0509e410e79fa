//! RSVPs: a person's answer to one session. When seats run out, the next people wait, in order;
//! a seat given up goes to whoever waited longest, in the same transaction.

mod actions;
mod mails;
mod queries;
pub mod rules;

use axum::Router;
use axum::routing::post;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::app::App;
use crate::error::{Error, Result};
use crate::{calendar, mail, reminders};
use rules::{Answer, Place};

pub fn routes() -> Router<App> {
    Router::new().route("/events/{event}/rsvp", post(actions::answer))
}

/// Takes a seat, or a place in the queue when there is none. Saying yes twice changes nothing.
/// The lock on the session makes everybody who asks at the same moment take turns.
///
/// # Errors
/// [`Error::Refused`] when the session has started or is not open for answers.
pub async fn accept(db: &mut PgConnection, event: Uuid, person: Uuid, now: OffsetDateTime) -> Result<Place> {
    let seats = queries::lock(&mut *db, event).await?;
    rules::may_answer(&seats, now).map_err(Error::Refused)?;
    let standing = queries::place_of(&mut *db, event, person).await?;
    let place = rules::place(&seats, standing);
    if Some(place) == standing {
        return Ok(place);
    }
    match place {
        Place::Seated => queries::seat(db, event, person, now).await?,
        Place::Waiting => queries::queue_up(db, event, person, now).await?,
    }
    Ok(place)
}

/// Answers no or maybe, and leaves the queue. A seat given up goes on to whoever waited longest;
/// they are told which of their waits has ended.
pub async fn decline(
    db: &mut PgConnection,
    (event, person): (Uuid, Uuid),
    answer: Answer,
    now: OffsetDateTime,
) -> Result<Vec<Uuid>> {
    let seats = queries::lock(&mut *db, event).await?;
    rules::may_answer(&seats, now).map_err(Error::Refused)?;
    queries::answer(&mut *db, event, person, answer.as_str(), now).await?;
    reminders::take_back_from(&mut *db, (event, person), now).await?;
    mail::withdraw(&mut *db, &mails::seat_key(event, person), now).await?;
    promote(db, event, now).await
}

/// Answers no or maybe as [`decline`] does, and lets everybody know: the session leaves the person's calendar where it
/// was sent there, and whoever gets the seat is told so.
pub async fn give_up(
    db: &mut PgConnection,
    app: &App,
    (event, person): (Uuid, Uuid),
    answer: Answer,
    now: OffsetDateTime,
) -> Result<()> {
    let place = queries::place_of(&mut *db, event, person).await?;
    let lucky = decline(&mut *db, (event, person), answer, now).await?;
    if place == Some(Place::Seated) {
        calendar::take_back(&mut *db, app, event, person, now).await?;
    }
    tell_seated(db, app, event, (&lucky, true), now).await
}

/// Gives up whatever a person holds in sessions of a community still to come: they have left it and may not see
/// them any more. Seats go on as with [`give_up`].
pub async fn give_up_all(
    db: &mut PgConnection,
    app: &App,
    (community, person): (Uuid, Uuid),
    now: OffsetDateTime,
) -> Result<()> {
    // One after the other, since each session has a queue and a lock of its own; they are few.
    for event in queries::answered_to_come(&mut *db, community, person, now).await? {
        give_up(&mut *db, app, (event, person), Answer::NotGoing, now).await?;
    }
    Ok(())
}

/// Seats as many of those who wait as there are free seats, in the order of the queue.
/// The caller holds the lock on the session.
async fn promote(db: &mut PgConnection, event: Uuid, now: OffsetDateTime) -> Result<Vec<Uuid>> {
    let seats = queries::lock(&mut *db, event).await?;
    let free = rules::free_for_waiting(&seats, now);
    if free == 0 { Ok(Vec::new()) } else { Ok(queries::promote(db, event, free, now).await?) }
}

/// After seats were added: gives them out and tells those who got one.
pub async fn fill_free_seats(
    db: &mut PgConnection,
    app: &App,
    event: Uuid,
    now: OffsetDateTime,
) -> Result<()> {
    let lucky = promote(&mut *db, event, now).await?;
    tell_seated(db, app, event, (&lucky, true), now).await
}

/// Queues the mail that says "you have a seat", with the invitation, once for each person and starting time.
pub(crate) async fn tell_seated(
    db: &mut PgConnection,
    app: &App,
    event: Uuid,
    (people, waited): (&[Uuid], bool),
    now: OffsetDateTime,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let seated = queries::seated(&mut *db, event, people).await?;
    let base_url = app.config.base_url();
    let mut letters: Vec<_> =
        seated.iter().map(|person| mails::seated(person, waited, now, &base_url)).collect::<Result<_>>()?;
    calendar::invite(&mut *db, app, event, &mut letters, now).await?;
    mail::queue(&mut *db, &letters, now).await?;
    remind_at_once_when_late(db, &seated, now).await
}

/// The reminder of a session that starts within a day is due now, not at the next look at the clock.
async fn remind_at_once_when_late(
    db: &mut PgConnection,
    seated: &[queries::Seated],
    now: OffsetDateTime,
) -> Result<()> {
    if seated.iter().any(|person| person.starts_at - now < time::Duration::days(1)) {
        crate::jobs::enqueue(db, &crate::jobs::Job::DayBeforeReminders, Some("late"), now).await?;
    }
    Ok(())
}
