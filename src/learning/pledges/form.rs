use serde::Deserialize;

use super::PledgeWords;
use crate::platform::once::FormToken;
use crate::platform::web::Problems;

/// A pledge, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PledgeForm {
    pub hours: String,
    pub permission: String,
    pub encouragement: String,
    pub once: FormToken,
}

impl PledgeForm {
    pub fn of(words: PledgeWords) -> Self {
        let PledgeWords { hours, permission, encouragement } = words;
        Self { hours: hours.to_string(), permission, encouragement, ..Self::default() }
    }

    pub fn read(&self, problems: &mut Problems) -> PledgeWords {
        let hours = self.hours.trim().parse().ok().filter(|hours| (1..=40).contains(hours));
        if hours.is_none() {
            problems.add("hours", "Enter whole hours a month, from 1 to 40.");
        }
        let permission =
            problems.line("permission", &self.permission, 5..=300, "Say what people need not ask for.");
        let encouragement = problems.line(
            "encouragement",
            &self.encouragement,
            5..=200,
            "Say in a sentence why you want it.",
        );
        PledgeWords { hours: hours.unwrap_or_default(), permission, encouragement }
    }
}

#[cfg(test)]
mod tests {
    use super::PledgeForm;
    use crate::platform::web::Problems;

    fn problems_of(hours: &str) -> Problems {
        let mut problems = Problems::default();
        let (permission, encouragement) = ("Go to any session.".to_owned(), "We want you to.".to_owned());
        PledgeForm { hours: hours.to_owned(), permission, encouragement, ..PledgeForm::default() }
            .read(&mut problems);
        problems
    }

    #[test]
    fn hours_are_whole_and_a_working_week_at_most() {
        for fine in ["1", " 4 ", "40"] {
            assert!(problems_of(fine).is_empty(), "{fine}");
        }
        for wrong in ["", "0", "41", "2.5", "-1", "two"] {
            assert!(!problems_of(wrong).of("hours").is_empty(), "{wrong}");
        }
    }
}
