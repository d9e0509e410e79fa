//! "Was it worth your time?", asked once, a day after someone's first session in a community. Answers are counted and
//! kept apart from who gave them; organisers see them from five on.

mod actions;
mod links;
mod queries;
mod states;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;

use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};

pub use links::path;
pub use queries::WorthCount;
pub use states::WorthAnswer;

/// Fewer answers are never shown.
pub const FEW: i32 = 5;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/events/{event}/worth", post(actions::answer))
        .route("/worth/{token}", get(links::show).post(links::answer))
}

/// Counts an answer; a second one of the same person counts for nothing. Answers whether it is counted now. Tells nobody.
///
/// # Errors
/// [`Error::NotFound`] where this session was not their first in its community, or they were not there.
pub async fn answer(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    answer: WorthAnswer,
) -> Result<bool> {
    if !queries::was_first(&mut *db, event, person).await? {
        return Err(Error::NotFound);
    }
    if queries::mark(&mut *db, event, person).await? == 0 {
        return Ok(false);
    }
    queries::count(db, event, answer).await?;
    Ok(true)
}
