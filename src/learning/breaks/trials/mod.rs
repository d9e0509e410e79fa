//! Trials: for some weeks, the teams that agree keep one break together. A pulse before and one after it say whether
//! people find more chances to meet.

mod actions;
mod form;
mod pages;
mod queries;
mod rules;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::{Date, Duration, OffsetDateTime};

use super::BreakSlot;
use super::week::TrialBreak;
use crate::learning::pulse::{self, PulseItem, SharedItem};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{BreakTrialId, PersonId, TeamId};

pub use queries::BreakTrial;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/breaks/trials", post(actions::propose))
        .route("/breaks/trials/new", get(pages::new))
        .route("/breaks/trials/{trial}", get(pages::show))
        .route("/breaks/trials/{trial}/agreement", post(actions::agree))
        .route("/breaks/trials/{trial}/end", post(actions::end))
}

/// What it takes to propose a trial.
pub struct NewTrial {
    pub slot: BreakSlot,
    pub starts_on: Date,
    pub ends_on: Date,
}

/// Proposes a trial, to which no team has agreed yet. Tells nobody.
pub async fn propose(
    db: &mut PgConnection,
    new: &NewTrial,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<BreakTrialId> {
    Ok(queries::insert(db, new, by, now).await?)
}

/// A team takes part. Agreeing twice changes nothing. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when the trial is over, or the team is in another one at the same time.
pub async fn agree(
    db: &mut PgConnection,
    trial: BreakTrialId,
    team: TeamId,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    let days = queries::lock(&mut *db, trial).await?.ok_or(Error::NotFound)?;
    rules::must_be_open(&days, now).map_err(Error::Refused)?;
    // Two people of a team who agree to two trials at the same moment wait for each other here.
    queries::lock_team(&mut *db, team).await?.ok_or(Error::NotFound)?;
    if queries::is_elsewhere(&mut *db, team, trial, &days).await? {
        return Err(Error::Refused("Your team is in another trial in these weeks. Leave that one first."));
    }
    Ok(queries::agree(db, trial, team, by, now).await?)
}

/// A team leaves a trial. Tells nobody. False when it was not in it.
///
/// # Errors
/// [`Error::Refused`] when the trial is over.
pub async fn withdraw(
    db: &mut PgConnection,
    trial: BreakTrialId,
    team: TeamId,
    now: OffsetDateTime,
) -> Result<bool> {
    let days = queries::lock(&mut *db, trial).await?.ok_or(Error::NotFound)?;
    rules::must_be_open(&days, now).map_err(Error::Refused)?;
    Ok(queries::withdraw(db, trial, team).await? > 0)
}

/// Ends a trial today, or before it began. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when it is over.
pub async fn end(db: &mut PgConnection, trial: BreakTrialId, now: OffsetDateTime) -> Result<()> {
    let days = queries::lock(&mut *db, trial).await?.ok_or(Error::NotFound)?;
    rules::must_be_open(&days, now).map_err(Error::Refused)?;
    Ok(queries::end(db, trial, rules::last_day(&days, now)).await?)
}

/// The newest trials, for a list.
pub async fn newest(db: &PgPool) -> Result<Vec<BreakTrial>> {
    Ok(queries::newest(db).await?)
}

/// The breaks that trials put in place of teams' own on days of a week.
pub async fn breaks_between(db: &PgPool, first: Date, last: Date) -> Result<Vec<TrialBreak>> {
    let rows = queries::breaks_between(db, first, last).await?;
    Ok(rows.into_iter().map(queries::TrialTeamBreak::into_break).collect())
}

/// A pulse counts as asked after the trial when it was opened in its last days or later: by then people know it.
const AFTER_FROM: Duration = Duration::days(7);

/// What the teams of a trial said together, in the organisation's pulses, of chances to meet people outside their team.
pub struct TrialPulses {
    /// In the last one that was closed before the trial began.
    pub before: Option<SharedItem>,
    /// In the last one that was opened at its end, or later.
    pub after: Option<SharedItem>,
}

impl TrialPulses {
    async fn of(db: &PgPool, trial: &BreakTrial, teams: &[TeamId], now: OffsetDateTime) -> Result<Self> {
        let said = PulseItem::O1;
        let began = trial.starts_on.midnight().assume_utc();
        let before = pulse::item_for_teams(db, said, teams, began).await?;
        let after_from = trial.last_on().midnight().assume_utc() - AFTER_FROM;
        let last = pulse::item_for_teams(db, said, teams, now).await?;
        Ok(Self { before, after: last.filter(|last| last.opened_at >= after_from && began <= now) })
    }
}
