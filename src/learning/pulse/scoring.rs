//! What a round says: the share of favourable answers (4 and 5 of 5), their spread, and the mean of a barrier's three
//! sentences. What is not in the counts is not shown; a barrier of which a sentence is missing has no score.

use super::PulseItem;
use super::bars::PulsePrecision;
use super::queries::PulseCount;
use super::states::TICKS;
use crate::learning::stories::Barrier;

/// With fewer answers in either round a change says nothing.
const ANSWERS_FOR_TREND: i64 = 10;
/// A smaller change of the mean is noise.
const CHANGE_FOR_TREND: f64 = 0.3;
/// So far below the next one is the weakest barrier.
const WEAKEST_BY: f64 = 0.4;
/// Below this share of favourable answers a barrier is one, whatever the others say.
const FAVOURABLE_ENOUGH: i64 = 60;
/// With fewer answers the score of recommendation is off by tens of points: only its distribution is shown.
const ANSWERS_FOR_SCORE: i64 = 50;

/// One sentence, and how it was answered from 1 to 5.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemScore {
    pub item: PulseItem,
    pub spread: [i64; 5],
}

impl ItemScore {
    pub fn answers(&self) -> i64 {
        self.spread.iter().sum()
    }

    pub fn favourable(&self) -> i64 {
        self.spread[3] + self.spread[4]
    }

    #[expect(clippy::cast_precision_loss, reason = "answers are far fewer than 2^52")]
    pub fn mean(&self) -> f64 {
        let sum: i64 = (1..).zip(self.spread).map(|(value, answers)| value * answers).sum();
        sum as f64 / self.answers().max(1) as f64
    }
}

/// The nearest whole percentage.
pub fn percent(part: i64, whole: i64) -> i64 {
    (part * 200 + whole) / (whole * 2).max(1)
}

/// A barrier, of which all three sentences may be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BarrierScore {
    pub barrier: Barrier,
    pub items: Vec<ItemScore>,
}

impl BarrierScore {
    /// The fewest answers that one of its sentences has.
    pub fn answers(&self) -> i64 {
        self.items.iter().map(ItemScore::answers).min().unwrap_or_default()
    }

    /// Favourable answers to its three sentences, and all of them.
    pub fn favourable(&self) -> (i64, i64) {
        let sum = |(part, whole), item: &ItemScore| (part + item.favourable(), whole + item.answers());
        self.items.iter().fold((0, 0), sum)
    }

    /// Favourable answers of a hundred.
    pub fn percent(&self) -> i64 {
        let (favourable, answers) = self.favourable();
        percent(favourable, answers)
    }

    /// How all answers to its sentences spread from 1 to 5.
    pub fn spread(&self) -> [i64; 5] {
        let mut spread = [0; 5];
        for (sum, place) in spread.iter_mut().zip(0..) {
            *sum = self.items.iter().map(|item| item.spread[place]).sum();
        }
        spread
    }

    pub fn mean(&self) -> f64 {
        self.items.iter().map(ItemScore::mean).sum::<f64>() / 3.0
    }
}

/// A tick, and how many ticked it.
pub struct TickScore {
    pub words: &'static str,
    pub people: i64,
}

/// How recommendation was answered, from 0 to 10.
pub struct RecommendScore {
    pub spread: [i64; 11],
}

impl RecommendScore {
    pub fn answers(&self) -> i64 {
        self.spread.iter().sum()
    }

    /// Promoters less detractors, of a hundred; from fifty answers on.
    pub fn score(&self) -> Option<i64> {
        let answers = self.answers();
        let of = |range: &[i64]| range.iter().sum::<i64>();
        let (low, high) = (of(&self.spread[..7]), of(&self.spread[9..]));
        (answers >= ANSWERS_FOR_SCORE).then(|| percent(high, answers) - percent(low, answers))
    }
}

/// Everything a group of people said.
#[derive(Default)]
pub struct PulseScores {
    pub items: Vec<ItemScore>,
    pub ticks: Vec<TickScore>,
    pub ticked: i64,
    pub recommend: Option<RecommendScore>,
}

impl PulseScores {
    /// Of everyone together.
    pub fn of_all(counts: &[PulseCount]) -> Self {
        let all: Vec<&PulseCount> = counts.iter().filter(|count| count.cell.is_empty()).collect();
        Self::of(&all)
    }

    /// Of the counts of one group.
    pub fn of(counts: &[&PulseCount]) -> Self {
        let answers = |item: PulseItem, value: i16| -> i64 {
            let found = counts.iter().filter(|count| count.item == item && count.value == value);
            found.map(|count| i64::from(count.answers)).sum()
        };
        let items = PulseItem::SENTENCES
            .into_iter()
            .map(|item| ItemScore { item, spread: [1, 2, 3, 4, 5].map(|value| answers(item, value)) })
            .filter(|score| score.answers() > 0)
            .collect();
        let ticked = answers(PulseItem::V1, 0);
        let tick =
            |(value, words): (i16, &'static str)| TickScore { words, people: answers(PulseItem::V1, value) };
        let ticks = if ticked > 0 { TICKS.into_iter().map(tick).collect() } else { Vec::new() };
        let spread = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(|value| answers(PulseItem::R1, value));
        let recommend = Some(RecommendScore { spread }).filter(|score| score.answers() > 0);
        Self { items, ticks, ticked, recommend }
    }

    pub fn item(&self, item: PulseItem) -> Option<&ItemScore> {
        self.items.iter().find(|score| score.item == item)
    }

    /// How many ticked this, where ticks may be shown.
    pub fn ticked_by(&self, tick: i16) -> Option<i64> {
        let place = TICKS.iter().position(|(value, _)| *value == tick)?;
        self.ticks.get(place).map(|score| score.people)
    }

    pub fn barrier(&self, barrier: Barrier) -> Option<BarrierScore> {
        let items: Vec<ItemScore> =
            PulseItem::of(barrier).iter().filter_map(|item| self.item(*item).cloned()).collect();
        (items.len() == 3).then_some(BarrierScore { barrier, items })
    }

    pub fn barriers(&self) -> Vec<BarrierScore> {
        Barrier::ALL.into_iter().filter_map(|barrier| self.barrier(barrier)).collect()
    }

    /// "Favourable answers: 64% on opportunity, 71% on trust and 55% on motivation, from 18 people or more."
    pub fn sentence(&self, precision: PulsePrecision) -> Option<String> {
        let barriers = self.barriers();
        let fewest = barriers.iter().map(BarrierScore::answers).min()?;
        let parts: Vec<String> = barriers
            .iter()
            .map(|score| {
                format!("{} on {}", score.favourable_words(precision), score.barrier.name().to_lowercase())
            })
            .collect();
        let list = match parts.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
            _ => parts.concat(),
        };
        let people = match precision {
            PulsePrecision::Exact => format!("{fewest} people or more"),
            PulsePrecision::NearestFive => format!("about {} people", (fewest + 2) / 5 * 5),
        };
        Some(format!("Favourable answers: {list}, from {people}."))
    }
}

/// What changed between two rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PulseTrend {
    Better,
    Same,
    Worse,
}

impl PulseTrend {
    pub fn label(self) -> &'static str {
        match self {
            Self::Better => "↑ Better than last time",
            Self::Same => "About the same as last time",
            Self::Worse => "↓ Worse than last time",
        }
    }
}

/// What changed in a barrier; nothing can be said of a few answers.
pub fn trend(before: &BarrierScore, after: &BarrierScore) -> Option<PulseTrend> {
    if before.answers().min(after.answers()) < ANSWERS_FOR_TREND {
        return None;
    }
    // Means of whole numbers: a change that is 0.3 on paper may be a little less in binary.
    let change = after.mean() - before.mean();
    Some(if change.abs() + 1e-9 < CHANGE_FOR_TREND {
        PulseTrend::Same
    } else if change > 0.0 {
        PulseTrend::Better
    } else {
        PulseTrend::Worse
    })
}

/// The barrier to work on: the lowest one, where it is well below the next or its answers are mostly not favourable.
pub fn weakest(scores: &[BarrierScore]) -> Option<&BarrierScore> {
    let mut order: Vec<&BarrierScore> = scores.iter().collect();
    order.sort_by(|one, other| one.mean().total_cmp(&other.mean()));
    let lowest = *order.first()?;
    let apart = order.get(1).is_some_and(|next| next.mean() - lowest.mean() + 1e-9 >= WEAKEST_BY);
    (apart || lowest.percent() < FAVOURABLE_ENOUGH).then_some(lowest)
}

#[cfg(test)]
mod tests {
    use super::{BarrierScore, ItemScore, PulseScores, PulseTrend, RecommendScore, trend, weakest};
    use crate::learning::pulse::queries::PulseCount;
    use crate::learning::pulse::{PulseDimension, PulseItem};
    use crate::learning::stories::Barrier;

    fn score(barrier: Barrier, spread: [i64; 5]) -> BarrierScore {
        let items = PulseItem::of(barrier).map(|item| ItemScore { item, spread });
        BarrierScore { barrier, items: items.to_vec() }
    }

    #[test]
    fn a_sentence_is_scored_by_its_favourable_share_and_its_mean() {
        let item = ItemScore { item: PulseItem::O1, spread: [1, 1, 2, 4, 2] };
        assert_eq!((item.answers(), item.favourable()), (10, 6));
        assert!((item.mean() - 3.5).abs() < 1e-9);
    }

    #[test]
    fn a_mean_that_contains_a_hidden_sentence_is_hidden() {
        let count = |item| PulseCount {
            dimension: PulseDimension::All,
            cell: String::new(),
            item,
            value: 4,
            answers: 7,
        };
        let counts: Vec<_> =
            PulseItem::SENTENCES.into_iter().filter(|item| *item != PulseItem::T2).map(count).collect();
        let scores = PulseScores::of_all(&counts);
        assert!(scores.barrier(Barrier::Trust).is_none());
        assert_eq!(scores.barrier(Barrier::Motivation).as_ref().map(BarrierScore::answers), Some(7));
    }

    #[test]
    fn a_trend_needs_ten_answers_both_times_and_a_change_of_three_tenths() {
        let before = score(Barrier::Trust, [0, 2, 4, 4, 0]);
        assert_eq!(trend(&before, &score(Barrier::Trust, [0, 1, 3, 5, 1])), Some(PulseTrend::Better));
        assert_eq!(trend(&before, &score(Barrier::Trust, [0, 2, 3, 4, 1])), Some(PulseTrend::Same));
        assert_eq!(trend(&before, &score(Barrier::Trust, [2, 2, 4, 2, 0])), Some(PulseTrend::Worse));
        assert_eq!(trend(&before, &score(Barrier::Trust, [0, 0, 0, 4, 5])), None, "nine answers");
    }

    #[test]
    fn the_weakest_barrier_is_well_below_the_next_or_mostly_not_favourable() {
        let well = |barrier| score(barrier, [0, 0, 2, 6, 2]);
        let low = score(Barrier::Trust, [1, 2, 2, 4, 1]);
        let found = [well(Barrier::Opportunity), low, well(Barrier::Motivation)];
        assert_eq!(weakest(&found).map(|score| score.barrier), Some(Barrier::Trust));
        let even = [well(Barrier::Opportunity), well(Barrier::Trust), well(Barrier::Motivation)];
        assert_eq!(weakest(&even), None, "nothing stands out");
        let all_low = [
            score(Barrier::Opportunity, [0, 2, 3, 5, 0]),
            score(Barrier::Trust, [0, 2, 3, 5, 0]),
            score(Barrier::Motivation, [0, 2, 4, 4, 0]),
        ];
        assert_eq!(weakest(&all_low).map(|score| score.barrier), Some(Barrier::Motivation));
    }

    #[test]
    fn recommendation_is_a_score_from_fifty_answers_on() {
        let mut spread = [0; 11];
        (spread[10], spread[8], spread[3]) = (25, 14, 10);
        assert_eq!(RecommendScore { spread }.score(), None, "49 answers");
        spread[8] = 15;
        assert_eq!(RecommendScore { spread }.score(), Some(30));
    }
}
