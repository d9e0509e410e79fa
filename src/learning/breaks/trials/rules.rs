//! When a trial may be joined, left and ended.

use time::{Date, Duration, OffsetDateTime};

use crate::platform::web::when;

/// The days of a trial, by the clock of its zone.
pub struct TrialDays {
    pub starts_on: Date,
    pub ends_on: Date,
    pub ended_on: Option<Date>,
    pub zone: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrialState {
    Planned,
    Running,
    Over,
    /// It was ended before it began.
    Cancelled,
}

impl TrialState {
    pub fn label(self) -> &'static str {
        match self {
            Self::Planned => "Starts soon",
            Self::Running => "Going on",
            Self::Over => "Over",
            Self::Cancelled => "Cancelled",
        }
    }

    /// May teams still come in and leave?
    pub fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Running)
    }
}

fn today(days: &TrialDays, now: OffsetDateTime) -> Date {
    when::to_date(when::day(now, &when::zone_or_utc(&days.zone)))
}

pub fn state(days: &TrialDays, now: OffsetDateTime) -> TrialState {
    let today = today(days, now);
    if days.ended_on.is_some_and(|ended| ended < days.starts_on) {
        TrialState::Cancelled
    } else if days.ended_on.unwrap_or(days.ends_on) < today || days.ended_on == Some(today) {
        TrialState::Over
    } else if today < days.starts_on {
        TrialState::Planned
    } else {
        TrialState::Running
    }
}

pub fn must_be_open(days: &TrialDays, now: OffsetDateTime) -> Result<(), &'static str> {
    match state(days, now) {
        TrialState::Planned | TrialState::Running => Ok(()),
        TrialState::Over => Err("This trial is over."),
        TrialState::Cancelled => Err("This trial was cancelled."),
    }
}

/// The last day of a trial that is ended now: today, or the day before it would have begun.
pub fn last_day(days: &TrialDays, now: OffsetDateTime) -> Date {
    today(days, now).min(days.ends_on).max(days.starts_on - Duration::DAY)
}

/// "Week 2 of 4"
pub fn week_words(days: &TrialDays, now: OffsetDateTime) -> String {
    let weeks = ((days.ends_on - days.starts_on).whole_days() + 7) / 7;
    let week = (today(days, now) - days.starts_on).whole_days() / 7 + 1;
    format!("Week {week} of {weeks}")
}

#[cfg(test)]
mod tests {
    use super::{TrialDays, TrialState, last_day, must_be_open, state, week_words};
    use time::macros::{date, datetime};
    use time::{Date, OffsetDateTime};

    fn four_weeks(ended_on: Option<Date>) -> TrialDays {
        TrialDays {
            starts_on: date!(2026 - 11 - 30),
            ends_on: date!(2026 - 12 - 27),
            ended_on,
            zone: "Asia/Tokyo".to_owned(),
        }
    }

    /// Noon in Tokyo.
    fn noon(day: Date) -> OffsetDateTime {
        day.with_hms(3, 0, 0).unwrap().assume_utc()
    }

    #[test]
    fn a_trial_begins_and_ends_by_the_clock_of_its_zone() {
        let days = four_weeks(None);
        assert_eq!(state(&days, datetime!(2026-11-29 14:59 UTC)), TrialState::Planned);
        assert_eq!(state(&days, datetime!(2026-11-29 15:00 UTC)), TrialState::Running);
        assert_eq!(state(&days, noon(date!(2026 - 12 - 27))), TrialState::Running);
        assert_eq!(state(&days, noon(date!(2026 - 12 - 28))), TrialState::Over);
        assert_eq!(week_words(&days, noon(date!(2026 - 12 - 07))), "Week 2 of 4");
    }

    #[test]
    fn one_that_is_ended_early_is_over_and_before_its_start_cancelled() {
        let early = noon(date!(2026 - 12 - 02));
        let day = last_day(&four_weeks(None), early);
        assert_eq!(day, date!(2026 - 12 - 02));
        assert_eq!(state(&four_weeks(Some(day)), early), TrialState::Over);
        let before = noon(date!(2026 - 11 - 20));
        let day = last_day(&four_weeks(None), before);
        assert_eq!(state(&four_weeks(Some(day)), before), TrialState::Cancelled);
        assert!(must_be_open(&four_weeks(Some(day)), before).is_err());
        assert!(must_be_open(&four_weeks(None), before).is_ok());
    }
}
