use crate::platform::states::states;

states! {
    /// What someone says about a topic.
    pub enum InterestKind {
        Knows = "knows",
        Wants = "wants",
    }
}

states! {
    /// Who sees what a person says of themselves, beside them.
    pub enum SeenBy {
        Everyone = "everyone",
        /// People who are in a community with them.
        Communities = "communities",
        Nobody = "nobody",
    }
}

impl SeenBy {
    pub fn label(self) -> &'static str {
        match self {
            Self::Everyone => "Everyone",
            Self::Communities => "People in my communities",
            Self::Nobody => "Only me",
        }
    }

    /// For a form.
    pub fn choices() -> Vec<(String, String)> {
        Self::ALL.into_iter().map(|who| (who.to_string(), who.label().to_owned())).collect()
    }
}
