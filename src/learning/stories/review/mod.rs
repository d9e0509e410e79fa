//! Numbers to check: what stories of a community claim and nobody has confirmed yet, for its organisers. They confirm
//! what is about right, or ask the author first; nobody reviews a story of their own. Until then the numbers count
//! nowhere (`domain.md`, 5.3).

pub mod actions;
mod mails;
pub mod pages;
mod queries;

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::error::{Error, Result};
use crate::platform::ids::{PersonId, StoryId};

pub use queries::{AskedAboutNumbers, NumbersToCheck};

/// Asks the author about the numbers of a story. The caller writes to them.
///
/// # Errors
/// [`Error::Refused`] where something is asked already, or the numbers were confirmed meanwhile.
pub async fn ask(
    db: &mut PgConnection,
    story: StoryId,
    organiser: PersonId,
    question: &str,
    now: OffsetDateTime,
) -> Result<()> {
    if queries::ask(db, story, organiser, question, now).await? == 0 {
        return Err(Error::Refused(
            "The author was asked already, or the numbers were changed or confirmed. Reload the page to see.",
        ));
    }
    Ok(())
}

/// The author saved the story again, or someone confirmed its numbers. Nobody is told.
pub async fn settle(db: &mut PgConnection, story: StoryId, now: OffsetDateTime) -> Result<()> {
    Ok(queries::settle(db, story, now).await?)
}
