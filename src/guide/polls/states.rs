use crate::platform::states::states;

states! {
    /// What a poll looks for.
    pub enum PollKind {
        /// A date that suits most, for a session.
        Dates = "dates",
        /// The answer to one question.
        Question = "question",
    }
}

states! {
    /// What one person says of one option. Of a question's options only those chosen have an answer.
    pub enum PollAnswer {
        Yes = "yes",
        IfNeedBe = "if_need_be",
        No = "no",
    }
}

states! {
    /// From when members see how a question was answered.
    pub enum PollResults {
        AfterVote = "after_vote",
        AtClose = "at_close",
    }
}

states! {
    /// How many options a person may choose.
    #[derive(Default)]
    pub enum PollChoices {
        #[default]
        One = "one",
        Several = "several",
    }
}

states! {
    /// What an organiser comes to ask, written into the form already.
    pub enum PollOccasion {
        /// The community fell silent: two dates to meet again.
        Restart = "restart",
        /// Fewer people come: what would suit them.
        Suits = "suits",
        /// People do not come again: what is worth their time.
        Worth = "worth",
    }
}

impl PollKind {
    pub fn is_dates(self) -> bool {
        self == Self::Dates
    }
}

impl PollAnswer {
    pub fn label(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::IfNeedBe => "If need be",
            Self::No => "No",
        }
    }
}
