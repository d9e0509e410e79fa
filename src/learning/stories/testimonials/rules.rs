//! What may be lifted from a story, and how far it may go.

use crate::learning::stories::rules::{Parts, byline};
use crate::learning::stories::{AuthorRole, StoryVisibility};

/// A team of fewer people is not named in place of an author: with their role it would nearly be a name.
const SMALLEST_TEAM: i64 = 5;

const SHORTEST: usize = 3;
const LONGEST: usize = 300;

/// Where the author lets the sentence be used. Each use is asked for by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a consent of its own, and none follows from another"
)]
pub struct Consents {
    pub on_community: bool,
    pub on_impact: bool,
    pub in_reports: bool,
    pub in_public: bool,
}

impl Consents {
    pub fn any(self) -> bool {
        self.on_community || self.on_impact || self.in_reports || self.in_public
    }

    /// A sentence goes no further than the story it was lifted from.
    pub fn within(self, reach: StoryVisibility) -> Self {
        Self {
            on_community: self.on_community,
            on_impact: self.on_impact && reach >= StoryVisibility::Organisation,
            in_reports: self.in_reports && reach >= StoryVisibility::Organisation,
            in_public: self.in_public && reach >= StoryVisibility::Public,
        }
    }
}

/// Who said it, where leaders and people outside read it. A team is named beside a name, which is its author's own choice,
/// and in place of one only where enough people are in it.
pub fn byline_outside(
    name: Option<&str>,
    team: Option<&str>,
    told_as: Option<AuthorRole>,
    team_people: i64,
) -> String {
    byline(name, team.filter(|_| name.is_some() || team_people >= SMALLEST_TEAM), told_as)
}

/// The sentence as it is kept: one line, without quotation marks around it, since pages draw them.
///
/// # Errors
/// The reason, where it cannot be lifted from this story.
pub fn sentence(text: &str, parts: &Parts) -> Result<String, &'static str> {
    let sentence = one_line(text);
    let sentence = unquoted(&sentence);
    let length = sentence.chars().count();
    if length < SHORTEST {
        return Err("Choose a sentence.");
    }
    if length > LONGEST {
        return Err("That is long for a quote. Choose a sentence of at most 300 characters.");
    }
    if crate::learning::stories::rules::sentences(sentence).len() > 1 {
        return Err("Choose one sentence, not several.");
    }
    if !occurs(sentence, parts) {
        return Err("This sentence is not in your story. Choose one that is, word by word.");
    }
    Ok(sentence.to_owned())
}

/// Does the story still say this, word by word, in one of its parts?
pub fn occurs(sentence: &str, parts: &Parts) -> bool {
    parts.answered().iter().any(|(_, text)| {
        let text = one_line(text);
        text.match_indices(sentence).any(|(start, found)| {
            let before = text[..start].chars().next_back();
            let after = text[start + found.len()..].chars().next();
            // Half a word could say something else: "able" of "unable".
            !joins(before, sentence.chars().next()) && !joins(sentence.chars().next_back(), after)
        })
    })
}

/// Do two characters side by side belong to one word?
fn joins(left: Option<char>, right: Option<char>) -> bool {
    left.is_some_and(char::is_alphanumeric) && right.is_some_and(char::is_alphanumeric)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn unquoted(text: &str) -> &str {
    let inner = text.strip_prefix(['“', '"']).and_then(|text| text.strip_suffix(['”', '"']));
    inner.filter(|inner| !inner.contains(['“', '”', '"'])).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{Consents, sentence};
    use crate::learning::stories::StoryVisibility;
    use crate::learning::stories::rules::Parts;

    fn story() -> Parts {
        Parts {
            happened: "We were unable to agree.\nThen Dara  asked why. Nobody knew.".to_owned(),
            did: "I stopped the release on my own, for the first time.".to_owned(),
            ..Parts::default()
        }
    }

    fn lifts(text: &str) -> Option<String> {
        sentence(text, &story()).ok()
    }

    #[test]
    fn a_sentence_of_the_story_can_be_lifted() {
        assert_eq!(lifts(" Nobody   knew. ").as_deref(), Some("Nobody knew."));
        assert_eq!(lifts("“Then Dara asked why.”").as_deref(), Some("Then Dara asked why."));
        assert_eq!(
            lifts("I stopped the release on my own").as_deref(),
            Some("I stopped the release on my own")
        );
    }

    #[test]
    fn what_the_story_does_not_say_cannot_be_lifted() {
        for wrong in
            ["", "No", "It saved us a million.", "Nobody knew. I stopped", "We were un", "able to agree."]
        {
            assert_eq!(lifts(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_one_sentence_is_lifted() {
        assert_eq!(
            sentence("Then Dara asked why. Nobody knew.", &story()),
            Err("Choose one sentence, not several.")
        );
        let long = Parts { happened: "word ".repeat(80), ..Parts::default() };
        assert!(sentence(&"word ".repeat(80), &long).is_err());
    }

    #[test]
    fn a_sentence_goes_no_further_than_its_story() {
        let all = Consents { on_community: true, on_impact: true, in_reports: true, in_public: true };
        let inside = Consents { on_community: true, ..Consents::default() };
        assert_eq!(all.within(StoryVisibility::Community), inside);
        assert_eq!(all.within(StoryVisibility::Public.within(true)), inside);
        assert_eq!(all.within(StoryVisibility::Organisation), Consents { in_public: false, ..all });
        assert_eq!(all.within(StoryVisibility::Public.within(false)), all);
        assert!(!Consents::default().any());
    }
}
