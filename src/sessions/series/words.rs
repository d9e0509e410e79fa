//! A rule as people say it: "Every second Tuesday", "On the last Friday of every month".

use super::recurrence::{RecurrenceEnd, Repeats, Rule};
use crate::platform::web::when;

const NTH: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

fn nth(number: i64) -> &'static str {
    usize::try_from(number - 1).ok().and_then(|index| NTH.get(index)).copied().unwrap_or("last")
}

impl Rule {
    pub fn label(&self) -> String {
        let weekday = self.starts_on.strftime("%A");
        let months = if self.every == 1 {
            "every month".to_owned()
        } else {
            format!("every {} month", nth(self.every))
        };
        match self.repeats {
            Repeats::Weekly if self.every == 1 => format!("Every {weekday}"),
            Repeats::Weekly => format!("Every {} {weekday}", nth(self.every)),
            Repeats::MonthlyDay => {
                format!("On the {} of {months}", when::ordinal(self.starts_on.day().into()))
            }
            Repeats::MonthlyWeekday => format!("On the {} {weekday} of {months}", nth(self.nth().into())),
            Repeats::MonthlyLastWeekday => format!("On the last {weekday} of {months}"),
        }
    }

    /// How it ends: "until 26 March 2027", "6 dates in all", or nothing.
    pub fn end_words(&self) -> String {
        match self.end {
            RecurrenceEnd::Open => String::new(),
            RecurrenceEnd::Until(day) => format!("until {}", day.strftime("%-d %B %Y")),
            RecurrenceEnd::After(1) => "1 session in all".to_owned(),
            RecurrenceEnd::After(dates) => format!("{dates} sessions in all"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::sessions::series::recurrence::{RecurrenceEnd, Repeats, Rule};

    fn words(repeats: Repeats, every: i64, starts_on: &str) -> String {
        let rule = Rule {
            repeats,
            every,
            starts_on: starts_on.parse().unwrap(),
            starts_at: jiff::civil::Time::MIN,
            zone: jiff::tz::TimeZone::UTC,
            end: RecurrenceEnd::Open,
            skipped: std::collections::BTreeSet::new(),
        };
        rule.label()
    }

    #[test]
    fn a_rule_reads_as_people_say_it() {
        use Repeats::{MonthlyDay, MonthlyLastWeekday, MonthlyWeekday, Weekly};
        for (repeats, every, first, expected) in [
            (Weekly, 1, "2026-11-24", "Every Tuesday"),
            (Weekly, 2, "2026-11-24", "Every second Tuesday"),
            (Weekly, 12, "2026-11-24", "Every twelfth Tuesday"),
            (MonthlyDay, 1, "2026-12-31", "On the 31st of every month"),
            (MonthlyWeekday, 1, "2026-11-10", "On the second Tuesday of every month"),
            (MonthlyWeekday, 3, "2026-12-31", "On the fifth Thursday of every third month"),
            (MonthlyLastWeekday, 1, "2026-11-27", "On the last Friday of every month"),
        ] {
            assert_eq!(words(repeats, every, first), expected);
        }
    }
}
