//! The days of a round. They count working days: Monday to Friday, without the organisation's days off.

use std::collections::BTreeSet;

use time::{Date, Duration, OffsetDateTime, Weekday};

use crate::platform::web::when;

/// Working days before the match on which people are asked; in a weekly round, which has no room for as many, fewer.
const ASKED_BEFORE: i32 = 5;
const ASKED_BEFORE_WEEKLY: i32 = 3;
const REMINDED_BEFORE: i32 = 1;
/// Working days after the match: "found a time?", and the end.
const CHECKED_AFTER: i32 = 4;
const CLOSED_AFTER: i32 = 10;
/// Of the ten weekdays from the match on, so many off are too many.
const TOO_MANY_OFF: usize = 5;
const WEEKDAYS_LOOKED_AT: usize = 10;
/// Every message leaves at this hour of its reader, and every round is matched at this hour of the organisation.
pub const HOUR: i8 = 10;

/// Days on which the organisation does not work.
pub type DaysOff = BTreeSet<Date>;

/// The days of one round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundDays {
    pub monday_on: Date,
    pub asks_on: Date,
    pub reminds_on: Date,
    pub matches_on: Date,
    /// None where the round closes before.
    pub checks_on: Option<Date>,
    pub closes_on: Date,
    /// Too many of its days are off: nobody is matched.
    pub is_cancelled: bool,
}

impl RoundDays {
    /// The days of the round of a Monday.
    pub fn of(monday_on: Date, every_weeks: i32, off: &DaysOff) -> Self {
        let matches_on = first_working(monday_on, off);
        let asks_on = asked_on(monday_on, every_weeks, off);
        let next_asked = asked_on(monday_on + Duration::weeks(every_weeks.into()), every_weeks, off);
        let closes_on =
            shifted(matches_on, CLOSED_AFTER, off).min(next_asked - Duration::DAY).max(matches_on);
        Self {
            monday_on,
            asks_on,
            reminds_on: shifted(matches_on, -REMINDED_BEFORE, off).max(asks_on),
            matches_on,
            checks_on: Some(shifted(matches_on, CHECKED_AFTER, off)).filter(|day| *day < closes_on),
            closes_on,
            is_cancelled: is_cancelled(monday_on, off),
        }
    }

    /// The days of a round of which the match is brought forward to a day.
    #[must_use]
    pub fn brought_forward(self, today: Date, every_weeks: i32, off: &DaysOff) -> Self {
        let next_asked = asked_on(self.monday_on + Duration::weeks(every_weeks.into()), every_weeks, off);
        let closes_on = shifted(today, CLOSED_AFTER, off).min(next_asked - Duration::DAY).max(today);
        let checks_on = Some(shifted(today, CHECKED_AFTER, off)).filter(|day| *day < closes_on);
        Self { matches_on: today, checks_on, closes_on, ..self }
    }

    /// The first round of which people can still be asked in time.
    pub fn first_after(today: Date, every_weeks: i32, off: &DaysOff) -> Self {
        let mut monday = next_monday(today);
        // A year of days off would be no organisation.
        for _ in 0..52 {
            if Self::of(monday, every_weeks, off).asks_on > today {
                break;
            }
            monday += Duration::WEEK;
        }
        Self::of(monday, every_weeks, off)
    }

    /// The round that comes next in a rhythm, from a Monday on. Rounds whose match should have been before today are
    /// left out: the program stood still.
    pub fn next_in_rhythm(from: Date, every_weeks: i32, off: &DaysOff, today: Date) -> Self {
        let mut monday = from;
        while first_working(monday, off) < today {
            monday += Duration::weeks(every_weeks.into());
        }
        Self::of(monday, every_weeks, off)
    }
}

/// Working days from one day to another, both included.
pub fn days_between(from: Date, to: Date, off: &DaysOff) -> Vec<jiff::civil::Date> {
    let days = std::iter::successors(Some(from), |day| day.next_day()).take_while(|day| *day <= to);
    days.filter(|day| is_working(*day, off)).map(when::from_date).collect()
}

/// The moment at which something happens on a day in a zone.
pub fn hour_of(day: Date, zone: &str) -> OffsetDateTime {
    let at = when::from_date(day).at(HOUR, 0, 0, 0);
    when::moment(at, &when::zone_or_utc(zone)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn is_weekday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn is_working(day: Date, off: &DaysOff) -> bool {
    is_weekday(day) && !off.contains(&day)
}

fn first_working(day: Date, off: &DaysOff) -> Date {
    let mut day = day;
    while !is_working(day, off) {
        day += Duration::DAY;
    }
    day
}

/// So many working days later, or earlier.
fn shifted(day: Date, working_days: i32, off: &DaysOff) -> Date {
    let step = if working_days < 0 { -Duration::DAY } else { Duration::DAY };
    let (mut day, mut left) = (day, working_days.abs());
    while left > 0 {
        day += step;
        if is_working(day, off) {
            left -= 1;
        }
    }
    day
}

fn asked_on(monday_on: Date, every_weeks: i32, off: &DaysOff) -> Date {
    let before = if every_weeks == 1 { ASKED_BEFORE_WEEKLY } else { ASKED_BEFORE };
    shifted(first_working(monday_on, off), -before, off)
}

fn is_cancelled(monday_on: Date, off: &DaysOff) -> bool {
    let days = std::iter::successors(Some(monday_on), |day| day.next_day()).filter(|day| is_weekday(*day));
    days.take(WEEKDAYS_LOOKED_AT).filter(|day| off.contains(day)).count() >= TOO_MANY_OFF
}

fn next_monday(today: Date) -> Date {
    let days = 7 - i64::from(today.weekday().number_days_from_monday());
    today + Duration::days(days)
}

#[cfg(test)]
mod tests {
    use super::{DaysOff, RoundDays};
    use time::macros::date;
    use time::{Date, Duration};

    fn of(every_weeks: i32, off: &[Date]) -> RoundDays {
        RoundDays::of(date!(2026 - 12 - 07), every_weeks, &off.iter().copied().collect())
    }

    #[test]
    fn a_round_has_its_days_in_working_days() {
        let days = of(4, &[]);
        assert_eq!(days.asks_on, date!(2026 - 11 - 30), "five working days before");
        assert_eq!(days.reminds_on, date!(2026 - 12 - 04), "the Friday before");
        assert_eq!(days.matches_on, date!(2026 - 12 - 07));
        assert_eq!(days.checks_on, Some(date!(2026 - 12 - 11)));
        assert_eq!(days.closes_on, date!(2026 - 12 - 21));
    }

    #[test]
    fn a_round_closes_before_the_next_one_asks() {
        assert_eq!(of(2, &[]).closes_on, date!(2026 - 12 - 13), "the next asks on Monday the 14th");
        let weekly = of(1, &[]);
        assert_eq!(weekly.asks_on, date!(2026 - 12 - 02), "three working days before");
        assert_eq!((weekly.closes_on, weekly.checks_on), (date!(2026 - 12 - 08), None));
    }

    #[test]
    fn a_day_off_is_no_working_day() {
        let days = of(4, &[date!(2026 - 12 - 07), date!(2026 - 12 - 08), date!(2026 - 12 - 03)]);
        assert_eq!(days.matches_on, date!(2026 - 12 - 09), "the next working day");
        assert_eq!(days.reminds_on, date!(2026 - 12 - 04));
        assert_eq!(days.asks_on, date!(2026 - 11 - 27), "the Thursday that is off does not count");
        assert_eq!(days.closes_on, date!(2026 - 12 - 23));
        assert!(!days.is_cancelled);
    }

    #[test]
    fn with_five_of_ten_weekdays_off_a_round_is_cancelled() {
        let off = |days: i64| -> Vec<Date> {
            (0..days).map(|day| date!(2026 - 12 - 14) + Duration::days(day)).collect()
        };
        assert!(of(4, &off(5)).is_cancelled);
        assert!(!of(4, &off(4)).is_cancelled);
        let weekend: Vec<Date> = vec![date!(2026 - 12 - 12), date!(2026 - 12 - 13)];
        assert!(!of(4, &[off(4), weekend].concat()).is_cancelled, "a weekend is off anyway");
        let after = vec![date!(2026 - 12 - 21)];
        assert!(!of(4, &[off(4), after].concat()).is_cancelled, "the eleventh weekday");
    }

    #[test]
    fn the_first_round_leaves_time_to_ask() {
        let first = |today, weeks| RoundDays::first_after(today, weeks, &DaysOff::new()).monday_on;
        assert_eq!(first(date!(2026 - 11 - 29), 4), date!(2026 - 12 - 07));
        assert_eq!(
            first(date!(2026 - 11 - 30), 4),
            date!(2026 - 12 - 14),
            "today's ten o’clock may have gone"
        );
        assert_eq!(first(date!(2026 - 12 - 01), 1), date!(2026 - 12 - 07));
    }

    #[test]
    fn a_program_that_stood_still_goes_on_with_the_round_to_come() {
        let next =
            |today| RoundDays::next_in_rhythm(date!(2026 - 12 - 07), 2, &DaysOff::new(), today).monday_on;
        assert_eq!(next(date!(2026 - 12 - 07)), date!(2026 - 12 - 07));
        assert_eq!(next(date!(2026 - 12 - 08)), date!(2026 - 12 - 21));
    }
}
