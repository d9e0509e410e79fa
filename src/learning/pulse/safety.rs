//! The seven yearly sentences about psychological safety, after A. Edmondson, "Psychological Safety and Learning Behavior
//! in Work Teams", Administrative Science Quarterly 44 (1999), 350–383, appendix. Copies of the scale change its wording
//! and its key without saying so: wording, key and scale of each sentence are written down here, once, and tested.
//! It was made for work teams; "community" in place of "team" makes it adapted and not validated, and the pages say so.

use super::PulseItem;
use super::queries::PulseCount;

/// From 1, strongly disagree, to this, strongly agree.
pub const HIGHEST: i16 = 7;
/// From here on, once turned round, an answer says that it is safe: the upper three of seven.
const SAFE_FROM: i16 = 5;

/// Which end of the scale speaks of safety.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SafetyKey {
    /// The more someone agrees, the safer it is.
    AsWorded,
    /// The more someone agrees, the less safe it is: 8 less the answer counts.
    Reversed,
}

impl SafetyKey {
    /// An answer, so that 7 is the safe end.
    pub fn scored(self, value: i16) -> i16 {
        match self {
            Self::AsWorded => value,
            Self::Reversed => HIGHEST + 1 - value,
        }
    }
}

/// A sentence of the scale.
#[derive(Clone, Copy, Debug)]
pub struct SafetyItem {
    pub item: PulseItem,
    pub wording: &'static str,
    pub key: SafetyKey,
}

/// In the order of the scale.
pub const ITEMS: [SafetyItem; 7] = [
    SafetyItem {
        item: PulseItem::S1,
        wording: "If you make a mistake in this community, it is often held against you.",
        key: SafetyKey::Reversed,
    },
    SafetyItem {
        item: PulseItem::S2,
        wording: "Members of this community are able to bring up problems and tough issues.",
        key: SafetyKey::AsWorded,
    },
    SafetyItem {
        item: PulseItem::S3,
        wording: "People in this community sometimes reject others for being different.",
        key: SafetyKey::Reversed,
    },
    SafetyItem {
        item: PulseItem::S4,
        wording: "It is safe to take a risk in this community.",
        key: SafetyKey::AsWorded,
    },
    SafetyItem {
        item: PulseItem::S5,
        wording: "It is difficult to ask other members of this community for help.",
        key: SafetyKey::Reversed,
    },
    SafetyItem {
        item: PulseItem::S6,
        wording: "No one in this community would deliberately act in a way that undermines my efforts.",
        key: SafetyKey::AsWorded,
    },
    SafetyItem {
        item: PulseItem::S7,
        wording: "Working with members of this community, my unique skills and talents are valued and used.",
        key: SafetyKey::AsWorded,
    },
];

impl SafetyItem {
    pub fn is_reversed(&self) -> bool {
        self.key == SafetyKey::Reversed
    }
}

/// A sentence with its answers, turned so that 7 is the safe end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SafetyItemScore {
    pub item: PulseItem,
    pub spread: [i64; 7],
}

impl SafetyItemScore {
    pub fn answers(&self) -> i64 {
        self.spread.iter().sum()
    }

    /// Answers that say it is safe.
    pub fn safe(&self) -> i64 {
        (1..).zip(self.spread).filter(|(value, _)| *value >= SAFE_FROM).map(|(_, answers)| answers).sum()
    }

    #[expect(clippy::cast_precision_loss, reason = "answers are far fewer than 2^52")]
    pub fn mean(&self) -> f64 {
        let sum: i64 = (1..).zip(self.spread).map(|(value, answers)| value * answers).sum();
        sum as f64 / self.answers().max(1) as f64
    }
}

/// What a community said of safety: the sentences that enough people answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafetyScore {
    pub items: Vec<SafetyItemScore>,
}

impl SafetyScore {
    /// Of what the close of a round kept; a sentence that too few answered is not in it.
    pub fn of(counts: &[PulseCount]) -> Self {
        let answers = |item: PulseItem, value: i16| -> i64 {
            let found = counts.iter().filter(|count| count.item == item && count.value == value);
            found.map(|count| i64::from(count.answers)).sum()
        };
        // Turning round is its own inverse: the place of a score tells the answer that counts there.
        let items = ITEMS.iter().map(|one| SafetyItemScore {
            item: one.item,
            spread: [1, 2, 3, 4, 5, 6, 7].map(|score| answers(one.item, one.key.scored(score))),
        });
        Self { items: items.filter(|score| score.answers() > 0).collect() }
    }

    /// The mean of all seven, from 1 to 7; nothing where one of them is missing.
    pub fn mean(&self) -> Option<f64> {
        (self.items.len() == ITEMS.len())
            .then(|| self.items.iter().map(SafetyItemScore::mean).sum::<f64>() / 7.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{ITEMS, SafetyKey, SafetyScore};
    use crate::learning::pulse::queries::PulseCount;
    use crate::learning::pulse::{PulseDimension, PulseItem};

    fn count(item: PulseItem, value: i16, answers: i32) -> PulseCount {
        PulseCount { dimension: PulseDimension::All, cell: String::new(), item, value, answers }
    }

    #[test]
    fn the_first_third_and_fifth_sentences_are_worded_the_other_way() {
        let reversed: Vec<&str> =
            ITEMS.iter().filter(|one| one.is_reversed()).map(|one| one.item.as_str()).collect();
        assert_eq!(reversed, ["S1", "S3", "S5"]);
        assert_eq!(ITEMS.map(|one| one.item), PulseItem::SAFETY);
        assert_eq!((SafetyKey::Reversed.scored(1), SafetyKey::Reversed.scored(7)), (7, 1));
        assert_eq!((SafetyKey::AsWorded.scored(1), SafetyKey::AsWorded.scored(7)), (1, 7));
    }

    #[test]
    fn a_safe_community_scores_seven_and_an_unsafe_one_one() {
        let all = |of: SafetyKey| -> Vec<PulseCount> {
            let value = |key: SafetyKey| if key == of { 7 } else { 1 };
            ITEMS.iter().map(|one| count(one.item, value(one.key), 6)).collect()
        };
        assert_eq!(SafetyScore::of(&all(SafetyKey::AsWorded)).mean(), Some(7.0));
        assert_eq!(SafetyScore::of(&all(SafetyKey::Reversed)).mean(), Some(1.0));
    }

    #[test]
    fn whoever_agrees_with_everything_is_counted_by_the_key_of_each_sentence() {
        let counts: Vec<_> = ITEMS.iter().map(|one| count(one.item, 6, 5)).collect();
        let score = SafetyScore::of(&counts);
        // Four sentences at 6 and three at 2.
        assert!((score.mean().unwrap() - 30.0 / 7.0).abs() < 1e-9);
        assert_eq!(
            score.items.iter().map(super::SafetyItemScore::safe).collect::<Vec<_>>(),
            [0, 5, 0, 5, 0, 5, 5]
        );
    }

    #[test]
    fn the_upper_three_of_seven_are_safe_and_a_missing_sentence_leaves_no_mean() {
        let safe = |value| SafetyScore::of(&[count(PulseItem::S4, value, 5)]).items[0].safe();
        assert_eq!((safe(4), safe(5), safe(7)), (0, 5, 5));
        let six: Vec<_> = ITEMS.iter().skip(1).map(|one| count(one.item, 6, 5)).collect();
        assert_eq!(SafetyScore::of(&six).mean(), None);
    }
}
