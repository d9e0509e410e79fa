//! Thanks: what readers say to a story, and "we used this too", which is how reuse is counted.
//! One of each a person and story, whoever the author is and whether or not they are named.

mod actions;
mod queries;
mod rules;

use axum::Router;
use axum::routing::post;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, StoryId};

pub use rules::words;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/stories/{story}/thanks", post(actions::thank))
        .route("/stories/{story}/reuse", post(actions::reuse))
}

/// Thanks the author of a published story. Thanking twice, or oneself, changes nothing.
pub async fn thank(
    db: &mut PgConnection,
    story: StoryId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::thank(db, story, person, now).await?)
}

pub async fn take_back(db: &mut PgConnection, story: StoryId, person: PersonId) -> Result<()> {
    Ok(queries::take_back(db, story, person).await?)
}

/// "We used this too", for the team the person is in now. Saying it twice, or of one's own story, changes nothing.
pub async fn reuse(
    db: &mut PgConnection,
    story: StoryId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::reuse(db, story, person, now).await?)
}

pub async fn take_back_reuse(db: &mut PgConnection, story: StoryId, person: PersonId) -> Result<()> {
    Ok(queries::take_back_reuse(db, story, person).await?)
}
