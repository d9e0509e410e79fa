//! Work that runs later: queued in the transaction that causes it, or owed by the schedule.
//! Every job is safe to run twice, because the worker that runs one may die just before saying that it is done.

mod queries;
mod registry;
mod schedule;
mod wake;
mod watch;
mod worker;

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::{Error, Result};

pub use registry::Jobs;
pub use schedule::Every;
pub use wake::Wake;
pub use worker::{run_due, work_forever};

/// A piece of work that runs later: a struct in its noun's `jobs.rs`, registered where the program is put together.
/// Its fields are what its row carries; a new field needs a default, since rows written without it may still wait.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name under which its rows wait.
    const KIND: &'static str;

    /// Does the work. It may run twice, because the copy that runs it may die just before saying that it is done.
    fn run(&self, app: &App) -> impl Future<Output = Result<()>> + Send;
}

/// Queues `job` for `run_at`; it exists once the caller's transaction is committed. While one of the same
/// kind and key has not begun, there is only that one, at the earlier of the two times.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn enqueue<J: Job>(
    tx: &mut PgConnection,
    job: &J,
    key: Option<&str>,
    run_at: OffsetDateTime,
) -> Result<()> {
    let payload = serde_json::to_value(job).map_err(|error| Error::Internal(error.to_string()))?;
    queries::insert(&mut *tx, J::KIND, &payload, key, run_at).await?;
    Ok(queries::notify(tx).await?)
}

/// How long to wait after the `attempt`-th failure: `first`, doubled each time, an hour at most, and up to
/// a fifth more or less, so that what failed together does not come back together.
pub fn back_off(first: Duration, attempt: i32) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 20) - 1).unwrap_or(0);
    let wait = first.saturating_mul(1 << doublings).min(Duration::from_hours(1));
    wait.mul_f64(rand::random_range(0.8..1.2))
}

/// Forgets finished jobs after a week and parked ones after 90 days. Slots are kept longer than the
/// longest time between two, or the last one would be owed again.
#[derive(Default, Deserialize, Serialize)]
pub struct ForgetOldJobs {}

impl Job for ForgetOldJobs {
    const KIND: &'static str = "forget_old_jobs";

    async fn run(&self, app: &App) -> Result<()> {
        let now = app.clock.now();
        queries::forget_finished(&app.db, now - time::Duration::days(7), now - time::Duration::days(90))
            .await?;
        queries::forget_slots(&app.db, now - time::Duration::days(60)).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, back_off};

    #[test]
    fn waiting_doubles_up_to_an_hour() {
        let first = Duration::from_secs(10);
        for (attempt, seconds) in [(1, 10.0), (2, 20.0), (4, 80.0), (30, 3600.0), (-1, 10.0)] {
            let wait = back_off(first, attempt).as_secs_f64();
            assert!((seconds * 0.79..seconds * 1.21).contains(&wait), "{attempt}: {wait}");
        }
    }
}
