//! People who are asked whether they come along, after a split or out of a private community. Nothing changes for them
//! until they answer.

pub mod actions;
pub mod pages;
mod queries;

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, TransformationId};
use crate::platform::states::states;

pub use actions::{MoveReply, say};
pub use queries::{AskedMove, CommunityQuestion, of_person};

states! {
    /// What someone answers who is asked to come along.
    pub enum MoveAnswer {
        /// Into the other community; after a split, out of the one they are in.
        Moves = "moves",
        Both = "both",
        Stays = "stays",
    }
}

/// Asks people whether they come along. Tells nobody.
pub async fn ask(
    db: &mut PgConnection,
    id: TransformationId,
    from: CommunityId,
    to: CommunityId,
    people: &[PersonId],
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::insert(db, id, from, to, people, now).await?)
}

/// Nobody is asked any more: what they were asked about is undone.
pub async fn end(db: &mut PgConnection, id: TransformationId) -> Result<()> {
    Ok(queries::delete_open(db, id).await?)
}
