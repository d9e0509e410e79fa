use jiff::ToSpan;
use jiff::civil::Date;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::queries::{self, NewPulse};
use super::{PulseDimension, rules};
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, PersonId, PulseId};
use crate::platform::web::when;

/// What an organiser or administrator chooses.
pub struct PulsePlan {
    pub breakdown: PulseDimension,
    /// The last day on which it takes answers.
    pub closes_on: Date,
    /// The seven yearly sentences as well.
    pub asks_safety: bool,
}

/// Whether the seven yearly sentences can be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SafetyOffer {
    Now,
    /// They were asked within a year.
    From(OffsetDateTime),
    /// No administrator has said on what ground they may be used.
    NotPermitted,
    /// Their wording is of a community.
    OfCommunitiesOnly,
}

impl SafetyOffer {
    pub async fn of(
        db: &mut PgConnection,
        community: Option<CommunityId>,
        now: OffsetDateTime,
    ) -> Result<Self> {
        let Some(community) = community else { return Ok(Self::OfCommunitiesOnly) };
        if queries::safety_permission(&mut *db).await?.is_none() {
            return Ok(Self::NotPermitted);
        }
        Ok(match rules::safety_again(queries::last_safety(db, community).await?) {
            Some(from) if now < from => Self::From(from),
            _ => Self::Now,
        })
    }
}

const TOO_SOON: Error = Error::Refused("The same people are asked every eight weeks at most.");

/// Opens a round, with its people as they are now. Tells nobody: a job does.
///
/// # Errors
/// [`Error::Refused`] within eight weeks of the last one, where too few people are there, and where it is to ask the
/// yearly sentences too soon or without permission.
pub async fn open(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    plan: &PulsePlan,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<PulseId> {
    let last = queries::last_opened(&mut *db, community).await?;
    if rules::opens_again(last).is_some_and(|from| now < from) {
        return Err(TOO_SOON);
    }
    if plan.asks_safety && SafetyOffer::of(&mut *db, community, now).await? != SafetyOffer::Now {
        return Err(Error::Refused("The sentences about psychological safety can’t be asked now."));
    }
    let zone = when::zone_or_utc(&queries::zone(&mut *db, community).await?);
    let end = plan.closes_on.checked_add(1.day()).unwrap_or(plan.closes_on);
    let closes_at = when::moment(end.at(0, 0, 0, 0), &zone).ok_or(Error::Refused("Choose another day."))?;
    let new = NewPulse {
        community,
        breakdown: plan.breakdown,
        closes_on: when::to_date(plan.closes_on),
        closes_at,
        reminds_at: rules::half_time(now, closes_at),
        asks_safety: plan.asks_safety,
    };
    let few = "Too few people are here yet: their answers could not be shown.";
    let pulse = match queries::insert(&mut *db, &new, by, now).await {
        Err(error) if crate::platform::error::violates(&error, "pulses_population_large_enough") => {
            return Err(Error::Refused(few));
        }
        // Another organiser did so at the same moment.
        inserted => inserted.on_constraint("pulses_one_open", TOO_SOON)?,
    };
    queries::count_cells(db, pulse).await?;
    Ok(pulse)
}
