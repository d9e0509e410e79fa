//! Pledges: what a department promises its people who take part in communities, in public: time, permission and
//! encouragement. Beside it stands what its people say. A new pledge takes the place of the one before, which stays.

mod actions;
mod form;
mod heard;
mod pages;
mod queries;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{DepartmentId, PersonId};

pub use queries::{PledgeToMe, of_team};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/pledges", get(pages::index))
        .route("/pledges/{department}", get(pages::show))
        .route("/pledges/{department}/edit", get(pages::edit).post(actions::publish))
        .route("/pledges/{department}/ending", post(actions::end))
}

/// What is promised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PledgeWords {
    /// A month, for each person.
    pub hours: i32,
    /// What needs no asking.
    pub permission: String,
    pub encouragement: String,
}

impl PledgeWords {
    /// "2 hours"
    pub fn time(&self) -> String {
        if self.hours == 1 { "1 hour".to_owned() } else { format!("{} hours", self.hours) }
    }
}

/// Publishes a pledge in place of the one before; the same words again change nothing. Tells nobody: it is public.
pub async fn publish(
    db: &mut PgConnection,
    department: DepartmentId,
    words: &PledgeWords,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    // Two who publish at once take turns, so that one pledge follows the other.
    queries::lock(&mut *db, department).await?;
    if queries::stands(&mut *db, department, words).await? {
        return Ok(());
    }
    queries::end(&mut *db, department, now).await?;
    Ok(queries::insert(db, department, words, by, now).await?)
}

/// Ends the pledge that stands; answers whether there was one. It stays to be read.
pub async fn end(db: &mut PgConnection, department: DepartmentId, now: OffsetDateTime) -> Result<bool> {
    queries::lock(&mut *db, department).await?;
    Ok(queries::end(db, department, now).await? > 0)
}
