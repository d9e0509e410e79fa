use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The five phases, in the order a community passes through them. The names are Emily Webber's;
/// Wenger, `McDermott` & Snyder (2002) call them potential, coalescing, maturing, stewardship and
/// transformation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    Potential,
    Forming,
    Maturing,
    SelfSustaining,
    Transformation,
}

impl Phase {
    pub const ALL: [Self; 5] =
        [Self::Potential, Self::Forming, Self::Maturing, Self::SelfSustaining, Self::Transformation];

    /// The word that is stored and stands in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Potential => "potential",
            Self::Forming => "forming",
            Self::Maturing => "maturing",
            Self::SelfSustaining => "self_sustaining",
            Self::Transformation => "transformation",
        }
    }

    /// The word that people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Potential => "Potential",
            Self::Forming => "Forming",
            Self::Maturing => "Maturing",
            Self::SelfSustaining => "Self-sustaining",
            Self::Transformation => "Transformation",
        }
    }

    /// The phase a community rises to from here. Transformation is not risen to.
    pub fn next(self) -> Option<Self> {
        match self {
            Self::Potential => Some(Self::Forming),
            Self::Forming => Some(Self::Maturing),
            Self::Maturing => Some(Self::SelfSustaining),
            Self::SelfSustaining | Self::Transformation => None,
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word that names no phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownPhase;

impl fmt::Display for UnknownPhase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this is not the name of a phase")
    }
}

impl std::error::Error for UnknownPhase {}

impl FromStr for Phase {
    type Err = UnknownPhase;

    fn from_str(word: &str) -> Result<Self, UnknownPhase> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == word).ok_or(UnknownPhase)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_is_stored_and_read_back_by_one_word() {
        for phase in Phase::ALL {
            assert_eq!(phase.as_str().parse(), Ok(phase));
            let stored = serde_json::to_value(phase).expect("a phase is a word");
            assert_eq!(stored, phase.as_str());
        }
        assert_eq!("closed".parse::<Phase>(), Err(UnknownPhase));
    }

    #[test]
    fn phases_stand_in_the_order_a_community_passes_through_them() {
        assert!(Phase::ALL.is_sorted());
        assert_eq!(Phase::Maturing.next(), Some(Phase::SelfSustaining));
        assert_eq!(Phase::SelfSustaining.next(), None);
        assert_eq!(Phase::SelfSustaining.to_string(), "Self-sustaining");
    }
}
