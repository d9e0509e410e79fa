//! What members of the made-up communities would like to meet about.

use super::communities::{DATA, FACILITATORS, ON_CALL, TESTING, WORDS};

pub struct DemoTopic {
    pub community: &'static str,
    pub title: &'static str,
    pub details: &'static str,
    pub by: &'static str,
    pub days_ago: i64,
    /// How many others want it too.
    pub votes: usize,
}

pub const TOPICS: [DemoTopic; 9] = [
    DemoTopic {
        community: TESTING,
        by: "Ben Okafor",
        title: "Testing without a signal",
        details: "The app behaves one way in the yard and another in a cellar. How do others test what they cannot reproduce at a desk?",
        days_ago: 19,
        votes: 8,
    },
    DemoTopic {
        community: TESTING,
        by: "Grace Tan",
        title: "When is a test worth deleting?",
        details: "We have some that nobody has believed for a year.",
        days_ago: 33,
        votes: 5,
    },
    DemoTopic {
        community: TESTING,
        by: "Ana Ferreira",
        title: "A visit to the meter laboratory",
        details: "",
        days_ago: 8,
        votes: 2,
    },
    DemoTopic {
        community: DATA,
        by: "Joana Reis",
        title: "One chart for the board",
        details: "Bring the figure you are asked for most, and we draw it together.",
        days_ago: 12,
        votes: 6,
    },
    DemoTopic {
        community: DATA,
        by: "Omar Siddiq",
        title: "Maps that do not mislead",
        details: "",
        days_ago: 27,
        votes: 3,
    },
    DemoTopic {
        community: FACILITATORS,
        by: "Ana Ferreira",
        title: "The meeting after the meeting",
        details: "What is said at the coffee machine and not in the room, and why.",
        days_ago: 10,
        votes: 4,
    },
    DemoTopic {
        community: WORDS,
        by: "Joana Reis",
        title: "Letters about a debt",
        details: "Kind, plain, and right in law.",
        days_ago: 41,
        votes: 2,
    },
    DemoTopic {
        community: ON_CALL,
        by: "Abena Owusu",
        title: "Handing over at six in the morning",
        details: "What do you tell the next shift, and what do you wish they had told you?",
        days_ago: 6,
        votes: 3,
    },
    DemoTopic {
        community: ON_CALL,
        by: "Ana Ferreira",
        title: "Who may be woken at night?",
        details: "",
        days_ago: 4,
        votes: 1,
    },
];
