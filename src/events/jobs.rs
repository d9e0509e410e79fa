use super::{mails, queries};
use crate::app::App;
use crate::error::Result;
use crate::mail;

/// How many reminders one transaction claims: enough to be quick, few enough that a stop loses no time.
const BATCH: i64 = 500;

/// Reminds everybody who is going of sessions that start within a day. A claim and its mail are one transaction:
/// a program that dies between the two has done neither.
pub async fn remind(app: &App) -> Result<()> {
    loop {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let due = queries::claim_reminders(&mut tx, now, BATCH).await?;
        let letters: Vec<_> =
            due.iter().map(|due| mails::reminder(due, now, &app.config.base_url())).collect::<Result<_>>()?;
        mail::queue(&mut tx, &letters, now).await?;
        tx.commit().await?;
        if letters.is_empty() {
            return Ok(());
        }
    }
}
