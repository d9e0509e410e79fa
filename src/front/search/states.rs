use crate::platform::states::states;

states! {
    /// What can be found, in the order in which it is shown.
    pub enum SearchKind {
        People = "people",
        /// Something that people know about or want to learn.
        Topics = "topics",
        /// Something that one person is happy to be asked about.
        Offers = "offers",
        Communities = "communities",
        Sessions = "sessions",
        Stories = "stories",
    }
}

impl SearchKind {
    pub fn label(self) -> &'static str {
        match self {
            Self::People => "People",
            Self::Topics => "Topics people know or want to learn",
            Self::Offers => "Ask someone about",
            Self::Communities => "Communities",
            Self::Sessions => "Sessions",
            Self::Stories => "Stories",
        }
    }
}
