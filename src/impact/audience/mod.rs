//! Whom a community is for, as its organisers choose it among departments and teams; how many of them came, and which
//! teams it has not met. Where it is not said, only how many came is known (domain.md 5.2).

mod actions;
mod pages;
mod queries;

use axum::Router;
use axum::routing::get;
use sqlx::PgConnection;
use time::Duration;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, DepartmentId, TeamId};

pub use queries::people;

/// A team that nobody came from in so long is one to invite.
pub const WINDOW: Duration = Duration::days(90);

pub fn routes() -> Router<App> {
    Router::new().route("/communities/{slug}/reach", get(pages::show).post(actions::choose))
}

/// The departments, with every team they have or will have, and the single teams that a community is for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ChosenAudience {
    pub departments: Vec<DepartmentId>,
    pub teams: Vec<TeamId>,
}

/// Writes down whom a community is for; with nothing chosen it is not said any more. A team of a chosen department is in
/// it already. Of two organisers who choose at once the later one's choice stays. Tells nobody.
pub async fn choose(db: &mut PgConnection, community: CommunityId, chosen: &ChosenAudience) -> Result<()> {
    queries::lock(&mut *db, community).await?;
    queries::forget(&mut *db, community).await?;
    Ok(queries::insert(db, community, chosen).await?)
}
