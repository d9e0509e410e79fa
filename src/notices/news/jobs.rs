use time::Duration;
use uuid::Uuid;

use super::{mails, queries};
use crate::notices::{Kind, Paper};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::mail;

/// A program that stood still for longer tells of nothing that is old by now: the digest has it.
const NEW_FOR: Duration = Duration::days(1);

/// Tells what is new to whoever wants it at once. A claim and its mails are one transaction.
pub async fn tell(app: &App) -> Result<()> {
    while tell_of(app, Kind::NewSession).await? {}
    while tell_of(app, Kind::Story).await? {}
    Ok(())
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
