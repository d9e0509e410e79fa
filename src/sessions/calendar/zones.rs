//! VTIMEZONE (RFC 5545, 3.6.5): what a zone's clocks do in the years a calendar speaks of, each change on its own, so
//! that a reader with another idea of the zone still comes to our moments.

use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, ToSpan};
use time::OffsetDateTime;

use super::lines::IcsLines;

/// A zone with its name in the IANA database.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    pub name: String,
    pub clocks: TimeZone,
}

/// One stretch between two changes of the clocks.
struct Observance {
    /// When it begins; none when it always was so.
    from: Option<Timestamp>,
    before: Offset,
    offset: Offset,
    name: String,
    summer: bool,
}

/// Writes the zone, right from `first` to `last` at least.
pub fn write(lines: &mut IcsLines, zone: &Zone, first: OffsetDateTime, last: OffsetDateTime) {
    lines.begin("VTIMEZONE");
    lines.value("TZID", &zone.name);
    for observance in observances(&zone.clocks, timestamp(first), timestamp(last)) {
        let component = if observance.summer { "DAYLIGHT" } else { "STANDARD" };
        lines.begin(component);
        // On the clocks as they stood until then.
        let onset = observance.from.unwrap_or(Timestamp::UNIX_EPOCH);
        let onset = observance.before.to_datetime(onset).strftime("%Y%m%dT%H%M%S").to_string();
        lines.value("DTSTART", &onset);
        lines.value("TZOFFSETFROM", &written(observance.before));
        lines.value("TZOFFSETTO", &written(observance.offset));
        lines.text("TZNAME", &observance.name);
        lines.end(component);
    }
    lines.end("VTIMEZONE");
}

/// The stretch that `first` lies in, and each that begins until `last`.
fn observances(clocks: &TimeZone, first: Timestamp, last: Timestamp) -> Vec<Observance> {
    // A day to spare: wall-clock times are compared, and they may be most of a day away from UTC.
    let first = first.checked_sub(24.hours()).unwrap_or(first);
    let last = last.checked_add(24.hours()).unwrap_or(last);
    let observance = |change: jiff::tz::TimeZoneTransition<'_>| {
        let before = change.timestamp().checked_sub(1.second()).unwrap_or(change.timestamp());
        Observance {
            from: Some(change.timestamp()),
            before: clocks.to_offset(before),
            offset: change.offset(),
            name: change.abbreviation().to_owned(),
            summer: change.dst().is_dst(),
        }
    };
    let always = || {
        let now = clocks.to_offset_info(first);
        let (offset, name, summer) = (now.offset(), now.abbreviation().to_owned(), now.dst().is_dst());
        Observance { from: None, before: offset, offset, name, summer }
    };
    let standing = clocks.preceding(first).next().map_or_else(always, observance);
    let changes = clocks.following(first).take_while(|change| change.timestamp() <= last).map(observance);
    std::iter::once(standing).chain(changes).collect()
}

/// "+0545"; with seconds only where there are some, as before the clocks of the railways.
fn written(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if rest == 0 {
        format!("{sign}{hours:02}{minutes:02}")
    } else {
        format!("{sign}{hours:02}{minutes:02}{rest:02}")
    }
}

fn timestamp(at: OffsetDateTime) -> Timestamp {
    Timestamp::from_second(at.unix_timestamp()).unwrap_or(Timestamp::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::super::lines::IcsLines;
    use super::{Zone, write};
    use crate::platform::web::when;
    use jiff::civil::DateTime;
    use jiff::{Timestamp, ToSpan};
    use time::macros::datetime;

    fn zone(name: &str) -> Zone {
        Zone { name: name.to_owned(), clocks: when::zone(name).unwrap() }
    }

    fn written(name: &str) -> String {
        let mut lines = IcsLines::default();
        write(&mut lines, &zone(name), datetime!(2026-11-23 09:00 UTC), datetime!(2029-01-01 00:00 UTC));
        lines.finish()
    }

    /// What a reader makes of it: onset on the old clocks, and the offset from then on, in seconds.
    fn read(text: &str) -> Vec<(DateTime, i32, i32)> {
        let value = |part: &str, name: &str| {
            let found = part.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
            found.unwrap_or_else(|| panic!("{name} in {part}")).to_owned()
        };
        let seconds = |text: &str| {
            let number = |range: std::ops::Range<usize>| text[range].parse::<i32>().unwrap();
            let sign = if text.starts_with('-') { -1 } else { 1 };
            sign * (number(1..3) * 3_600 + number(3..5) * 60)
        };
        text.split("BEGIN:")
            .filter(|part| part.starts_with("STANDARD") || part.starts_with("DAYLIGHT"))
            .map(|part| {
                let onset = DateTime::strptime("%Y%m%dT%H%M%S", value(part, "DTSTART")).unwrap();
                (onset, seconds(&value(part, "TZOFFSETFROM")), seconds(&value(part, "TZOFFSETTO")))
            })
            .collect()
    }

    #[test]
    fn every_hour_of_two_years_has_the_offset_of_the_zone() {
        for name in ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Etc/UTC"]
        {
            let (observances, clocks) = (read(&written(name)), zone(name).clocks);
            let mut at: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
            let end: Timestamp = "2029-01-01T00:00:00Z".parse().unwrap();
            while at < end {
                // Onsets are moments once the offset they are written in is taken off.
                let current = observances.iter().rev().find(|(onset, before, _)| {
                    let offset = jiff::tz::Offset::from_seconds(*before).unwrap();
                    offset.to_timestamp(*onset).unwrap() <= at
                });
                let offset = current.unwrap_or_else(|| panic!("{name} at {at}")).2;
                assert_eq!(offset, clocks.to_offset(at).seconds(), "{name} at {at}");
                at = at.checked_add(1.hour()).unwrap();
            }
        }
    }

    #[test]
    fn half_an_hour_of_summer_and_odd_minutes_are_written_as_they_are() {
        let island = written("Australia/Lord_Howe");
        assert!(island.contains("TZOFFSETFROM:+1030\r\nTZOFFSETTO:+1100\r\n"), "{island}");
        assert!(island.contains("BEGIN:DAYLIGHT\r\nDTSTART:20271003T020000\r\n"), "{island}");
        let mountains = written("Asia/Kathmandu");
        assert_eq!(mountains.matches("BEGIN:STANDARD").count(), 1, "{mountains}");
        assert!(mountains.contains("TZOFFSETTO:+0545\r\n"), "{mountains}");
        let city = written("America/New_York");
        assert!(city.contains("BEGIN:STANDARD\r\nDTSTART:20271107T020000\r\nTZOFFSETFROM:-0400\r\nTZOFFSETTO:-0500\r\nTZNAME:EST\r\n"), "{city}");
    }
}
