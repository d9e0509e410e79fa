use serde::{Deserialize, Serialize};
use time::Duration;

use super::queries;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;

/// Forgets mails 90 days after they were settled. What waits is never forgotten, nor an invitation to what is still to
/// come: a person who gives up their place has to be told so in the same calendar.
#[derive(Default, Deserialize, Serialize)]
pub struct ForgetOldMails {}

impl Job for ForgetOldMails {
    const KIND: &'static str = "forget_old_mails";

    async fn run(&self, app: &App) -> Result<()> {
        let now = app.clock.now();
        Ok(queries::forget_settled(&app.db, now - Duration::days(90), now).await?)
    }
}
