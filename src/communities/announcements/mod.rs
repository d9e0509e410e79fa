//! Announcements: what organisers write to everyone in their community. Sent at once or at a time that was set;
//! until then it can be changed and taken back. Who keeps such things for the digest finds it there.

mod actions;
mod form;
pub mod jobs;
mod mails;
mod pages;
mod queries;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use crate::communities::Community;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::Rows;

pub use queries::Announcement;

/// How long the newest is shown on the community's page.
const ON_THE_PAGE: Duration = Duration::days(30);

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/announcements", get(pages::index).post(actions::write))
        .route(
            "/communities/{slug}/announcements/{announcement}/edit",
            get(pages::edit).post(actions::change),
        )
        .route("/communities/{slug}/announcements/{announcement}/cancellation", post(actions::cancel))
}

/// The newest of a community, for its people, as long as it is new.
pub async fn newest(db: &PgPool, community: &Community, now: OffsetDateTime) -> Result<Option<Announcement>> {
    if !community.is_mine() {
        return Ok(None);
    }
    Ok(queries::sent(db, community.id, now - ON_THE_PAGE, Rows::first(1)).await?.into_iter().next())
}

/// What is to be told, and when.
pub struct AnnouncementPlan {
    pub subject: String,
    pub body: String,
    pub send_at: OffsetDateTime,
}

/// Whose a plan is.
#[derive(Clone, Copy)]
struct AnnouncementAuthor {
    community: CommunityId,
    by: PersonId,
    now: OffsetDateTime,
}
