//! How shares of answers are drawn and said.

use super::rules;
use super::scoring::percent;
use crate::platform::ids::CommunityId;

/// How numbers of people are said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PulsePrecision {
    Exact,
    /// As leaders read every number of people.
    NearestFive,
}

impl PulsePrecision {
    pub fn share(self, part: i64, whole: i64) -> i64 {
        match self {
            Self::Exact => percent(part, whole),
            Self::NearestFive => rules::nearest_five(part * 100, whole),
        }
    }

    /// The organisation’s are rounded, since leaders read them.
    pub fn of(community: Option<CommunityId>) -> Self {
        if community.is_some() { Self::Exact } else { Self::NearestFive }
    }

    /// "18 answers"
    pub fn answers(self, answers: i64) -> String {
        match self {
            Self::Exact => format!("{answers} answers"),
            Self::NearestFive => format!("about {} answers", (answers + 2) / 5 * 5),
        }
    }
}

/// A piece of a bar, in hundredths of its length.
pub struct BarPiece {
    /// Its tone, from 1 to 5.
    pub value: usize,
    pub at: i64,
    pub wide: i64,
}

/// How answers spread, as a bar and in words.
pub struct PulseBar {
    pub pieces: Vec<BarPiece>,
    pub label: String,
}

impl PulseBar {
    pub fn of(spread: [i64; 5], precision: PulsePrecision) -> Self {
        let answers: i64 = spread.iter().sum();
        let pieces = pieces(&[1, 2, 3, 4, 5], &spread, precision);
        let shares: Vec<String> = spread
            .iter()
            .zip(["strongly disagree", "disagree", "in between", "agree", "strongly agree"])
            .map(|(people, words)| format!("{}% {words}", precision.share(*people, answers)))
            .collect();
        Self { pieces, label: shares.join(", ") }
    }

    /// Of seven, from the unsafe end to the safe one.
    pub fn of_seven(spread: [i64; 7], precision: PulsePrecision) -> Self {
        let answers: i64 = spread.iter().sum();
        let share = |part: &[i64]| precision.share(part.iter().sum(), answers);
        let (unsafe_end, middle, safe) = (share(&spread[..3]), share(&spread[3..4]), share(&spread[4..]));
        let label = format!("{unsafe_end}% at the unsafe end, {middle}% in between, {safe}% at the safe end");
        Self { pieces: pieces(&[1, 2, 2, 3, 4, 4, 5], &spread, precision), label }
    }
}

/// Side by side, each in its tone of five.
fn pieces(tones: &[usize], spread: &[i64], precision: PulsePrecision) -> Vec<BarPiece> {
    let answers: i64 = spread.iter().sum();
    let (mut at, mut pieces) = (0, Vec::new());
    for (value, people) in tones.iter().copied().zip(spread) {
        let wide = precision.share(*people, answers).min(100 - at);
        pieces.push(BarPiece { value, at, wide });
        at += wide;
    }
    pieces
}
