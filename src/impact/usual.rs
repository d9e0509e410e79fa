//! Which period a leader reads who asked for none: the quarter so far, unless there is too little of it yet.

use jiff::tz::TimeZone;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::period::{Reading, ReportQuery, of_leaders};
use super::queries::{self, Range};
use crate::platform::error::Result;
use crate::platform::web::when;

/// No more sessions are counted: with half of these any stretch says enough.
const ENOUGH: i64 = 100;

/// What a leader asked for, or what is usual on that day; the page says why it is not the most recent.
pub async fn reading(
    db: &PgPool,
    asked: &ReportQuery,
    zone: &TimeZone,
    now: OffsetDateTime,
) -> Result<Reading> {
    let today = when::day(now, zone);
    let reading = asked.of_leader(today);
    let is_asked_for = reading.pick == asked.period;
    let quarter = of_leaders(today).into_iter().nth(1);
    let Some(quarter) = quarter.filter(|_| !is_asked_for && reading.pick == "so-far") else {
        return Ok(reading);
    };
    let stretches = [&reading, &quarter].map(|reading| {
        let (from, until) = reading.period.moments(zone);
        Range { from, until, now, community: None }
    });
    let sessions = queries::sessions_up_to(db, &stretches, now, ENOUGH).await?;
    Ok(match sessions[..] {
        [so_far, whole] if is_thin(so_far, whole) => {
            let note = if asked.asks_for_days() {
                "Choose one of the periods listed. Showing the last whole quarter."
            } else {
                "The quarter so far has too few sessions for most figures, so the last whole quarter is shown."
            };
            Reading { note: Some(note), ..quarter }
        }
        _ => reading,
    })
}

/// With fewer than half the sessions of the last whole quarter, most of what can be told of that is only named, such as
/// who came again and lines between teams. Both counts go up to what is enough.
fn is_thin(so_far: i64, whole: i64) -> bool {
    so_far * 2 < whole
}

#[cfg(test)]
mod tests {
    use super::is_thin;

    #[test]
    fn the_quarter_so_far_is_thin_with_fewer_than_half_the_sessions_of_the_last_one() {
        assert!(is_thin(4, 9) && is_thin(0, 1));
        assert!(!is_thin(5, 10) && !is_thin(3, 3) && !is_thin(0, 0) && !is_thin(5, 4));
    }
}
