//! Shared breaks: teams publish when they take a break, and everyone sees where these meet. A trial lets some teams keep
//! one break together for some weeks. While it goes on, its break stands in for the one a team published.

mod actions;
mod form;
mod overlap;
mod pages;
mod picture;
mod queries;
mod slot;
mod suggestion;
mod week;
mod who;

/// A shared break for some weeks, by the teams that agreed to it.
pub mod trials;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, TeamId};

pub use slot::BreakSlot;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/breaks", get(pages::index))
        .route("/breaks/teams/{team}", get(pages::edit).post(actions::publish))
        .route("/breaks/teams/{team}/removal", post(actions::remove))
        .merge(trials::routes())
}

/// Publishes a team's break, in place of the one it had. Tells nobody.
pub async fn publish(
    db: &mut PgConnection,
    team: TeamId,
    slot: &BreakSlot,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::publish(db, team, slot, by, now).await?)
}

/// Removes a team's break. Tells nobody. False when there was none.
pub async fn remove(db: &mut PgConnection, team: TeamId) -> Result<bool> {
    Ok(queries::remove(db, team).await? > 0)
}
