//! The form of an action: what is to be done, who does it, and until when.

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use time::OffsetDateTime;

use super::{NewAction, RetrospectiveAction};
use crate::communities::members::naming::{self, NamedMember};
use crate::platform::once::FormToken;
use crate::platform::web::{Problems, when};

/// An action is offered four weeks; a year is the longest that can be planned for.
const USUAL_DAYS: i64 = 28;
const LONGEST_DAYS: i64 = 366;

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ActionForm {
    pub body: String,
    pub owner: String,
    pub due: String,
    pub once: FormToken,
}

impl ActionForm {
    /// Empty, but for a date that suits most.
    pub fn blank(zone: &str, now: OffsetDateTime) -> Self {
        let due = later(today(zone, now), USUAL_DAYS);
        Self { due: due.to_string(), ..Self::default() }
    }

    pub fn of(action: &RetrospectiveAction, members: &[NamedMember]) -> Self {
        Self {
            body: action.body.clone(),
            owner: naming::label_of(action.owner_id, members),
            due: when::from_date(action.due_on).to_string(),
            ..Self::default()
        }
    }

    /// `before` is the date it had: one that has passed may stay.
    pub fn read(
        &self,
        members: &[NamedMember],
        first: Date,
        before: Option<time::Date>,
        problems: &mut Problems,
    ) -> NewAction {
        let body = problems.line("body", &self.body, 2..=200, "Write down what is to be done.");
        let owner = naming::by_name(&self.owner, members).unwrap_or_else(|words| {
            problems.add("owner", words);
            None
        });
        let due_on = self.due(first, before).unwrap_or_else(|words| {
            problems.add("due", words);
            when::to_date(first)
        });
        NewAction { body, owner, due_on }
    }

    fn due(&self, first: Date, before: Option<time::Date>) -> Result<time::Date, &'static str> {
        let day: Date = self.due.trim().parse().map_err(|_| "Enter the day until which it is done.")?;
        let due = when::to_date(day);
        if before == Some(due) {
            return Ok(due);
        }
        match day {
            day if day < first => Err("Choose today or a later day."),
            day if day > later(first, LONGEST_DAYS) => Err("Choose a day within the next 12 months."),
            _ => Ok(due),
        }
    }
}

/// The day it is where the community is.
pub fn today(zone: &str, now: OffsetDateTime) -> Date {
    when::day(now, &when::zone_or_utc(zone))
}

fn later(day: Date, days: i64) -> Date {
    day.checked_add(days.days()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::{ActionForm, NewAction};
    use crate::platform::web::Problems;
    use jiff::civil::{Date, date};
    use time::macros::{date as day, datetime};

    const TODAY: Date = date(2026, 11, 23);

    fn read(due: &str, before: Option<time::Date>) -> (NewAction, Problems) {
        let form = ActionForm { body: "Start on time".to_owned(), due: due.to_owned(), ..Default::default() };
        let mut problems = Problems::default();
        (form.read(&[], TODAY, before, &mut problems), problems)
    }

    #[test]
    fn a_new_action_has_four_weeks() {
        let form = ActionForm::blank("Europe/Vienna", datetime!(2026-11-23 23:30 UTC));
        assert_eq!(form.due, "2026-12-22", "it is the 24th in Vienna");
    }

    #[test]
    fn it_is_due_from_today_on_and_within_a_year() {
        for (due, is_taken) in [
            ("2026-11-22", false),
            ("2026-11-23", true),
            ("2027-11-24", true),
            ("2027-11-25", false),
            ("", false),
        ] {
            assert_eq!(read(due, None).1.is_empty(), is_taken, "{due}");
        }
    }

    #[test]
    fn a_date_that_has_passed_may_stay() {
        let (action, problems) = read("2026-10-01", Some(day!(2026 - 10 - 01)));
        assert!(problems.is_empty());
        assert_eq!(action.due_on, day!(2026 - 10 - 01));
        assert!(!read("2026-10-02", Some(day!(2026 - 10 - 01))).1.is_empty());
    }

    #[test]
    fn nobody_yet_is_an_owner_and_a_stranger_is_none() {
        let (action, _) = read("2026-12-01", None);
        assert_eq!(action.owner, None);
        let form = ActionForm { owner: "Eve Adams".to_owned(), ..ActionForm::default() };
        let mut problems = Problems::default();
        form.read(&[], TODAY, None, &mut problems);
        assert!(!problems.of("owner").is_empty() && !problems.of("body").is_empty());
    }
}
