//! Where a sentence went: what left the site with it and cannot be called back. Its author reads by kind and day what
//! holds it, while it may be shown and after they withdrew it.

pub mod pages;
mod queries;
mod states;

use sqlx::PgConnection;
use time::Date;

use crate::platform::error::Result;
use crate::platform::ids::{PersonId, StoryId, TestimonialId};

pub use states::ExportKind;

/// Notes that sentences left, for the day. Without a person the program sent them. Nobody is told.
pub async fn note(
    db: &mut PgConnection,
    kind: ExportKind,
    sentences: &[TestimonialId],
    by: Option<PersonId>,
    on: Date,
) -> Result<()> {
    if sentences.is_empty() {
        return Ok(());
    }
    Ok(queries::note(db, kind, sentences, by, on).await?)
}

/// How many exports and snapshots held what was quoted from a story.
pub async fn count(db: &mut PgConnection, story: StoryId) -> Result<usize> {
    Ok(usize::try_from(queries::count(db, story).await?).unwrap_or_default())
}

/// "2 exports made earlier hold it", after words that say it is withdrawn.
pub fn used_before(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => " It was used once before; see where below.".to_owned(),
        many => format!(" It was used {many} times before; see where below."),
    }
}
