//! Acts: who did what to which thing and when. The audit log, and the source of the organising signals.
//! Rows are added in the transaction of what they tell of, and never change: a trigger refuses it.

mod states;

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, ThingId};

pub use states::{ActThing, ActVerb};

/// Someone published a session, edited a story, joined a community.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    pub person: Option<PersonId>,
    pub verb: ActVerb,
    pub thing: ActThing,
    pub thing_id: Option<ThingId>,
    pub community: Option<CommunityId>,
}

impl Act {
    /// An act of a person on a thing that belongs to no community.
    pub fn of(person: PersonId, verb: ActVerb, thing: ActThing, thing_id: impl Into<ThingId>) -> Self {
        Self { person: Some(person), verb, thing, thing_id: Some(thing_id.into()), community: None }
    }

    /// The same act, in a community.
    pub fn in_community(self, community: CommunityId) -> Self {
        Self { community: Some(community), ..self }
    }
}

/// Adds an act to the log, in the caller's transaction.
pub async fn record(db: &mut PgConnection, act: Act, now: OffsetDateTime) -> Result<()> {
    record_with(db, act, serde_json::json!({}), now).await
}

/// Adds an act with what else is worth knowing of it (old and new value, a reason); never secrets.
pub async fn record_with(
    db: &mut PgConnection,
    act: Act,
    detail: serde_json::Value,
    now: OffsetDateTime,
) -> Result<()> {
    sqlx::query!(
        "insert into acts (at, person_id, verb, thing, thing_id, community_id, detail)
         values ($1, $2, $3, $4, $5, $6, $7)",
        now,
        act.person as Option<PersonId>,
        act.verb as ActVerb,
        act.thing as ActThing,
        act.thing_id as Option<ThingId>,
        act.community as Option<CommunityId>,
        detail
    )
    .execute(db)
    .await?;
    Ok(())
}
