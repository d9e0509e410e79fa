use crate::platform::states::states;

states! {
    /// The five phases, in the order a community passes through them. The names are Emily Webber's;
    /// Wenger, `McDermott` & Snyder (2002) call them potential, coalescing, maturing, stewardship and
    /// transformation.
    pub enum Phase {
        Potential = "potential",
        Forming = "forming",
        Maturing = "maturing",
        SelfSustaining = "self_sustaining",
        Transformation = "transformation",
    }
}

impl Phase {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_is_stored_and_read_back_by_one_word() {
        for phase in Phase::ALL {
            assert_eq!(phase.as_str().parse::<Phase>().expect("its own word"), phase);
            let stored = serde_json::to_value(phase).expect("a phase is a word");
            assert_eq!(stored, phase.as_str());
        }
        assert!("closed".parse::<Phase>().is_err());
    }

    #[test]
    fn phases_stand_in_the_order_a_community_passes_through_them() {
        assert!(Phase::ALL.is_sorted());
        assert_eq!(Phase::Maturing.next(), Some(Phase::SelfSustaining));
        assert_eq!(Phase::SelfSustaining.next(), None);
        assert_eq!(Phase::SelfSustaining.name(), "Self-sustaining");
    }
}
