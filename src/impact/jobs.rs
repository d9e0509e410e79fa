use serde::{Deserialize, Serialize};

use super::stored;
use crate::organisation;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::jobs::Job;
use crate::platform::web::when;

/// Works out again what leaders read, where something it is made of has changed.
#[derive(Default, Deserialize, Serialize)]
pub struct WorkOutReports {}

impl Job for WorkOutReports {
    const KIND: &'static str = "reports";

    async fn run(&self, app: &App) -> Result<()> {
        let zone = when::zone_or_utc(&organisation::load(&app.db).await?.zone);
        stored::work_out_again(&app.db, &zone, app.clock.now()).await.map(drop)
    }
}
