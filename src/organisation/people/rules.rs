//! What a name, an address, a password and a list of topics must be.

use super::{WorkEmail, passwords};
use crate::platform::ids::TeamId;
use crate::platform::web::{Problems, when};

const MOST_TOPICS: usize = 12;

pub fn name(text: &str, problems: &mut Problems) -> String {
    problems.line("name", text, 1..=80, "Enter your name.")
}

pub fn email(text: &str, problems: &mut Problems) -> Option<WorkEmail> {
    let email = WorkEmail::read(text);
    if email.is_none() {
        problems.add("email", "Enter your work email, for example ana@example.org.");
    }
    email
}

/// An address that is to be kept. Most mail servers deliver to none with letters beyond ASCII before the sign (they lack
/// SMTPUTF8, RFC 6531), so that all mail to it would be lost.
pub fn new_email(text: &str, problems: &mut Problems) -> Option<WorkEmail> {
    let email = email(text, problems)?;
    if !email.local_part().is_ascii() {
        problems.add(
            "email",
            "Use an address with letters from a to z before the @. Emails to others are often lost.",
        );
        return None;
    }
    Some(email)
}

/// A new password, of someone whose address it may not be.
pub fn password(text: &str, email: Option<&WorkEmail>, problems: &mut Problems) {
    if let Some(words) = passwords::problem(text, email) {
        problems.add("password", words);
    }
}

pub fn zone(text: &str, problems: &mut Problems) -> String {
    if when::zone(text.trim()).is_none() {
        problems.add("zone", "Choose a time zone from the list, for example Europe/Vienna.");
    }
    text.trim().to_owned()
}

/// A team's id, or none when nothing was chosen.
pub fn team(
    text: &str,
    teams: &[crate::organisation::teams::Team],
    problems: &mut Problems,
) -> Option<TeamId> {
    if text.is_empty() {
        return None;
    }
    let found = text.parse::<TeamId>().ok().filter(|id| teams.iter().any(|team| team.id == *id));
    if found.is_none() {
        problems.add("team", "Choose a team from the list.");
    }
    found
}

/// Topics between commas: trimmed, without doubles, in the order written.
pub fn topics(field: &'static str, text: &str, problems: &mut Problems) -> Vec<String> {
    let mut topics: Vec<String> = Vec::new();
    for topic in text.split([',', '\n']).map(|topic| topic.split_whitespace().collect::<Vec<_>>().join(" ")) {
        problems.see(field, &topic);
        let known = topics.iter().any(|other| other.to_lowercase() == topic.to_lowercase());
        if topic.chars().count() > 40 {
            problems.add(field, format!("“{topic}” is too long. Use at most 40 characters for each topic."));
        } else if !topic.is_empty() && !known {
            topics.push(topic);
        }
    }
    if topics.len() > MOST_TOPICS {
        problems.add(field, format!("Enter at most {MOST_TOPICS} topics."));
    }
    topics
}

#[cfg(test)]
mod tests {
    use super::{email, topics};
    use crate::platform::web::Problems;

    fn problem(check: impl FnOnce(&mut Problems)) -> bool {
        let mut problems = Problems::default();
        check(&mut problems);
        !problems.is_empty()
    }

    #[test]
    fn what_is_no_address_is_asked_for_again() {
        assert!(!problem(|p| drop(email(" ana@example.org ", p))));
        assert!(problem(|p| drop(email("ana", p))));
    }

    #[test]
    fn topics_are_trimmed_and_named_once() {
        let mut problems = Problems::default();
        assert_eq!(
            topics("knows", "Rust,  rust , water  quality,,", &mut problems),
            ["Rust", "water quality"]
        );
        assert!(problems.is_empty());
    }
}
