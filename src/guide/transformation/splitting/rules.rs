//! What a split comes to.

use time::OffsetDateTime;

use super::SplitPlan;
use crate::guide::transformation::rules::{day_words, undo_until};
use crate::guide::transformation::things;

/// So many people are named; the others are counted.
const NAMED: usize = 12;

/// The people and things a split reaches.
#[derive(Debug, Default)]
pub struct SplitReach {
    /// The names of those who are asked.
    pub asked: Vec<String>,
    pub signed_up: i64,
    /// Of those, who cannot see the new community.
    pub left_behind: i64,
}

/// Everything a split does, in the order in which people ask.
pub fn consequences(
    old: &str,
    is_private: bool,
    plan: &SplitPlan,
    reach: &SplitReach,
    now: OffsetDateTime,
) -> Vec<String> {
    let new = plan.name.as_str();
    let seen = if is_private { "private, as it is now" } else { "listed, and as open as it is now" };
    let mut lines = vec![format!("{new} is started, {seen}. You run it, and stay an organiser of {old}.")];
    if reach.asked.is_empty() {
        lines.push("Nobody is asked to come along.".to_owned());
    } else {
        let names: Vec<_> = reach.asked.iter().take(NAMED).map(String::as_str).collect();
        let more = reach.asked.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        let are = if reach.asked.len() == 1 { "is" } else { "are" };
        lines.push(format!("{}{more} {are} asked by email: move, be in both, or stay.", names.join(", ")));
        lines.push(format!(
            "Nothing changes for anyone without a yes. Organisers who come along run {new} too."
        ));
    }
    lines.extend(things::moving(&plan.things, new, reach.signed_up, now));
    lines.extend(things::left_behind(reach.left_behind));
    lines.extend([
        format!("Sessions held, attendance and stories stay with {old}."),
        format!("Both pages say that {new} grew out of {old} on {}.", day_words(now.date())),
        format!(
            "{new} starts with a fresh stage and roadmap. The stage of {old} is no longer compared with what it was before."
        ),
        "People who are asked and people who signed up for something that moves get one email each."
            .to_owned(),
        format!(
            "{} Everyone is then back in the role they had, and answers given since are kept.",
            undo_until(now)
        ),
    ]);
    lines
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    #[test]
    fn it_names_who_is_asked_and_counts_the_others() {
        let plan = SplitPlan { name: "Mobile testing".to_owned(), people: Vec::new(), things: Vec::new() };
        let asked: Vec<String> = (1..=NAMED + 1).map(|number| format!("Person {number}")).collect();
        let reach = SplitReach { asked, signed_up: 0, left_behind: 2 };
        let lines = consequences("Testing circle", true, &plan, &reach, NOW).join("\n");
        for words in [
            "private, as it is now",
            "Person 12, and 1 more are asked",
            "No sessions move",
            "2 of them cannot go on",
            "undo it until 7 December 2026",
        ] {
            assert!(lines.contains(words), "{words}: {lines}");
        }
        let nobody = SplitReach::default();
        let lines = consequences("Testing circle", false, &plan, &nobody, NOW).join("\n");
        assert!(lines.contains("Nobody is asked") && !lines.contains("cannot go on"), "{lines}");
    }
}
