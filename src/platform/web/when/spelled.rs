//! Moments in full, for mails: they are read on another day than they were written on, so "tomorrow" says nothing, and
//! perhaps in another place than the reader's usual one, so the zone is named.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use time::OffsetDateTime;

use super::{TimeSpan, clock, day};

/// "Thu 26 Nov, 14:00": for subjects, whose mail has the rest.
pub fn short(at: OffsetDateTime, now: OffsetDateTime, zone: &TimeZone) -> String {
    format!("{}, {}", short_day(day(at, zone), now, zone), clock(at, zone))
}

fn short_day(date: Date, now: OffsetDateTime, zone: &TimeZone) -> String {
    date.strftime(if is_this_year(date, now, zone) { "%a %-d %b" } else { "%a %-d %b %Y" }).to_string()
}

/// "Thursday 26 November, 14:00": for lists, which name the zone once.
fn day_and_time(at: OffsetDateTime, now: OffsetDateTime, zone: &TimeZone) -> String {
    format!("{}, {}", day_in_full(at, now, zone), clock(at, zone))
}

/// The same of a session, and "Friday 18 December" of whole days.
pub fn day_and_start(span: TimeSpan, now: OffsetDateTime, zone: &TimeZone, there: &str) -> String {
    match span.whole_days(&super::zone_or_utc(there)) {
        Some((first, _)) => date_in_full(first, now, zone),
        None => day_and_time(span.from, now, zone),
    }
}

/// "Thursday 26 November, 14:00, London time"
pub fn moment(at: OffsetDateTime, now: OffsetDateTime, zone: &TimeZone) -> String {
    format!("{}, {}", day_and_time(at, now, zone), zone_in_words(zone))
}

/// "Thursday 26 November, 14:00–14:50, London time", and with both days where it ends on another one. Whole days, as
/// they are where the session takes place, have neither times nor a zone: "Friday 18 December to Sunday 20 December, all
/// day".
pub fn span(span: TimeSpan, now: OffsetDateTime, zone: &TimeZone, there: &str) -> String {
    let (first, last) = span.days(zone, &super::zone_or_utc(there));
    let (from, to) = (date_in_full(first, now, zone), date_in_full(last, now, zone));
    let is_whole = span.whole_days(&super::zone_or_utc(there)).is_some();
    if is_whole && first == last {
        return format!("{from}, all day");
    }
    if is_whole {
        return format!("{from} to {to}, all day");
    }
    let end = clock(span.to, zone);
    // Midnight is read as the morning of a day as often as its evening.
    let end = if end == "00:00" { "midnight" } else { &end };
    let to = if first == last { format!("–{end}") } else { format!(" to {to}, {end}") };
    format!("{from}, {}{to}, {}", clock(span.from, zone), zone_in_words(zone))
}

/// "Thursday 26 November, 14:00, London time", and "Thursday 26 November" of whole days: where the end is not said.
pub fn start(span: TimeSpan, now: OffsetDateTime, zone: &TimeZone, there: &str) -> String {
    match span.whole_days(&super::zone_or_utc(there)) {
        Some((first, _)) => date_in_full(first, now, zone),
        None => moment(span.from, now, zone),
    }
}

/// When something ends: "the end of Monday 7 December" where that is at midnight, else the moment.
pub fn end(at: OffsetDateTime, now: OffsetDateTime, zone: &TimeZone) -> String {
    if clock(at, zone) != "00:00" {
        return moment(at, now, zone);
    }
    let next = day(at, zone);
    format!("the end of {}", date_in_full(next.yesterday().unwrap_or(next), now, zone))
}

/// "Thu 26 Nov, 14:00", and "Thu 26 Nov" of whole days: for subjects, whose mail has the rest.
pub fn short_start(span: TimeSpan, now: OffsetDateTime, zone: &TimeZone, there: &str) -> String {
    match span.whole_days(&super::zone_or_utc(there)) {
        Some((first, _)) => short_day(first, now, zone),
        None => short(span.from, now, zone),
    }
}

/// "Thursday 26 November", and with the year when it is another one.
fn day_in_full(at: OffsetDateTime, now: OffsetDateTime, zone: &TimeZone) -> String {
    date_in_full(day(at, zone), now, zone)
}

fn date_in_full(date: Date, now: OffsetDateTime, zone: &TimeZone) -> String {
    date.strftime(if is_this_year(date, now, zone) { "%A %-d %B" } else { "%A %-d %B %Y" }).to_string()
}

fn is_this_year(date: Date, now: OffsetDateTime, zone: &TimeZone) -> bool {
    date.year() == day(now, zone).year()
}

/// "London time" of Europe/London. What is no place is called as it is: "UTC".
pub fn zone_in_words(zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    match name.rsplit_once('/') {
        Some((area, place)) if area != "Etc" => format!("{} time", place.replace('_', " ")),
        Some((_, name)) => name.to_owned(),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::zone;
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-25 09:00 UTC);

    fn said(from: OffsetDateTime, to: OffsetDateTime, name: &str) -> String {
        span(TimeSpan { from, to }, NOW, &zone(name).unwrap(), "Europe/London")
    }

    #[test]
    fn a_session_is_named_with_its_day_date_times_and_zone() {
        let (from, to) = (datetime!(2026-11-26 14:00 UTC), datetime!(2026-11-26 14:50 UTC));
        assert_eq!(said(from, to, "Europe/London"), "Thursday 26 November, 14:00–14:50, London time");
        assert_eq!(
            said(from, to, "America/Argentina/Buenos_Aires"),
            "Thursday 26 November, 11:00–11:50, Buenos Aires time"
        );
    }

    #[test]
    fn the_end_of_a_day_is_said_with_its_date_on_that_day_too() {
        let utc = TimeZone::UTC;
        let midnight = datetime!(2026-11-26 00:00 UTC);
        assert_eq!(super::end(midnight, NOW, &utc), "the end of Wednesday 25 November");
        assert_eq!(
            super::end(datetime!(2026-11-26 01:00 UTC), NOW, &utc),
            "Thursday 26 November, 01:00, UTC"
        );
    }

    #[test]
    fn where_the_end_is_not_said_whole_days_have_neither_time_nor_zone() {
        let (from, to) = (datetime!(2026-12-18 00:00 UTC), datetime!(2026-12-21 00:00 UTC));
        let tokyo = zone("Asia/Tokyo").unwrap();
        let start = |from, to| super::start(TimeSpan { from, to }, NOW, &tokyo, "Europe/London");
        assert_eq!(start(from, to), "Friday 18 December");
        assert_eq!(start(from, from + time::Duration::HOUR), "Friday 18 December, 09:00, Tokyo time");
    }

    #[test]
    fn an_end_on_another_day_and_another_year_are_said() {
        assert_eq!(
            said(datetime!(2026-12-18 18:00 UTC), datetime!(2026-12-19 04:00 UTC), "Europe/London"),
            "Friday 18 December, 18:00 to Saturday 19 December, 04:00, London time"
        );
        assert_eq!(
            said(datetime!(2026-12-31 23:00 UTC), datetime!(2027-01-01 01:00 UTC), "Europe/London"),
            "Thursday 31 December, 23:00 to Friday 1 January 2027, 01:00, London time"
        );
    }

    #[test]
    fn whole_days_have_no_times_and_midnight_has_its_name() {
        let (first, third) = (datetime!(2026-12-18 00:00 UTC), datetime!(2026-12-21 00:00 UTC));
        assert_eq!(said(first, third, "Asia/Tokyo"), "Friday 18 December to Sunday 20 December, all day");
        let one = datetime!(2026-12-19 00:00 UTC);
        assert_eq!(said(first, one, "Asia/Tokyo"), "Friday 18 December, all day");
        assert_eq!(
            said(datetime!(2026-12-18 18:00 UTC), one, "Europe/London"),
            "Friday 18 December, 18:00–midnight, London time"
        );
        let subject = short_start(TimeSpan { from: first, to: one }, NOW, &TimeZone::UTC, "Europe/London");
        assert_eq!(subject, "Fri 18 Dec");
    }

    #[test]
    fn no_day_is_called_by_its_distance() {
        let utc = TimeZone::UTC;
        assert_eq!(short(datetime!(2026-11-26 14:00 UTC), NOW, &utc), "Thu 26 Nov, 14:00");
        assert_eq!(short(datetime!(2027-01-07 14:00 UTC), NOW, &utc), "Thu 7 Jan 2027, 14:00");
        assert_eq!(moment(datetime!(2026-11-25 14:00 UTC), NOW, &utc), "Wednesday 25 November, 14:00, UTC");
        assert_eq!(zone_in_words(&zone("Etc/GMT").unwrap()), "GMT");
    }
}
