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

impl PollKind {
    pub fn is_dates(self) -> bool {
        self == Self::Dates
    }
}

impl PollAnswer {
    pub fn words(self) -> &'static str {
        match self {
            Self::Yes => "Yes",
            Self::IfNeedBe => "If need be",
            Self::No => "No",
        }
    }
}
