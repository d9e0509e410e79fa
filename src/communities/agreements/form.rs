//! The form of a list: a row for each line, in their order. What its smaller buttons do is shown in the form; nothing is
//! kept until it is saved.

use serde::Deserialize;

use super::MOST;
use super::suggestions::SUGGESTED;
use crate::platform::web::Problems;

/// Empty rows that are offered below those with words.
const SPARE: usize = 2;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AgreementsForm {
    pub line: Vec<String>,
    /// The lines that were there when the form was opened.
    pub was: Vec<String>,
    pub then: AgreementsButton,
}

/// What was pressed: "save", "rows", "up-2", "use-3". What is unknown changes nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum AgreementsButton {
    Save,
    /// The row moves up by one.
    Up(usize),
    /// The suggestion becomes a row.
    Use(usize),
    #[default]
    MoreRows,
}

impl From<String> for AgreementsButton {
    fn from(pressed: String) -> Self {
        let (verb, place) = pressed.split_once('-').unwrap_or((&pressed, ""));
        match (verb, place.parse()) {
            ("save", _) => Self::Save,
            ("up", Ok(row)) => Self::Up(row),
            ("use", Ok(suggestion)) => Self::Use(suggestion),
            _ => Self::MoreRows,
        }
    }
}

impl AgreementsForm {
    pub fn of(lines: Vec<String>) -> Self {
        Self { line: lines.clone(), was: lines, then: AgreementsButton::MoreRows }
    }

    pub fn is_saved(&self) -> bool {
        self.then == AgreementsButton::Save
    }

    /// Does what a smaller button says.
    pub fn rearrange(&mut self) {
        match self.then {
            AgreementsButton::Up(row) if (1..self.line.len()).contains(&row) => self.line.swap(row - 1, row),
            AgreementsButton::Use(suggestion) if suggestion < SUGGESTED.len() => {
                self.line.retain(|line| !line.trim().is_empty());
                self.line.push(SUGGESTED[suggestion].to_owned());
            }
            _ => {}
        }
    }

    /// The rows to fill in: those with words, and some to spare as long as the list may grow.
    pub fn rows(&self) -> Vec<String> {
        let mut rows: Vec<String> =
            self.line.iter().filter(|line| !line.trim().is_empty()).cloned().collect();
        let spare = SPARE.min(MOST.saturating_sub(rows.len()));
        rows.extend(std::iter::repeat_n(String::new(), spare));
        rows
    }

    /// The lines that have words.
    pub fn read(&self, problems: &mut Problems) -> Vec<String> {
        let lines: Vec<String> = self
            .line
            .iter()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .filter(|line| !line.is_empty())
            .collect();
        for line in &lines {
            problems.see("lines", line);
        }
        if lines.len() > MOST {
            problems.add("lines", format!("Keep at most {MOST}. A short list is remembered."));
        }
        if let Some(long) = lines.iter().find(|line| line.chars().count() > 160) {
            let start: String = long.chars().take(24).collect();
            problems.add("lines", format!("Use at most 160 characters a line. Shorten “{start}…”."));
        }
        if let Some(short) = lines.iter().find(|line| line.chars().count() < 2) {
            problems.add("lines", format!("“{short}” is too short to agree on."));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::{AgreementsForm, MOST, SUGGESTED};
    use crate::platform::web::Problems;

    fn form(lines: &[&str], then: &str) -> AgreementsForm {
        AgreementsForm {
            line: lines.iter().map(|line| (*line).to_owned()).collect(),
            then: then.to_owned().into(),
            ..AgreementsForm::default()
        }
    }

    #[test]
    fn a_line_moves_up_and_the_first_stays_where_it_is() {
        let mut moved = form(&["One", "Two", "Three"], "up-2");
        moved.rearrange();
        assert_eq!(moved.line, ["One", "Three", "Two"]);
        for nowhere in ["up-0", "up-3", "up-", "up-x", "up", "down-1"] {
            let mut same = form(&["One", "Two", "Three"], nowhere);
            same.rearrange();
            assert_eq!(same.line, ["One", "Two", "Three"], "{nowhere}");
        }
    }

    #[test]
    fn a_suggestion_comes_last_and_one_that_is_not_there_changes_nothing() {
        let mut used = form(&["One", " "], "use-2");
        used.rearrange();
        assert_eq!(used.line, ["One", SUGGESTED[2]]);
        let mut none = form(&["One"], "use-99");
        none.rearrange();
        assert_eq!(none.line, ["One"]);
    }

    #[test]
    fn empty_rows_are_dropped_and_ten_lines_are_the_most() {
        let read = |lines: &[&str]| {
            let mut problems = Problems::default();
            (form(lines, "save").read(&mut problems), problems.of("lines").to_owned())
        };
        assert_eq!(read(&["  One   two ", "", " "]), (vec!["One two".to_owned()], String::new()));
        assert_eq!(read(&["Line"; MOST]).1, "");
        assert_eq!(read(&["Line"; MOST + 1]).1, "Keep at most 10. A short list is remembered.");
        let (just, over) = ("a".repeat(160), "a".repeat(161));
        assert_eq!(read(&[&just]).1, "");
        assert!(read(&[&over]).1.contains("at most 160 characters"));
        assert!(!read(&["a"]).1.is_empty());
    }

    #[test]
    fn there_is_always_room_for_more_until_the_list_is_full() {
        assert_eq!(form(&["One", ""], "").rows(), ["One", "", ""]);
        assert_eq!(form(&["Line"; MOST], "").rows().len(), MOST);
    }
}
