//! Support: what would help a community, asked of leaders in its organisers' own words. It can be withdrawn, or marked as
//! answered with a word of thanks. Leaders read both on the impact page.

mod actions;
mod pages;
mod queries;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use crate::communities;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::CommunityId;

/// So long leaders read the thanks for help that came.
pub const THANKS_SHOWN: Duration = Duration::days(90);

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/support", get(pages::show).post(actions::ask))
        .route("/communities/{slug}/support/withdrawal", post(actions::withdraw))
        .route("/communities/{slug}/support/answer", post(actions::thank))
}

/// Notes that what was asked for came, with a word of thanks; nothing is asked any more. Tells nobody: leaders read it on
/// the impact page.
///
/// # Errors
/// [`Error::Refused`] when nothing is asked.
pub async fn answered(
    db: &mut PgConnection,
    community: CommunityId,
    thanks: &str,
    now: OffsetDateTime,
) -> Result<()> {
    if queries::keep_answered(&mut *db, community, thanks, now).await? == 0 {
        return Err(Error::Refused("Nothing is asked for at the moment."));
    }
    communities::ask_for_help(db, community, "", now).await
}
