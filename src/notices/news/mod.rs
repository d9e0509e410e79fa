//! News of communities for whoever wants it at once: a session was published, a story was told. For most people such
//! things wait for the digest.

pub mod jobs;
mod mails;
mod queries;

use time::Duration;

use crate::platform::app::App;
use crate::platform::error::Result;

/// What the key of a mail about a new session, or a new story, starts with: the id of the thing and of the person
/// follow. The digest passes over what went out at once.
pub const SESSION_KEY: &str = "news:session:";
pub const STORY_KEY: &str = "news:story:";

/// Forgets what was told long ago, and could not be told again.
pub async fn clean_up(app: &App) -> Result<()> {
    Ok(queries::forget(&app.db, app.clock.now() - Duration::days(30)).await?)
}
