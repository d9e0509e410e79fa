//! Thanks: what readers say to a story with one tap, and "we used this too", which is how reuse is counted. One of each
//! a person and story, no matter who the author is and whether or not they are named. Its notes are thanks by name.

mod actions;
pub mod notes;
mod queries;
mod rules;

use axum::Router;
use axum::routing::post;
use sqlx::PgConnection;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, StoryId};

pub use notes::ThanksReach;
pub use rules::{may_say, thanks_summary};

pub use queries::{reuse, thank};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/stories/{story}/thanks", post(actions::thank))
        .route("/stories/{story}/reuse", post(actions::reuse))
        .merge(notes::routes())
}

pub async fn take_back(db: &mut PgConnection, story: StoryId, person: PersonId) -> Result<()> {
    Ok(queries::take_back(db, story, person).await?)
}

pub async fn take_back_reuse(db: &mut PgConnection, story: StoryId, person: PersonId) -> Result<()> {
    Ok(queries::take_back_reuse(db, story, person).await?)
}
