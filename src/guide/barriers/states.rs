use crate::learning::stories::Barrier;
use crate::platform::states::states;

states! {
    /// What can be tried against a barrier (domain.md 4.3). Each barrier's stand in the order they are suggested in.
    pub enum Play {
        CoffeeRound = "coffee_round",
        MissingTeams = "missing_teams",
        RotateSlot = "rotate_slot",
        JointSession = "joint_session",
        Recaps = "recaps",
        FieldTrip = "field_trip",
        SmallGroups = "small_groups",
        StoryCircle = "story_circle",
        GroundRules = "ground_rules",
        OwnProblem = "own_problem",
        NoRecording = "no_recording",
        Topics = "topics",
        SponsorAct = "sponsor_act",
        Thanks = "thanks",
        AskForTime = "ask_for_time",
        DropUnused = "drop_unused",
    }
}

impl Play {
    pub const fn barrier(self) -> Barrier {
        match self {
            Self::CoffeeRound
            | Self::MissingTeams
            | Self::RotateSlot
            | Self::JointSession
            | Self::Recaps
            | Self::FieldTrip => Barrier::Opportunity,
            Self::SmallGroups
            | Self::StoryCircle
            | Self::GroundRules
            | Self::OwnProblem
            | Self::NoRecording => Barrier::Trust,
            Self::Topics | Self::SponsorAct | Self::Thanks | Self::AskForTime | Self::DropUnused => {
                Barrier::Motivation
            }
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::CoffeeRound => "A coffee round",
            Self::MissingTeams => "Invite two teams you rarely see",
            Self::RotateSlot => "Move the time now and then",
            Self::JointSession => "A session together with another community",
            Self::Recaps => "A recap after every session",
            Self::FieldTrip => "A field trip",
            Self::SmallGroups => "Work in threes first",
            Self::StoryCircle => "A story circle",
            Self::GroundRules => "Agree how you want to be together",
            Self::OwnProblem => "A leader brings an unfinished problem",
            Self::NoRecording => "No recording when problems are shared",
            Self::Topics => "Let members pick the topics",
            Self::SponsorAct => "One visible act of your sponsor a month",
            Self::Thanks => "Say thank you where it is seen",
            Self::AskForTime => "Ask leaders to make room for it",
            Self::DropUnused => "Stop what nobody uses",
        }
    }

    pub fn about(self) -> &'static str {
        match self {
            Self::CoffeeRound => "Pairs from different teams meet for half an hour. It costs no preparation.",
            Self::MissingTeams => "Ask one person of each by name. An open door is not enough.",
            Self::RotateSlot => "Ask which days suit people, and change the slot for a few sessions.",
            Self::JointSession => "Half of the room is new to the other half.",
            Self::Recaps => "Five lines let those who could not come take part.",
            Self::FieldTrip => "See where another team does its work.",
            Self::SmallGroups => "It is easier to ask two people than forty. Troika needs no preparation.",
            Self::StoryCircle => "Everyone tells one thing that went otherwise than planned.",
            Self::GroundRules => "A few sentences that members agree to and look at again.",
            Self::OwnProblem => "When those with most to lose go first, others follow.",
            Self::NoRecording => {
                "Say so before the session. People show half-finished work when it stays in the room."
            }
            Self::Topics => "A session on what someone asked for is worth their time.",
            Self::SponsorAct => "Mention it, come for ten minutes as a learner, or free an hour.",
            Self::Thanks => "For stories, sessions and help. Being noticed is why people contribute again.",
            Self::AskForTime => "Time that is allowed on paper is not yet time that a team makes.",
            Self::DropUnused => "Less of what is not worth the time makes room for what is.",
        }
    }

    /// Where it is done, from the community's path, and what the link says.
    pub fn link(self) -> (&'static str, &'static str) {
        match self {
            Self::CoffeeRound => ("/coffee", "Coffee rounds"),
            Self::MissingTeams => ("/members", "Invite people"),
            Self::RotateSlot => ("/polls/new", "Ask for a date"),
            Self::JointSession
            | Self::FieldTrip
            | Self::SmallGroups
            | Self::StoryCircle
            | Self::OwnProblem => ("/events/new", "Schedule a session"),
            Self::Recaps => ("/events", "Sessions"),
            Self::GroundRules | Self::NoRecording => ("/agreements", "Agreements"),
            Self::Topics => ("/topics", "Topic ideas"),
            Self::SponsorAct => ("/edit#sponsor", "Name a sponsor"),
            Self::Thanks => ("/members", "Members"),
            Self::AskForTime => ("/support", "Ask for support"),
            Self::DropUnused => ("/roadmap/keep-going", "What works, what stops"),
        }
    }
}

states! {
    /// How far a play is.
    pub enum PlayState {
        Trying = "trying",
        Kept = "kept",
        Dropped = "dropped",
    }
}

impl PlayState {
    pub fn words(self) -> &'static str {
        match self {
            Self::Trying => "Trying it",
            Self::Kept => "Kept",
            Self::Dropped => "Dropped",
        }
    }
}
