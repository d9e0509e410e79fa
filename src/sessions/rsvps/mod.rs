//! RSVPs: a person's answer to one session, or to a whole series. When seats run out, the next people wait, in order;
//! a seat given up goes to the person who waited longest, in the same transaction. Close to the start, where the organiser
//! wants that, it is offered to everyone who waits instead.

mod actions;
mod links;
mod mails;
mod moves;
mod queries;
pub mod rules;
pub mod series_answer;
mod telling;

use std::collections::BTreeMap;

use axum::routing::{get, post};
use axum::{Extension, Router};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::mail;
use crate::sessions::reminders;
use queries::AskedSession;
use rules::{Declined, FreeSeats, Placement, Seats};

pub use rules::Cause;
pub use telling::tell_freed;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/events/{event}/rsvp", post(actions::answer))
        .route("/events/{event}/seats", get(moves::pages::show).post(moves::actions::make))
        .route("/series/{series}/rsvp", post(series_answer::actions::answer))
        .route("/rsvp/{token}", get(links::show).post(links::answer))
        .layer(Extension(actions::Answering::default()))
}

/// What became of a seat that was given up.
#[derive(Debug, Default)]
pub struct Freed {
    /// Who got one, in the order of the queue.
    pub seated: Vec<PersonId>,
    /// Who it is offered to, where seats are not given any more.
    pub offered: Vec<PersonId>,
}

/// Takes a seat, or a place in the queue when there is none. Saying yes twice changes nothing. Tells nobody.
/// The lock on the session makes everyone who asks at the same moment take turns.
///
/// # Errors
/// [`Error::Refused`] when the session has started or is not open for answers, or when only members of its community may
/// come.
pub async fn accept(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Placement> {
    let asked = queries::lock_for(&mut *db, event, person).await?;
    place(db, &asked, event, person, now).await
}

/// The same for one of many sessions: none for one that takes no answers any more.
async fn accept_if_open(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Option<Placement>> {
    let asked = queries::lock_for(&mut *db, event, person).await?;
    if rules::may_answer(&asked.seats, now).is_err() {
        return Ok(None);
    }
    place(db, &asked, event, person, now).await.map(Some)
}

/// Words on an answer to many sessions, with those that it could not reach any more.
pub fn but_for(words: &str, skipped: usize) -> String {
    match skipped {
        0 => words.to_owned(),
        1 => format!("{words} One session was cancelled in the meantime."),
        some => format!("{words} {some} sessions were cancelled in the meantime."),
    }
}

/// The same for a session whose lock is held already.
async fn place(
    db: &mut PgConnection,
    asked: &AskedSession,
    event: EventId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Placement> {
    let place = asked.place(now)?;
    if Some(place) == asked.held {
        return Ok(place);
    }
    match place {
        Placement::Seated => queries::seat(db, event, &[person], now).await?,
        Placement::Waiting => queries::queue_up(db, event, &[person], now).await?,
    }
    Ok(place)
}

/// Answers no or maybe, and leaves the queue. A seat given up goes on to the person who waited longest, or is offered
/// to all who wait. Tells nobody: [`tell_freed`] does.
///
/// # Errors
/// [`Error::Refused`] when the session has started or is not open for answers.
pub async fn decline(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    answer: Declined,
    now: OffsetDateTime,
) -> Result<Freed> {
    let asked = queries::lock_for(&mut *db, event, person).await?;
    rules::may_answer(&asked.seats, now).map_err(Error::Refused)?;
    queries::answer(&mut *db, event, person, answer.into(), now).await?;
    take_back_mails(&mut *db, event, person, now).await?;
    if asked.held == Some(Placement::Seated) {
        let seats = Seats { seated: asked.seats.seated - 1, ..asked.seats.clone() };
        fill(db, event, &seats, Cause::GivenUp, now).await
    } else {
        Ok(Freed::default())
    }
}

/// Mails about a seat that have not left yet say what is not true any more.
async fn take_back_mails(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    reminders::take_back_from(&mut *db, event, person, now).await?;
    mail::withdraw(db, &mails::OF_A_SEAT, &[event.into()], Some(person), now).await?;
    Ok(())
}

/// Nobody waits beside a free seat: it goes to the person who waited longest, or is offered to all who wait. Tells nobody:
/// [`tell_freed`] does.
pub async fn pass_on(
    db: &mut PgConnection,
    event: EventId,
    cause: Cause,
    now: OffsetDateTime,
) -> Result<Freed> {
    let seats = queries::lock(&mut *db, event).await?;
    fill(db, event, &seats, cause, now).await
}

/// The same for a session whose lock is held already.
async fn fill(
    db: &mut PgConnection,
    event: EventId,
    seats: &Seats,
    cause: Cause,
    now: OffsetDateTime,
) -> Result<Freed> {
    Ok(match rules::free_seats(seats, cause, now) {
        FreeSeats::Given(0) => Freed::default(),
        FreeSeats::Given(free) => {
            Freed { seated: queries::promote(db, event, free, now).await?, ..Freed::default() }
        }
        FreeSeats::Offered => Freed { offered: queries::waiting(db, event).await?, ..Freed::default() },
    })
}

/// Gives up whatever a person holds in sessions still to come, of a community that they have left, or of all of them. Seats go on, and people
/// are told. Answers how many of them took no answer any more, being cancelled in the meantime.
pub async fn give_up_all(
    db: &mut PgConnection,
    app: &App,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<usize> {
    series_answer::forget(&mut *db, community, person).await?;
    let leaver = BTreeMap::from([(person, Declined::NotGoing)]);
    let mut skipped = 0;
    // One after the other, since each session has a queue and a lock of its own; they are few.
    for event in queries::answered_to_come(&mut *db, community, person, now).await? {
        match actions::give_up(&mut *db, app, event, &leaver, now).await {
            Err(Error::Refused(_)) => skipped += 1,
            given_up => telling::remind_at_once_when_late(&mut *db, given_up?, now).await?,
        }
    }
    Ok(skipped)
}
