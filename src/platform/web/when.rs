//! Moments and numbers as people say them. Columns hold UTC; all zone work is here, by `jiff`.

pub mod spans;
pub mod spelled;

use std::borrow::Borrow;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use time::OffsetDateTime;

// A day as PostgreSQL writes it in JSON.
time::serde::format_description!(pub iso_day, Date, "[year]-[month]-[day]");

/// From a moment to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeSpan {
    pub from: OffsetDateTime,
    pub to: OffsetDateTime,
}

/// The zone of that name, or nothing when there is none.
pub fn zone(name: &str) -> Option<TimeZone> {
    // Names only: POSIX rules and "posixrules" files would be accepted by the lookup, but nobody can pick them.
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_+-/".contains(c)) {
        return None;
    }
    TimeZone::get(name).ok()
}

/// The zone of that name, else UTC: for names that were checked when they were stored.
pub fn zone_or_utc(name: &str) -> TimeZone {
    zone(name).unwrap_or(TimeZone::UTC)
}

/// Every zone a person may choose, in order.
pub fn zones() -> Vec<String> {
    let mut names: Vec<String> = jiff::tz::db()
        .available()
        .map(|name| name.as_str().to_owned())
        .filter(|name| name.contains('/') && !name.starts_with("posix/") && !name.starts_with("right/"))
        .collect();
    names.sort();
    names.dedup();
    names
}

pub fn zoned(at: OffsetDateTime, zone: &TimeZone) -> Zoned {
    Timestamp::from_nanosecond(at.unix_timestamp_nanos())
        .unwrap_or(Timestamp::UNIX_EPOCH)
        .to_zoned(zone.clone())
}

/// The moment of a wall-clock time in a zone. A time that the clocks skip moves forward by the gap,
/// and one that they repeat is the first of the two, as RFC 5545 says.
pub fn moment(wall: jiff::civil::DateTime, zone: &TimeZone) -> Option<OffsetDateTime> {
    let at = zone.to_ambiguous_zoned(wall).compatible().ok()?;
    OffsetDateTime::from_unix_timestamp(at.timestamp().as_second()).ok()
}

/// What the clocks do to a wall-clock time on the day they change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// The clocks go forward over it: it counts as the time they show after the gap.
    Skipped,
    /// The clocks show it twice: it counts as the first.
    Repeated,
}

/// Whether the clocks of a zone skip or repeat a wall-clock time; [`moment`] says what it counts as.
pub fn clock_change(wall: jiff::civil::DateTime, zone: &TimeZone) -> Option<ClockChange> {
    match zone.to_ambiguous_timestamp(wall).offset() {
        jiff::tz::AmbiguousOffset::Unambiguous { .. } => None,
        jiff::tz::AmbiguousOffset::Gap { .. } => Some(ClockChange::Skipped),
        jiff::tz::AmbiguousOffset::Fold { .. } => Some(ClockChange::Repeated),
    }
}

/// The calendar day of a moment in a zone.
pub fn day(at: OffsetDateTime, zone: &TimeZone) -> Date {
    zoned(at, zone).date()
}

/// "14:00"
pub fn clock(at: OffsetDateTime, zone: &TimeZone) -> String {
    zoned(at, zone).strftime("%H:%M").to_string()
}

/// The same within a sentence: "today", "tomorrow", "Thu 3 Dec".
pub fn day_within(date: Date, today: Date) -> String {
    match day_words(date, today).as_str() {
        near @ ("Today" | "Tomorrow" | "Yesterday") => near.to_lowercase(),
        far => far.to_owned(),
    }
}

/// When something is, within a sentence: "today", "tomorrow", "on Thu 3 Dec".
pub fn on_day(date: Date, today: Date) -> String {
    let day = day_within(date, today);
    if matches!(day.as_str(), "today" | "tomorrow" | "yesterday") { day } else { format!("on {day}") }
}

/// "Today", "Tomorrow", "Yesterday", "Thu 3 Dec", and with the year when it is another one: "Thu 3 Dec 2027".
pub fn day_words(date: Date, today: Date) -> String {
    if date == today {
        return "Today".to_owned();
    }
    if today.checked_add(1.day()).is_ok_and(|tomorrow| date == tomorrow) {
        return "Tomorrow".to_owned();
    }
    if today.checked_sub(1.day()).is_ok_and(|yesterday| date == yesterday) {
        return "Yesterday".to_owned();
    }
    if date.year() == today.year() {
        date.strftime("%a %-d %b").to_string()
    } else {
        date.strftime("%a %-d %b %Y").to_string()
    }
}

/// "Tomorrow, 14:00"
pub fn moment_words(at: OffsetDateTime, now: OffsetDateTime, zone: &TimeZone) -> String {
    format!("{}, {}", day_words(day(at, zone), day(now, zone)), clock(at, zone))
}

/// When something ends: "the end of Monday 7 December" where that is at midnight, since midnight is read as the morning
/// of a day as often as its evening; else "Tue 8 Dec, 01:00".
pub fn end_words(at: OffsetDateTime, now: OffsetDateTime, zone: &TimeZone) -> String {
    if clock(at, zone) != "00:00" {
        return moment_words(at, now, zone);
    }
    let (next, today) = (day(at, zone), day(now, zone));
    let last = next.checked_sub(1.day()).unwrap_or(next);
    if last == today {
        return "the end of today".to_owned();
    }
    let year = if last.year() == today.year() { "" } else { " %Y" };
    last.strftime(&format!("the end of %A %-d %B{year}")).to_string()
}

/// "3 days ago", "in 2 hours", "just now": for things where the rough distance is what matters.
pub fn distance(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let seconds = (now - at).whole_seconds();
    let (amount, unit) = match seconds.abs() {
        0..=59 => return "just now".to_owned(),
        s @ 60..=3_599 => (s / 60, "minute"),
        s @ 3_600..=86_399 => (s / 3_600, "hour"),
        s @ 86_400..=2_591_999 => (s / 86_400, "day"),
        s @ 2_592_000..=31_535_999 => (s / 2_592_000, "month"),
        s => (s / 31_536_000, "year"),
    };
    let plural = if amount == 1 { "" } else { "s" };
    if seconds > 0 { format!("{amount} {unit}{plural} ago") } else { format!("in {amount} {unit}{plural}") }
}

/// For `<time datetime>`: the moment with its offset in the zone.
pub fn machine(at: OffsetDateTime, zone: &TimeZone) -> String {
    zoned(at, zone).strftime("%Y-%m-%dT%H:%M%:z").to_string()
}

/// "1st", "2nd", "3rd", "11th"
pub fn ordinal(number: i64) -> String {
    let ending = match (number % 10, number % 100) {
        (1, rest) if rest != 11 => "st",
        (2, rest) if rest != 12 => "nd",
        (3, rest) if rest != 13 => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// "1,240"
pub fn thousands(number: impl Borrow<i64>) -> String {
    let number = *number.borrow();
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("−{out}") } else { out }
}

/// `jiff`'s day as a column's day.
pub fn to_date(date: Date) -> time::Date {
    let month = time::Month::try_from(date.month().unsigned_abs()).unwrap_or(time::Month::January);
    time::Date::from_calendar_date(date.year().into(), month, date.day().unsigned_abs())
        .unwrap_or(time::Date::MIN)
}

/// A column's day as `jiff`'s.
pub fn from_date(date: time::Date) -> Date {
    let (year, month, day) = date.to_calendar_date();
    let year = i16::try_from(year).unwrap_or(1);
    let month = i8::try_from(u8::from(month)).unwrap_or(1);
    Date::new(year, month, i8::try_from(day).unwrap_or(1)).unwrap_or(Date::MIN)
}

/// A column's wall-clock time as `jiff`'s.
pub fn from_time(time: time::Time) -> jiff::civil::Time {
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    jiff::civil::Time::new(hour.cast_signed(), minute.cast_signed(), second.cast_signed(), 0)
        .unwrap_or(jiff::civil::Time::MIN)
}

/// `jiff`'s wall-clock time as a column's.
pub fn to_time(time: jiff::civil::Time) -> time::Time {
    let (hour, minute, second) = (time.hour(), time.minute(), time.second());
    time::Time::from_hms(hour.cast_unsigned(), minute.cast_unsigned(), second.cast_unsigned())
        .unwrap_or(time::Time::MIDNIGHT)
}

/// A wall-clock time as a column's.
pub fn to_date_time(wall: jiff::civil::DateTime) -> time::PrimitiveDateTime {
    let clock = time::Time::from_hms(
        wall.hour().unsigned_abs(),
        wall.minute().unsigned_abs(),
        wall.second().unsigned_abs(),
    );
    to_date(wall.date()).with_time(clock.unwrap_or(time::Time::MIDNIGHT))
}

/// A column's wall-clock time as `jiff`'s.
pub fn from_date_time(wall: time::PrimitiveDateTime) -> jiff::civil::DateTime {
    from_date(wall.date()).to_datetime(from_time(wall.time()))
}

#[cfg(test)]
mod tests {
    use super::{distance, end_words, moment, moment_words, ordinal, thousands, zone};
    use time::macros::datetime;

    #[test]
    fn days_near_now_have_names() {
        let vienna = zone("Europe/Vienna").unwrap();
        let now = datetime!(2026-11-22 23:30 UTC);
        assert_eq!(moment_words(datetime!(2026-11-23 13:00 UTC), now, &vienna), "Today, 14:00");
        assert_eq!(moment_words(datetime!(2026-11-24 13:00 UTC), now, &vienna), "Tomorrow, 14:00");
        assert_eq!(moment_words(datetime!(2026-12-03 13:00 UTC), now, &vienna), "Thu 3 Dec, 14:00");
        assert_eq!(moment_words(datetime!(2027-01-07 13:00 UTC), now, &vienna), "Thu 7 Jan 2027, 14:00");
    }

    #[test]
    fn what_ends_at_midnight_ends_with_the_day_before() {
        let vienna = zone("Europe/Vienna").unwrap();
        let now = datetime!(2026-11-22 12:00 UTC);
        let midnight = datetime!(2026-12-07 23:00 UTC);
        assert_eq!(end_words(midnight, now, &vienna), "the end of Monday 7 December");
        assert_eq!(end_words(midnight, now, &zone("Europe/Helsinki").unwrap()), "Tue 8 Dec, 01:00");
        assert_eq!(end_words(datetime!(2026-11-22 23:00 UTC), now, &vienna), "the end of today");
        assert_eq!(
            end_words(datetime!(2026-12-31 23:00 UTC), now, &vienna),
            "the end of Thursday 31 December"
        );
        assert_eq!(
            end_words(datetime!(2027-01-01 23:00 UTC), now, &vienna),
            "the end of Friday 1 January 2027"
        );
    }

    #[test]
    fn a_time_the_clocks_skip_moves_on_and_one_they_repeat_is_the_first() {
        let vienna = zone("Europe/Vienna").unwrap();
        let gap = moment("2027-03-28T02:30".parse().unwrap(), &vienna);
        assert_eq!(gap, Some(datetime!(2027-03-28 01:30 UTC)));
        let fold = moment("2026-10-25T02:30".parse().unwrap(), &vienna);
        assert_eq!(fold, Some(datetime!(2026-10-25 00:30 UTC)));
    }

    #[test]
    fn distances_are_rough() {
        let now = datetime!(2026-11-22 12:00 UTC);
        assert_eq!(distance(datetime!(2026-11-19 11:00 UTC), now), "3 days ago");
        assert_eq!(distance(datetime!(2026-11-22 13:00 UTC), now), "in 1 hour");
    }

    #[test]
    fn places_in_a_queue_read_as_people_say_them() {
        let said: Vec<String> = [1, 2, 3, 4, 11, 12, 13, 21, 102, 111].map(ordinal).to_vec();
        assert_eq!(said, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]);
    }

    #[test]
    fn large_numbers_are_grouped() {
        assert_eq!(thousands(1_240), "1,240");
        assert_eq!(thousands(-40), "−40");
        assert_eq!(thousands(1_000_000), "1,000,000");
    }

    #[test]
    fn only_names_of_zones_are_zones() {
        assert!(zone("Europe/Vienna").is_some());
        for wrong in ["", "Mars/Base", "../etc/passwd", "CET-1CEST,M3.5.0"] {
            assert!(zone(wrong).is_none(), "{wrong}");
        }
    }
}
