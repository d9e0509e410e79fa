use serde::{Deserialize, Serialize};

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;

/// Counts the topics anew. It reads everyone's, which no page does.
#[derive(Default, Deserialize, Serialize)]
pub struct CountTopics {}

impl Job for CountTopics {
    const KIND: &'static str = "count_topics";

    async fn run(&self, app: &App) -> Result<()> {
        let mut tx = app.db.begin().await?;
        super::count_topics(&mut tx).await?;
        Ok(tx.commit().await?)
    }
}
