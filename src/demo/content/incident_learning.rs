use jiff::civil::Weekday;

use super::{Coming, DemoCommunity, Meets, Session, communities, session};
use crate::communities::Admission;
use crate::demo::calendar::clock;
use crate::sessions::events::SessionFormat;

/// It did what it was founded for, and fewer people need it now.
pub const COMMUNITY: DemoCommunity = DemoCommunity {
    name: communities::INCIDENTS,
    purpose: [
        "on-call people of every department, and anyone an incident has cost a night",
        "We learn from what went wrong without looking for who did.",
        "The same burst was explained in three reports by three teams, and none had read the others.",
    ],
    cadence_days: 14,
    admission: Admission::Open,
    tags: &["incidents", "on call", "reviews"],
    help_wanted: "Come to the renewal workshop, and say honestly whether you would miss us.",
    organisers: &["Kofi Mensah", "Jill Barker"],
    core: &[
        "Fiona Grant",
        "Dara Lindqvist",
        "Iain Murray",
        "Grace Tan",
        "Ahmed Hassan",
        "Vikram Singh",
        "Daniel Kovacs",
    ],
    others: 19,
    hosts: &["Kofi Mensah", "Jill Barker", "Kofi Mensah", "Grace Tan", "Kofi Mensah"],
    hands: &["Kofi Mensah", "Kofi Mensah", "Jill Barker"],
    meets: Meets {
        weekday: Weekday::Wednesday,
        clock: clock(10, 0),
        minutes: 50,
        place: "Control centre, briefing room",
        last_days_ago: 17,
        people: 12..=14,
        at_last: &[13, 12, 9, 8, 7, 5],
        last_untaken: false,
    },
    sessions: &SESSIONS,
    called_off: None,
    coming: &COMING,
    recurring: None,
};

const SESSIONS: [Session; 22] = [
    session(
        "story_circle",
        "The night of the Harbour Street burst",
        "Four people who were there tell it from where they stood.",
        "Four stories, one burst, and no two agreed on when it began. All four were right.",
    ),
    session(
        "learning_hour",
        "Asking how instead of why",
        "We rewrite the questions of our last three reviews.",
        "“Why did you” makes people small. “How did it look to you” makes them talk.",
    ),
    session(
        "clinic_critique",
        "A review of a review",
        "Jill brings the report on the last outage.",
        "It names three people and no conditions. Jill is writing it again.",
    ),
    session("lean_coffee", "Near misses", "What nearly happened to you this month?", ""),
    session(
        "talk_internal",
        "What the night log leaves out",
        "Kofi on twenty years of one-line entries.",
        "The best entries say what was tried and did not help.",
    ),
    session("troika", "The call you dreaded", "In threes. What is said here stays here.", ""),
    session(
        "workshop",
        "A timeline on the floor",
        "Tape, cards, and the Mill Road leak from six points of view.",
        "Treatment knew at two. The contact centre knew at seven. Nobody had a reason to ring.",
    ),
    session(
        "show_and_tell",
        "One number to ring",
        "Ahmed shows the new call-out sheet.",
        "One number, three shifts, on the back of every badge.",
    ),
    session(
        "learning_hour",
        "Normal work, looked at closely",
        "We watch a shift in which nothing went wrong.",
        "Nineteen small repairs that are in no report. That is the safety we have.",
    ),
    session(
        "lean_coffee",
        "Alarms at four in the morning",
        "Which ones got you up for nothing?",
        "Seven alarms can wait until six. Fiona has moved them.",
    ),
    session(
        "clinic_critique",
        "The payment page, twice in a week",
        "Grace and Daniel bring both timelines.",
        "",
    ),
    session(
        "story_circle",
        "What went right",
        "Three incidents that stayed small, and who kept them small.",
        "Each time someone asked a question that felt silly. We wrote the questions down.",
    ),
    session(
        "talk_external",
        "How air traffic control hands over",
        "A guest on the two minutes in which nobody else speaks.",
        "We try the silent two minutes on the six o’clock handover.",
    ),
    session(
        "workshop",
        "Reviews in half an hour",
        "A form of four questions, tried on a real case.",
        "It works. Three teams take it home.",
    ),
    session(
        "lean_coffee",
        "Trying it at home",
        "How are the team reviews going?",
        "Field crews did two in the yard, standing up. They liked it.",
    ),
    session("show_and_tell", "A review in the yard", "Iain shows how his crew does it, in hi-vis.", ""),
    session(
        "retro",
        "A year of looking",
        "What did we stop, and what started?",
        "Reviews happen in every team now, and fewer of us bring cases here. That is good news with a question in it.",
    ),
    session(
        "learning_hour",
        "Counting what did not happen",
        "Can prevention be counted, honestly?",
        "Hardly. We would rather tell it.",
    ),
    session("lean_coffee", "Open cases", "Bring what is still on your mind.", ""),
    session(
        "clinic_critique",
        "Handover at Alder Bank",
        "Dara brings the new handover card.",
        "Short list, good card, small room.",
    ),
    session("story_circle", "Whose stories are missing?", "We had hoped for the night crews.", ""),
    session(
        "lean_coffee",
        "Do we still need this?",
        "An honest half hour.",
        "Five of us. We think the answer is yes, but not like this. We will ask everyone.",
    ),
];

const COMING: [Coming; 1] = [Coming {
    session: session(
        "renewal_workshop",
        "What should Incident learning become?",
        "Renew it, give it another shape, or end it well: we decide together. Everyone who ever came is welcome.",
        "",
    ),
    after: 35,
    format: SessionFormat::InPerson,
    place: "Control centre, briefing room",
    seats: None,
    draft: false,
    going: 7,
    maybe: 3,
    then: &["Jill Barker"],
}];
