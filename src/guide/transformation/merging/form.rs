use serde::Deserialize;

use super::queries::MergeCandidate;
use crate::guide::transformation::form::DecisionButton;
use crate::platform::web::Problems;

/// The form of a merge, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MergeForm {
    /// The number this decision would take in the community.
    pub number: i32,
    /// The name of the other community, or the last part of its address.
    pub other: String,
    /// Which goes on: this or other.
    pub goes_on: String,
    /// To the organisers of the other one.
    pub words: String,
    pub then: DecisionButton,
}

/// A merge that was read from its form.
pub struct MergePlan {
    pub other: MergeCandidate,
    pub this_goes_on: bool,
    pub words: String,
}

impl MergeForm {
    pub fn read(&self, candidates: Vec<MergeCandidate>, problems: &mut Problems) -> Option<MergePlan> {
        let other = match by_name(&self.other, candidates) {
            Ok(other) => Some(other),
            Err(words) => {
                problems.add("other", words);
                None
            }
        };
        if !["this", "other"].contains(&self.goes_on.as_str()) {
            problems.add("goes_on", "Choose which of the two goes on.");
        }
        let words = problems.line("words", &self.words, 0..=500, "");
        let other = other.filter(|_| problems.is_empty())?;
        Some(MergePlan { other, this_goes_on: self.goes_on == "this", words })
    }
}

/// The community of that name, or with that last part of its address.
fn by_name(typed: &str, candidates: Vec<MergeCandidate>) -> Result<MergeCandidate, &'static str> {
    let typed = typed.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let is_it = |one: &MergeCandidate| one.name.to_lowercase() == typed || one.slug == typed;
    let mut found = candidates.into_iter().filter(is_it);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err("Enter the name of an active community, as its page shows it."),
        (Some(_), Some(_)) => {
            Err("Several communities have this name. Enter the last part of its address instead.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::ids::CommunityId;

    fn candidates() -> Vec<MergeCandidate> {
        ["testing", "data", "data-2"]
            .into_iter()
            .map(|slug| MergeCandidate {
                id: CommunityId::random(),
                slug: slug.to_owned(),
                name: slug.trim_end_matches("-2").to_owned(),
                organiser: false,
            })
            .collect()
    }

    #[test]
    fn a_community_is_found_by_name_and_of_two_by_address() {
        assert_eq!(by_name("  Testing ", candidates()).map(|one| one.slug), Ok("testing".to_owned()));
        assert!(by_name("Data", candidates()).is_err_and(|words| words.starts_with("Several")));
        assert_eq!(by_name("data-2", candidates()).map(|one| one.slug), Ok("data-2".to_owned()));
        assert!(by_name("", candidates()).is_err());
    }
}
