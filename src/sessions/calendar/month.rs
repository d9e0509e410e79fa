//! The days of a month as a calendar lays them out: whole weeks, from Monday.

use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::platform::web::when::{self, TimeSpan};

/// A month, by its first day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Month(Date);

impl Month {
    pub fn of(day: Date) -> Self {
        Self(day.first_of_month())
    }

    /// "2026-11"; nothing for what is no month that sessions may be in.
    pub fn read(text: &str) -> Option<Self> {
        let day: Date = format!("{text}-01").parse().ok()?;
        ((2000..2200).contains(&day.year()) && text.len() == 7).then(|| Self::of(day))
    }

    pub fn key(self) -> String {
        self.0.strftime("%Y-%m").to_string()
    }

    /// "November 2026"
    pub fn label(self) -> String {
        self.0.strftime("%B %Y").to_string()
    }

    pub fn previous(self) -> Self {
        Self(self.0.checked_sub(1.month()).unwrap_or(self.0))
    }

    pub fn next(self) -> Self {
        Self(self.0.checked_add(1.month()).unwrap_or(self.0))
    }

    pub fn holds(self, day: Date) -> bool {
        day.first_of_month() == self.0
    }

    /// From the Monday of its first week to the Sunday of its last.
    pub fn days(self) -> Vec<Date> {
        let before = self.0.weekday().to_monday_zero_offset();
        let days = i32::from(before) + i32::from(self.0.days_in_month());
        let weeks = (days + 6) / 7;
        let monday = self.0.saturating_sub(i32::from(before).days());
        (0..weeks * 7).map(|day| monday.saturating_add(day.days())).collect()
    }

    /// The moments between which these days lie.
    pub fn span(self, zone: &TimeZone) -> Option<TimeSpan> {
        let days = self.days();
        let midnight = |day: Date| when::moment(day.at(0, 0, 0, 0), zone);
        Some(TimeSpan { from: midnight(*days.first()?)?, to: midnight(days.last()?.tomorrow().ok()?)? })
    }
}

#[cfg(test)]
mod tests {
    use super::Month;
    use crate::platform::web::when;
    use proptest::prelude::*;
    use time::macros::datetime;

    #[test]
    fn a_month_is_whole_weeks_from_monday() {
        let november = Month::read("2026-11").unwrap();
        let days = november.days();
        assert_eq!((days[0].to_string(), days.len()), ("2026-10-26".to_owned(), 42));
        assert_eq!(days[41].to_string(), "2026-12-06");
        assert_eq!(
            Month::read("2027-02").unwrap().days().len(),
            28,
            "from Monday the first to Sunday the last"
        );
        let words = [november.previous(), november, november.next()].map(Month::label);
        assert_eq!(words, ["October 2026", "November 2026", "December 2026"]);
    }

    #[test]
    fn its_days_begin_at_the_readers_midnight() {
        let zone = when::zone("Australia/Lord_Howe").unwrap();
        let span = Month::read("2027-04").unwrap().span(&zone).unwrap();
        // Summer time, eleven hours ahead, ends on the fourth.
        assert_eq!(span.from, datetime!(2027-03-28 13:00 UTC));
        assert_eq!(span.to, datetime!(2027-05-02 13:30 UTC));
    }

    #[test]
    fn what_is_no_month_is_none() {
        for wrong in ["", "2026", "2026-13", "2026-1", "1999-01", "2026-11-01", "\u{0}", "9999999-01"] {
            assert_eq!(Month::read(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn every_day_of_it_is_there_and_months_follow_each_other(year in 2000i16..2199, month in 1i8..=12) {
            let month = Month::read(&format!("{year}-{month:02}")).unwrap();
            let days = month.days();
            prop_assert_eq!(days.iter().filter(|day| month.holds(**day)).count(), usize::try_from(days[10].days_in_month()).unwrap());
            prop_assert!(days.len().is_multiple_of(7) && days[0].weekday() == jiff::civil::Weekday::Monday);
            prop_assert_eq!(month.next().previous(), month);
        }
    }
}
