//! From a moment to another as people say it: the end on another day is said, and whole days have no times. Whole days
//! are those from midnight to midnight where the session takes place, and they are those days for every reader.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use time::{Duration, OffsetDateTime};

use super::{TimeSpan, clock, day, day_words, zoned};

/// Of each day no more than this counts as time that people gave: nobody sits in a retreat at night.
const COUNTED_A_DAY: i64 = 8 * 60;

impl TimeSpan {
    /// The first and the last day, where it is nothing but whole days of that zone.
    pub fn whole_days(self, there: &TimeZone) -> Option<(Date, Date)> {
        let is_midnight = |at: OffsetDateTime| {
            let at = zoned(at, there);
            at.start_of_day().is_ok_and(|start| start == at)
        };
        let is_whole = self.from < self.to && is_midnight(self.from) && is_midnight(self.to);
        is_whole.then(|| (day(self.from, there), day(self.to, there).saturating_sub(1.day())))
    }

    /// Its first and its last day for a reader in a zone. What ends at midnight ends with the day before.
    pub fn days(self, zone: &TimeZone, there: &TimeZone) -> (Date, Date) {
        self.whole_days(there).unwrap_or_else(|| {
            let last = (self.to - Duration::SECOND).max(self.from);
            (day(self.from, zone), day(last, zone))
        })
    }

    /// The minutes of it that count as time given: of each day where it takes place, eight hours at most.
    pub fn counted_minutes(self, there: &TimeZone) -> i64 {
        let (first, last) = self.days(there, there);
        let days = i64::from(first.until(last).map_or(0, |span| span.get_days())) + 1;
        (self.to - self.from).whole_minutes().min(days * COUNTED_A_DAY)
    }
}

/// Who reads of a time: their day, their zone, and the zone of the session.
#[derive(Clone, Copy)]
pub struct SpanReader<'a> {
    pub today: Date,
    pub zone: &'a TimeZone,
    pub there: &'a TimeZone,
}

impl SpanReader<'_> {
    /// "Tomorrow, 14:00 to 14:50", "Fri 18 Dec, 18:00 to Sat 19 Dec, 04:00", "Fri 18 Dec to Sun 20 Dec, all day"
    pub fn describe(&self, span: TimeSpan) -> String {
        let first = day_words(span.days(self.zone, self.there).0, self.today);
        match span.whole_days(self.there) {
            Some((from, to)) if from < to => format!("{first} to {}, all day", day_words(to, self.today)),
            Some(_) => format!("{first}, all day"),
            None => format!("{first}, {}", self.hours(span)),
        }
    }

    /// The same beside its first day: "14:00 to 14:50", "18:00 to Sat 19 Dec, 04:00", "All day, to Sun 20 Dec"
    pub fn hours(&self, span: TimeSpan) -> String {
        match span.whole_days(self.there) {
            Some((from, to)) if from < to => format!("All day, to {}", day_words(to, self.today)),
            Some(_) => "All day".to_owned(),
            None => format!("{} to {}", clock(span.from, self.zone), self.end(span)),
        }
    }

    /// "Tomorrow, 14:00", and "Tomorrow" of whole days.
    pub fn start(&self, span: TimeSpan) -> String {
        let first = day_words(span.days(self.zone, self.there).0, self.today);
        match span.whole_days(self.there) {
            Some(_) => first,
            None => format!("{first}, {}", clock(span.from, self.zone)),
        }
    }

    /// Beside one of its days: "18:00" on the first, "All day" between, "Until 04:00" on the last.
    pub fn on(&self, span: TimeSpan, date: Date) -> String {
        let (first, last) = span.days(self.zone, self.there);
        if span.whole_days(self.there).is_some() || (first < date && date < last) {
            "All day".to_owned()
        } else if date <= first {
            clock(span.from, self.zone)
        } else {
            format!("Until {}", self.last_clock(span))
        }
    }

    /// "To Sat 19 Dec, 04:00", where it ends on another day than it begins.
    pub fn later_end(&self, span: TimeSpan) -> Option<String> {
        let (first, last) = span.days(self.zone, self.there);
        (first < last).then(|| match span.whole_days(self.there) {
            Some(_) => format!("To {}", day_words(last, self.today)),
            None => format!("To {}", self.end(span)),
        })
    }

    /// "14:50", "midnight", "Sat 19 Dec, 04:00"
    fn end(&self, span: TimeSpan) -> String {
        let (first, last) = span.days(self.zone, self.there);
        let clock = self.last_clock(span);
        if first == last { clock } else { format!("{}, {clock}", day_words(last, self.today)) }
    }

    /// Midnight is read as the morning of a day as often as its evening, so it has its name.
    fn last_clock(&self, span: TimeSpan) -> String {
        let clock = clock(span.to, self.zone);
        if clock == "00:00" { "midnight".to_owned() } else { clock }
    }
}

#[cfg(test)]
mod tests {
    use super::super::zone;
    use super::*;
    use time::macros::datetime;

    fn said(from: OffsetDateTime, to: OffsetDateTime, reader: &str) -> [String; 3] {
        let (zone, there) = (zone(reader).unwrap(), zone("Europe/London").unwrap());
        let reader = SpanReader { today: "2026-11-27".parse().unwrap(), zone: &zone, there: &there };
        let span = TimeSpan { from, to };
        [reader.describe(span), reader.hours(span), reader.start(span)]
    }

    #[test]
    fn an_end_on_another_day_is_said_and_midnight_has_its_name() {
        let evening = datetime!(2026-12-18 18:00 UTC);
        let hours = |to| said(evening, to, "Europe/London");
        assert_eq!(hours(datetime!(2026-12-18 18:50 UTC))[0], "Fri 18 Dec, 18:00 to 18:50");
        assert_eq!(
            hours(datetime!(2026-12-19 04:00 UTC)),
            ["Fri 18 Dec, 18:00 to Sat 19 Dec, 04:00", "18:00 to Sat 19 Dec, 04:00", "Fri 18 Dec, 18:00"]
        );
        assert_eq!(hours(datetime!(2026-12-19 00:00 UTC))[1], "18:00 to midnight");
        assert_eq!(hours(datetime!(2026-12-20 00:00 UTC))[1], "18:00 to Sat 19 Dec, midnight");
        // In Tokyo all of it is Saturday.
        let there = said(evening, datetime!(2026-12-19 04:00 UTC), "Asia/Tokyo");
        assert_eq!(there[0], "Sat 19 Dec, 03:00 to 13:00");
    }

    #[test]
    fn whole_days_are_the_same_days_for_everyone() {
        let (from, to) = (datetime!(2026-12-18 00:00 UTC), datetime!(2026-12-21 00:00 UTC));
        for reader in ["Europe/London", "Asia/Tokyo", "America/Los_Angeles"] {
            assert_eq!(
                said(from, to, reader),
                ["Fri 18 Dec to Sun 20 Dec, all day", "All day, to Sun 20 Dec", "Fri 18 Dec"]
            );
        }
        let one = said(from, datetime!(2026-12-19 00:00 UTC), "Asia/Tokyo");
        assert_eq!(one, ["Fri 18 Dec, all day", "All day", "Fri 18 Dec"]);
    }

    #[test]
    fn each_of_its_days_has_its_words() {
        let zone = zone("Europe/London").unwrap();
        let reader = SpanReader { today: "2026-11-27".parse().unwrap(), zone: &zone, there: &zone };
        let retreat = TimeSpan { from: datetime!(2026-12-18 09:00 UTC), to: datetime!(2026-12-20 16:00 UTC) };
        let on = |day: &str| reader.on(retreat, day.parse().unwrap());
        assert_eq!(["2026-12-18", "2026-12-19", "2026-12-20"].map(on), ["09:00", "All day", "Until 16:00"]);
        assert_eq!(reader.later_end(retreat).as_deref(), Some("To Sun 20 Dec, 16:00"));
    }

    #[test]
    fn a_day_whose_midnight_the_clocks_skip_is_whole_all_the_same() {
        let cairo = zone("Africa/Cairo").unwrap();
        let day = TimeSpan { from: datetime!(2027-04-29 22:00 UTC), to: datetime!(2027-04-30 21:00 UTC) };
        assert_eq!(day.whole_days(&cairo).map(|days| days.0.to_string()).as_deref(), Some("2027-04-30"));
    }

    #[test]
    fn eight_hours_of_each_day_count() {
        let utc = TimeZone::UTC;
        let minutes = |from, to| TimeSpan { from, to }.counted_minutes(&utc);
        assert_eq!(minutes(datetime!(2026-12-18 14:00 UTC), datetime!(2026-12-18 14:50 UTC)), 50);
        assert_eq!(minutes(datetime!(2026-12-18 18:00 UTC), datetime!(2026-12-19 04:00 UTC)), 600);
        assert_eq!(minutes(datetime!(2026-12-18 09:00 UTC), datetime!(2026-12-20 16:00 UTC)), 3 * 480);
        assert_eq!(minutes(datetime!(2026-12-18 00:00 UTC), datetime!(2026-12-21 00:00 UTC)), 3 * 480);
    }
}
