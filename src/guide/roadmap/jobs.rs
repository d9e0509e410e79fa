use serde::{Deserialize, Serialize};

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;

/// Follows every community along the eight steps. Run twice, or by two copies at once, it changes nothing more.
#[derive(Default, Deserialize, Serialize)]
pub struct FollowRoadmaps {}

impl Job for FollowRoadmaps {
    const KIND: &'static str = "roadmaps";

    async fn run(&self, app: &App) -> Result<()> {
        super::follow_all(&app.db, app.clock.now()).await
    }
}
