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
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use self::jobs::SendAnnouncements;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{AnnouncementId, CommunityId, PersonId};

pub use pages::ShownAnnouncement;
pub use queries::Announcement;

/// How long the newest is shown on the community's page.
pub const ON_THE_PAGE: Duration = Duration::days(30);

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/announcements", get(pages::index).post(actions::write))
        .route(
            "/communities/{slug}/announcements/{announcement}/edit",
            get(pages::edit).post(actions::change),
        )
        .route("/communities/{slug}/announcements/{announcement}/cancellation", post(actions::cancel))
}

/// What is to be told, and when.
pub struct AnnouncementPlan {
    pub subject: String,
    pub body: String,
    pub send_at: OffsetDateTime,
}

/// Whose a plan is.
#[derive(Clone, Copy)]
pub struct AnnouncementAuthor {
    pub community: CommunityId,
    pub by: PersonId,
    pub now: OffsetDateTime,
}

/// Keeps what is to be told. The members are told by the job that sends announcements; what is due now does not wait
/// for the next minute.
pub async fn announce(
    db: &mut PgConnection,
    whose: AnnouncementAuthor,
    plan: &AnnouncementPlan,
) -> Result<AnnouncementId> {
    let id = queries::insert(&mut *db, whose, plan).await?;
    let act = Act::of(whose.by, ActVerb::Announce, ActThing::Announcement, id).in_community(whose.community);
    acts::record(&mut *db, act, whose.now).await?;
    send_when_due(db, plan, whose).await?;
    Ok(id)
}

async fn send_when_due(
    db: &mut PgConnection,
    plan: &AnnouncementPlan,
    whose: AnnouncementAuthor,
) -> Result<()> {
    if plan.send_at <= whose.now {
        crate::platform::jobs::enqueue(db, &SendAnnouncements::default(), Some("now"), whose.now).await?;
    }
    Ok(())
}
