//! What becomes of votes when a poll changes, who sees results, and what a ballot says.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::queries::{Poll, PollOption};
use super::{PlannedOption, PollAnswer, PollResults};
use crate::platform::ids::PollOptionId;

/// An answer to one option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PollVote {
    pub option: PollOptionId,
    pub answer: PollAnswer,
}

/// What an edit does to the options of a poll.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct OptionChanges {
    /// On another day or at another time: anyone who voted on it voted on something else.
    pub moved: Vec<PollOptionId>,
    pub removed: Vec<PollOptionId>,
}

impl OptionChanges {
    /// Other words, another place in the list or another zone of the poll clear no votes; a moved option clears its own.
    pub fn between(before: &[PollOption], after: &[PlannedOption]) -> Self {
        let mut changes = Self::default();
        for option in before {
            match after.iter().find(|planned| planned.id == Some(option.id)) {
                None => changes.removed.push(option.id),
                Some(planned) if planned.at_time != option.at_time || planned.on_day != option.on_day => {
                    changes.moved.push(option.id);
                }
                Some(_) => {}
            }
        }
        changes
    }

    /// The options whose votes are cleared.
    pub fn cleared(&self) -> Vec<PollOptionId> {
        self.moved.iter().chain(&self.removed).copied().collect()
    }
}

/// Votes are taken up to the deadline, also while nobody has noticed yet that it passed.
pub fn is_open(closed_at: Option<OffsetDateTime>, deadline: OffsetDateTime, now: OffsetDateTime) -> bool {
    closed_at.is_none() && now < deadline
}

/// A search for a date shows how it stands, since people choose with a view to each other. The results of a question
/// come when they were promised.
pub fn shows_results(poll: &Poll, has_voted: bool, now: OffsetDateTime) -> bool {
    poll.kind.is_dates()
        || !is_open(poll.closed_at, poll.closes_at, now)
        || (poll.results == PollResults::AfterVote && has_voted)
}

/// The fields of a ballot as votes. Options of another poll and answers that nobody offers are passed over.
///
/// # Errors
/// What is missing, in words for the person who votes.
pub fn ballot(
    poll: &Poll,
    options: &[PollOption],
    fields: &[(String, String)],
) -> Result<Vec<PollVote>, &'static str> {
    let known = |text: &str| options.iter().map(|option| option.id).find(|id| id.to_string() == text);
    if poll.kind.is_dates() {
        let read = |(name, value): &(String, String)| {
            Some(PollVote { option: known(name)?, answer: value.parse().ok()? })
        };
        let votes: Vec<PollVote> = fields.iter().filter_map(read).collect();
        return if votes.is_empty() { Err("Answer at least one date.") } else { Ok(votes) };
    }
    let chosen: BTreeSet<PollOptionId> =
        fields.iter().filter(|(name, _)| name == "choice").filter_map(|(_, value)| known(value)).collect();
    match chosen.len() {
        0 => Err("Choose an answer."),
        2.. if !poll.several => Err("Choose one answer."),
        _ => Ok(chosen.into_iter().map(|option| PollVote { option, answer: PollAnswer::Yes }).collect()),
    }
}

/// The options that suit most people, when there are any votes: most who can at all, then most who said yes.
pub fn best(options: &[PollOption]) -> Vec<PollOptionId> {
    let score = |option: &PollOption| (option.yes + option.if_need_be, option.yes);
    let most = options.iter().map(score).max().unwrap_or_default();
    options.iter().filter(|option| most.0 > 0 && score(option) == most).map(|option| option.id).collect()
}

#[cfg(test)]
mod tests {
    use super::{OptionChanges, PollVote, ballot, best, is_open, shows_results};
    use crate::guide::polls::queries::{Poll, PollOption};
    use crate::guide::polls::{PlannedOption, PollAnswer, PollKind, PollResults};
    use crate::platform::ids::PollOptionId;
    use proptest::prelude::*;
    use time::macros::{date, datetime, time};
    use time::{Duration, OffsetDateTime};

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn option(number: u128) -> PollOption {
        PollOption {
            id: PollOptionId::from_u128(number),
            words: String::new(),
            on_day: Some(date!(2026 - 12 - 01)),
            at_time: Some(time!(14:00)),
            yes: 0,
            if_need_be: 0,
            no: 0,
            mine: None,
        }
    }

    fn planned(option: &PollOption) -> PlannedOption {
        PlannedOption {
            id: Some(option.id),
            words: option.words.clone(),
            on_day: option.on_day,
            at_time: option.at_time,
        }
    }

    fn poll(kind: PollKind, results: PollResults, several: bool) -> Poll {
        Poll { kind, several, results, ..Poll::closing_at(NOW + Duration::DAY) }
    }

    #[test]
    fn a_moved_option_clears_its_own_votes_and_new_words_clear_none() {
        let before = [option(1), option(2), option(3), option(4)];
        let mut after: Vec<PlannedOption> = before.iter().map(planned).collect();
        after[0].words = "Other words".to_owned();
        after[1].at_time = None;
        after[2].on_day = Some(date!(2026 - 12 - 02));
        after.pop();
        after.push(PlannedOption { id: None, ..planned(&option(9)) });
        let changes = OptionChanges::between(&before, &after);
        assert_eq!(changes.moved, [before[1].id, before[2].id], "a whole day is not two o’clock");
        assert_eq!(changes.removed, [before[3].id]);
    }

    #[test]
    fn votes_are_taken_until_the_deadline_and_not_at_it() {
        assert!(is_open(None, NOW + Duration::SECOND, NOW));
        assert!(!is_open(None, NOW, NOW));
        assert!(!is_open(Some(NOW), NOW + Duration::DAY, NOW));
    }

    #[test]
    fn results_come_when_they_were_promised() {
        let after_vote = poll(PollKind::Question, PollResults::AfterVote, false);
        assert!(!shows_results(&after_vote, false, NOW) && shows_results(&after_vote, true, NOW));
        let at_close = poll(PollKind::Question, PollResults::AtClose, false);
        assert!(!shows_results(&at_close, true, NOW));
        assert!(shows_results(&at_close, false, NOW + Duration::DAY));
        assert!(shows_results(&poll(PollKind::Dates, PollResults::AtClose, false), false, NOW));
    }

    #[test]
    fn a_ballot_says_one_thing_or_several_as_the_poll_allows() {
        let options = [option(1), option(2)];
        let field = |name: &str, id: PollOptionId| (name.to_owned(), id.to_string());
        let both = [field("choice", options[0].id), field("choice", options[1].id)];
        let one = poll(PollKind::Question, PollResults::AfterVote, false);
        assert_eq!(ballot(&one, &options, &both), Err("Choose one answer."));
        let twice = [field("choice", options[0].id), field("choice", options[0].id)];
        assert_eq!(ballot(&one, &options, &twice).unwrap().len(), 1);
        let several = poll(PollKind::Question, PollResults::AfterVote, true);
        assert_eq!(ballot(&several, &options, &both).unwrap().len(), 2);
        let elsewhere = [field("choice", PollOptionId::from_u128(7))];
        assert_eq!(ballot(&several, &options, &elsewhere), Err("Choose an answer."));
        let dates = poll(PollKind::Dates, PollResults::AfterVote, false);
        let said = [
            (options[1].id.to_string(), "if_need_be".to_owned()),
            (options[0].id.to_string(), String::new()),
        ];
        let vote = PollVote { option: options[1].id, answer: PollAnswer::IfNeedBe };
        assert_eq!(ballot(&dates, &options, &said), Ok(vec![vote]));
        assert_eq!(ballot(&dates, &options, &said[1..]), Err("Answer at least one date."));
    }

    #[test]
    fn the_best_option_suits_most_and_then_pleases_most() {
        let mut options = [option(1), option(2), option(3)];
        assert!(best(&options).is_empty(), "no votes, no best");
        options[0].yes = 2;
        (options[1].yes, options[1].if_need_be) = (1, 2);
        (options[2].yes, options[2].if_need_be) = (2, 1);
        assert_eq!(best(&options), [options[2].id]);
    }

    proptest! {
        /// Whatever an edit does: what it leaves on its day and time keeps its votes, and nothing is cleared twice.
        #[test]
        fn only_what_moved_or_went_is_cleared(kept in proptest::collection::vec(0..3u8, 1..12)) {
            let before: Vec<PollOption> = (1..).zip(&kept).map(|(number, _)| option(number)).collect();
            let after: Vec<PlannedOption> = before
                .iter()
                .zip(&kept)
                .filter(|(_, what)| **what != 0)
                .map(|(option, what)| PlannedOption {
                    on_day: if *what == 1 { option.on_day } else { Some(date!(2026 - 12 - 24)) },
                    words: "New".to_owned(),
                    ..planned(option)
                })
                .collect();
            let cleared = OptionChanges::between(&before, &after).cleared();
            for (option, what) in before.iter().zip(&kept) {
                prop_assert_eq!(cleared.iter().filter(|id| **id == option.id).count(), usize::from(*what != 1));
            }
        }
    }
}
