//! What the organisation assumes about the worth of time: two versions, as an administrator saved them.

use jiff::ToSpan;
use time::Duration;

use super::calendar::Calendar;
use super::society::People;
use crate::impact::value::{self, COFFEE_MINUTES, WantedAssumptions, WantedCost};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::when;

pub async fn assume(app: &App, people: &People, calendar: &Calendar) -> Result<()> {
    let administrator = people.named("Omar Siddiq")?;
    let mut tx = app.db.begin().await?;
    for (days_ago, low, high) in [(120, 3_600, 5_800), (30, 3_800, 6_200)] {
        let now = calendar.now - Duration::days(days_ago);
        let source_on = when::from_date(now.date()).saturating_sub(20.days());
        let cost = WantedCost {
            low,
            high,
            currency: "GBP".to_owned(),
            source: "Finance, full cost of an hour, all grades (made up for this demo)".to_owned(),
            source_on,
        };
        let others = "A use that a story reports is taken to go on for twelve months at most.".to_owned();
        let version = WantedAssumptions { cost: Some(cost), coffee_minutes: COFFEE_MINUTES, others };
        value::keep(&mut tx, &version, administrator, now).await?;
    }
    Ok(tx.commit().await?)
}
