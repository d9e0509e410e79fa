use sqlx::PgConnection;

use super::Splitting;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, PersonId, TransformationId};

pub async fn insert(
    db: &mut PgConnection,
    community: CommunityId,
    grown: CommunityId,
    splitting: &Splitting<'_>,
) -> Result<TransformationId> {
    let taken = Error::Refused("Another decision was made in the meantime. Go back and look at it first.");
    sqlx::query_scalar!(
        "insert into transformations (community_id, number, way, state, decided_by, decided_at, other_id, carried_out_at)
         values ($1, $2, 'split', 'carried_out', $3, $4, $5, $4)
         returning id",
        community as CommunityId,
        splitting.number,
        splitting.by as PersonId,
        splitting.now,
        grown as CommunityId
    )
    .fetch_one(db)
    .await
    .on_constraint("transformations_once", taken)
}
