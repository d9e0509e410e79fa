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
        SharedBreak = "shared_break",
        SmallGroups = "small_groups",
        StoryCircle = "story_circle",
        GroundRules = "ground_rules",
        OwnProblem = "own_problem",
        NoRecording = "no_recording",
        WelcomeBuddy = "welcome_buddy",
        ThankQuestions = "thank_questions",
        TestedTips = "tested_tips",
        Topics = "topics",
        SponsorAct = "sponsor_act",
        Thanks = "thanks",
        AskForTime = "ask_for_time",
        DropUnused = "drop_unused",
        ContributionRecord = "contribution_record",
        WorthMyTime = "worth_my_time",
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
            | Self::FieldTrip
            | Self::SharedBreak => Barrier::Opportunity,
            Self::SmallGroups
            | Self::StoryCircle
            | Self::GroundRules
            | Self::OwnProblem
            | Self::NoRecording
            | Self::WelcomeBuddy
            | Self::ThankQuestions
            | Self::TestedTips => Barrier::Trust,
            Self::Topics
            | Self::SponsorAct
            | Self::Thanks
            | Self::AskForTime
            | Self::DropUnused
            | Self::ContributionRecord
            | Self::WorthMyTime => Barrier::Motivation,
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
            Self::SharedBreak => "A break that teams share",
            Self::SmallGroups => "Work in threes first",
            Self::StoryCircle => "A story circle",
            Self::GroundRules => "Agree how you want to be together",
            Self::OwnProblem => "A leader brings an unfinished problem",
            Self::NoRecording => "No recording when problems are shared",
            Self::WelcomeBuddy => "A buddy for every newcomer",
            Self::ThankQuestions => "Thank people for their questions",
            Self::TestedTips => "Tips that someone else has tried",
            Self::Topics => "Let members pick the topics",
            Self::SponsorAct => "One visible act of your sponsor a month",
            Self::Thanks => "Say thank you where it is seen",
            Self::AskForTime => "Ask leaders to make room for it",
            Self::DropUnused => "Stop what nobody uses",
            Self::ContributionRecord => "Show members their contribution record",
            Self::WorthMyTime => "Ask whether it was worth the time",
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
            Self::SharedBreak => "Teams that are free at the same time meet without a meeting.",
            Self::SmallGroups => "It is easier to ask two people than forty. Troika needs no preparation.",
            Self::StoryCircle => "Everyone tells one thing that went otherwise than planned.",
            Self::GroundRules => "A few sentences that members agree to and look at again.",
            Self::OwnProblem => "When those with most to lose go first, others follow.",
            Self::NoRecording => {
                "Say so before the session. People show half-finished work when it stays in the room."
            }
            Self::WelcomeBuddy => "Someone who says hello in the first week is why many people stay.",
            Self::ThankQuestions => "A question that is thanked for is followed by the next one.",
            Self::TestedTips => {
                "People share more when they need not fear to mislead: ask who else has used a story’s tip."
            }
            Self::Topics => "A session on what someone asked for is worth their time.",
            Self::SponsorAct => "Mention it, come for ten minutes as a learner, or free an hour.",
            Self::Thanks => "For stories, sessions and help. Being noticed is why people contribute again.",
            Self::AskForTime => "Time that is allowed on paper is not yet time that a team makes.",
            Self::DropUnused => "Less of what is not worth the time makes room for what is.",
            Self::ContributionRecord => {
                "What they hosted, wrote and were thanked for, on one sheet for their next review."
            }
            Self::WorthMyTime => {
                "One tap after a first session. Look at the answers together, and change one thing."
            }
        }
    }

    /// Where it is done, given the community's path, and what the link says.
    pub fn link(self, community: &str) -> PlayLink {
        let (below, words) = match self {
            Self::SharedBreak => return PlayLink { path: "/breaks".to_owned(), words: "Shared breaks" },
            Self::ContributionRecord => {
                return PlayLink { path: "/me/record".to_owned(), words: "Your own record" };
            }
            Self::WelcomeBuddy => ("/welcome", "Welcome newcomers"),
            Self::TestedTips => ("", "The community’s page"),
            Self::WorthMyTime => ("/events", "Sessions, with what people answered"),
            Self::CoffeeRound => ("/coffee", "Coffee rounds"),
            Self::MissingTeams => ("/reach", "Teams you haven’t met"),
            Self::RotateSlot => ("/polls/new", "Ask for a date"),
            Self::JointSession
            | Self::FieldTrip
            | Self::SmallGroups
            | Self::StoryCircle
            | Self::OwnProblem => ("/events/new", "Schedule a session"),
            Self::Recaps => ("/events", "Sessions"),
            Self::ThankQuestions | Self::GroundRules | Self::NoRecording => ("/agreements", "Agreements"),
            Self::Topics => ("/topics", "Topic ideas"),
            Self::SponsorAct => ("/edit#sponsor", "Name a sponsor"),
            Self::Thanks => ("/members", "Members"),
            Self::AskForTime => ("/support", "Ask for support"),
            Self::DropUnused => ("/roadmap/keep-going", "What works, what stops"),
        };
        PlayLink { path: format!("{community}{below}"), words }
    }
}

/// A page on which a play is done.
pub struct PlayLink {
    pub path: String,
    pub words: &'static str,
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
    pub fn label(self) -> &'static str {
        match self {
            Self::Trying => "Trying it",
            Self::Kept => "Kept",
            Self::Dropped => "Dropped",
        }
    }
}
