use crate::platform::states::states;

states! {
    /// A person's answer to one session.
    pub enum Answer {
        /// They have a place.
        Going = "going",
        /// They said yes when no place was free, and get one in their turn.
        Waiting = "waiting",
        Maybe = "maybe",
        NotGoing = "not_going",
    }
}

// For templates, which know values and no types.
impl Answer {
    pub fn is_going(self) -> bool {
        self == Self::Going
    }

    pub fn is_waiting(self) -> bool {
        self == Self::Waiting
    }

    pub fn is_maybe(self) -> bool {
        self == Self::Maybe
    }
}
