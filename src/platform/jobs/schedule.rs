//! What recurs, and when: each slot is owed once, however many copies of the program look at the clock.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::queries;
use crate::platform::error::{Error, Result};

pub struct RecurringJob {
    /// The kind of the job, which is also the name of its slots.
    pub kind: &'static str,
    pub every: Every,
}

/// Hours and days are those of the organisation's zone. Night work keeps clear of 02:00 to 03:00, which many zones
/// skip or repeat once a year.
#[derive(Clone, Copy)]
pub enum Every {
    Minutes(i64),
    Day { hour: i8, minute: i8 },
}

impl Every {
    /// The latest slot that has come. Only that one is owed: after a pause of a day, the reminders
    /// run once and not 1440 times, and a night's work that was missed is made up for.
    fn latest(self, now: Timestamp, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
        let today = now.to_zoned(zone.clone()).date();
        match self {
            Self::Minutes(minutes) => {
                Timestamp::from_second(now.as_second() - now.as_second().rem_euclid(minutes * 60))
            }
            Self::Day { hour, minute } => {
                let slot = moment(today, hour, minute, zone)?;
                if slot <= now { Ok(slot) } else { moment(today.yesterday()?, hour, minute, zone) }
            }
        }
    }
}

/// An hour that the zone skips that day counts as the one after.
fn moment(day: Date, hour: i8, minute: i8, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    Ok(day.at(hour, minute, 0, 0).to_zoned(zone.clone())?.timestamp())
}

/// Queues every job whose latest slot nobody has claimed yet.
///
/// # Errors
/// The database's; then nothing is claimed and nothing queued.
pub async fn enqueue_owed(db: &PgPool, recurring: &[RecurringJob], now: OffsetDateTime) -> Result<()> {
    let mut tx = db.begin().await?;
    let zone = queries::zone(&mut *tx).await?.unwrap_or_default();
    let zone = TimeZone::get(&zone).unwrap_or(TimeZone::UTC);
    let slots = latest_slots(recurring, now, &zone)?;
    let kinds: Vec<String> = recurring.iter().map(|recurring| recurring.kind.to_owned()).collect();
    let claimed = queries::claim_slots(&mut *tx, &kinds, &slots).await?;
    if !claimed.is_empty() {
        queries::insert_owed(&mut *tx, &claimed, now).await?;
        queries::notify(&mut *tx).await?;
    }
    Ok(tx.commit().await?)
}

fn latest_slots(
    recurring: &[RecurringJob],
    now: OffsetDateTime,
    zone: &TimeZone,
) -> Result<Vec<OffsetDateTime>> {
    let now = Timestamp::from_second(now.unix_timestamp()).map_err(unreadable)?;
    let slot = |recurring: &RecurringJob| {
        let slot = recurring.every.latest(now, zone).map_err(unreadable)?.as_second();
        OffsetDateTime::from_unix_timestamp(slot).map_err(unreadable)
    };
    recurring.iter().map(slot).collect()
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Internal(format!("the schedule: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{Every, TimeZone, Timestamp};

    fn latest(every: Every, now: &str, zone: &str) -> String {
        let now: Timestamp = now.parse().unwrap();
        every.latest(now, &TimeZone::get(zone).unwrap()).unwrap().to_string()
    }

    #[test]
    fn a_quarter_of_an_hour_begins_on_the_clock() {
        assert_eq!(latest(Every::Minutes(15), "2026-11-02T10:29:59Z", "Etc/UTC"), "2026-11-02T10:15:00Z");
        assert_eq!(latest(Every::Minutes(15), "2026-11-02T10:30:00Z", "Etc/UTC"), "2026-11-02T10:30:00Z");
    }

    #[test]
    fn the_night_is_the_organisations() {
        let night = Every::Day { hour: 3, minute: 30 };
        assert_eq!(latest(night, "2026-11-02T02:29:00Z", "Europe/Berlin"), "2026-11-01T02:30:00Z");
        assert_eq!(latest(night, "2026-11-02T02:30:00Z", "Europe/Berlin"), "2026-11-02T02:30:00Z");
        assert_eq!(latest(night, "2026-07-02T12:00:00Z", "Europe/Berlin"), "2026-07-02T01:30:00Z");
    }

    #[test]
    fn an_hour_that_the_zone_skips_or_repeats_is_one_slot() {
        let skipped = Every::Day { hour: 2, minute: 30 };
        assert_eq!(latest(skipped, "2026-03-29T12:00:00Z", "Europe/Berlin"), "2026-03-29T01:30:00Z");
        assert_eq!(latest(skipped, "2026-10-25T12:00:00Z", "Europe/Berlin"), "2026-10-25T00:30:00Z");
    }
}
