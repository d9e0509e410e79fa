//! Sends what is due: a few lanes side by side, which hold mails under one id.

use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::lane::Lane;
use super::{kept, queries};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::HolderId;
use crate::platform::jobs::{Wake, back_off};
use crate::platform::smtp_url::SmtpUrl;

/// Often enough that a lease outlives a few renewals that fail or are late. What others left is looked for as often.
const RENEW_EVERY: Duration = Duration::from_secs(5);
/// The longest sleep of a lane that nothing wakes.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// What a stop waits for a mail on its way. One that takes longer is parked.
const GRACE: Duration = Duration::from_secs(5);
/// Before the next attempt after the database failed, or the mail server, doubled each time.
const AFTER_TROUBLE: Duration = Duration::from_secs(1);

/// Delivers until `stop`, then lets each lane finish the mail it is at, for five seconds at most.
pub async fn deliver_forever(app: App, mut stop: watch::Receiver<bool>) {
    let Some(url) = app.config.smtp_url.clone() else {
        return kept::report_forever(app, stop).await;
    };
    tracing::info!(server = ?url, "mail is sent");
    while !*stop.borrow() {
        if let Err(error) = shift(&app, &url, &mut stop).await {
            tracing::error!(%error, "the delivery of mail was interrupted");
            pause(AFTER_TROUBLE, &mut stop).await;
        }
    }
}

/// Sends everything that is due now; answers how many mails were delivered.
///
/// # Errors
/// The database's. A mail server in trouble is no error here: the mails wait.
pub async fn deliver_due(app: &App) -> Result<usize> {
    let Some(url) = app.config.smtp_url.clone() else { return Ok(0) };
    let me = HolderId::random();
    recover(app, None).await?;
    let (_end, ended) = watch::channel(false);
    let mut lanes = JoinSet::new();
    for _ in 0..app.config.smtp_connections {
        let lane = Lane { app: app.clone(), url: url.clone(), me, end: ended.clone() };
        lanes.spawn(async move { lane.drain().await });
    }
    let mut delivered = 0;
    while let Some(passage) = lanes.join_next().await {
        delivered += passage.map_err(|error| Error::Internal(error.to_string()))??.delivered;
    }
    Ok(delivered)
}

/// What others left behind, or one that is gone for certain.
async fn recover(app: &App, gone: Option<HolderId>) -> Result<()> {
    let recovered = queries::recover(&app.db, gone, app.clock.now()).await?;
    if recovered > 0 {
        tracing::warn!(mails = recovered, "mails of a sender that is gone were taken back or parked");
    }
    Ok(())
}

/// Some lanes under an id that is used once, until the stop or until something breaks. What they still held is given up
/// then; where that fails too, the next shift finds it once the leases have run out.
async fn shift(app: &App, url: &SmtpUrl, stop: &mut watch::Receiver<bool>) -> Result<()> {
    let me = HolderId::random();
    let (call, called) = watch::channel(());
    let (end, ended) = watch::channel(false);
    let mut lanes = JoinSet::new();
    for _ in 0..app.config.smtp_connections {
        let lane = Lane { app: app.clone(), url: url.clone(), me, end: ended.clone() };
        lanes.spawn(work(lane, called.clone()));
    }
    let outcome = tokio::select! {
        _ = stop.wait_for(|stop| *stop) => Ok(()),
        outcome = look_after(app, me, &mut lanes, &call) => outcome,
    };
    let _ = end.send(true);
    // Once is enough: leases last longer than the grace.
    let renewed = queries::renew(&app.db, me).await;
    if timeout(GRACE, async { while lanes.join_next().await.is_some() {} }).await.is_err() {
        tracing::warn!(lanes = lanes.len(), "mail still on its way was given up");
    }
    lanes.shutdown().await;
    outcome.and(renewed.map_err(Error::from)).and(recover(app, Some(me)).await)
}

/// Renews, recovers and passes calls on, until something breaks.
async fn look_after(
    app: &App,
    me: HolderId,
    lanes: &mut JoinSet<Result<()>>,
    call: &watch::Sender<()>,
) -> Result<()> {
    let mut wake = Wake::on(&app.db, "mails");
    let mut tick = interval(RENEW_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = wake.heard() => { let _ = call.send(()); }
            _ = tick.tick() => {
                queries::renew(&app.db, me).await?;
                recover(app, None).await?;
            }
            Some(ended) = lanes.join_next() => {
                ended.map_err(|error| Error::Internal(format!("a lane broke: {error}")))??;
            }
        }
    }
}

/// A lane's days: send what is due, then wait for a call, the next due time, or the server's recovery.
async fn work(mut lane: Lane, mut called: watch::Receiver<()>) -> Result<()> {
    let mut troubles = 0;
    while !*lane.end.borrow() {
        called.mark_unchanged();
        if let Some(why) = lane.drain().await?.trouble {
            troubles += 1;
            tracing::warn!(why, "the mail server is in trouble: mail waits");
            pause(back_off(AFTER_TROUBLE, troubles).min(LONGEST_SLEEP), &mut lane.end).await;
            continue;
        }
        troubles = 0;
        let next = queries::next_due(&lane.app.db).await?;
        let next = next.map_or(LONGEST_SLEEP, |next| {
            Duration::try_from(next - lane.app.clock.now()).unwrap_or(Duration::ZERO)
        });
        tokio::select! {
            _ = lane.end.wait_for(|end| *end) => {}
            _ = called.changed() => {}
            // Due and yet not taken: another lane is about to.
            () = sleep(next.clamp(Duration::from_millis(200), LONGEST_SLEEP)) => {}
        }
    }
    Ok(())
}

async fn pause(time: Duration, stop: &mut watch::Receiver<bool>) {
    let _ = timeout(time, stop.wait_for(|stop| *stop)).await;
}
