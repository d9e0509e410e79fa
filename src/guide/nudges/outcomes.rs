//! What came of the suggestions, kind by kind: for administrators, and never by person or community.

use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use super::kinds::NudgeKind;
use super::queries;
use crate::platform::error::Result;
use crate::platform::states::states;

/// How far back it is counted.
pub const COUNTED: Duration = Duration::days(90);
/// A reason that is gone within this time was acted on; later, other things may have moved it.
pub const ACTING_DAYS: i32 = 14;

states! {
    /// What came of a nudge.
    pub enum NudgeOutcome {
        Acted = "acted",
        Snoozed = "snoozed",
        Muted = "muted",
        Ignored = "ignored",
        Open = "open",
    }
}

impl NudgeOutcome {
    pub fn label(self) -> &'static str {
        match self {
            Self::Acted => "Acted on",
            Self::Snoozed => "Put off",
            Self::Muted => "Turned off",
            Self::Ignored => "Not acted on",
            Self::Open => "Still open",
        }
    }
}

/// A kind of suggestion that was made, and how many people did what, in the order of [`NudgeOutcome::ALL`]. Each
/// person is counted once.
pub struct NudgeKindTally {
    pub number: &'static str,
    pub title: &'static str,
    pub people: [usize; NudgeOutcome::ALL.len()],
}

/// What came of the suggestions of the last months, the most important kind first.
pub async fn tallies(db: &PgPool, now: OffsetDateTime) -> Result<Vec<NudgeKindTally>> {
    let counted = queries::outcomes(db, now - COUNTED, ACTING_DAYS).await?;
    let tallies = NudgeKind::ALL.into_iter().filter_map(|kind| {
        let of_kind = || counted.iter().filter(|row| row.kind == kind);
        let people = NudgeOutcome::ALL.map(|outcome| {
            let row = of_kind().find(|row| row.outcome == outcome);
            row.map_or(0, |row| usize::try_from(row.people).unwrap_or_default())
        });
        of_kind().next().map(|_| NudgeKindTally { number: kind.as_str(), title: kind.title(), people })
    });
    Ok(tallies.collect())
}
