use jiff::civil::Weekday;

use super::{DemoCommunity, Meets, Session, communities, session};
use crate::communities::Admission;
use crate::demo::calendar::clock;

/// Private: only its members know that it exists, and it is in nothing that leaders see.
pub const COMMUNITY: DemoCommunity = DemoCommunity {
    name: communities::BACK_TO_WORK,
    purpose: [
        "people who come back after a long absence, and those who went before them",
        "We tell each other how the first weeks went, and what we asked for.",
        "Coming back is easier with someone who has done it.",
    ],
    cadence_days: 30,
    admission: Admission::Request,
    tags: &["coming back"],
    help_wanted: "",
    organisers: &["Clare Donnelly", "Aisha Bello"],
    core: &["Elaine Moss", "Robert Lang", "Molly Jenkins", "Darren Finch", "Isla Campbell"],
    others: 0,
    hosts: &["Clare Donnelly"],
    hands: &["Clare Donnelly", "Aisha Bello"],
    meets: Meets {
        weekday: Weekday::Monday,
        clock: clock(16, 0),
        minutes: 50,
        place: "Mill Lane, the quiet room",
        last_days_ago: 12,
        people: 5..=7,
        at_last: &[],
        last_untaken: false,
    },
    sessions: &SESSIONS,
    called_off: None,
    coming: &[],
    recurring: None,
};

const SESSIONS: [Session; 5] = [
    session("lean_coffee", "The first Monday", "What helped, and what we would not do again.", ""),
    session("lean_coffee", "Hours that fit", "How we asked for them.", ""),
    session("lean_coffee", "What to tell the team", "As much as you like, and no more.", ""),
    session("lean_coffee", "Half a year on", "What is easy now.", ""),
    session("lean_coffee", "Before the winter", "Who to ring on a bad day.", ""),
];
