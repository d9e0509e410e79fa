//! When a person may be spoken to.

use std::ops::Range;

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use time::OffsetDateTime;

use crate::platform::web::when;

/// Hours where the person is, in which they are spoken to: from, and no longer at.
pub const DECENT_HOURS: Range<i8> = 9..16;

/// Is it a weekday between nine and four where the person is?
pub fn is_decent(now: OffsetDateTime, zone: &TimeZone) -> bool {
    let there = when::zoned(now, zone);
    let weekend = matches!(there.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && DECENT_HOURS.contains(&there.hour())
}

/// When the decent hours of this day end: a mail that is held up until then is not sent in the evening.
pub fn end_of_decent_hours(now: OffsetDateTime, zone: &TimeZone) -> Option<OffsetDateTime> {
    when::moment(when::day(now, zone).at(DECENT_HOURS.end, 0, 0, 0), zone)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn decent_hours_are_those_of_weekdays_where_the_person_is() {
        let (vienna, auckland) = (when::zone_or_utc("Europe/Vienna"), when::zone_or_utc("Pacific/Auckland"));
        for (at, here, there) in [
            (datetime!(2026-11-23 07:59 UTC), false, false), // Monday 08:59, and 20:59
            (datetime!(2026-11-23 08:00 UTC), true, false),
            (datetime!(2026-11-23 14:59 UTC), true, false),
            (datetime!(2026-11-23 15:00 UTC), false, false),
            (datetime!(2026-11-22 20:00 UTC), false, true), // Sunday evening, and Monday 09:00
            (datetime!(2026-11-21 10:00 UTC), false, false), // Saturday, and Saturday
        ] {
            assert_eq!((is_decent(at, &vienna), is_decent(at, &auckland)), (here, there), "{at}");
        }
        let end = end_of_decent_hours(datetime!(2026-11-23 10:00 UTC), &vienna);
        assert_eq!(end, Some(datetime!(2026-11-23 15:00 UTC)));
    }
}
