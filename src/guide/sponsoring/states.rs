use crate::platform::states::states;

states! {
    /// The concrete things a sponsor can do, in the order in which they are suggested.
    pub enum SponsorActKind {
        Mention = "mention",
        Visit = "visit",
        FreeHour = "free_hour",
        Introduce = "introduce",
        ThankHosts = "thank_hosts",
        /// What organisers asked for.
        Answer = "answer",
        /// Something of their own, which the line says.
        Other = "other",
    }
}

impl SponsorActKind {
    /// What to do.
    pub fn title(self) -> &'static str {
        match self {
            Self::Mention => "Mention it in a meeting",
            Self::Visit => "Come for ten minutes, as a learner",
            Self::FreeHour => "Free an hour for the hosts",
            Self::Introduce => "Introduce it to a team that should be part of it",
            Self::ThankHosts => "Thank the hosts in front of others",
            Self::Answer => "Answer what organisers asked for",
            Self::Other => "Something else",
        }
    }

    /// How, and why it helps.
    pub fn about(self) -> &'static str {
        match self {
            Self::Mention => {
                "Two sentences in your next team or department meeting: what it is for, and that people may go. \
                 Permission counts once it is said aloud."
            }
            Self::Visit => {
                "Listen, ask one question you don’t know the answer to, and leave the rest to the group."
            }
            Self::FreeHour => {
                "Agree with the hosts’ team leads on one hour this month that is kept free for preparing a session."
            }
            Self::Introduce => {
                "One email to that team’s lead, with a link to the page and one person to talk to."
            }
            Self::ThankHosts => "By name, for something they did. It shows that time for this is well spent.",
            Self::Answer => {
                "Yes, no, or what you can offer instead: an answer is worth more than a late yes."
            }
            Self::Other => "Say in a line what it was.",
        }
    }

    /// What was done, after a name.
    pub fn done(self) -> &'static str {
        match self {
            Self::Mention => "mentioned it in a meeting",
            Self::Visit => "came for ten minutes as a learner",
            Self::FreeHour => "freed an hour for hosts",
            Self::Introduce => "introduced it to another team",
            Self::ThankHosts => "thanked the hosts in front of others",
            Self::Answer => "answered what organisers asked for",
            Self::Other => "lent a hand",
        }
    }
}
