//! Days and hours around today, where the organisation is.

use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use time::{Duration, OffsetDateTime};

use crate::platform::web::when;

/// A working day's decent hours, as nudges know them: the last of them that is not yet the end.
const DECENT_HOURS: (i8, i8) = (9, 15);

pub struct Calendar {
    pub now: OffsetDateTime,
    today: Date,
    zone: TimeZone,
}

impl Calendar {
    pub fn new(now: OffsetDateTime, zone: &str) -> Self {
        let zone = when::zone_or_utc(zone);
        Self { now, today: when::day(now, &zone), zone }
    }

    /// Where the organisation is.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    pub fn at(&self, date: Date, time: Time) -> OffsetDateTime {
        when::moment(date.to_datetime(time), &self.zone).unwrap_or(self.now)
    }

    pub fn days_ago(&self, days: i64, time: Time) -> OffsetDateTime {
        self.at(before(self.today, days), time)
    }

    pub fn date_days_ago(&self, days: i64) -> time::Date {
        when::to_date(before(self.today, days))
    }

    /// The newest such weekday at least so many days ago.
    pub fn weekday(&self, weekday: Weekday, days_ago: i64) -> Date {
        let latest = before(self.today, days_ago);
        before(latest, i64::from(latest.weekday().since(weekday)))
    }

    /// So many days, every few days up to the newest, oldest first. Nobody meets over the holidays, so there may be
    /// fewer.
    pub fn past(newest: Date, every: i64, count: usize) -> Vec<Date> {
        let mut dates: Vec<Date> = (0..)
            .take(count)
            .map(|back: i64| before(newest, back * every))
            .filter(|date| !is_holiday(*date))
            .collect();
        dates.reverse();
        dates
    }

    /// The day so many days later, or the same weekday after the holidays.
    pub fn next(date: Date, days: i64) -> Date {
        let mut next = before(date, -days);
        while is_holiday(next) {
            next = before(next, -7);
        }
        next
    }

    /// The same time on the next working day, if this is none.
    pub fn working_day(&self, at: OffsetDateTime) -> OffsetDateTime {
        let weekend = match when::day(at, &self.zone).weekday() {
            Weekday::Saturday => 2,
            Weekday::Sunday => 1,
            _ => 0,
        };
        at + Duration::days(weekend)
    }

    /// Now, if people may be spoken to now; else the last moment they could.
    pub fn last_decent_moment(&self) -> OffsetDateTime {
        let (first, last) = DECENT_HOURS;
        let there = when::zoned(self.now, &self.zone);
        let is_work = |date: Date| !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        if is_work(self.today) && (first..=last).contains(&there.hour()) {
            return self.now;
        }
        let mut date = if there.hour() > last { self.today } else { before(self.today, 1) };
        while !is_work(date) {
            date = before(date, 1);
        }
        self.at(date, clock(last, 0))
    }
}

/// A time of day, as a clock on the wall shows it.
pub const fn clock(hour: i8, minute: i8) -> Time {
    Time::constant(hour, minute, 0, 0)
}

fn before(date: Date, days: i64) -> Date {
    date.saturating_sub(days.days())
}

pub fn is_holiday(date: Date) -> bool {
    matches!((date.month(), date.day()), (12, 24..) | (1, 1))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date};
    use time::macros::datetime;

    use super::Calendar;

    #[test]
    fn sessions_keep_their_weekday_and_leave_the_holidays_out() {
        let calendar = Calendar::new(datetime!(2027-01-09 12:00 UTC), "Europe/London");
        let newest = calendar.weekday(Weekday::Thursday, 7);
        assert_eq!(newest, date(2026, 12, 31));
        assert_eq!(Calendar::past(newest, 14, 3), [date(2026, 12, 3), date(2026, 12, 17)]);
        assert_eq!(Calendar::next(date(2026, 12, 10), 14), date(2027, 1, 7));
    }

    #[test]
    fn on_a_sunday_the_last_decent_moment_was_on_friday() {
        let at = |now| Calendar::new(now, "Europe/London").last_decent_moment();
        assert_eq!(at(datetime!(2026-11-22 12:00 UTC)), datetime!(2026-11-20 15:00 UTC));
        assert_eq!(at(datetime!(2026-11-23 08:00 UTC)), datetime!(2026-11-20 15:00 UTC));
        assert_eq!(at(datetime!(2026-11-23 18:00 UTC)), datetime!(2026-11-23 15:00 UTC));
        assert_eq!(at(datetime!(2026-11-23 10:30 UTC)), datetime!(2026-11-23 10:30 UTC));
    }
}
