//! What the testing circle wrote down when it looked back, what two communities agree on, and a canvas.

use super::communities::{DATA, TESTING};
use crate::guide::retrospectives::CardList;

/// A card, who wrote it, and how many vote for it.
pub struct DemoCard {
    pub list: CardList,
    pub body: &'static str,
    pub by: &'static str,
    pub votes: usize,
}

const fn card(list: CardList, body: &'static str, by: &'static str, votes: usize) -> DemoCard {
    DemoCard { list, body, by, votes }
}

/// With names, in the session that looked back.
pub const NAMED: [DemoCard; 8] = [
    card(CardList::Keep, "Real things on the table: half a test, a log nobody understands", "Kofi Mensah", 4),
    card(CardList::Keep, "People from the field and from the office in one room", "Leila Amrani", 2),
    card(CardList::Keep, "The ten-minute van test", "Elif Kaya", 1),
    card(CardList::Change, "Nearly every session is Ana’s. What if she is ill?", "Grace Tan", 5),
    card(
        CardList::Change,
        "We start late, and the last point is always the one that is cut",
        "Dara Lindqvist",
        3,
    ),
    card(CardList::Change, "Fridays are rest days for half of the crews", "Iain Murray", 2),
    card(CardList::Try, "A session in the yard, with the real thing in front of us", "Iain Murray", 3),
    card(CardList::Try, "Two people host together the first time", "Daniel Kovacs", 2),
];

/// Without names, six weeks ago.
pub const NAMELESS: [DemoCard; 7] = [
    card(CardList::Keep, "It is the one hour where I can say that I don’t know", "Ben Okafor", 5),
    card(CardList::Keep, "Recaps that fit on a phone", "Chidi Nwosu", 2),
    card(CardList::Change, "The same four people talk. I have stopped trying", "Daniel Kovacs", 5),
    card(CardList::Change, "My manager thinks that this is a break", "Elif Kaya", 3),
    card(CardList::Change, "Recaps come days later, if they come", "Kofi Mensah", 1),
    card(CardList::Try, "In threes first, then all together", "Leila Amrani", 4),
    card(CardList::Try, "Invite one manager to listen for ten minutes", "Elif Kaya", 2),
];

/// What was decided, who does it, so many days after the retrospective.
pub struct DemoAction {
    pub body: &'static str,
    /// Nobody yet, where it is empty.
    pub owner: &'static str,
    pub due_days: i64,
}

/// Of the first: one was done by the second, and one was kept there.
pub const DONE_AT_THE_NEXT: DemoAction =
    DemoAction { body: "Start five minutes past the hour", owner: "Ana Ferreira", due_days: 28 };
pub const KEPT_AT_THE_NEXT: DemoAction =
    DemoAction { body: "Ask the crews which mornings suit them", owner: "Iain Murray", due_days: 130 };

/// Of the second: one was done since, and one is nobody's yet.
pub const DONE_SINCE: DemoAction = DemoAction {
    body: "Post five lines the same day, with a photo of the board",
    owner: "Grace Tan",
    due_days: 21,
};
pub const OPEN: DemoAction =
    DemoAction { body: "Open two sessions in threes, and see who talks", owner: "", due_days: 56 };

/// What a community agrees on, and how many say so.
pub struct DemoAgreements {
    pub community: &'static str,
    pub lines: &'static [&'static str],
    pub agreed: usize,
    pub written_days_ago: i64,
    pub looked_at_days_ago: i64,
}

pub const AGREEMENTS: [DemoAgreements; 2] = [
    DemoAgreements {
        community: TESTING,
        lines: &[
            "Bring things that are half finished. That is what we are here for.",
            "A fault is a finding. We don’t ask whose it is.",
            "The newest voice speaks first.",
            "We start five minutes past the hour and end on time.",
            "Come when the roster lets you. Nobody has to explain.",
        ],
        agreed: 9,
        written_days_ago: 300,
        looked_at_days_ago: 40,
    },
    DemoAgreements {
        community: DATA,
        lines: &[
            "Ask before you advise.",
            "Every chart is a draft until its reader has understood it.",
            "“I don’t know” is a good answer.",
            "Numbers about people stay in the room.",
        ],
        agreed: 14,
        written_days_ago: 250,
        looked_at_days_ago: 75,
    },
];

pub const CANVAS_OF: &str = TESTING;
pub const GIVES: &str = "Someone to ask before a release, from a team that sees it differently. An hour a fortnight to \
     get better at it. A page of checks that others have tried.";
pub const SUCCESS: &str = "The night shift sleeps through a release. People bring a change to us before it is finished, \
     and crews find faults that the office would have shipped.";
pub const NOT_OURS: &str =
    "We set no standards and sign nothing off. We do no other team’s testing for them.";
