//! Watches over a running job: its lease is renewed while it runs, and it is stopped when the lease is lost.

use std::time::Duration;

use tokio::task::{JoinError, JoinSet};
use tokio::time::{Instant, sleep, sleep_until};

use crate::platform::error::Result;

/// How a job ended.
#[derive(Debug, PartialEq)]
pub enum JobEnding {
    Done,
    Failed(String),
    /// Someone else has it, or may have: what becomes of it is theirs to say.
    Lost,
}

/// How often the lease is renewed, and how long a job may take.
pub struct Limits {
    pub renew_every: Duration,
    pub at_most: Duration,
}

/// Runs `work` as a task of its own, so that a panic ends the job and not the worker. `renew` answers
/// whether the lease still holds. A task that is no longer watched is stopped.
pub async fn watch<Renewal: Future<Output = bool>>(
    work: impl Future<Output = Result<()>> + Send + 'static,
    limits: Limits,
    mut renew: impl FnMut() -> Renewal,
) -> JobEnding {
    let deadline = Instant::now() + limits.at_most;
    // A set of one: dropping it stops the task, dropping a handle would let it run on.
    let mut task = JoinSet::new();
    task.spawn(work);
    loop {
        tokio::select! {
            ended = task.join_next() => return match ended {
                Some(Ok(Ok(()))) | None => JobEnding::Done,
                Some(Ok(Err(error))) => JobEnding::Failed(error.to_string()),
                Some(Err(error)) => JobEnding::Failed(last_words(error)),
            },
            () = sleep_until(deadline) => {
                return JobEnding::Failed(format!("stopped after {} s", limits.at_most.as_secs()));
            }
            () = sleep(limits.renew_every) => if !renew().await { return JobEnding::Lost },
        }
    }
}

/// What a panic said.
fn last_words(error: JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "stopped".to_owned() };
    let words = panic.downcast_ref::<&str>().map(ToString::to_string);
    let words = words.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", words.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{Duration, JobEnding, Limits, sleep, watch};
    use crate::platform::error::{Error, Result};
    use std::future::ready;
    use std::sync::Arc;

    const TICK: Duration = Duration::from_millis(5);

    fn limits(at_most: Duration) -> Limits {
        Limits { renew_every: TICK, at_most }
    }

    #[tokio::test]
    async fn a_job_that_ends_well_is_done() {
        assert_eq!(watch(async { Ok(()) }, limits(TICK * 100), || ready(true)).await, JobEnding::Done);
    }

    #[tokio::test]
    async fn an_error_or_a_panic_is_a_failure_in_its_own_words() {
        let error = async { Err(Error::Internal("no ink".to_owned())) };
        assert_eq!(
            watch(error, limits(TICK * 100), || ready(true)).await,
            JobEnding::Failed("no ink".to_owned())
        );
        let panic = async { panic!("out of {}", "paper") };
        let ending = watch(panic, limits(TICK * 100), || ready(true)).await;
        assert_eq!(ending, JobEnding::Failed("panic: out of paper".to_owned()));
    }

    #[tokio::test]
    async fn a_long_job_keeps_its_lease_until_it_is_done() {
        let mut renewed = 0;
        let long = async {
            sleep(TICK * 10).await;
            Ok(())
        };
        let renew = || {
            renewed += 1;
            ready(true)
        };
        let ending = watch(long, limits(TICK * 1000), renew).await;
        assert_eq!(ending, JobEnding::Done);
        assert!(renewed >= 2, "{renewed}");
    }

    /// Work without an end, and a handle that tells whether it still runs.
    fn endless() -> (Arc<()>, impl Future<Output = Result<()>> + Send + 'static) {
        let alive = Arc::new(());
        let held = alive.clone();
        (alive, async move {
            let () = std::future::pending().await;
            drop(held);
            Ok(())
        })
    }

    #[tokio::test]
    async fn a_job_that_lost_its_lease_or_takes_too_long_is_stopped() {
        let (alive, work) = endless();
        assert_eq!(watch(work, limits(TICK * 1000), || ready(false)).await, JobEnding::Lost);
        tokio::task::yield_now().await;
        assert_eq!(Arc::strong_count(&alive), 1);

        let (alive, work) = endless();
        assert!(matches!(watch(work, limits(TICK * 4), || ready(true)).await, JobEnding::Failed(_)));
        tokio::task::yield_now().await;
        assert_eq!(Arc::strong_count(&alive), 1);
    }
}
