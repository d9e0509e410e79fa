//! The period of a record: a year, all of it, or from one day to another.

use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use time::OffsetDateTime;

use crate::platform::web::{Problems, when};

/// The days of a record, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordPeriod {
    pub from: Option<Date>,
    pub to: Option<Date>,
}

/// What was asked for, as typed.
#[derive(Clone, Copy, Debug)]
pub struct PeriodFields<'a> {
    /// A year, "all" or "custom".
    pub period: &'a str,
    pub from: &'a str,
    pub to: &'a str,
}

impl RecordPeriod {
    pub const ALL: Self = Self { from: None, to: None };

    pub fn year(year: i16) -> Self {
        Self { from: Some(date(year, 1, 1)), to: Some(date(year, 12, 31)) }
    }

    /// This year where nothing, or nothing that is known, was asked for; with a problem where days make no period.
    pub fn read(typed: PeriodFields<'_>, today: Date, problems: &mut Problems) -> Self {
        match typed.period {
            "all" => Self::ALL,
            "custom" => Self::custom(typed, problems).unwrap_or_else(|| Self::year(today.year())),
            year => {
                let year = year.parse().ok().filter(|year| (1990..=today.year()).contains(year));
                Self::year(year.unwrap_or_else(|| today.year()))
            }
        }
    }

    fn custom(typed: PeriodFields<'_>, problems: &mut Problems) -> Option<Self> {
        let mut read = |field: &'static str, text: &str| {
            let day = text.parse::<Date>().ok().filter(|day| (1990..=2200).contains(&day.year()));
            if day.is_none() {
                problems.add(field, "Enter a day.");
            }
            day
        };
        let (from, to) = (read("from", typed.from), read("to", typed.to));
        let (from, to) = (from?, to?);
        if to < from {
            problems.add("to", "Choose a day after the first one.");
            return None;
        }
        Some(Self { from: Some(from), to: Some(to) })
    }

    /// From its first moment, and up to the one after its last.
    pub fn moments(self, zone: &TimeZone) -> (OffsetDateTime, OffsetDateTime) {
        let begins = |day: Date| when::moment(day.to_datetime(jiff::civil::Time::midnight()), zone);
        let from = self.from.and_then(begins).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        let to = self.to.and_then(|day| day.checked_add(1.day()).ok()).and_then(begins);
        // Long after anything that is planned.
        (from, to.unwrap_or_else(|| OffsetDateTime::UNIX_EPOCH + time::Duration::days(365 * 300)))
    }

    /// "2026", "All of it", "1 March 2026 to 31 August 2026"
    pub fn label(self) -> String {
        let (Some(from), Some(to)) = (self.from, self.to) else { return "All of it".to_owned() };
        if self == Self::year(from.year()) {
            return from.year().to_string();
        }
        format!("{} to {}", from.strftime("%-d %B %Y"), to.strftime("%-d %B %Y"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Date = date(2026, 11, 27);

    fn read(period: &str, from: &str, to: &str) -> (RecordPeriod, Problems) {
        let mut problems = Problems::default();
        let period = RecordPeriod::read(PeriodFields { period, from, to }, TODAY, &mut problems);
        (period, problems)
    }

    #[test]
    fn a_year_is_chosen_or_this_one_is_taken() {
        assert_eq!(read("2025", "", "").0.label(), "2025");
        for other in ["", "2027", "1066", "last"] {
            assert_eq!(read(other, "", "").0, RecordPeriod::year(2026), "{other}");
        }
        assert_eq!(read("all", "", "").0, RecordPeriod::ALL);
    }

    #[test]
    fn a_period_of_ones_own_has_two_days_in_order() {
        let (period, problems) = read("custom", "2026-03-01", "2026-08-31");
        assert!(problems.is_empty());
        assert_eq!(period.label(), "1 March 2026 to 31 August 2026");
        assert!(!read("custom", "2026-08-31", "2026-03-01").1.of("to").is_empty());
        assert!(!read("custom", "", "2026-03-01").1.of("from").is_empty());
    }

    #[test]
    fn its_last_day_is_in_it() {
        let (from, to) = RecordPeriod::year(2026).moments(&TimeZone::UTC);
        assert_eq!((from.year(), to.year()), (2026, 2027));
        assert_eq!(to - from, time::Duration::days(365));
    }
}
