use crate::platform::app::App;
use crate::platform::error::Result;

use super::queries;

/// Forgets logins that are over, reset links nobody can use and counts of tries long past.
pub async fn clean_up(app: &App) -> Result<()> {
    let now = app.clock.now();
    queries::forget_old(&app.db, now).await?;
    queries::forget_old_resets(&app.db, now).await?;
    queries::forget_old_limits(&app.db, now).await?;
    Ok(())
}
