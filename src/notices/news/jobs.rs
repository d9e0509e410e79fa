use serde::{Deserialize, Serialize};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::mails;
use super::queries::{self, News};
use crate::notices::{NoticeKind, Paper};
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
        while tell_of_sessions(app).await? {}
        while tell_of_stories(app).await? {}
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
async fn tell_of_sessions(app: &App) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let events = queries::claim_sessions(&mut tx, now - NEW_FOR, now).await?;
    if events.is_empty() {
        return Ok(false);
    }
    let news = queries::of_sessions(&mut tx, &events).await?;
    write(&mut tx, app, NoticeKind::NewSession, &news, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// False when there was nothing new.
async fn tell_of_stories(app: &App) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let stories = queries::claim_stories(&mut tx, now - NEW_FOR, now).await?;
    if stories.is_empty() {
        return Ok(false);
    }
    let news = queries::of_stories(&mut tx, &stories).await?;
    write(&mut tx, app, NoticeKind::Story, &news, now).await?;
    tx.commit().await?;
    Ok(true)
}

async fn write(
    db: &mut PgConnection,
    app: &App,
    kind: NoticeKind,
    news: &[News],
    now: OffsetDateTime,
) -> Result<()> {
    if news.is_empty() {
        return Ok(());
    }
    let paper = Paper::of(&mut *db, app).await?;
    let letters: Vec<_> = news.iter().map(|news| mails::of(&paper, kind, news)).collect::<Result<_>>()?;
    mail::queue(db, &letters, now).await?;
    Ok(())
}
