//! Moving someone by hand: an organiser gives a seat out of turn, or takes a person off the list, with a reason that
//! the person reads. Who loses a seat to another waits first in the queue, since they held one already.

pub mod actions;
pub mod pages;
mod queries;

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::rules::{self, Cause, Placement};
use super::{Freed, pass_on, take_back_mails};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::sessions::Answer;

/// Who moves someone, and why: never empty.
#[derive(Clone, Copy)]
pub struct MoveReason<'a> {
    pub by: PersonId,
    pub words: &'a str,
}

/// Gives a seat to someone who waits, before their turn: a free one, or that of `instead`, who then waits first.
/// Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when the person does not wait any more, or there is no seat to give.
pub async fn give_seat(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    instead: Option<PersonId>,
    reason: MoveReason<'_>,
    now: OffsetDateTime,
) -> Result<()> {
    let seats = super::queries::lock(&mut *db, event).await?;
    rules::may_answer(&seats, now).map_err(Error::Refused)?;
    if super::queries::place_of(&mut *db, event, person).await? != Some(Placement::Waiting) {
        return Err(Error::Refused("That person is no longer on the waiting list. Reload the page."));
    }
    if let Some(other) = instead {
        if super::queries::place_of(&mut *db, event, other).await? != Some(Placement::Seated) {
            return Err(Error::Refused("That person is no longer going. Reload the page."));
        }
        queries::displace(&mut *db, event, other, reason, now).await?;
        take_back_mails(&mut *db, event, other, now).await?;
    } else if seats.capacity.is_some_and(|capacity| seats.seated >= capacity) {
        return Err(Error::Refused("All places are taken. Choose whose place to give, or add a place."));
    }
    Ok(queries::move_to(db, event, person, Answer::Going, reason, now).await?)
}

/// Takes someone off the list or out of the queue. A seat goes on as when they had given it up. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when the person holds nothing any more.
pub async fn take_off(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    reason: MoveReason<'_>,
    now: OffsetDateTime,
) -> Result<Freed> {
    let seats = super::queries::lock(&mut *db, event).await?;
    rules::may_answer(&seats, now).map_err(Error::Refused)?;
    let held = super::queries::place_of(&mut *db, event, person).await?;
    if held.is_none() {
        return Err(Error::Refused("That person is already off the list."));
    }
    queries::move_to(&mut *db, event, person, Answer::NotGoing, reason, now).await?;
    take_back_mails(&mut *db, event, person, now).await?;
    if held == Some(Placement::Seated) {
        pass_on(db, event, Cause::GivenUp, now).await
    } else {
        Ok(Freed::default())
    }
}
