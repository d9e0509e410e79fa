//! The weeks a report speaks of. Always whole ones, Monday to Sunday: two reports that differ by a day would
//! tell, by their difference, who came on it.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use serde::Deserialize;
use time::OffsetDateTime;

use crate::platform::web::when;

/// What can be picked: days as people say them, and the weeks they mean.
const PICKS: [(&str, i32, &str); 3] =
    [("90", 13, "3 months"), ("180", 26, "6 months"), ("365", 52, "12 months")];
/// Nobody reads further back, and a report stays quick.
const MOST_WEEKS: i32 = 260;

/// What was asked for in the address, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReportQuery {
    pub period: String,
    pub from: String,
    pub until: String,
    /// The team or department in the middle of the rings.
    pub centre: String,
}

/// Whole weeks: from a Monday to a Sunday, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    pub from: Date,
    pub until: Date,
}

/// How the asking was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    pub period: Period,
    /// The key of what was picked, or "custom".
    pub pick: &'static str,
    /// What was changed about what was asked for, in words.
    pub note: Option<&'static str>,
}

impl ReportQuery {
    /// Reads the period; what cannot be read becomes the usual one, and the page says so.
    pub fn reading(&self, today: Date) -> Reading {
        if !self.from.is_empty() || !self.until.is_empty() {
            return self.custom(today);
        }
        let (pick, weeks, _) = PICKS.into_iter().find(|(key, ..)| *key == self.period).unwrap_or(PICKS[0]);
        Reading { period: last_weeks(weeks, today), pick, note: None }
    }

    fn custom(&self, today: Date) -> Reading {
        let read = (self.from.trim().parse::<Date>(), self.until.trim().parse::<Date>());
        let (Ok(from), Ok(until)) = read else {
            return usual(today, "Enter both days, for example 2026-09-07. Showing the last three months.");
        };
        let period = Period { from: monday(from), until: sunday(until.min(today)) };
        if period.from > period.until {
            return usual(
                today,
                "The first day must be before the last, and not after today. Showing the last three months.",
            );
        }
        if period.weeks() > MOST_WEEKS {
            return usual(today, "A report covers five years at most. Showing the last three months.");
        }
        let note = if period.from != from || period.until != until {
            Some("Rounded to whole weeks, Monday to Sunday.")
        } else {
            None
        };
        Reading { period, pick: "custom", note }
    }

    pub fn picks() -> impl Iterator<Item = (&'static str, &'static str)> {
        PICKS.into_iter().map(|(key, _, words)| (key, words))
    }
}

fn usual(today: Date, note: &'static str) -> Reading {
    Reading { period: last_weeks(PICKS[0].1, today), pick: PICKS[0].0, note: Some(note) }
}

impl Period {
    pub fn weeks(self) -> i32 {
        (self.from.until(self.until).map_or(0, |span| span.get_days()) + 1) / 7
    }

    /// As many weeks, right before: what figures are compared with.
    pub fn before(self) -> Self {
        Self { from: add_weeks(self.from, -self.weeks()), until: add_weeks(self.until, -self.weeks()) }
    }

    /// The moments it begins and ends, in the organisation's zone.
    pub fn moments(self, zone: &TimeZone) -> (OffsetDateTime, OffsetDateTime) {
        let midnight =
            |date: Date| when::moment(date.at(0, 0, 0, 0), zone).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        (midnight(self.from), midnight(self.until.saturating_add(1.day())))
    }

    /// "24 August to 22 November 2026"
    pub fn words(self) -> String {
        let from = if self.from.year() == self.until.year() { "%-d %B" } else { "%-d %B %Y" };
        format!("{} to {}", self.from.strftime(from), self.until.strftime("%-d %B %Y"))
    }

    /// "13 weeks"
    pub fn length(self) -> String {
        if self.weeks() == 1 { "one week".to_owned() } else { format!("{} weeks", self.weeks()) }
    }

    /// "the previous 13 weeks"
    pub fn before_words(self) -> String {
        if self.weeks() == 1 {
            "the previous week".to_owned()
        } else {
            format!("the previous {} weeks", self.weeks())
        }
    }
}

/// The whole weeks that ended on or before last Sunday.
fn last_weeks(weeks: i32, today: Date) -> Period {
    let this_monday = monday(today);
    Period { from: add_weeks(this_monday, -weeks), until: this_monday.saturating_sub(1.day()) }
}

pub fn monday(date: Date) -> Date {
    date.saturating_sub(i64::from(date.weekday().since(Weekday::Monday)).days())
}

fn sunday(date: Date) -> Date {
    monday(date).saturating_add(6.days())
}

fn add_weeks(date: Date, weeks: i32) -> Date {
    date.saturating_add(i64::from(weeks).weeks())
}

#[cfg(test)]
mod tests {
    use super::{Period, ReportQuery};
    use jiff::civil::{Date, Weekday, date};
    use jiff::tz::TimeZone;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
    use time::macros::datetime;

    const TODAY: Date = date(2026, 11, 25);

    fn custom(from: &str, until: &str) -> super::Reading {
        ReportQuery { from: from.into(), until: until.into(), ..ReportQuery::default() }.reading(TODAY)
    }

    #[test]
    fn three_months_are_the_last_thirteen_whole_weeks() {
        let reading = ReportQuery::default().reading(TODAY);
        assert_eq!(reading.period, Period { from: date(2026, 8, 24), until: date(2026, 11, 22) });
        assert_eq!((reading.period.weeks(), reading.pick, reading.note), (13, "90", None));
        assert_eq!(reading.period.before(), Period { from: date(2026, 5, 25), until: date(2026, 8, 23) });
        assert_eq!(reading.period.words(), "24 August to 22 November 2026");
    }

    #[test]
    fn days_of_ones_own_are_rounded_outwards_to_whole_weeks_and_the_page_says_so() {
        let reading = custom("2026-10-01", "2026-10-31");
        assert_eq!(reading.period, Period { from: date(2026, 9, 28), until: date(2026, 11, 1) });
        assert_eq!(reading.note, Some("Rounded to whole weeks, Monday to Sunday."));
        assert_eq!(custom("2026-09-28", "2026-11-01").note, None);
    }

    #[test]
    fn what_cannot_be_read_becomes_three_months_and_is_named() {
        for (from, until) in [
            ("2026-10-01", ""),
            ("soon", "later"),
            ("2026-11-01", "2026-09-01"),
            ("1999-01-01", "2026-01-01"),
            ("2027-01-01", "2027-02-01"),
        ] {
            let reading = custom(from, until);
            assert_eq!((reading.period.weeks(), reading.note.is_some()), (13, true), "{from} {until}");
        }
    }

    #[test]
    fn a_week_begins_at_midnight_of_the_organisation() {
        let zone = TimeZone::get("Europe/Vienna").unwrap();
        let week = Period { from: date(2026, 10, 19), until: date(2026, 10, 25) };
        assert_eq!(week.moments(&zone), (datetime!(2026-10-18 22:00 UTC), datetime!(2026-10-25 23:00 UTC)));
        assert_eq!((week.length().as_str(), week.before_words().as_str()), ("one week", "the previous week"));
    }

    proptest! {
        #[test]
        fn whatever_is_asked_for_comes_as_whole_weeks(from in -900_i64..40, length in 0_i64..800) {
            let from = TODAY.checked_add(jiff::Span::new().days(from)).unwrap();
            let until = from.checked_add(jiff::Span::new().days(length)).unwrap();
            let period = custom(&from.to_string(), &until.to_string()).period;
            prop_assert_eq!((period.from.weekday(), period.until.weekday()), (Weekday::Monday, Weekday::Sunday));
            prop_assert!(period.weeks() >= 1);
            prop_assert!(period.before().until < period.from);
        }
    }
}
