//! What members of the made-up communities would like to meet about.

use super::communities::{DATA, FACILITATORS, ON_CALL, TESTING, WORDS};

pub struct Topic {
    pub community: &'static str,
    pub title: &'static str,
    pub details: &'static str,
    pub by: &'static str,
    pub days_ago: i64,
    /// How many others want it too.
    pub votes: usize,
}

const fn topic(
    (community, by): (&'static str, &'static str),
    (title, details): (&'static str, &'static str),
    (days_ago, votes): (i64, usize),
) -> Topic {
    Topic { community, title, details, by, days_ago, votes }
}

pub const TOPICS: [Topic; 9] = [
    topic(
        (TESTING, "Ben Okafor"),
        (
            "Testing without a signal",
            "The app behaves one way in the yard and another in a cellar. How do others test what they cannot reproduce at a desk?",
        ),
        (19, 8),
    ),
    topic(
        (TESTING, "Grace Tan"),
        ("When is a test worth deleting?", "We have some that nobody has believed for a year."),
        (33, 5),
    ),
    topic((TESTING, "Ana Ferreira"), ("A visit to the meter laboratory", ""), (8, 2)),
    topic(
        (DATA, "Joana Reis"),
        ("One chart for the board", "Bring the figure you are asked for most, and we draw it together."),
        (12, 6),
    ),
    topic((DATA, "Omar Siddiq"), ("Maps that do not mislead", ""), (27, 3)),
    topic(
        (FACILITATORS, "Ana Ferreira"),
        ("The meeting after the meeting", "What is said at the coffee machine and not in the room, and why."),
        (10, 4),
    ),
    topic((WORDS, "Joana Reis"), ("Letters about a debt", "Kind, plain, and right in law."), (41, 2)),
    topic(
        (ON_CALL, "Abena Owusu"),
        (
            "Handing over at six in the morning",
            "What do you tell the next shift, and what do you wish they had told you?",
        ),
        (6, 3),
    ),
    topic((ON_CALL, "Ana Ferreira"), ("Who may be woken at night?", ""), (4, 1)),
];
