use crate::platform::states::states;

states! {
    /// How far a round is.
    pub enum CoffeeRoundState {
        /// People are asked whether they are in.
        Asking = "asking",
        Matched = "matched",
        Closed = "closed",
        /// Too many days off: nobody is matched.
        Cancelled = "cancelled",
    }
}

states! {
    /// What someone says to a round before it is matched.
    pub enum CoffeeAnswer {
        In = "in",
        Skip = "skip",
    }
}

states! {
    /// Why someone who was in has no match.
    pub enum CoffeeUnmatched {
        /// No group that the rules allow could take them.
        Alone = "alone",
        /// They have a match in another programme, and want one at a time.
        Elsewhere = "elsewhere",
    }
}

states! {
    /// What became of a match, as one of its people says.
    pub enum CoffeeOutcome {
        Met = "met",
        Planned = "planned",
        NotMet = "not_met",
    }
}

impl CoffeeOutcome {
    pub fn label(self) -> &'static str {
        match self {
            Self::Met => "We met",
            Self::Planned => "We have a date",
            Self::NotMet => "It didn’t happen",
        }
    }
}
