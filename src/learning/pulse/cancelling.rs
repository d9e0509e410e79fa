use sqlx::PgConnection;
use time::OffsetDateTime;

use super::jobs::{self, PulseNews};
use super::{mails, queries};
use crate::notices::Paper;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{PersonId, PulseId};

/// Cancels an open round: what was answered is thrown away unread, and who was asked is forgotten. Everyone who was asked
/// by email is told, whether they answered or not: who did is known to nobody.
///
/// # Errors
/// [`Error::Refused`] when it is over.
pub async fn cancel(
    db: &mut PgConnection,
    paper: &Paper,
    pulse: PulseId,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::lock(&mut *db, pulse).await?;
    let over = Error::Refused("This pulse is over. It can’t be cancelled any more.");
    let round = queries::open_round(&mut *db, pulse, now).await?.ok_or(over)?;
    mails::withdraw(&mut *db, pulse, now).await?;
    if round.is_told {
        jobs::write(&mut *db, paper, &round.pulse, &PulseNews::Cancelled).await?;
    }
    queries::forget(&mut *db, pulse).await?;
    queries::cancel(&mut *db, pulse, by, now).await?;
    let act =
        Act { community: round.pulse.community_id, ..Act::of(by, ActVerb::Cancel, ActThing::Pulse, pulse) };
    acts::record(db, act, now).await
}
