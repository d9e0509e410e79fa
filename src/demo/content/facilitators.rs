use jiff::civil::Weekday;

use super::{DemoCommunity, Meets, Session, communities, session};
use crate::communities::Admission;
use crate::demo::calendar::clock;

/// Young and lively: five sessions old, and the next date is not set.
pub const TABLE: DemoCommunity = DemoCommunity {
    name: communities::FACILITATORS,
    purpose: [
        "anyone who runs a workshop, a stand-up or a difficult conversation",
        "We practise running meetings that people leave with more energy than they brought.",
        "Everyone complains about meetings, and nobody was ever shown how to run one.",
    ],
    cadence_days: 14,
    admission: Admission::Request,
    tags: &["facilitation", "meetings", "practice"],
    help_wanted: "",
    organisers: &["Nora Byrne", "Ana Ferreira"],
    core: &["Yemi Adebayo", "Sarah Whelan", "Tom Whitfield", "Maria Costa", "Clare Donnelly"],
    others: 8,
    hosts: &["Nora Byrne", "Ana Ferreira", "Yemi Adebayo", "Nora Byrne"],
    hands: &["Nora Byrne", "Ana Ferreira"],
    meets: Meets {
        weekday: Weekday::Wednesday,
        clock: clock(15, 30),
        minutes: 50,
        place: "Mill Lane, the long table",
        last_days_ago: 6,
        people: 7..=10,
        at_last: &[],
        last_untaken: false,
    },
    sessions: &SESSIONS,
    called_off: None,
    coming: &[],
    recurring: None,
};

const SESSIONS: [Session; 5] = [
    session(
        "lean_coffee",
        "Meetings we survived",
        "Bring the worst one. We laugh first and learn after.",
        "The worst had no end time. So did the second worst.",
    ),
    session(
        "learning_hour",
        "The first five minutes",
        "Three ways to open a room, tried on each other.",
        "Asking a small question first makes the large one easier. Even Tom answered.",
    ),
    session("troika", "The person who talks", "In threes, with kindness. Sometimes the person is us.", ""),
    session(
        "workshop",
        "Questions that open",
        "We turn twenty closed questions into open ones, and try them in pairs.",
        "“What would make this easier?” beat every other question on the wall.",
    ),
    session(
        "peer_mentoring",
        "Running your next one",
        "Bring a meeting you have to run next week; leave with a plan for it.",
        "Four plans, two of which were to cancel the meeting.",
    ),
];
