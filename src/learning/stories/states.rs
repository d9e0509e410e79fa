use crate::platform::states::states;

states! {
    /// How far the value of a story went, in the order of Wenger, Trayner and de Laat (2011).
    pub enum Cycle {
        Immediate = "immediate",
        Potential = "potential",
        Applied = "applied",
        Realised = "realised",
        Reframing = "reframing",
    }
}

impl Cycle {
    /// As the steps beside a story name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Immediate => "Shared",
            Self::Potential => "Learned",
            Self::Applied => "Tried",
            Self::Realised => "Changed something",
            Self::Reframing => "Changed our goals",
        }
    }

    /// As the form asks for it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Immediate => "It was good to be there",
            Self::Potential => "I took something away",
            Self::Applied => "I tried something",
            Self::Realised => "Something changed",
            Self::Reframing => "We changed our goals",
        }
    }
}

states! {
    /// The five benefits a story may speak to, in the words of the talk.
    pub enum Benefit {
        SupportPeople = "support_people",
        BridgeKnowledge = "bridge_knowledge",
        GrowCapability = "grow_capability",
        EnableCollaboration = "enable_collaboration",
        ScaleApproaches = "scale_approaches",
    }
}

impl Benefit {
    pub fn name(self) -> &'static str {
        match self {
            Self::SupportPeople => "Supported someone",
            Self::BridgeKnowledge => "Shared knowledge between teams",
            Self::GrowCapability => "Learned a skill",
            Self::EnableCollaboration => "Worked together across teams",
            Self::ScaleApproaches => "Reused something that works",
        }
    }
}

states! {
    /// What stood in the way before.
    pub enum Barrier {
        Opportunity = "opportunity",
        Trust = "trust",
        Motivation = "motivation",
    }
}

impl Barrier {
    pub fn name(self) -> &'static str {
        match self {
            Self::Opportunity => "Opportunity",
            Self::Trust => "Trust",
            Self::Motivation => "Motivation",
        }
    }
}

states! {
    /// What a story came from.
    pub enum StoryOrigin {
        Session = "session",
        Coffee = "coffee",
        /// One person they met.
        Person = "person",
    }
}

states! {
    /// How far a story is read, from the fewest readers to the most.
    pub enum StoryVisibility {
        Community = "community",
        Organisation = "organisation",
        Public = "public",
    }
}

impl StoryVisibility {
    /// The stories of a private community stay inside it, whatever they said before it went private.
    pub fn within(self, private_community: bool) -> Self {
        if private_community { Self::Community } else { self }
    }
}

states! {
    /// How the author of a story is named.
    pub enum AuthorDisplay {
        Name = "name",
        /// Only their place in the community, and their team.
        Role = "role",
        Anonymous = "anonymous",
    }
}

states! {
    /// The author's place in the community on the day the story was published.
    pub enum AuthorRole {
        Organiser = "organiser",
        Member = "member",
        Guest = "guest",
    }
}
