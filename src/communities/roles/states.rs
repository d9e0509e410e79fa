use crate::platform::states::states;

states! {
    /// How far a handover is.
    pub enum HandoverState {
        /// The receiver has not answered.
        Offered = "offered",
        UnderWay = "under_way",
        Declined = "declined",
        Cancelled = "cancelled",
        Finished = "finished",
    }
}

states! {
    /// What the two go through together.
    pub enum HandoverStep {
        ComingUp = "coming_up",
        Places = "places",
        People = "people",
        Promises = "promises",
        Access = "access",
        Together = "together",
    }
}

impl HandoverStep {
    pub fn title(self) -> &'static str {
        match self {
            Self::ComingUp => "What is coming up",
            Self::Places => "Where things are",
            Self::People => "Who to know",
            Self::Promises => "Open promises",
            Self::Access => "Access to shared folders",
            Self::Together => "A first session done together",
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Self::ComingUp => "The next sessions and dates, and what has to be ready for them.",
            Self::Places => "Files, templates, lists and channels, and how they are kept up to date.",
            Self::People => "Hosts, helpers, and the people who open doors.",
            Self::Promises => "What was promised, who waits for it, and by when.",
            Self::Access => "Folders, calendars and mailing lists that the new person can open and change.",
            Self::Together => "One real session or task, with the new person in the lead.",
        }
    }
}

impl HandoverState {
    // For templates, which know values and no types.
    pub fn is_offered(self) -> bool {
        self == Self::Offered
    }

    pub fn is_under_way(self) -> bool {
        self == Self::UnderWay
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::Offered => "Waiting for an answer",
            Self::UnderWay => "Under way",
            Self::Declined => "Declined",
            Self::Cancelled => "Cancelled",
            Self::Finished => "Finished",
        }
    }
}
