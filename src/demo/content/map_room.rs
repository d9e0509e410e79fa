use jiff::civil::Weekday;

use super::{DemoCommunity, Meets, Session, communities, session};
use crate::communities::Admission;
use crate::demo::calendar::clock;

/// Met every other week, and takes a break while its people are out on the winter survey.
pub const COMMUNITY: DemoCommunity = DemoCommunity {
    name: communities::MAPS,
    purpose: [
        "surveyors, planners, and crews who draw on maps",
        "We keep one map that the crews trust, and learn from each other how to read the ground.",
        "Two maps showed two valves. There was one.",
    ],
    cadence_days: 14,
    admission: Admission::Open,
    tags: &["maps", "field work"],
    help_wanted: "",
    organisers: &["Idris Bello", "Ana Ferreira"],
    core: &["Samir Khoury", "Paul Heaney", "Callum Reid", "Stephen Cole", "Amara Diallo"],
    others: 5,
    hosts: &["Idris Bello", "Samir Khoury", "Ana Ferreira"],
    hands: &["Idris Bello", "Ana Ferreira"],
    meets: Meets {
        weekday: Weekday::Wednesday,
        clock: clock(15, 0),
        minutes: 50,
        place: "Alder Bank works, map room",
        last_days_ago: 33,
        people: 6..=9,
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
        "What is wrong on your map?",
        "Bring a print with your own pencil marks on it.",
        "Fourteen marks, and nine of them were known in another office.",
    ),
    session(
        "show_and_tell",
        "From pencil to layer",
        "How a mark made in the van gets onto everyone’s map, step by step.",
        "It takes six weeks and four people. Two of the steps can go.",
    ),
    session(
        "field_trip",
        "The valve that was not there",
        "We stand where the map says it is, and look.",
        "It is under the bus stop. Samir corrected it the same day.",
    ),
    session("workshop", "Reading the ground", "Stephen shows what a dip in the verge can mean.", ""),
    session(
        "lean_coffee",
        "Before the winter survey",
        "What to note down while we are all outside.",
        "One sheet for all crews. We meet again when the survey is done.",
    ),
];
