use serde::{Deserialize, Serialize};

use super::{mails, queries};
use crate::notices::{Paper, hours};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::StoryId;
use crate::platform::jobs::Job;
use crate::platform::mail;
use crate::platform::web::when;

/// Asks authors what came of their stories, once each and at a decent hour. Claim and mails are one transaction.
#[derive(Default, Deserialize, Serialize)]
pub struct AskWhatCame {}

impl Job for AskWhatCame {
    const KIND: &'static str = "story_follow_ups";

    async fn run(&self, app: &App) -> Result<()> {
        let now = app.clock.now();
        let (stories, numbers): (Vec<StoryId>, Vec<i32>) = queries::due(&app.db, now)
            .await?
            .into_iter()
            .filter(|due| hours::is_decent(now, &when::zone_or_utc(&due.zone)))
            .map(|due| (due.story_id, due.number))
            .unzip();
        if stories.is_empty() {
            return Ok(());
        }
        let mut tx = app.db.begin().await?;
        let claimed = queries::claim(&mut tx, &stories, &numbers, now).await?;
        let authors = queries::authors(&mut tx, &claimed).await?;
        let paper = Paper::of(&mut tx, app).await?;
        let letters =
            authors.iter().map(|author| mails::what_came(&paper, author)).collect::<Result<Vec<_>>>()?;
        mail::queue(&mut tx, &letters, now).await?;
        Ok(tx.commit().await?)
    }
}
