//! Work that runs later: queued in the transaction that causes it, or owed by the schedule.
//! Every job is safe to run twice, because whoever runs one may die just before saying that it is done.

mod heartbeat;
mod queries;
mod schedule;
mod wake;
mod watch;
mod worker;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::{Error, Result};

pub use heartbeat::Heartbeat;
pub(crate) use wake::Wake;
pub use worker::{run_due, work_forever};

/// Everything that can be asked for later. A variant stays readable for as long as rows of it may wait.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Job {
    DayBeforeReminders,
    SessionMessages,
    News,
    Announcements,
    Digests,
    Nudges,
    WeeklyPhases,
    FillSeries,
    Housekeeping,
}

/// The one place that knows which noun does which work.
async fn run(app: &App, job: Job) -> Result<()> {
    match job {
        Job::DayBeforeReminders => crate::sessions::reminders::jobs::remind(app).await,
        Job::SessionMessages => crate::sessions::reminders::jobs::tell(app).await,
        Job::News => crate::notices::news::jobs::tell(app).await,
        Job::Announcements => crate::communities::announcements::jobs::send(app).await,
        Job::Digests => crate::front::digests::jobs::send(app).await,
        Job::Nudges => crate::guide::nudges::jobs::suggest(app).await,
        Job::WeeklyPhases => crate::guide::phases::jobs::evaluate_week(app).await,
        Job::FillSeries => crate::sessions::series::jobs::fill_all(app).await,
        Job::Housekeeping => {
            let now = app.clock.now();
            crate::organisation::logins::jobs::clean_up(app).await?;
            crate::platform::mail::clean_up(&app.db, now).await?;
            crate::sessions::reminders::clean_up(app).await?;
            crate::notices::news::clean_up(app).await?;
            crate::front::digests::clean_up(app).await?;
            clean_up(app, now).await
        }
    }
}

/// Queues `job` for `run_at`; it exists once the caller's transaction is committed. While one of the same
/// kind and key has not begun, there is only that one, at the earlier of the two times.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn enqueue(
    tx: &mut PgConnection,
    job: &Job,
    key: Option<&str>,
    run_at: OffsetDateTime,
) -> Result<()> {
    let (kind, payload) = written(job)?;
    queries::insert(&mut *tx, &kind, &payload, key, run_at).await?;
    Ok(queries::notify(tx).await?)
}

/// A job as its row keeps it: the kind, and the whole with whatever else the variant holds.
fn written(job: &Job) -> Result<(String, serde_json::Value)> {
    let payload = serde_json::to_value(job).map_err(|error| Error::Internal(error.to_string()))?;
    match payload.get("kind").and_then(serde_json::Value::as_str).map(str::to_owned) {
        Some(kind) => Ok((kind, payload)),
        None => Err(Error::Internal("a job has no kind".to_owned())),
    }
}

/// How long to wait after the `attempt`-th failure: `first`, doubled each time, an hour at most, and up to
/// a fifth more or less, so that what failed together does not come back together.
pub(crate) fn back_off(first: Duration, attempt: i32) -> Duration {
    let doublings = u32::try_from(attempt.clamp(1, 20) - 1).unwrap_or(0);
    let wait = first.saturating_mul(1 << doublings).min(Duration::from_hours(1));
    wait.mul_f64(rand::random_range(0.8..1.2))
}

/// Forgets finished jobs after a week and parked ones after 90 days. Slots are kept longer than the
/// longest time between two, or the last one would be owed again.
async fn clean_up(app: &App, now: OffsetDateTime) -> Result<()> {
    queries::forget_finished(&app.db, now - time::Duration::days(7), now - time::Duration::days(90)).await?;
    queries::forget_slots(&app.db, now - time::Duration::days(60)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Duration, Job, back_off, written};

    #[test]
    fn a_job_is_kept_under_its_kind() {
        let (kind, payload) = written(&Job::DayBeforeReminders).unwrap();
        assert_eq!(kind, "day_before_reminders");
        assert!(matches!(serde_json::from_value(payload), Ok(Job::DayBeforeReminders)));
    }

    #[test]
    fn waiting_doubles_up_to_an_hour() {
        let first = Duration::from_secs(10);
        for (attempt, seconds) in [(1, 10.0), (2, 20.0), (4, 80.0), (30, 3600.0), (-1, 10.0)] {
            let wait = back_off(first, attempt).as_secs_f64();
            assert!((seconds * 0.79..seconds * 1.21).contains(&wait), "{attempt}: {wait}");
        }
    }
}
