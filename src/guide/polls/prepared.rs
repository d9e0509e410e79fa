//! Polls that an organiser is led to, written already: to be changed, or sent as they are.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use time::OffsetDateTime;

use super::form::PollForm;
use super::{PollKind, PollOccasion};
use crate::platform::web::when;

/// How many days ahead the two dates to meet again are: on no day of the week do both fall on one weekend.
const DATES_AHEAD: [i64; 2] = [7, 11];
const AT: &str = "14:00";

/// What a question says.
struct PreparedQuestion {
    title: &'static str,
    details: &'static str,
    answers: [&'static str; 4],
}

const SUITS: PreparedQuestion = PreparedQuestion {
    title: "What would make our sessions easier to come to?",
    details: "Fewer of us come than in our best months. One tap helps us to plan what suits you.",
    answers: ["Another day or time", "Another kind of session", "Other topics", "It is fine as it is"],
};

const WORTH: PreparedQuestion = PreparedQuestion {
    title: "What is most worth your time?",
    details: "One tap helps us to do more of it.",
    answers: [
        "Seeing what others do",
        "Help with a problem of mine",
        "Practising something",
        "Meeting people from other teams",
    ],
};

impl PollOccasion {
    /// Of which kind a poll on this occasion is.
    fn kind(self) -> PollKind {
        match self {
            Self::Restart => PollKind::Dates,
            Self::Suits | Self::Worth => PollKind::Question,
        }
    }

    /// The form of such a poll.
    pub fn form(self, zone: &str, now: OffsetDateTime) -> PollForm {
        let blank = PollForm::blank(self.kind(), zone, now);
        match self {
            Self::Restart => restart(blank, when::day(now, &when::zone_or_utc(zone))),
            Self::Suits => SUITS.asked(blank),
            Self::Worth => WORTH.asked(blank),
        }
    }
}

impl PreparedQuestion {
    fn asked(&self, blank: PollForm) -> PollForm {
        PollForm {
            title: self.title.to_owned(),
            details: self.details.to_owned(),
            option_words: self.answers.iter().map(|&words| words.to_owned()).collect(),
            ..blank
        }
    }
}

fn restart(blank: PollForm, today: Date) -> PollForm {
    let days = DATES_AHEAD.map(|ahead| working_day(today.checked_add(ahead.days()).unwrap_or(today)));
    PollForm {
        title: "Shall we meet again?".to_owned(),
        details: "We have not met for a while. Which of these dates suits you? No preparation is needed."
            .to_owned(),
        option_day: days.iter().map(Date::to_string).collect(),
        option_time: vec![AT.to_owned(); days.len()],
        closes_day: today.checked_add(5.days()).unwrap_or(today).to_string(),
        ..blank
    }
}

/// The day itself, or the Monday after a weekend.
fn working_day(day: Date) -> Date {
    let ahead = match day.weekday() {
        Weekday::Saturday => 2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    day.checked_add(ahead.days()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::platform::web::Problems;

    #[test]
    fn what_is_prepared_can_be_sent_as_it_is_on_any_day() {
        for days in 0..14 {
            let now = datetime!(2026-11-23 09:00 UTC) + time::Duration::days(days);
            for occasion in PollOccasion::ALL {
                let form = occasion.form("Europe/Vienna", now);
                let mut problems = Problems::default();
                assert!(
                    form.read(&[], now, &mut problems).is_some(),
                    "{occasion} on day {days}: {problems:?}"
                );
            }
        }
    }

    #[test]
    fn two_dates_to_meet_again_are_working_days_a_week_ahead() {
        let form = PollOccasion::Restart.form("Europe/Vienna", datetime!(2026-11-26 09:00 UTC));
        assert_eq!(form.option_day, ["2026-12-03", "2026-12-07"], "a week ahead, and the Monday after");
        assert_eq!(form.option_time, ["14:00", "14:00"]);
    }
}
