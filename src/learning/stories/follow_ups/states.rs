use crate::platform::states::states;

states! {
    /// What came of a story.
    pub enum FollowUpAnswer {
        Tried = "tried",
        ChangedMe = "changed_me",
        ChangedTeam = "changed_team",
        NotYet = "not_yet",
        NothingMore = "nothing_more",
    }
}

impl FollowUpAnswer {
    pub fn label(self) -> &'static str {
        match self {
            Self::Tried => "I tried it",
            Self::ChangedMe => "It changed something for me",
            Self::ChangedTeam => "It changed something for my team",
            Self::NotYet => "Nothing yet",
            Self::NothingMore => "Nothing, and that’s fine",
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Self::NotYet => "We’ll ask once more in a month.",
            Self::NothingMore => "We won’t ask again.",
            _ => "",
        }
    }

    /// Is there something to tell?
    pub fn tells(self) -> bool {
        matches!(self, Self::Tried | Self::ChangedMe | Self::ChangedTeam)
    }
}
