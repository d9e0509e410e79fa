//! When an author is asked what came of a story, and what their answer makes of it (`domain.md`, 5.4).

use time::Duration;

use super::FollowUpAnswer;
use crate::learning::stories::Cycle;
use crate::learning::stories::rules::Parts;

/// From then on it is asked, and again where nothing had come of it yet.
pub const ASKED_AFTER: Duration = Duration::days(30);
/// Nobody is asked of what they told longer ago: a site that begins to ask does not begin with years of stories.
pub const ASKED_UNTIL: Duration = Duration::days(90);
/// Who told several stories is asked of one at a time.
pub const APART: Duration = Duration::days(7);
/// The question is on Home for so long.
pub const STAYS_OPEN: Duration = Duration::days(30);
/// How often in all.
pub const MOST_ASKED: i32 = 2;
/// A part of a story holds so many characters, as the database has it.
pub const LONGEST_PART: usize = 3000;

/// Will it be asked once more after this answer?
pub fn asks_again(answer: FollowUpAnswer, number: i32) -> bool {
    answer == FollowUpAnswer::NotYet && number < MOST_ASKED
}

/// A story after its author said what came of it.
#[derive(Debug, PartialEq, Eq)]
pub struct GrownStory {
    pub did: String,
    pub changed_me: String,
    pub changed_team: String,
    pub cycle: Cycle,
}

/// The parts that an answer adds to, and how far the story has come now; never less far than before.
pub fn grown(parts: &Parts, cycle: Cycle, answer: FollowUpAnswer, words: &str) -> Option<GrownStory> {
    let mut grown = GrownStory {
        did: parts.did.clone(),
        changed_me: parts.changed_me.clone(),
        changed_team: parts.changed_team.clone(),
        cycle,
    };
    let (part, reached) = match answer {
        FollowUpAnswer::Tried => (&mut grown.did, Cycle::Applied),
        FollowUpAnswer::ChangedMe => (&mut grown.changed_me, Cycle::Realised),
        FollowUpAnswer::ChangedTeam => (&mut grown.changed_team, Cycle::Realised),
        FollowUpAnswer::NotYet | FollowUpAnswer::NothingMore => return None,
    };
    if !part.is_empty() {
        part.push('\n');
    }
    part.push_str(words);
    grown.cycle = cycle.max(reached);
    Some(grown)
}

/// How many more characters the part holds that an answer adds to.
pub fn room(parts: &Parts, answer: FollowUpAnswer) -> usize {
    let part = match answer {
        FollowUpAnswer::Tried => &parts.did,
        FollowUpAnswer::ChangedMe => &parts.changed_me,
        FollowUpAnswer::ChangedTeam => &parts.changed_team,
        FollowUpAnswer::NotYet | FollowUpAnswer::NothingMore => return LONGEST_PART,
    };
    LONGEST_PART.saturating_sub(part.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::{FollowUpAnswer, asks_again, grown, room};
    use crate::learning::stories::Cycle;
    use crate::learning::stories::rules::Parts;

    fn told() -> Parts {
        Parts { happened: "We met.".to_owned(), did: "I drew it.".to_owned(), ..Parts::default() }
    }

    #[test]
    fn an_answer_is_added_to_what_the_story_says() {
        let tried = grown(&told(), Cycle::Applied, FollowUpAnswer::Tried, "Then I showed it.").unwrap();
        assert_eq!((tried.did.as_str(), tried.cycle), ("I drew it.\nThen I showed it.", Cycle::Applied));
        let changed = grown(&told(), Cycle::Applied, FollowUpAnswer::ChangedTeam, "We all draw.").unwrap();
        assert_eq!((changed.changed_team.as_str(), changed.cycle), ("We all draw.", Cycle::Realised));
        assert_eq!((changed.did.as_str(), changed.changed_me.as_str()), ("I drew it.", ""));
        let me = grown(&told(), Cycle::Immediate, FollowUpAnswer::ChangedMe, "I dare now.").unwrap();
        assert_eq!((me.changed_me.as_str(), me.cycle), ("I dare now.", Cycle::Realised));
    }

    #[test]
    fn a_story_never_falls_back() {
        let tried = grown(&told(), Cycle::Reframing, FollowUpAnswer::Tried, "Again.").unwrap();
        assert_eq!(tried.cycle, Cycle::Reframing);
        assert_eq!(grown(&told(), Cycle::Potential, FollowUpAnswer::NotYet, "x"), None);
        assert_eq!(grown(&told(), Cycle::Potential, FollowUpAnswer::NothingMore, "x"), None);
    }

    #[test]
    fn nothing_yet_is_asked_about_once_more() {
        assert!(asks_again(FollowUpAnswer::NotYet, 1));
        assert!(!asks_again(FollowUpAnswer::NotYet, 2));
        assert!(!asks_again(FollowUpAnswer::NothingMore, 1) && !asks_again(FollowUpAnswer::Tried, 1));
    }

    #[test]
    fn a_part_that_is_full_has_no_room() {
        let full = Parts { did: "x".repeat(2990), ..Parts::default() };
        assert_eq!(room(&full, FollowUpAnswer::Tried), 9);
        assert_eq!(room(&full, FollowUpAnswer::ChangedMe), 2999);
    }
}
