use serde::{Deserialize, Serialize};
use time::Duration;

use super::queries;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;

/// Forgets mails 90 days after they were settled. What waits is never forgotten.
#[derive(Default, Deserialize, Serialize)]
pub struct ForgetOldMails {}

impl Job for ForgetOldMails {
    const KIND: &'static str = "forget_old_mails";

    async fn run(&self, app: &App) -> Result<()> {
        Ok(queries::forget_settled(&app.db, app.clock.now() - Duration::days(90)).await?)
    }
}
