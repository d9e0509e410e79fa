use crate::platform::states::states;

states! {
    /// The three lists of cards.
    pub enum CardList {
        Keep = "keep",
        Change = "change",
        Try = "try",
    }
}

impl CardList {
    pub fn title(self) -> &'static str {
        match self {
            Self::Keep => "Keep",
            Self::Change => "Change",
            Self::Try => "Try",
        }
    }

    /// What a card of the list answers.
    pub fn question(self) -> &'static str {
        match self {
            Self::Keep => "What is good as it is?",
            Self::Change => "What gets in the way?",
            Self::Try => "What would be worth a try?",
        }
    }
}

states! {
    /// How far something is that was decided.
    pub enum ActionState {
        Open = "open",
        Done = "done",
        Dropped = "dropped",
    }
}

impl ActionState {
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Done => "Done",
            Self::Dropped => "Dropped",
        }
    }

    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}

states! {
    /// What organisers say of an action when they look at it again.
    pub enum ActionDecision {
        Done = "done",
        /// It stays open; what was done or dropped by mistake is open again.
        Keep = "keep",
        Drop = "drop",
    }
}

impl ActionDecision {
    pub fn state(self) -> ActionState {
        match self {
            Self::Done => ActionState::Done,
            Self::Keep => ActionState::Open,
            Self::Drop => ActionState::Dropped,
        }
    }
}
