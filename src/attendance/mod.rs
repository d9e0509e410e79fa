//! Attendance: who was there. No record means unknown, never absent, and absence is stored nowhere.

mod actions;
mod pages;
mod queries;

use axum::Router;
use axum::routing::get;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::app::App;
use crate::error::Result;

pub use actions::is_open;
pub use queries::Untaken;

pub fn routes() -> Router<App> {
    Router::new().route("/events/{event}/attendance", get(pages::edit).post(actions::record))
}

/// Writes down who was there, of the people the host looked at: those ticked are present, and of the others
/// nothing is known. `complete` says that nobody is missing, which makes the list count in shares.
pub async fn record(
    db: &mut PgConnection,
    event: Uuid,
    (looked_at, present): (&[Uuid], &[Uuid]),
    (by, complete): (Uuid, bool),
    now: OffsetDateTime,
) -> Result<()> {
    queries::forget_unticked(&mut *db, event, looked_at, present).await?;
    queries::add(&mut *db, event, present, by, now).await?;
    Ok(queries::complete(db, event, complete, now).await?)
}

/// Was this person recorded at the session? Only ever asked for oneself.
pub async fn was_there(db: &PgPool, event: Uuid, person: Uuid) -> Result<bool> {
    Ok(queries::was_there(db, event, person).await?)
}

/// Sessions this person ran in the last two weeks at which nobody was recorded yet.
pub async fn untaken(db: &PgPool, person: Uuid, now: OffsetDateTime) -> Result<Vec<Untaken>> {
    Ok(queries::untaken(db, person, now).await?)
}
