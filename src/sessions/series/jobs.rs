use super::{fill, queries};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;
use crate::sessions::rsvps;
use serde::{Deserialize, Serialize};

/// Keeps every running series filled ahead. Each in a transaction of its own, so that one that fails keeps no other
/// from its dates; the job is tried again for it.
#[derive(Default, Deserialize, Serialize)]
pub struct FillSeries {}

impl Job for FillSeries {
    const KIND: &'static str = "fill_series";

    async fn run(&self, app: &App) -> Result<()> {
        let now = app.clock.now();
        let mut last = Ok(());
        for series in queries::running(&app.db, now).await? {
            let mut tx = app.db.begin().await?;
            match fill(&mut tx, series, now).await {
                Ok(made) => {
                    rsvps::series_answer::seat(&mut tx, &made, now).await?;
                    tx.commit().await?;
                }
                Err(error) => last = Err(error),
            }
        }
        last
    }
}
