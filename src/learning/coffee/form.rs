use jiff::civil::Time as ClockTime;
use serde::Deserialize;
use time::Time;
use time::macros::time;

use super::queries::CoffeeChoices;
use crate::platform::web::{Problems, when};

/// Working hours until someone says otherwise.
const USUAL_FROM: Time = time!(9:00);
const USUAL_TO: Time = time!(17:00);
/// Shorter hours would leave nothing to share.
const SHORTEST: time::Duration = time::Duration::hours(1);

/// What a person chooses for all programmes, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ChoicesForm {
    pub works_from: String,
    pub works_to: String,
    pub prefers_trio: Option<String>,
    pub several_matches: Option<String>,
}

impl ChoicesForm {
    pub fn of(choices: Option<&CoffeeChoices>) -> Self {
        let clock = |time: Time| when::from_time(time).strftime("%H:%M").to_string();
        Self {
            works_from: clock(choices.map_or(USUAL_FROM, |choices| choices.works_from)),
            works_to: clock(choices.map_or(USUAL_TO, |choices| choices.works_to)),
            prefers_trio: choices.filter(|choices| choices.prefers_trio).map(|_| String::new()),
            several_matches: choices.filter(|choices| choices.several_matches).map(|_| String::new()),
        }
    }

    /// The choices, when nothing is wrong with them.
    pub fn read(&self, problems: &mut Problems) -> Option<CoffeeChoices> {
        let mut clock = |field, text: &str| {
            let read = text.trim().parse::<ClockTime>().ok().map(when::to_time);
            if read.is_none() {
                problems.add(field, "Enter a time, for example 09:00.");
            }
            read
        };
        let works_from = clock("works_from", &self.works_from);
        let works_to = clock("works_to", &self.works_to);
        let (works_from, works_to) = works_from.zip(works_to)?;
        if works_to <= works_from || works_to - works_from < SHORTEST {
            problems.add("works_to", "Enter an end at least an hour after the beginning.");
            return None;
        }
        let (prefers_trio, several_matches) = (self.prefers_trio.is_some(), self.several_matches.is_some());
        Some(CoffeeChoices { works_from, works_to, prefers_trio, several_matches })
    }
}

#[cfg(test)]
mod tests {
    use super::ChoicesForm;
    use crate::platform::web::Problems;

    fn problem(from: &str, to: &str) -> Option<String> {
        let form =
            ChoicesForm { works_from: from.to_owned(), works_to: to.to_owned(), ..ChoicesForm::default() };
        let mut problems = Problems::default();
        let read = form.read(&mut problems);
        assert_eq!(read.is_some(), problems.is_empty());
        problems.all().next().map(|(field, _)| field.to_owned())
    }

    #[test]
    fn working_hours_are_an_hour_at_least_and_end_after_they_begin() {
        assert_eq!(problem("09:00", "10:00"), None);
        assert_eq!(problem("09:00", "09:59").as_deref(), Some("works_to"));
        assert_eq!(problem("17:00", "09:00").as_deref(), Some("works_to"));
        assert_eq!(problem("nine", "17:00").as_deref(), Some("works_from"));
        assert_eq!(problem("09:00", "").as_deref(), Some("works_to"));
    }
}
