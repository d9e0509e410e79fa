//! The part of the session form that says how a session repeats, and how many dates an edit reaches.

use super::queries::Rest;
use super::recurrence::{RecurrenceEnd, Repeats, Rule};
use crate::platform::web::{Problems, when};
use std::collections::BTreeSet;

use jiff::civil::{Date, Time};

/// How many dates the form shows before anything is saved.
pub const SHOWN: usize = 6;
/// So many dates are looked at to find them: a pause without an end has none.
const LOOKED_AT: usize = 400;

/// How the form offers to repeat.
pub const CHOICES: [(&str, &str); 5] = [
    ("", "Does not repeat"),
    ("weekly", "Weekly, on this weekday"),
    ("monthly_weekday", "Monthly, on this weekday: the first, the second …"),
    ("monthly_last_weekday", "Monthly, on the last such weekday"),
    ("monthly_day", "Monthly, on this day of the month"),
];

/// How many dates an edit or a cancellation reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    This,
    Following,
    All,
}

impl Scope {
    /// As the form says it; what it cannot mean reaches no further than this one.
    pub fn of(text: &str) -> Self {
        match text {
            "following" => Self::Following,
            "all" => Self::All,
            _ => Self::This,
        }
    }
}

/// Does a new title go over those that dates have of their own?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnTitles {
    /// Nobody has said so: where there are some, it is asked.
    Unasked,
    Keep,
    Replace,
}

impl OwnTitles {
    pub fn of(text: &str) -> Self {
        match text {
            "keep" => Self::Keep,
            "replace" => Self::Replace,
            _ => Self::Unasked,
        }
    }
}

/// The repeats as typed.
#[derive(Clone, Copy, Debug)]
pub struct RecurrenceForm<'a> {
    pub repeats: &'a str,
    pub every: &'a str,
    pub ends: &'a str,
    pub until: &'a str,
    pub dates: &'a str,
    pub skipped: &'a [String],
    /// One more day to leave out, where it is not among those shown.
    pub also: &'a str,
}

/// How it is to repeat, whatever day it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct RecurrenceWish {
    pub repeats: Repeats,
    pub every: i64,
    pub end: RecurrenceEnd,
    pub skipped: Vec<Date>,
    /// One more to leave out, typed rather than ticked: it has to be one of its dates.
    pub also: Option<Date>,
}

impl RecurrenceForm<'_> {
    pub fn repeats(&self) -> bool {
        !self.repeats.is_empty()
    }

    /// What is wished, where nothing is wrong with it.
    pub fn read(&self, problems: &mut Problems) -> Option<RecurrenceWish> {
        let repeats = self.repeats.parse::<Repeats>().ok();
        if repeats.is_none() {
            problems.add("repeats", "Choose how it repeats.");
        }
        let every = match self.every.trim() {
            "" => Some(1),
            text => text.parse().ok().filter(|every| (1..=12).contains(every)),
        };
        if every.is_none() {
            problems.add("every", "Enter a number from 1 to 12.");
        }
        let end = self.end(problems);
        let skipped = self.skipped.iter().filter_map(|day| day.parse().ok()).take(400).collect();
        let also = self.also.parse().ok();
        if also.is_none() && !self.also.trim().is_empty() {
            problems.add("also", "Choose the date to skip, or leave it empty.");
        }
        Some(RecurrenceWish { repeats: repeats?, every: every?, end: end?, skipped, also })
    }

    fn end(&self, problems: &mut Problems) -> Option<RecurrenceEnd> {
        match self.ends {
            "until" => {
                let until = self.until.parse::<Date>().ok().filter(|day| (2000..2200).contains(&day.year()));
                if until.is_none() {
                    problems.add("until", "Choose the last day.");
                }
                until.map(RecurrenceEnd::Until)
            }
            "after" => {
                let dates = self.dates.trim().parse().ok().filter(|dates| (1..=400).contains(dates));
                if dates.is_none() {
                    problems.add("dates", "Enter a number from 1 to 400.");
                }
                dates.map(RecurrenceEnd::After)
            }
            _ => Some(RecurrenceEnd::Open),
        }
    }
}

impl RecurrenceWish {
    /// The rule of a series that begins on this day at this time, where it can.
    pub fn rule(
        &self,
        starts_on: Date,
        starts_at: Time,
        zone: &str,
        problems: &mut Problems,
    ) -> Option<Rule> {
        let mut rule = Rule {
            repeats: self.repeats,
            every: self.every,
            starts_on,
            starts_at,
            zone: when::zone_or_utc(zone),
            end: self.end,
            skipped: self.skipped.iter().chain(&self.also).copied().collect(),
        };
        // What is ticked and no date of the rule, such as after it was changed, is nothing to leave out.
        let last = rule.skipped.last().copied();
        let named: BTreeSet<Date> =
            rule.named().take_while(|day| last.is_some_and(|last| *day <= last)).collect();
        rule.skipped.retain(|day| named.contains(day));
        let first = rule.named().next();
        if first.is_none() {
            problems.add("until", "The last day is before the first session. Choose a later one.");
        } else if rule.days().next().is_none() {
            problems.add("repeats", "Every date is skipped. Keep at least one.");
        } else if first != Some(starts_on) {
            let fitting = first.map_or_else(String::new, |day| day.strftime("%-d %B").to_string());
            let weekday = starts_on.strftime("%A");
            let words = format!("This is not the last {weekday} of its month. {fitting} is one.");
            problems.add("day", words);
        }
        if let Some(day) = self.also.filter(|day| !rule.names(*day)) {
            problems
                .add("also", format!("{} is not one of the dates of the series.", day.strftime("%-d %B %Y")));
        }
        problems.is_empty().then_some(rule)
    }
}

/// The next dates as the form shows them, with the rule in words.
pub struct UpcomingDates {
    pub words: String,
    pub end: String,
    pub days: Vec<UpcomingDate>,
    /// Some between them lie in a pause of the community, and are not made.
    pub passes_over_pause: bool,
}

/// A date of the form: it can be left out.
pub struct UpcomingDate {
    pub value: String,
    pub words: String,
    pub skipped: bool,
}

impl UpcomingDates {
    /// Those that take place, in one line.
    pub fn listed(&self) -> String {
        let kept: Vec<&str> =
            self.days.iter().filter(|day| !day.skipped).map(|day| day.words.as_str()).collect();
        kept.join(", ")
    }

    /// The next dates that take place, with those left out between and after them, so that they stay left out. In a pause
    /// of the community none is made.
    pub fn of(rule: &Rule, pauses: &[Rest], now: time::OffsetDateTime) -> Self {
        let to_come = |day: &Date| rule.moment(*day).is_some_and(|at| at > now);
        let is_paused = |day: &Date| pauses.iter().any(|pause| pause.holds(*day));
        let today = when::day(now, &rule.zone);
        let last =
            rule.days().filter(to_come).take(LOOKED_AT).filter(|day| !is_paused(day)).take(SHOWN).last();
        let until_last =
            || rule.named().filter(to_come).take_while(|day| last.is_some_and(|last| *day <= last));
        let passes_over_pause = match last {
            Some(_) => until_last().any(|day| is_paused(&day)),
            None => rule.days().any(|day| to_come(&day)),
        };
        let near = until_last().filter(|day| !is_paused(day));
        let far =
            rule.skipped.iter().copied().filter(|day| last.is_none_or(|last| *day > last) && to_come(day));
        let days = near.chain(far).map(|day| UpcomingDate {
            value: day.to_string(),
            words: when::day_words(day, today),
            skipped: rule.skipped.contains(&day),
        });
        Self { words: rule.label(), end: rule.end_words(), days: days.collect(), passes_over_pause }
    }
}

#[cfg(test)]
mod tests {
    use super::{RecurrenceForm, RecurrenceWish, UpcomingDates};
    use crate::platform::web::Problems;
    use crate::sessions::series::recurrence::{RecurrenceEnd, Repeats};
    use time::macros::datetime;

    fn typed<'a>(repeats: &'a str, ends: &'a str, until: &'a str, dates: &'a str) -> RecurrenceForm<'a> {
        RecurrenceForm { repeats, every: "2", ends, until, dates, skipped: &[], also: "2026-12-08" }
    }

    fn read(typed: RecurrenceForm<'_>) -> (Option<RecurrenceWish>, Problems) {
        let mut problems = Problems::default();
        (typed.read(&mut problems), problems)
    }

    #[test]
    fn what_is_typed_becomes_a_wish_or_a_problem_beside_its_field() {
        let (wish, _) = read(typed("weekly", "after", "", "6"));
        let also = Some("2026-12-08".parse().unwrap());
        let expected = RecurrenceWish {
            repeats: Repeats::Weekly,
            every: 2,
            end: RecurrenceEnd::After(6),
            skipped: Vec::new(),
            also,
        };
        assert_eq!(wish, Some(expected));
        for (typed, field) in [
            (typed("daily", "never", "", ""), "repeats"),
            (typed("weekly", "until", "soon", ""), "until"),
            (typed("weekly", "after", "", "0"), "dates"),
            (RecurrenceForm { every: "13", ..typed("weekly", "never", "", "") }, "every"),
        ] {
            let (wish, problems) = read(typed);
            assert!(wish.is_none() && !problems.of(field).is_empty(), "{field}");
        }
    }

    #[test]
    fn the_first_date_is_one_of_the_rule() {
        let (wish, mut problems) = read(typed("monthly_last_weekday", "never", "", ""));
        let noon = "12:00".parse().unwrap();
        let rule = wish.unwrap().rule("2026-11-19".parse().unwrap(), noon, "Etc/UTC", &mut problems);
        assert!(rule.is_none());
        assert_eq!(problems.of("day"), "This is not the last Thursday of its month. 26 November is one.");
    }

    #[test]
    fn six_dates_are_shown_and_those_left_out_stay_in_sight() {
        let (wish, mut problems) = read(typed("weekly", "never", "", ""));
        let mut wish = wish.unwrap();
        wish.skipped.push("2027-06-22".parse().unwrap());
        let (day, time) = ("2026-11-24".parse().unwrap(), "14:00".parse().unwrap());
        let rule = wish.rule(day, time, "Etc/UTC", &mut problems).unwrap();
        let dates = UpcomingDates::of(&rule, &[], datetime!(2026-11-23 09:00 UTC));
        let days: Vec<_> = dates.days.iter().map(|day| (day.value.as_str(), day.skipped)).collect();
        assert_eq!(days.len(), 8);
        assert_eq!(days[..3], [("2026-11-24", false), ("2026-12-08", true), ("2026-12-22", false)]);
        assert_eq!(days[6..], [("2027-02-16", false), ("2027-06-22", true)]);
    }
}
