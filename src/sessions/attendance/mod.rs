//! Attendance: who was there. No record means unknown, never absent, and absence is stored nowhere.
//! It is written down by a code at the door, by a host's ticks, from a meeting tool's list, or for somebody who walked
//! in; whoever is on the list twice is on it once, and the first word on it stays.

mod actions;
mod door;
mod lists;
mod pages;
mod queries;
pub mod rules;

use axum::Router;
use axum::routing::get;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId};

pub use queries::Untaken;
pub use rules::{Source, door_is_open, is_open};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/events/{event}/attendance", get(pages::edit).post(actions::record))
        .route("/events/{event}/walk-ins", get(pages::walk_ins).post(actions::walk_in))
        .merge(door::routes())
        .merge(lists::routes())
}

/// Writes down that these people were there, and how that is known; how many are new on the list.
/// Whoever is on it stays as they were written first, with the team they had then.
pub async fn add(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
    (source, by): (Source, PersonId),
    now: OffsetDateTime,
) -> Result<u64> {
    queries::lock(&mut *db, event).await?;
    Ok(queries::add(db, event, people, (source.as_str(), by), now).await?)
}

/// Takes people off the list: nothing is known of them any more.
pub async fn remove(db: &mut PgConnection, event: EventId, people: &[PersonId]) -> Result<u64> {
    queries::lock(&mut *db, event).await?;
    Ok(queries::remove(db, event, people).await?)
}

/// Says that nobody is missing on the list, which makes it count in shares; or takes that back.
pub async fn set_complete(
    db: &mut PgConnection,
    event: EventId,
    complete: bool,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::set_complete(db, event, complete, now).await?)
}

/// Was this person recorded at the session? Only ever asked for oneself.
pub async fn was_there(db: &PgPool, event: EventId, person: PersonId) -> Result<bool> {
    Ok(queries::was_there(db, event, person).await?)
}

/// Sessions this person ran in the last two weeks at which nobody was recorded yet.
pub async fn untaken(db: &PgPool, person: PersonId, now: OffsetDateTime) -> Result<Vec<Untaken>> {
    Ok(queries::untaken(db, person, now).await?)
}
