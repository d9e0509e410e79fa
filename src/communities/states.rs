use crate::platform::states::states;

states! {
    /// Who can see that a community exists.
    #[derive(Default)]
    pub enum CommunityVisibility {
        #[default]
        Listed = "listed",
        /// Only its members, in search, feeds, counts and status codes alike.
        Private = "private",
    }
}

states! {
    /// How people come into a community.
    pub enum Admission {
        Open = "open",
        /// An organiser approves each request.
        Request = "request",
        Invitation = "invitation",
    }
}

states! {
    /// A person's place in one community.
    pub enum Membership {
        /// They asked to join, and no organiser has answered.
        Asked = "asked",
        Invited = "invited",
        /// In, before the first session was held.
        Interested = "interested",
        Member = "member",
    }
}

impl Membership {
    /// Do they belong to it, rather than ask to come in?
    pub fn is_inside(self) -> bool {
        matches!(self, Self::Interested | Self::Member)
    }

    // For templates, which know values and no types.
    pub fn is_asked(self) -> bool {
        self == Self::Asked
    }

    pub fn is_invited(self) -> bool {
        self == Self::Invited
    }
}
