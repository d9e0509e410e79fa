//! The days a series falls on, as RFC 5545 reads its rule: the wall clock is kept over both changes of the clocks,
//! a month without the day is passed over, and a number of dates counts the skipped ones too.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use time::OffsetDateTime;

use crate::platform::states::states;
use crate::platform::web::when;

/// No series reaches further: it ends what would go on for ever.
const HORIZON: i16 = 2200;

states! {
    /// How a series repeats. Which weekday, which day of the month and which n is read from its first date.
    pub enum Repeats {
        Weekly = "weekly",
        MonthlyDay = "monthly_day",
        MonthlyWeekday = "monthly_weekday",
        MonthlyLastWeekday = "monthly_last_weekday",
    }
}

/// When a series ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RecurrenceEnd {
    Open,
    /// The last day it may fall on.
    Until(Date),
    /// How many dates the rule names, skipped ones among them.
    After(usize),
}

/// The rule of a series, on the wall clock of its zone.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    pub repeats: Repeats,
    /// Every so many weeks or months.
    pub every: i64,
    pub starts_on: Date,
    pub starts_at: Time,
    pub zone: TimeZone,
    pub end: RecurrenceEnd,
    /// Days the rule names on which nothing takes place.
    pub skipped: BTreeSet<Date>,
}

impl Rule {
    /// The days on which it takes place, in order.
    pub fn days(&self) -> impl Iterator<Item = Date> + '_ {
        self.named().filter(|day| !self.skipped.contains(day))
    }

    /// The days the rule names, skipped ones among them.
    pub fn named(&self) -> impl Iterator<Item = Date> + '_ {
        let (until, most) = match self.end {
            RecurrenceEnd::Open => (Date::MAX, usize::MAX),
            RecurrenceEnd::Until(until) => (until, usize::MAX),
            RecurrenceEnd::After(dates) => (Date::MAX, dates),
        };
        (0..)
            .map_while(|turn| self.turn(turn))
            .filter_map(|turn| self.day_of(turn))
            .filter(|day| *day >= self.starts_on)
            .take_while(move |day| *day <= until)
            .take(most)
    }

    /// Does the rule name this day, skipped or not?
    pub fn names(&self, day: Date) -> bool {
        self.named().take_while(|named| *named <= day).any(|named| named == day)
    }

    /// The moment it begins on a day. A time that the clocks skip moves forward by the gap, and one that they
    /// repeat is the first of the two.
    pub fn moment(&self, day: Date) -> Option<OffsetDateTime> {
        when::moment(day.to_datetime(self.starts_at), &self.zone)
    }

    /// Which of its weekday the first date is in its month: 1 to 5.
    pub fn nth(&self) -> i8 {
        (self.starts_on.day() - 1) / 7 + 1
    }

    /// Where a turn begins: its day, or the month that may hold one. Nothing once the horizon is reached.
    fn turn(&self, turn: i64) -> Option<Date> {
        let steps = turn.checked_mul(self.every.max(1))?;
        let start = match self.repeats {
            Repeats::Weekly => self.starts_on.checked_add(steps.weeks()).ok()?,
            _ => self.starts_on.first_of_month().checked_add(steps.months()).ok()?,
        };
        (start.year() < HORIZON).then_some(start)
    }

    /// The day of the turn that begins so. A month may lack it.
    pub fn day_of(&self, turn: Date) -> Option<Date> {
        let weekday = self.starts_on.weekday();
        match self.repeats {
            Repeats::Weekly => Some(turn),
            Repeats::MonthlyDay => turn.with().day(self.starts_on.day()).build().ok(),
            Repeats::MonthlyWeekday => turn.nth_weekday_of_month(self.nth(), weekday).ok(),
            Repeats::MonthlyLastWeekday => turn.nth_weekday_of_month(-1, weekday).ok(),
        }
    }

    /// The same rule from its first day on or after `earliest` that is in step with this one.
    pub fn begun_by(&self, earliest: Date) -> Self {
        let back = (1..).map_while(|turns: i64| self.turn(-turns));
        // A month without the day neither begins the rule nor ends the search.
        let near = back.take_while(|turn| self.day_of(*turn).is_none_or(|day| day >= earliest));
        let starts_on = near.take(400).filter_map(|turn| self.day_of(turn)).last().unwrap_or(self.starts_on);
        Self { starts_on, ..self.clone() }
    }

    /// The value of RRULE, to go with a DTSTART that carries the zone: RFC 5545 then wants UNTIL in UTC. The end is
    /// that of its last day, so that no date of that day is lost to a reader's idea of a gap.
    pub fn rrule(&self) -> String {
        let weekday = two_letters(self.starts_on.weekday());
        let (frequency, by) = match self.repeats {
            Repeats::Weekly => ("WEEKLY", format!("BYDAY={weekday}")),
            Repeats::MonthlyDay => ("MONTHLY", format!("BYMONTHDAY={}", self.starts_on.day())),
            Repeats::MonthlyWeekday => ("MONTHLY", format!("BYDAY={}{weekday}", self.nth())),
            Repeats::MonthlyLastWeekday => ("MONTHLY", format!("BYDAY=-1{weekday}")),
        };
        let end = match self.end {
            RecurrenceEnd::Open => String::new(),
            RecurrenceEnd::After(dates) => format!(";COUNT={dates}"),
            RecurrenceEnd::Until(day) => {
                self.end_of(day).map(|utc| format!(";UNTIL={utc}")).unwrap_or_default()
            }
        };
        format!("FREQ={frequency};INTERVAL={};{by}{end}", self.every)
    }

    fn end_of(&self, day: Date) -> Option<String> {
        let last = self.zone.to_ambiguous_zoned(day.at(23, 59, 59, 0)).later().ok()?;
        Some(last.timestamp().strftime("%Y%m%dT%H%M%SZ").to_string())
    }
}

fn two_letters(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use jiff::civil::{Date, Time};
    use jiff::{Span, ToSpan};
    use proptest::prelude::*;
    use time::OffsetDateTime;
    use time::format_description::well_known::Rfc3339;

    use super::{RecurrenceEnd, Repeats, Rule};
    use crate::platform::web::when;

    /// What Python's dateutil makes of the same rules, by `tests/data/series.py`.
    const EXPANDED: &str = include_str!("../../../tests/data/series.txt");

    fn rule(repeats: Repeats, every: i64, starts_on: &str) -> Rule {
        Rule {
            repeats,
            every,
            starts_on: starts_on.parse().unwrap(),
            starts_at: Time::constant(18, 0, 0, 0),
            zone: when::zone("Europe/London").unwrap(),
            end: RecurrenceEnd::Open,
            skipped: BTreeSet::new(),
        }
    }

    fn first_days(rule: &Rule, most: usize) -> Vec<String> {
        rule.days().take(most).map(|day| day.to_string()).collect()
    }

    /// A line of the data: repeats, every, first date, time, zone, end, skipped days, RRULE, moments.
    fn read(line: &str) -> (Rule, &str, Vec<&str>) {
        let fields: Vec<&str> = line.split('|').collect();
        let [repeats, every, starts_on, starts_at, zone, end, skipped, written, moments] = fields[..] else {
            panic!("nine fields in {line}");
        };
        let end = match end.split_once('=') {
            Some(("until", day)) => RecurrenceEnd::Until(day.parse().unwrap()),
            Some(("count", dates)) => RecurrenceEnd::After(dates.parse().unwrap()),
            _ => RecurrenceEnd::Open,
        };
        let rule = Rule {
            repeats: repeats.parse().unwrap(),
            every: every.parse().unwrap(),
            starts_on: starts_on.parse().unwrap(),
            starts_at: starts_at.parse().unwrap(),
            zone: when::zone(zone).unwrap(),
            end,
            skipped: skipped.split_whitespace().map(|day| day.parse().unwrap()).collect(),
        };
        (rule, written, moments.split_whitespace().collect())
    }

    #[test]
    fn the_moments_are_those_of_dateutil_for_two_years_in_four_zones() {
        let (mut rules, mut dates) = (0, 0);
        for line in EXPANDED.lines().filter(|line| !line.starts_with('#')) {
            let (rule, written, expected) = read(line);
            let moments: Vec<String> = rule
                .days()
                .take(expected.len())
                .map(|day| rule.moment(day).unwrap().format(&Rfc3339).unwrap())
                .collect();
            assert_eq!(moments, expected, "{line}");
            assert_eq!(rule.rrule(), written);
            if rule.end != RecurrenceEnd::Open {
                assert_eq!(rule.days().count(), expected.len(), "no more than these: {line}");
            }
            rules += 1;
            dates += expected.len();
        }
        assert!(rules >= 100 && dates >= 3_000, "{rules} rules, {dates} dates");
    }

    #[test]
    fn a_month_without_the_day_is_passed_over() {
        let rule = rule(Repeats::MonthlyDay, 1, "2027-01-31");
        assert_eq!(first_days(&rule, 4), ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"]);
        let leap = Rule { every: 12, starts_on: "2028-02-29".parse().unwrap(), ..rule };
        assert_eq!(first_days(&leap, 2), ["2028-02-29", "2032-02-29"]);
    }

    #[test]
    fn a_skipped_date_counts_as_one_of_the_number() {
        let mut rule = rule(Repeats::Weekly, 2, "2026-11-24");
        rule.end = RecurrenceEnd::After(3);
        rule.skipped.insert("2026-12-08".parse().unwrap());
        assert_eq!(first_days(&rule, 9), ["2026-11-24", "2026-12-22"]);
        assert_eq!(rule.rrule(), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;COUNT=3");
    }

    #[test]
    fn a_rule_begun_earlier_stays_in_step() {
        let begun =
            |rule: Rule, earliest: &str| rule.begun_by(earliest.parse().unwrap()).starts_on.to_string();
        assert_eq!(begun(rule(Repeats::Weekly, 2, "2026-12-22"), "2026-11-20"), "2026-11-24");
        assert_eq!(begun(rule(Repeats::Weekly, 2, "2026-12-22"), "2026-12-22"), "2026-12-22");
        assert_eq!(begun(rule(Repeats::MonthlyDay, 1, "2027-03-31"), "2026-12-01"), "2026-12-31");
        assert_eq!(begun(rule(Repeats::MonthlyDay, 1, "2027-03-31"), "2027-02-01"), "2027-03-31");
    }

    #[test]
    fn the_last_day_belongs_to_it_and_is_written_in_utc() {
        let mut rule = rule(Repeats::MonthlyLastWeekday, 1, "2027-04-30");
        rule.end = RecurrenceEnd::Until("2027-06-25".parse().unwrap());
        assert_eq!(first_days(&rule, 9), ["2027-04-30", "2027-05-28", "2027-06-25"]);
        // Eleven at night in London's summer.
        assert_eq!(rule.rrule(), "FREQ=MONTHLY;INTERVAL=1;BYDAY=-1FR;UNTIL=20270625T225959Z");
    }

    fn any_rule() -> impl Strategy<Value = Rule> {
        let zones = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"];
        let end = prop_oneof![
            Just(RecurrenceEnd::Open),
            (1usize..60).prop_map(RecurrenceEnd::After),
            (0i64..900).prop_map(|days| RecurrenceEnd::Until(
                Date::constant(2026, 1, 1).saturating_add(days.days())
            )),
        ];
        let skipped = proptest::collection::btree_set(0usize..40, 0..5);
        let when = (0i64..365, 0i8..24, 0i8..60);
        (0usize..4, 1i64..=12, when, 0usize..4, end, skipped).prop_map(
            move |(repeats, every, (day, hour, minute), zone, end, skipped)| {
                let mut rule = Rule {
                    repeats: Repeats::ALL[repeats],
                    every,
                    starts_on: Date::constant(2026, 1, 1).saturating_add(day.days()),
                    starts_at: Time::constant(hour, minute, 0, 0),
                    zone: when::zone(zones[zone]).unwrap(),
                    end,
                    skipped: BTreeSet::new(),
                };
                rule.skipped = rule
                    .named()
                    .take(40)
                    .enumerate()
                    .filter(|(at, _)| skipped.contains(at))
                    .map(|(_, day)| day)
                    .collect();
                rule
            },
        )
    }

    proptest! {
        #[test]
        fn every_date_satisfies_the_rule(rule in any_rule()) {
            let start = rule.starts_on;
            for day in rule.days().take(80) {
                prop_assert!(day >= start && !rule.skipped.contains(&day) && rule.names(day));
                let weeks = (day - start).get_days() / 7;
                let months = i64::from(day.year() - start.year()) * 12 + i64::from(day.month() - start.month());
                let in_step = match rule.repeats {
                    Repeats::Weekly => i64::from(weeks) % rule.every == 0,
                    _ => months % rule.every == 0,
                };
                let fits = match rule.repeats {
                    Repeats::MonthlyDay => day.day() == start.day(),
                    Repeats::MonthlyWeekday => (day.day() - 1) / 7 == (start.day() - 1) / 7,
                    Repeats::MonthlyLastWeekday => day.day() + 7 > day.days_in_month(),
                    Repeats::Weekly => true,
                };
                prop_assert!(in_step && fits, "{}", day);
                prop_assert!(rule.repeats == Repeats::MonthlyDay || day.weekday() == start.weekday());
                if let RecurrenceEnd::Until(until) = rule.end {
                    prop_assert!(day <= until);
                }
            }
        }

        #[test]
        fn dates_rise_and_their_number_is_exact(rule in any_rule()) {
            let days: Vec<Date> = rule.days().take(80).collect();
            prop_assert!(days.is_sorted_by(|a, b| a < b));
            let moments: Vec<OffsetDateTime> = days.iter().filter_map(|day| rule.moment(*day)).collect();
            prop_assert!(moments.is_sorted_by(|a, b| a < b) && moments.len() == days.len());
            if let RecurrenceEnd::After(dates) = rule.end {
                prop_assert_eq!(rule.days().count() + rule.skipped.len(), dates.max(rule.skipped.len()));
            }
        }

        #[test]
        fn the_wall_clock_is_kept_except_where_the_clocks_skip_it(rule in any_rule()) {
            for day in rule.days().take(80) {
                let local = when::zoned(rule.moment(day).unwrap(), &rule.zone).datetime();
                let meant = day.to_datetime(rule.starts_at);
                let moved: Span = local - meant;
                prop_assert!(local == meant || (local > meant && moved.total(jiff::Unit::Minute).unwrap() <= 60.0));
            }
        }
    }
}
