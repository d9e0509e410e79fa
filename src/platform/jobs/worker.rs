//! Takes due jobs and runs them, a few at once, until it is told to stop.

use std::time::Duration;

use sqlx::PgPool;
use time::OffsetDateTime;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::queries::{self, TakenJob};
use super::registry::Work;
use super::watch::{JobEnding, Limits, watch};
use super::{Jobs, Wake, back_off, schedule};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::HolderId;

/// Enough that one slow job holds nobody up, few enough to leave the pool to the pages.
const AT_ONCE: usize = 4;
/// The longest sleep: expired leases are found within it, and the heartbeat counts on it.
const LONGEST_SLEEP: Duration = Duration::from_secs(10);
/// A third of the lease, so that one slow renewal does not lose it.
const RENEW_EVERY: Duration = Duration::from_secs(20);
const AT_MOST: Duration = Duration::from_mins(10);
/// What a stop waits for; then jobs are given up and run again at the next start.
const GRACE: Duration = Duration::from_secs(5);
const FIRST_BACK_OFF: Duration = Duration::from_secs(5);

/// Runs the schedule and the queue until `stop`, then finishes what runs, for five seconds at most.
pub async fn work_forever(app: App, jobs: Jobs, mut stop: watch::Receiver<bool>) {
    let mut wake = Wake::on(&app.db, "jobs");
    let mut worker = Worker { app, jobs, me: HolderId::random(), running: JoinSet::new(), minute: 0 };
    loop {
        worker.app.heartbeat.beat(worker.app.clock.now());
        let pause = worker.turn().await.unwrap_or_else(|error| {
            tracing::error!(%error, "the worker cannot reach its queue");
            LONGEST_SLEEP
        });
        tokio::select! {
            // Also when the sender of the stop signal is gone.
            _ = stop.wait_for(|stop| *stop) => break,
            () = wake.heard() => {}
            Some(_) = worker.running.join_next() => {}
            () = sleep(pause) => {}
        }
    }
    worker.finish().await;
}

/// Runs what the schedule owes and everything that is due, one after the other; answers how many jobs ran.
///
/// # Errors
/// The database's. A job that fails is no error here: it waits for its next attempt.
pub async fn run_due(app: &App, jobs: &Jobs) -> Result<usize> {
    let me = HolderId::random();
    let mut ran = 0;
    schedule::enqueue_owed(&app.db, &jobs.recurring, app.clock.now()).await?;
    queries::park_exhausted(&app.db, app.clock.now()).await?;
    while let Some(mut taken) = queries::take(&app.db, me, app.clock.now()).await? {
        let work = jobs.work(app, &taken.kind, taken.payload.take());
        run_taken(app.clone(), me, taken, work).await;
        ran += 1;
    }
    Ok(ran)
}

struct Worker {
    app: App,
    jobs: Jobs,
    me: HolderId,
    running: JoinSet<()>,
    /// The minute the schedule was last looked at: every slot begins on a minute.
    minute: i64,
}

impl Worker {
    /// Starts whatever is due and there is room for; answers how long nothing else will be.
    async fn turn(&mut self) -> Result<Duration> {
        let (db, now) = (&self.app.db, self.app.clock.now());
        let minute = now.unix_timestamp().div_euclid(60);
        if minute != self.minute {
            schedule::enqueue_owed(db, &self.jobs.recurring, now).await?;
            queries::park_exhausted(db, now).await?;
            self.minute = minute;
        }
        while self.running.len() < AT_ONCE {
            let Some(mut taken) = queries::take(db, self.me, now).await? else {
                return until_next(db, now).await;
            };
            let work = self.jobs.work(&self.app, &taken.kind, taken.payload.take());
            self.running.spawn(run_taken(self.app.clone(), self.me, taken, work));
        }
        Ok(LONGEST_SLEEP)
    }

    async fn finish(mut self) {
        let all = async { while self.running.join_next().await.is_some() {} };
        if timeout(GRACE, all).await.is_err() {
            tracing::warn!(jobs = self.running.len(), "jobs were stopped and will run again");
        }
        self.running.shutdown().await;
        if let Err(error) = queries::release(&self.app.db, self.me).await {
            tracing::warn!(%error, "jobs were not released: they wait for their lease to run out");
        }
    }
}

/// Until the next waiting job or the next minute, whichever is first.
async fn until_next(db: &PgPool, now: OffsetDateTime) -> Result<Duration> {
    let minute = Duration::from_secs(60 - u64::from(now.second().min(59)));
    let next = queries::next_due(db).await?;
    let next = next.map_or(minute, |next| Duration::try_from(next - now).unwrap_or(Duration::ZERO));
    // Due and yet not taken: another copy is about to.
    Ok(next.clamp(Duration::from_millis(100), LONGEST_SLEEP.min(minute)))
}

async fn run_taken(app: App, me: HolderId, taken: TakenJob, work: Option<Work>) {
    let (id, kind) = (taken.id, taken.kind.clone());
    if let Err(error) = run_and_settle(app, me, taken, work).await {
        tracing::error!(job = %id, kind, %error, "a job's end could not be written: it will run again");
    }
}

/// `work` is what the row asks for, or nothing where its kind is not known here.
async fn run_and_settle(app: App, me: HolderId, taken: TakenJob, work: Option<Work>) -> Result<()> {
    let TakenJob { id, kind, attempts, max_attempts, .. } = taken;
    let db = app.db.clone();
    let Some(work) = work else {
        tracing::error!(job = %id, kind, "a job of a kind this program does not know is parked");
        return Ok(queries::park(&db, id, me, app.clock.now(), "this program does not know the kind").await?);
    };
    // A renewal that fails counts as lost: better to run it again than twice at a time.
    let renew = || {
        let db = db.clone();
        async move { queries::renew(&db, id, me).await.unwrap_or(false) }
    };
    let ending = watch(work, Limits { renew_every: RENEW_EVERY, at_most: AT_MOST }, renew).await;
    let now = app.clock.now();
    match ending {
        JobEnding::Done => queries::finish(&db, id, me, now).await?,
        JobEnding::Lost => tracing::warn!(job = %id, kind, "a job lost its lease and was stopped"),
        JobEnding::Failed(error) if attempts >= max_attempts => {
            tracing::error!(job = %id, kind, attempts, error, "a job failed for the last time and is parked");
            queries::park(&db, id, me, now, &error).await?;
        }
        JobEnding::Failed(error) => {
            tracing::warn!(job = %id, kind, attempts, error, "a job failed and will be tried again");
            queries::retry(&db, id, me, now + back_off(FIRST_BACK_OFF, attempts), &error).await?;
        }
    }
    Ok(())
}
