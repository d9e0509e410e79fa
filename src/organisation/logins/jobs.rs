use serde::{Deserialize, Serialize};

use super::{addresses, passwords, queries, sign_ups};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;

/// Forgets logins that are over, accounts that nobody finished, reset links nobody can use and counts of tries long past.
#[derive(Default, Deserialize, Serialize)]
pub struct ForgetOldLogins {}

impl Job for ForgetOldLogins {
    const KIND: &'static str = "forget_old_logins";

    async fn run(&self, app: &App) -> Result<()> {
        let now = app.clock.now();
        queries::forget_old(&app.db, now).await?;
        passwords::forget_old_resets(&app.db, now).await?;
        sign_ups::forget_old(&app.db, now).await?;
        addresses::forget_old_changes(&app.db, now).await?;
        queries::forget_old_limits(&app.db, now).await?;
        Ok(())
    }
}
