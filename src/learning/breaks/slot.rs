//! A break as it recurs: days of the week and a time on a zone's clock.

use jiff::civil::Date;
use time::Time;

use crate::platform::web::when::{self, TimeSpan};

/// The days of a week as people say them; 1 is Monday.
pub const WEEKDAYS: [(i32, &str); 7] = [
    (1, "Monday"),
    (2, "Tuesday"),
    (3, "Wednesday"),
    (4, "Thursday"),
    (5, "Friday"),
    (6, "Saturday"),
    (7, "Sunday"),
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BreakSlot {
    pub weekdays: Vec<i32>,
    pub from_time: Time,
    pub to_time: Time,
    pub zone: String,
}

impl BreakSlot {
    /// Its moments on those of the days that it is on, by the clock of its zone as it is on each of them.
    pub fn on_days(&self, days: &[Date]) -> Vec<TimeSpan> {
        let zone = when::zone_or_utc(&self.zone);
        let at = |day: &Date, time: Time| when::moment(day.to_datetime(when::from_time(time)), &zone);
        days.iter()
            .filter(|day| self.weekdays.contains(&weekday(**day)))
            .filter_map(|day| Some(TimeSpan { from: at(day, self.from_time)?, to: at(day, self.to_time)? }))
            // Where the clocks skip it, nothing is left of it.
            .filter(|span| span.from < span.to)
            .collect()
    }

    /// "Monday to Friday", "Tuesday and Thursday"
    pub fn days_words(&self) -> String {
        days_words(&self.weekdays)
    }

    /// "10:15 to 10:30"
    pub fn clock_words(&self) -> String {
        clock_words(self.from_time, self.to_time)
    }
}

pub fn weekday(day: Date) -> i32 {
    day.weekday().to_monday_one_offset().into()
}

pub fn clock_words(from: Time, to: Time) -> String {
    let clock = |time: Time| when::from_time(time).strftime("%H:%M").to_string();
    format!("{} to {}", clock(from), clock(to))
}

pub fn days_words(weekdays: &[i32]) -> String {
    let mut days: Vec<i32> = weekdays.to_vec();
    days.sort_unstable();
    days.dedup();
    if days.len() == WEEKDAYS.len() {
        return "Every day".to_owned();
    }
    let name = |day: &i32| WEEKDAYS.iter().find(|(number, _)| number == day).map_or("", |(_, name)| name);
    match days[..] {
        [] => String::new(),
        [first, .., last] if days.len() > 2 && usize::try_from(last - first) == Ok(days.len() - 1) => {
            format!("{} to {}", name(&first), name(&last))
        }
        [ref all @ .., last] => {
            let all: Vec<&str> = all.iter().map(name).collect();
            if all.is_empty() {
                name(&last).to_owned()
            } else {
                format!("{} and {}", all.join(", "), name(&last))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{BreakSlot, days_words};
    use jiff::civil::date;
    use time::macros::{datetime, time};

    #[test]
    fn days_are_said_as_people_say_them() {
        assert_eq!(days_words(&[1, 2, 3, 4, 5]), "Monday to Friday");
        assert_eq!(days_words(&[4, 2]), "Tuesday and Thursday");
        assert_eq!(days_words(&[1, 3, 5]), "Monday, Wednesday and Friday");
        assert_eq!(days_words(&[1, 2]), "Monday and Tuesday");
        assert_eq!(days_words(&[5]), "Friday");
        assert_eq!(days_words(&[1, 2, 3, 4, 5, 6, 7]), "Every day");
    }

    #[test]
    fn a_break_follows_the_clock_of_its_zone() {
        let slot = BreakSlot {
            weekdays: vec![1, 5],
            from_time: time!(10:15),
            to_time: time!(10:30),
            zone: "America/New_York".to_owned(),
        };
        // New York changes its clocks on 8 March 2026.
        let spans = slot.on_days(&[date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)]);
        let starts: Vec<_> = spans.iter().map(|span| span.from).collect();
        assert_eq!(starts, [datetime!(2026-03-06 15:15 UTC), datetime!(2026-03-09 14:15 UTC)]);
    }

    #[test]
    fn a_break_that_the_clocks_skip_is_none() {
        let slot = BreakSlot {
            weekdays: vec![7],
            from_time: time!(2:15),
            to_time: time!(3:15),
            zone: "Europe/Vienna".to_owned(),
        };
        // 02:15 counts as 03:15 on the day the clocks go forward.
        assert!(slot.on_days(&[date(2026, 3, 29)]).is_empty());
    }
}
