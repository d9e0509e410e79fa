//! What is typed to thank someone.

use serde::Deserialize;

use super::rules;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::once::FormToken;
use crate::platform::web::{Problems, YesNo};

const LONGEST: usize = 280;

/// Thanks for a session: to its hosts, who are ticked, and to someone else by name.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SessionThanksForm {
    pub hosts: Vec<String>,
    pub name: String,
    pub line: String,
    pub only: Option<YesNo>,
    pub once: FormToken,
}

impl SessionThanksForm {
    pub fn chose(&self, host: &PersonId) -> bool {
        self.hosts.contains(&host.to_string())
    }

    pub fn is_only_to_them(&self) -> bool {
        self.only.is_some_and(YesNo::is_yes)
    }

    /// The hosts that are ticked, all of them among those that were offered.
    pub fn chosen(&self, offered: &[PersonId]) -> Result<Vec<PersonId>> {
        let read = self.hosts.iter().map(|typed| {
            let host = typed.parse().ok().filter(|host| offered.contains(host));
            host.ok_or(Error::Unreadable("Choose hosts of this session."))
        });
        read.collect()
    }
}

/// Thanks for a story.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct StoryThanksForm {
    pub line: String,
    pub only: Option<YesNo>,
    pub once: FormToken,
}

impl StoryThanksForm {
    pub fn is_only_to_them(&self) -> bool {
        self.only.is_some_and(YesNo::is_yes)
    }
}

/// Thanks for help.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HelpThanksForm {
    pub name: String,
    pub helped_with: String,
    pub line: String,
    /// A community, or nothing where only the recipient sees it.
    pub shown_in: String,
    pub once: FormToken,
}

/// The optional line beside thanks.
pub fn line(typed: &str, problems: &mut Problems) -> String {
    problems.line("line", typed, 0..=LONGEST, "")
}

pub fn helped_with(typed: &str, problems: &mut Problems) -> String {
    let ask = "Say what they helped you with, in a few words.";
    rules::helped_with(&problems.line("helped_with", &rules::helped_with(typed), 2..=80, ask))
}
