//! What other nouns may know of the pulse: totals, and one sentence by department or for some teams, as far as the
//! close left it. What is summed here are groups that are shown anyway, so that no sum tells more than they do.

use sqlx::PgPool;
use time::OffsetDateTime;

use super::queries::{self, PulseCount};
use super::scoring::ItemScore;
use super::{PulseDimension, PulseItem, PulseScores, rules};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, DepartmentId, TeamId};

/// One sentence, as some people answered it in one round: to the nearest five, as everything that leaders read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedItem {
    /// Agree or strongly agree, of a hundred.
    pub favourable: i64,
    /// About how many answered.
    pub answers: i64,
    pub opened_at: OffsetDateTime,
    pub closed_at: OffsetDateTime,
}

/// The same, of a department.
#[derive(Clone, Copy, Debug)]
pub struct DepartmentItem {
    pub department: DepartmentId,
    pub item: SharedItem,
}

struct SharedRound {
    opened_at: OffsetDateTime,
    closed_at: OffsetDateTime,
    counts: Vec<PulseCount>,
}

impl SharedRound {
    async fn last(db: &PgPool, closed_by: OffsetDateTime) -> Result<Option<Self>> {
        let Some(round) = queries::last_organisation_round(db, closed_by).await? else { return Ok(None) };
        let counts = queries::counts(db, round.id).await?;
        Ok(Some(Self { opened_at: round.opened_at, closed_at: round.closed_at, counts }))
    }

    /// How the people of a group answered an item, where that is shown.
    fn item(&self, dimension: PulseDimension, cell: &str, item: PulseItem) -> Option<ItemScore> {
        let of_it: Vec<&PulseCount> =
            self.counts.iter().filter(|count| count.dimension == dimension && count.cell == cell).collect();
        PulseScores::of(&of_it).item(item).cloned()
    }

    fn shared(&self, score: &ItemScore) -> SharedItem {
        let answers = score.answers();
        SharedItem {
            favourable: rules::nearest_five(score.favourable() * 100, answers),
            answers: (answers + 2) / 5 * 5,
            opened_at: self.opened_at,
            closed_at: self.closed_at,
        }
    }
}

/// What each department said to one sentence in the organisation's last closed round that is broken down by team. A
/// department is left out where its answers, or those of a team inside it, could be worked out.
///
/// # Errors
/// The database's.
pub async fn item_by_department(
    db: &PgPool,
    item: PulseItem,
    now: OffsetDateTime,
) -> Result<Vec<DepartmentItem>> {
    let Some(round) = SharedRound::last(db, now).await? else { return Ok(Vec::new()) };
    let of_department = round.counts.iter().filter(|count| count.dimension == PulseDimension::Department);
    let mut cells: Vec<&str> = of_department.map(|count| count.cell.as_str()).collect();
    cells.sort_unstable();
    cells.dedup();
    let found = cells.into_iter().filter_map(|cell| {
        let score = round.item(PulseDimension::Department, cell, item)?;
        Some(DepartmentItem { department: cell.parse().ok()?, item: round.shared(&score) })
    });
    Ok(found.collect())
}

/// What some teams together said to one sentence, in the last round of the organisation that was closed by a moment:
/// only where each of them is shown by itself.
///
/// # Errors
/// The database's.
pub async fn item_for_teams(
    db: &PgPool,
    item: PulseItem,
    teams: &[TeamId],
    closed_by: OffsetDateTime,
) -> Result<Option<SharedItem>> {
    let Some(round) = SharedRound::last(db, closed_by).await? else { return Ok(None) };
    let mut teams: Vec<TeamId> = teams.to_vec();
    teams.sort_unstable();
    teams.dedup();
    let mut sum = ItemScore { item, spread: [0; 5] };
    for team in &teams {
        let Some(score) = round.item(PulseDimension::Team, &team.to_string(), item) else { return Ok(None) };
        for (all, one) in sum.spread.iter_mut().zip(score.spread) {
            *all += one;
        }
    }
    Ok((!teams.is_empty()).then(|| round.shared(&sum)))
}

/// What the last rounds of a community, or of the organisation, say in total, the newest first, with how many answered.
pub async fn scores(
    db: &PgPool,
    community: Option<CommunityId>,
    now: OffsetDateTime,
    most: i64,
) -> Result<Vec<(OffsetDateTime, PulseScores)>> {
    let rounds = queries::last_closed(db, community, now, most).await?;
    let ids: Vec<_> = rounds.iter().map(|round| round.id).collect();
    let counts = queries::counts_of_all(db, &ids).await?;
    let scores = rounds.into_iter().map(|round| {
        let of_it: Vec<&PulseCount> =
            counts.iter().filter(|(pulse, _)| *pulse == round.id).map(|(_, count)| count).collect();
        (round.closed_at, PulseScores::of(&of_it))
    });
    Ok(scores.collect())
}
