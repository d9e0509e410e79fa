//! What came of it: a month after a story that stopped early, its author is asked one question. What they answer is added
//! to the story under what they did or what changed, and is theirs to edit like the rest of it.

pub mod actions;
pub mod jobs;
mod mails;
pub mod pages;
mod queries;
mod rules;
mod states;

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Story;
use crate::platform::error::{Error, Result};

pub use queries::OpenFollowUp;
pub use rules::STAYS_OPEN;
pub use states::FollowUpAnswer;

/// Keeps what an author answers, asked or not, and adds their words to the story. Nobody is told. Answers whether they
/// will be asked once more.
///
/// # Errors
/// [`Error::NotFound`] where the story was withdrawn meanwhile.
pub async fn answer(
    db: &mut PgConnection,
    story: &Story,
    answer: FollowUpAnswer,
    words: &str,
    now: OffsetDateTime,
) -> Result<bool> {
    if let Some(grown) = rules::grown(&story.parts(), story.cycle, answer, words)
        && queries::grow(&mut *db, story.id, &grown, now).await? == 0
    {
        return Err(Error::NotFound);
    }
    let number = queries::answer(db, story.id, answer, now).await?;
    Ok(rules::asks_again(answer, number))
}
