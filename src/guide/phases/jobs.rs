use serde::{Deserialize, Serialize};

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;

/// Evaluates every community's week. Run twice, or by two copies at once, it writes each week once; run late,
/// it makes up for the weeks that were missed.
#[derive(Default, Deserialize, Serialize)]
pub struct EvaluatePhases {}

impl Job for EvaluatePhases {
    const KIND: &'static str = "weekly_phases";

    async fn run(&self, app: &App) -> Result<()> {
        let weeks = super::evaluate_all(&app.db, app.clock.now()).await?;
        if weeks > 0 {
            tracing::info!(weeks, "weeks of communities were evaluated");
        }
        Ok(())
    }
}
