//! Which period a leader reads who asked for none: the quarter so far, unless there is too little of it yet. That is counted
//! with the reports, and a page reads what was counted.

use jiff::tz::TimeZone;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::period::{Period, PeriodKind, ReportPeriod, ReportQuery, of_leaders};
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
) -> Result<ReportPeriod> {
    let today = when::day(now, zone);
    let reading = asked.of_leader(today);
    let is_asked_for = reading.pick == asked.period;
    let quarter = of_leaders(today).into_iter().nth(1);
    let Some(quarter) = quarter.filter(|_| !is_asked_for && reading.kind == PeriodKind::SoFar) else {
        return Ok(reading);
    };
    let is_thin = match kept(db, reading.period).await? {
        Some(is_thin) => is_thin,
        None => count(db, [reading.period, quarter.period], zone, now).await?,
    };
    if !is_thin {
        return Ok(reading);
    }
    let note = if asked.asks_for_days() {
        "Choose one of the periods listed. Showing the last whole quarter."
    } else {
        "The quarter so far has too few sessions for most figures, so the last whole quarter is shown."
    };
    Ok(ReportPeriod { note: Some(note), ..quarter })
}

/// Counts again, after a change, whether the quarter so far is thin, and forgets what was said of earlier ones.
pub async fn count_again(db: &PgPool, zone: &TimeZone, now: OffsetDateTime) -> Result<()> {
    let offered = of_leaders(when::day(now, zone));
    let [so_far, quarter, ..] = &offered[..] else { return Ok(()) };
    if so_far.kind != PeriodKind::SoFar {
        return Ok(());
    }
    forget_others(db, so_far.period).await?;
    count(db, [so_far.period, quarter.period], zone, now).await.map(drop)
}

/// Is the first of these thin beside the second? What is counted is kept, which is no change to anything, so that a page
/// may.
async fn count(db: &PgPool, periods: [Period; 2], zone: &TimeZone, now: OffsetDateTime) -> Result<bool> {
    let stretches = periods.map(|period| {
        let (from, until) = period.moments(zone);
        Range { from, until, now, community: None }
    });
    let sessions = queries::sessions_up_to(db, &stretches, now, ENOUGH).await?;
    let is_thin = matches!(sessions[..], [so_far, whole] if is_thin(so_far, whole));
    keep(db, periods[0], is_thin, now).await?;
    Ok(is_thin)
}

/// Nothing where it was not counted yet, or where the job that counts again did not come round for ten minutes.
async fn kept(db: &PgPool, so_far: Period) -> sqlx::Result<Option<bool>> {
    sqlx::query_scalar!(
        "select is_thin
         from usual_periods
         where from_on = $1
           and until_on = $2
           and not exists (select 1 from report_changes where at < clock_timestamp() - interval '10 minutes')",
        when::to_date(so_far.from),
        when::to_date(so_far.until)
    )
    .fetch_optional(db)
    .await
}

/// Unless something later is known.
async fn keep(db: &PgPool, so_far: Period, is_thin: bool, as_of: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into usual_periods (from_on, until_on, is_thin, as_of)
         values ($1, $2, $3, $4)
         on conflict on constraint usual_periods_once do update
         set is_thin = excluded.is_thin, as_of = excluded.as_of
         where usual_periods.as_of <= excluded.as_of",
        when::to_date(so_far.from),
        when::to_date(so_far.until),
        is_thin,
        as_of
    )
    .execute(db)
    .await
    .map(drop)
}

async fn forget_others(db: &PgPool, so_far: Period) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from usual_periods where (from_on, until_on) <> ($1, $2)",
        when::to_date(so_far.from),
        when::to_date(so_far.until)
    )
    .execute(db)
    .await
    .map(drop)
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
