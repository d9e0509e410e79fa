//! When a digest is due, and what it covers.

use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use time::{Duration, OffsetDateTime};

use crate::platform::web::when;

/// The digest leaves at eight, and a program that stood still makes up for it until this hour of the evening.
const FROM: i8 = 8;
const UNTIL: i8 = 20;
/// What is published belongs to a transaction that may still be on its way when the hour strikes. A minute is
/// longer than any takes: a request is given up after half of one.
const SETTLING: Duration = Duration::minutes(1);
/// How far back someone's first digest goes.
pub const FIRST_COVERS: Duration = Duration::days(7);
/// What is older than this is no news, whenever the last digest was.
pub const COVERS_AT_MOST: Duration = Duration::days(28);
/// How far it looks ahead.
pub const AHEAD: Duration = Duration::days(7);

/// A Monday on which the digest is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestSlot {
    pub week_on: time::Date,
    /// What happened up to here is in this one, what comes after in the next.
    pub told_to: OffsetDateTime,
}

/// The digest that is due now in a zone. None, except on a Monday from eight on.
pub fn due(now: OffsetDateTime, zone: &TimeZone) -> Option<DigestSlot> {
    let here = when::zoned(now, zone);
    if here.weekday() != Weekday::Monday || !(FROM..UNTIL).contains(&here.hour()) {
        return None;
    }
    let eight = when::moment(here.date().to_datetime(Time::constant(FROM, 0, 0, 0)), zone)?;
    Some(DigestSlot { week_on: when::to_date(here.date()), told_to: eight - SETTLING })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::{date, datetime};

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    #[test]
    fn it_is_due_on_monday_at_eight_where_the_person_is() {
        let (vienna, kathmandu) = (zone("Europe/Vienna"), zone("Asia/Kathmandu"));
        assert_eq!(due(datetime!(2026-11-23 06:59:59 UTC), &vienna), None);
        let slot = DigestSlot { week_on: date!(2026 - 11 - 23), told_to: datetime!(2026-11-23 06:59 UTC) };
        assert_eq!(due(datetime!(2026-11-23 07:00 UTC), &vienna), Some(slot.clone()));
        assert_eq!(due(datetime!(2026-11-23 18:59 UTC), &vienna), Some(slot));
        assert_eq!(due(datetime!(2026-11-23 19:00 UTC), &vienna), None);
        assert_eq!(due(datetime!(2026-11-24 07:00 UTC), &vienna), None);
        assert!(due(datetime!(2026-11-23 02:15 UTC), &kathmandu).is_some());
        assert!(due(datetime!(2026-11-23 02:14 UTC), &kathmandu).is_none());
    }

    #[test]
    fn eight_is_eight_before_and_after_the_clocks_change() {
        let london = zone("Europe/London");
        // The clocks went back on Sunday 25 October 2026.
        let told = |now| due(now, &london).map(|slot| slot.told_to + SETTLING);
        assert_eq!(told(datetime!(2026-10-19 12:00 UTC)), Some(datetime!(2026-10-19 07:00 UTC)));
        assert_eq!(told(datetime!(2026-10-26 12:00 UTC)), Some(datetime!(2026-10-26 08:00 UTC)));
    }

    proptest! {
        /// Looked at every quarter of an hour through two years, a zone has one digest a week, always at eight.
        #[test]
        fn every_week_has_one(name in prop::sample::select(vec![
            "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Etc/UTC",
        ]), start in 0..672_i64) {
            let zone = zone(name);
            let from = datetime!(2026-01-05 00:00 UTC) + Duration::minutes(15 * start);
            let mut slots = Vec::<DigestSlot>::new();
            for quarter in 0..96 * 7 * 20 {
                if let Some(slot) = due(from + Duration::minutes(15 * quarter), &zone)
                    && slots.last() != Some(&slot)
                {
                    prop_assert_eq!(when::clock(slot.told_to + SETTLING, &zone), "08:00");
                    slots.push(slot);
                }
            }
            prop_assert!((20..=21).contains(&slots.len()));
            prop_assert!(slots.windows(2).all(|two| two[1].week_on - two[0].week_on == Duration::days(7)));
        }
    }
}
