use serde::{Deserialize, Serialize};
use time::Duration;
use uuid::Uuid;

use super::{mails, queries};
use crate::notices::{Kind, Paper};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;
use crate::platform::mail;

/// A program that stood still for longer tells of nothing that is old by now: the digest has it.
const NEW_FOR: Duration = Duration::days(1);
/// Longer than anything can still count as new.
const KEPT_FOR: Duration = Duration::days(30);

/// Sends what is new to people who want it straight away. A claim and its mails are one transaction.
#[derive(Default, Deserialize, Serialize)]
pub struct SendNews {}

impl Job for SendNews {
    const KIND: &'static str = "news";

    async fn run(&self, app: &App) -> Result<()> {
        while tell_of(app, Kind::NewSession).await? {}
        while tell_of(app, Kind::Story).await? {}
        Ok(())
    }
}

/// Forgets what was told long ago.
#[derive(Default, Deserialize, Serialize)]
pub struct ForgetOldNews {}

impl Job for ForgetOldNews {
    const KIND: &'static str = "forget_old_news";

    async fn run(&self, app: &App) -> Result<()> {
        Ok(queries::forget(&app.db, app.clock.now() - KEPT_FOR).await?)
    }
}

/// False when there was nothing new.
async fn tell_of(app: &App, kind: Kind) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let things: Vec<Uuid> = match kind {
        Kind::Story => queries::claim_stories(&mut tx, now - NEW_FOR, now).await?,
        _ => queries::claim_sessions(&mut tx, now - NEW_FOR, now).await?,
    };
    if things.is_empty() {
        return Ok(false);
    }
    let news = match kind {
        Kind::Story => queries::of_stories(&mut tx, &things).await?,
        _ => queries::of_sessions(&mut tx, &things).await?,
    };
    if !news.is_empty() {
        let paper = Paper::of(&mut tx, app).await?;
        let letters: Vec<_> = news.iter().map(|news| mails::of(&paper, kind, news)).collect::<Result<_>>()?;
        mail::queue(&mut tx, &letters, now).await?;
    }
    tx.commit().await?;
    Ok(true)
}
