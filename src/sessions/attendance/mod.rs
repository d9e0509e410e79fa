//! Attendance: who was there. No record means unknown, never absent, and absence is stored nowhere.
//! It is written down by a code at the door, by a host's ticks, from a meeting tool's list, or for someone who walked
//! in; anyone who is on the list twice is on it once, and the first word on it stays.

mod actions;
mod door;
mod lists;
mod pages;
mod queries;
pub mod rules;

use axum::Router;
use axum::routing::get;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId};

pub use queries::{Untaken, set_complete};
pub use rules::{AttendanceSource, door_is_open, is_open};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/events/{event}/attendance", get(pages::edit).post(actions::record))
        .route("/events/{event}/walk-ins", get(pages::walk_ins).post(actions::walk_in))
        .merge(door::routes())
        .merge(lists::routes())
}

/// Writes down that these people were there, and how that is known; how many are new on the list.
/// Anyone who is on it stays as they were written first, with the team they had then.
pub async fn add(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
    source: AttendanceSource,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<u64> {
    queries::lock(&mut *db, event).await?;
    Ok(queries::add(db, event, people, source, by, now).await?)
}

/// Takes people off the list: nothing is known of them any more.
pub async fn remove(db: &mut PgConnection, event: EventId, people: &[PersonId]) -> Result<u64> {
    queries::lock(&mut *db, event).await?;
    Ok(queries::remove(db, event, people).await?)
}
