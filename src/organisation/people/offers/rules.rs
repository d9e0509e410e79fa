//! For how long an offer to be asked stands, and how many there may be.

use time::{Duration, OffsetDateTime};

use crate::platform::web::Problems;

/// Asked again after half a year, and shown to nobody else after a year without an answer (domain.md 9.3, 19).
pub const ASKED_AFTER: Duration = Duration::days(180);
pub const SHOWN_FOR: Duration = Duration::days(365);
const MOST: usize = 5;
const LONGEST: usize = 80;

/// Is it so old that nobody else sees it?
pub fn is_hidden(said_at: OffsetDateTime, now: OffsetDateTime) -> bool {
    now - said_at >= SHOWN_FOR
}

/// One a line: trimmed, without doubles, in the order written.
pub fn lines(text: &str, problems: &mut Problems) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")) {
        problems.see("offers", &line);
        let known = lines.iter().any(|other| other.to_lowercase() == line.to_lowercase());
        if line.chars().count() > LONGEST {
            problems.add("offers", format!("Use at most {LONGEST} characters in each line."));
        } else if !line.is_empty() && !known {
            lines.push(line);
        }
    }
    if lines.len() > MOST {
        problems.add("offers", format!("Enter at most {MOST} lines."));
    }
    lines
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn lines_are_trimmed_named_once_and_few() {
        let mut problems = Problems::default();
        assert_eq!(lines(" Pump  curves\r\n\npump curves\nSQL", &mut problems), ["Pump curves", "SQL"]);
        assert!(problems.is_empty());
        lines("a\nb\nc\nd\ne\nf", &mut problems);
        assert_eq!(problems.of("offers"), "Enter at most 5 lines.");
        let mut problems = Problems::default();
        lines(&"x".repeat(81), &mut problems);
        assert_eq!(problems.of("offers"), "Use at most 80 characters in each line.");
    }

    #[test]
    fn after_a_year_without_an_answer_it_is_hidden() {
        let now = datetime!(2026-11-23 09:00 UTC);
        assert!(!is_hidden(now - Duration::days(364), now));
        assert!(is_hidden(now - Duration::days(365), now));
    }
}
