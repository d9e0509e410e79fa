//! The weekly digest: on Mondays at eight where a person is, what was kept for them since the last one, and their
//! communities' sessions of the week. One mail, none when there is nothing to say, and nothing in it twice.

pub mod jobs;
mod mails;
mod queries;
mod rules;

use time::Duration;

use crate::platform::app::App;
use crate::platform::error::Result;

/// Forgets digests of long ago. The last one of each person says where the next begins, however long ago it was.
pub async fn clean_up(app: &App) -> Result<()> {
    Ok(queries::forget(&app.db, app.clock.now() - Duration::days(90)).await?)
}
