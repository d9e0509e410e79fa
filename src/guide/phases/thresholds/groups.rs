/// What a number decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ThresholdGroup {
    Counting,
    Regular,
    Forming,
    Maturing,
    SelfSustaining,
    Transformation,
    Keeping,
    Pace,
    Flags,
    Roadmap,
    Suggestions,
}

impl ThresholdGroup {
    pub const ALL: [Self; 11] = [
        Self::Counting,
        Self::Regular,
        Self::Forming,
        Self::Maturing,
        Self::SelfSustaining,
        Self::Transformation,
        Self::Keeping,
        Self::Pace,
        Self::Flags,
        Self::Roadmap,
        Self::Suggestions,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::Counting => "What is counted, and over how long",
            Self::Regular => "Meeting regularly",
            Self::Forming => "Entering Forming",
            Self::Maturing => "Entering Maturing",
            Self::SelfSustaining => "Entering Self-sustaining",
            Self::Transformation => "Proposing a transformation",
            Self::Keeping => "Staying Self-sustaining",
            Self::Pace => "How slowly a stage changes",
            Self::Flags => "Health flags",
            Self::Roadmap => "The eight steps of the roadmap",
            Self::Suggestions => "Suggestions",
        }
    }

    /// What its numbers decide, in a sentence or two.
    pub fn about(self) -> &'static str {
        match self {
            Self::Counting => {
                "Every test and flag is worked out from these. The short window is for sessions, teams and \
                 newcomers, the long one for hosts and organisers. The impact page uses the defaults."
            }
            Self::Regular => {
                "A community must pass all of these to enter Maturing or Self-sustaining. The last one is also \
                 a test for Forming."
            }
            Self::Forming => {
                "Tests to leave Potential. A community must pass all of them and have a purpose."
            }
            Self::Maturing => {
                "Tests to leave Forming. Hosts, teams and stories are optional: only some of the three have to hold."
            }
            Self::SelfSustaining => {
                "Tests to leave Maturing. Sessions without the founder, newcomers and stories are optional: only \
                 some of the three have to hold."
            }
            Self::Transformation => "One of the two is enough for Guildhall to propose a transformation.",
            Self::Keeping => {
                "Looser tests. A community that fails one for several weeks goes back to Maturing."
            }
            Self::Pace => "They keep a stage from changing back and forth.",
            Self::Flags => "When a flag appears on the stage page. Only organisers see flags.",
            Self::Roadmap => {
                "What ticks a step off, and when a step that was met counts as slipped. Only organisers see the roadmap."
            }
            Self::Suggestions => {
                "When something is suggested to somebody. What protects people is fixed: at most one suggestion a week \
                 from a community and two in all, the same one after 21 days at the earliest and by email three times \
                 at most, on weekdays from 9:00 to 16:00 where the person is."
            }
        }
    }
}
