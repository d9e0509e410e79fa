//! A break as typed.

use jiff::civil::Time as ClockTime;
use serde::Deserialize;
use time::{Duration, Time};

use super::BreakSlot;
use super::slot::WEEKDAYS;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Problems, when};

const SHORTEST: Duration = Duration::minutes(10);
const LONGEST: Duration = Duration::hours(2);

/// The fields of a break, in the form of a team and in that of a trial.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SlotForm {
    /// Numbers of weekdays; 1 is Monday.
    pub days: Vec<String>,
    pub from_time: String,
    pub to_time: String,
    pub zone: String,
}

impl SlotForm {
    pub fn of(slot: &BreakSlot) -> Self {
        let clock = |time: Time| when::from_time(time).strftime("%H:%M").to_string();
        Self {
            days: slot.weekdays.iter().map(ToString::to_string).collect(),
            from_time: clock(slot.from_time),
            to_time: clock(slot.to_time),
            zone: slot.zone.clone(),
        }
    }

    /// A quarter of an hour in the morning of every working day.
    pub fn blank(zone: &str) -> Self {
        Self {
            days: (1..=5).map(|day| day.to_string()).collect(),
            from_time: "10:15".to_owned(),
            to_time: "10:30".to_owned(),
            zone: zone.to_owned(),
        }
    }

    /// The days with their names, and which are chosen.
    pub fn choices(&self) -> Vec<(i32, &'static str, bool)> {
        let chosen = |day: i32| self.days.iter().any(|typed| *typed == day.to_string());
        WEEKDAYS.iter().map(|(day, name)| (*day, *name, chosen(*day))).collect()
    }

    /// The break, when nothing is wrong with it.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for a day that no form offers.
    pub fn read(&self, problems: &mut Problems) -> Result<Option<BreakSlot>> {
        let mut weekdays = Vec::new();
        for typed in &self.days {
            let day = typed.parse::<i32>().ok().filter(|day| (1..=7).contains(day));
            weekdays.push(day.ok_or(Error::Unreadable("Choose days of the week."))?);
        }
        weekdays.sort_unstable();
        weekdays.dedup();
        if weekdays.is_empty() {
            problems.add("days", "Choose at least one day.");
        }
        let mut clock = |field, text: &str| {
            let read = text.trim().parse::<ClockTime>().ok().map(when::to_time);
            let read = read.filter(|time| time.second() == 0);
            if read.is_none() {
                problems.add(field, "Enter a time, for example 10:15.");
            }
            read
        };
        let times = clock("from_time", &self.from_time).zip(clock("to_time", &self.to_time));
        if let Some((from, to)) = times
            && (to <= from || !(SHORTEST..=LONGEST).contains(&(to - from)))
        {
            problems.add("to_time", "Enter an end that is 10 minutes to 2 hours after the beginning.");
        }
        let zone = self.zone.trim().to_owned();
        if when::zone(&zone).is_none() {
            problems.add("zone", "Choose a time zone from the list, for example Europe/Vienna.");
        }
        let slot = |(from_time, to_time)| BreakSlot { weekdays, from_time, to_time, zone };
        Ok(times.map(slot).filter(|_| problems.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::SlotForm;
    use crate::platform::web::Problems;

    fn problem(change: impl FnOnce(&mut SlotForm)) -> Option<&'static str> {
        let mut form = SlotForm::blank("Europe/London");
        change(&mut form);
        let mut problems = Problems::default();
        let read = form.read(&mut problems).unwrap();
        assert_eq!(read.is_some(), problems.is_empty());
        problems.all().next().map(|(field, _)| field)
    }

    #[test]
    fn a_break_has_days_a_time_and_a_zone() {
        assert_eq!(problem(|_| ()), None);
        assert_eq!(problem(|form| form.days.clear()), Some("days"));
        assert_eq!(problem(|form| form.from_time = "ten".to_owned()), Some("from_time"));
        assert_eq!(problem(|form| form.to_time = "10:15".to_owned()), Some("to_time"));
        assert_eq!(problem(|form| form.to_time = "10:24".to_owned()), Some("to_time"), "too short");
        assert_eq!(problem(|form| form.to_time = "12:16".to_owned()), Some("to_time"), "too long");
        assert_eq!(problem(|form| form.zone = "Nowhere".to_owned()), Some("zone"));
        let mut problems = Problems::default();
        let wrong = SlotForm { days: vec!["8".to_owned()], ..SlotForm::blank("Etc/UTC") };
        assert!(wrong.read(&mut problems).is_err());
    }
}
