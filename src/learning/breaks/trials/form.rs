//! A trial as typed.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use time::OffsetDateTime;

use super::NewTrial;
use crate::learning::breaks::form::SlotForm;
use crate::platform::error::{Error, Result};
use crate::platform::once::FormToken;
use crate::platform::web::{Problems, when};

/// Weeks that are offered: two are a taste, twelve a habit.
const WEEKS: [i32; 6] = [2, 3, 4, 6, 8, 12];
const USUAL_WEEKS: i32 = 4;
const FARTHEST_DAYS: i64 = 183;

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct TrialForm {
    pub once: FormToken,
    pub days: Vec<String>,
    pub from_time: String,
    pub to_time: String,
    pub zone: String,
    pub starts_on: String,
    pub weeks: String,
}

/// A slot that a page suggests, in a link.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TrialQuery {
    /// "2-4"
    days: String,
    from_time: String,
    to_time: String,
    zone: String,
}

impl TrialForm {
    /// From next Monday on, with the slot that a link suggests.
    pub fn asked(query: TrialQuery, zone: &str, now: OffsetDateTime) -> Self {
        let today = when::day(now, &when::zone_or_utc(zone));
        let to_monday = 7 - i64::from(today.weekday().to_monday_zero_offset());
        let blank = SlotForm::blank(zone);
        let or = |typed: String, usual: String| if typed.is_empty() { usual } else { typed };
        let days: Vec<String> =
            query.days.split('-').filter(|day| !day.is_empty()).map(str::to_owned).collect();
        Self {
            days: if days.is_empty() { blank.days } else { days },
            from_time: or(query.from_time, blank.from_time),
            to_time: or(query.to_time, blank.to_time),
            zone: or(query.zone, blank.zone),
            starts_on: today.saturating_add(to_monday.days()).to_string(),
            weeks: USUAL_WEEKS.to_string(),
            ..Self::default()
        }
    }

    /// The fields that it shares with the form of a team's break.
    pub fn slot(&self) -> SlotForm {
        SlotForm {
            days: self.days.clone(),
            from_time: self.from_time.clone(),
            to_time: self.to_time.clone(),
            zone: self.zone.clone(),
        }
    }

    pub fn week_choices() -> Vec<(String, String)> {
        WEEKS.iter().map(|weeks| (weeks.to_string(), format!("{weeks} weeks"))).collect()
    }

    /// The trial, when nothing is wrong with it.
    ///
    /// # Errors
    /// [`Error::Unreadable`] for a day or a length that no form offers.
    pub fn read(&self, problems: &mut Problems, now: OffsetDateTime) -> Result<Option<NewTrial>> {
        let weeks = self.weeks.parse::<i32>().ok().filter(|weeks| WEEKS.contains(weeks));
        let weeks = weeks.ok_or(Error::Unreadable("Choose how many weeks it lasts."))?;
        let slot = self.slot().read(problems)?;
        let today = when::day(now, &when::zone_or_utc(&self.zone));
        let starts = self.starts_on.trim().parse::<Date>().ok();
        let last = today.saturating_add(FARTHEST_DAYS.days());
        let starts = starts.filter(|day| (today..=last).contains(day));
        if starts.is_none() {
            problems.add("starts_on", "Choose a first day from today to half a year from now.");
        }
        let new = slot.zip(starts).map(|(slot, day)| NewTrial {
            slot,
            starts_on: when::to_date(day),
            ends_on: when::to_date(day.saturating_add((i64::from(weeks) * 7 - 1).days())),
        });
        Ok(new.filter(|_| problems.is_empty()))
    }
}

#[cfg(test)]
mod tests {
    use super::{TrialForm, TrialQuery};
    use crate::platform::web::Problems;
    use time::OffsetDateTime;
    use time::macros::{date, datetime};

    const NOW: OffsetDateTime = datetime!(2026-11-25 09:00 UTC);

    #[test]
    fn a_trial_lasts_whole_weeks_from_a_day_to_come() {
        let form = TrialForm::asked(TrialQuery::default(), "Europe/London", NOW);
        assert_eq!(form.starts_on, "2026-11-30");
        let new = form.read(&mut Problems::default(), NOW).unwrap().unwrap();
        assert_eq!((new.starts_on, new.ends_on), (date!(2026 - 11 - 30), date!(2026 - 12 - 27)));
        for day in ["2026-11-24", "2027-11-25", "soon"] {
            let form = TrialForm { starts_on: day.to_owned(), ..form.clone() };
            let mut problems = Problems::default();
            assert!(form.read(&mut problems, NOW).unwrap().is_none() && !problems.of("starts_on").is_empty());
        }
        let wrong = TrialForm { weeks: "5".to_owned(), ..form };
        assert!(wrong.read(&mut Problems::default(), NOW).is_err());
    }

    #[test]
    fn a_link_fills_in_what_it_suggests() {
        let query =
            TrialQuery { days: "2-4".to_owned(), from_time: "11:00".to_owned(), ..TrialQuery::default() };
        let form = TrialForm::asked(query, "Europe/London", NOW);
        assert_eq!((form.days, form.from_time.as_str()), (vec!["2".to_owned(), "4".to_owned()], "11:00"));
    }
}
