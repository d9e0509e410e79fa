use crate::platform::states::states;

states! {
    /// Where a session is in its life. That it moved is a change and no state.
    pub enum SessionState {
        /// Seen by organisers and hosts alone.
        Draft = "draft",
        Published = "published",
        Cancelled = "cancelled",
    }
}

states! {
    /// How people come together.
    pub enum SessionFormat {
        InPerson = "in_person",
        Online = "online",
        Hybrid = "hybrid",
    }
}

// For templates, which know values and no types.
impl SessionState {
    pub fn is_draft(self) -> bool {
        self == Self::Draft
    }

    pub fn is_published(self) -> bool {
        self == Self::Published
    }

    pub fn is_cancelled(self) -> bool {
        self == Self::Cancelled
    }
}

impl SessionFormat {
    pub fn is_in_person(self) -> bool {
        self == Self::InPerson
    }

    pub fn is_online(self) -> bool {
        self == Self::Online
    }

    pub fn is_hybrid(self) -> bool {
        self == Self::Hybrid
    }
}
