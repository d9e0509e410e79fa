//! Agreements: how the members of a community want to be together, in a few short sentences. Organisers write them down,
//! the community looks at them again from time to time, and a member can say that they agree.

mod actions;
mod form;
mod pages;
mod queries;
mod suggestions;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

pub use queries::Agreements;

/// A list that fits on a wall, and in a head.
pub const MOST: usize = 10;

/// Fewer people who agree are not counted out: each of them could be named.
const FEWEST_SHOWN: i64 = organisation::FEWEST_PEOPLE as i64;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/agreements", get(pages::show))
        .route("/communities/{slug}/agreements/edit", get(pages::edit).post(actions::change))
        .route("/communities/{slug}/agreements/review", post(actions::review))
        .route("/communities/{slug}/agreements/consent", post(actions::consent))
}

/// The agreements of a community as one person sees them; nothing before the first.
pub async fn of_community(
    db: &PgPool,
    community: CommunityId,
    reader: PersonId,
) -> Result<Option<Agreements>> {
    Ok(queries::of_community(db, community, reader).await?.filter(|agreements| !agreements.lines.is_empty()))
}

/// What came of writing a list down.
#[derive(Debug, PartialEq, Eq)]
pub enum ListWritten {
    Changed,
    /// The words are the same: it was looked at.
    Reviewed,
    /// Someone changed it meanwhile; nothing is written. It holds the lines that are there now.
    ChangedMeanwhile(Vec<String>),
}

/// Writes down what a community agrees on, in its order, which counts as looking at it; but not over lines that the writer
/// never saw: `was` are those they started from. With other words, members agree anew. Tells nobody.
pub async fn write(
    db: &mut PgConnection,
    community: CommunityId,
    was: &[String],
    lines: &[String],
    now: OffsetDateTime,
) -> Result<ListWritten> {
    queries::begin(&mut *db, community, now).await?;
    let before = queries::lock(&mut *db, community).await?;
    if before == lines {
        queries::review(db, community, now).await?;
        return Ok(ListWritten::Reviewed);
    }
    if before != was {
        return Ok(ListWritten::ChangedMeanwhile(before));
    }
    queries::replace(&mut *db, community).await?;
    queries::insert(&mut *db, community, lines).await?;
    queries::note_change(db, community, now).await?;
    Ok(ListWritten::Changed)
}

/// The community looked at its agreements, and they still hold. Tells nobody.
pub async fn review(db: &mut PgConnection, community: CommunityId, now: OffsetDateTime) -> Result<()> {
    Ok(queries::review(db, community, now).await?)
}

/// A member agrees. Saying so twice is once. Tells nobody.
pub async fn agree(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::agree(db, community, person, now).await?)
}
