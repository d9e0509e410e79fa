//! What a session tells by itself, each at its time: it asks members who have not answered, reminds those who come,
//! briefs its hosts, and afterwards asks for the list and for the one thing that will be used. Once to each person for
//! each starting time: a session that moves starts anew, one that is cancelled falls silent.

pub mod jobs;
mod mails;
mod queries;
mod rules;

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId, ThingId};
use crate::platform::mail;
use rules::SessionMessage;

/// A session that moves away and comes back to a time that people were told of lately need not tell them again: the
/// mail about the change did.
const TOLD_LATELY: Duration = Duration::days(1);

/// Takes back what these sessions have told and has not left yet: they are cancelled, or have another place. Where
/// they still take place, it is due again with what is true now.
pub async fn take_back(db: &mut PgConnection, events: &[EventId], now: OffsetDateTime) -> Result<()> {
    withdraw(db, events, None, now).await
}

/// These sessions have another starting time, already written down. Anyone who was told of that very time more than a
/// day ago, because it was theirs before, is told once more.
pub async fn moved(db: &mut PgConnection, events: &[EventId], now: OffsetDateTime) -> Result<()> {
    take_back(&mut *db, events, now).await?;
    Ok(queries::forget_told_before(db, events, now - TOLD_LATELY).await?)
}

/// Takes back what a person has not got yet of a session they no longer come to; should they come after all, it is due
/// again.
pub async fn take_back_from(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    withdraw(db, &[event], Some(person), now).await
}

/// What these mails are called.
pub fn kinds() -> [&'static str; SessionMessage::ALL.len()] {
    SessionMessage::ALL.map(SessionMessage::as_str)
}

async fn withdraw(
    db: &mut PgConnection,
    events: &[EventId],
    person: Option<PersonId>,
    now: OffsetDateTime,
) -> Result<()> {
    let kinds = kinds();
    let about: Vec<ThingId> = events.iter().copied().map(ThingId::from).collect();
    let withdrawn = mail::withdraw(&mut *db, &kinds, &about, person, now).await?;
    Ok(queries::forget_withdrawn(db, events, &withdrawn).await?)
}
