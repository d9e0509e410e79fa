//! When the month's email is due.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use time::OffsetDateTime;

use crate::impact::period::first_monday;
use crate::platform::web::when;

/// It leaves in the morning of the first Monday, when the quarter so far has moved, and a program that stood still makes
/// up for it until Friday, at a decent hour.
const FROM: i8 = 9;
const UNTIL: i8 = 16;
const DAYS: i32 = 5;

/// The month whose email is due now where a leader is, as its first day.
pub fn due(now: OffsetDateTime, zone: &TimeZone) -> Option<Date> {
    let here = when::zoned(now, zone);
    let monday = first_monday(here.date());
    let since = monday.until(here.date()).map_or(-1, |span| span.get_days());
    ((0..DAYS).contains(&since) && (FROM..UNTIL).contains(&here.hour())).then(|| monday.first_of_month())
}

#[cfg(test)]
mod tests {
    use super::due;
    use jiff::civil::date;
    use jiff::tz::TimeZone;
    use time::macros::datetime;

    #[test]
    fn it_is_due_from_the_first_monday_to_friday_at_a_decent_hour() {
        let vienna = TimeZone::get("Europe/Vienna").unwrap();
        let december = Some(date(2026, 12, 1));
        for (now, expected) in [
            (datetime!(2026-12-04 10:00 UTC), None),
            (datetime!(2026-12-07 07:59 UTC), None),
            (datetime!(2026-12-07 08:00 UTC), december),
            (datetime!(2026-12-11 14:59 UTC), december),
            (datetime!(2026-12-11 15:00 UTC), None),
            (datetime!(2026-12-12 10:00 UTC), None),
            (datetime!(2026-12-14 10:00 UTC), None),
        ] {
            assert_eq!(due(now, &vienna), expected, "{now}");
        }
    }
}
