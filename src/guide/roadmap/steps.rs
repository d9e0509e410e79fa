//! The eight steps of Emily Webber's talk, and what each asks for. The tests and their numbers are Guildhall's own.

use crate::platform::states::states;

states! {
    /// One of the eight steps, in their order.
    pub enum Step {
        ShareIdea = "share_idea",
        FirstMembers = "first_members",
        Stories = "stories",
        Connect = "connect",
        Opportunities = "opportunities",
        Achievements = "achievements",
        Grow = "grow",
        KeepGoing = "keep_going",
    }
}

impl Step {
    pub fn name(self) -> &'static str {
        match self {
            Self::ShareIdea => "Share your idea",
            Self::FirstMembers => "Find your first excited members",
            Self::Stories => "Start by sharing stories",
            Self::Connect => "Connect regularly to build trust",
            Self::Opportunities => "Create opportunities to meet, learn, share and collaborate",
            Self::Achievements => "Shout about your achievements",
            Self::Grow => "Grow membership, reach and impact",
            Self::KeepGoing => "Keep going and turn up the good",
        }
    }

    /// Its place among the steps, from 0.
    pub fn index(self) -> usize {
        self as usize
    }

    pub fn number(self) -> usize {
        self.index() + 1
    }

    /// The first three are done once; what comes after has to be kept up.
    pub fn is_done_once(self) -> bool {
        self <= Self::Stories
    }
}

states! {
    /// One thing a step asks for.
    pub enum RoadmapTest {
        Purpose = "purpose",
        Sponsor = "sponsor",
        Published = "published",
        TwoPlaces = "two_places",
        Interest = "interest",
        Members = "members",
        MemberTeams = "member_teams",
        CoOrganiser = "co_organiser",
        Reasons = "reasons",
        FirstCircle = "first_circle",
        FirstStories = "first_stories",
        Cadence = "cadence",
        Steady = "steady",
        ComingBack = "coming_back",
        DatesAhead = "dates_ahead",
        Agreements = "agreements",
        Range = "range",
        Hosts = "hosts",
        Coffee = "coffee",
        Applied = "applied",
        Snapshot = "snapshot",
        Thanks = "thanks",
        Newcomers = "newcomers",
        NewcomersReturn = "newcomers_return",
        Reach = "reach",
        Mixing = "mixing",
        LeadershipTeam = "leadership_team",
        Retrospective = "retrospective",
        SharedHosting = "shared_hosting",
        Backups = "backups",
        HandoverNotes = "handover_notes",
        StopSomething = "stop_something",
        Calm = "calm",
    }
}

impl RoadmapTest {
    pub fn step(self) -> Step {
        match self {
            Self::Purpose | Self::Sponsor | Self::Published | Self::TwoPlaces | Self::Interest => {
                Step::ShareIdea
            }
            Self::Members | Self::MemberTeams | Self::CoOrganiser | Self::Reasons => Step::FirstMembers,
            Self::FirstCircle | Self::FirstStories => Step::Stories,
            Self::Cadence | Self::Steady | Self::ComingBack | Self::DatesAhead | Self::Agreements => {
                Step::Connect
            }
            Self::Range | Self::Hosts | Self::Coffee => Step::Opportunities,
            Self::Applied | Self::Snapshot | Self::Thanks => Step::Achievements,
            Self::Newcomers | Self::NewcomersReturn | Self::Reach | Self::Mixing | Self::LeadershipTeam => {
                Step::Grow
            }
            Self::Retrospective
            | Self::SharedHosting
            | Self::Backups
            | Self::HandoverNotes
            | Self::StopSomething
            | Self::Calm => Step::KeepGoing,
        }
    }

    /// What an organiser does.
    pub fn name(self) -> &'static str {
        match self {
            Self::Purpose => "Describe it: who it is for, what practice, why now",
            Self::Sponsor => "Name a sponsor, or say that there is none yet",
            Self::Published => "Publish its page",
            Self::TwoPlaces => "Tell people in two places",
            Self::Interest => "Find the first interested people",
            Self::Members => "Invite people by name",
            Self::MemberTeams => "Bring more than one team together",
            Self::CoOrganiser => "Find a co-organiser",
            Self::Reasons => "Ask people why they joined",
            Self::FirstCircle => "Hold a story circle or a lean coffee",
            Self::FirstStories => "Post the first stories",
            Self::Cadence => "Decide how often you meet",
            Self::Steady => "Keep the rhythm",
            Self::ComingBack => "Make it worth coming back",
            Self::DatesAhead => "Have the next dates planned",
            Self::Agreements => "Agree how you want to be together",
            Self::Range => "Vary the kinds of sessions",
            Self::Hosts => "Let others host",
            Self::Coffee => "Run a coffee round",
            Self::Applied => "Turn stories into what people tried and changed",
            Self::Snapshot => "Share an impact snapshot outside",
            Self::Thanks => "Thank people: for a story, a session or their help",
            Self::Newcomers => "Welcome newcomers",
            Self::NewcomersReturn => "Help newcomers come back",
            Self::Reach => "Reach more teams",
            Self::Mixing => "Mix people across teams",
            Self::LeadershipTeam => "Form a leadership team",
            Self::Retrospective => "Hold a retrospective and finish an action",
            Self::SharedHosting => "Share hosting widely",
            Self::Backups => "Have a backup for every role",
            Self::HandoverNotes => "Write handover notes",
            Self::StopSomething => "Stop something that gives little",
            Self::Calm => "Stay clear of warnings",
        }
    }

    /// A task worth doing that the step does not depend on.
    pub fn is_optional(self) -> bool {
        matches!(
            self,
            Self::Sponsor | Self::TwoPlaces | Self::Agreements | Self::HandoverNotes | Self::StopSomething
        )
    }
}

#[cfg(test)]
mod tests {
    use super::{RoadmapTest, Step};

    #[test]
    fn there_are_eight_steps_and_each_can_be_met_from_the_data() {
        assert_eq!(Step::ALL.len(), 8);
        for step in Step::ALL {
            let of_step = RoadmapTest::ALL.into_iter().filter(|test| test.step() == step);
            let counted = of_step.filter(|test| !test.is_optional());
            assert!(counted.count() >= 2, "{step}");
        }
        assert_eq!(Step::KeepGoing.number(), 8);
    }

    #[test]
    fn tests_stand_in_the_order_of_their_steps() {
        assert!(RoadmapTest::ALL.is_sorted_by_key(|test| test.step()));
    }
}
