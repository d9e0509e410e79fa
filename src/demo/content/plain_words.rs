use jiff::civil::Weekday;

use super::{CalledOff, DemoCommunity, Meets, Session, communities, session};
use crate::communities::Admission;
use crate::demo::calendar::clock;

/// Began well, stopped after its fifth session, and nobody has set a date since.
pub const COMMUNITY: DemoCommunity = DemoCommunity {
    name: communities::WORDS,
    purpose: [
        "people who write to customers",
        "We write so that a customer understands on first reading, at a bus stop, in the rain.",
        "One call in five is about a letter we sent.",
    ],
    cadence_days: 14,
    admission: Admission::Open,
    tags: &["writing", "letters", "plain language"],
    help_wanted: "",
    organisers: &["Katie Lowe"],
    core: &["Nora Byrne", "Ben Okafor", "Emma Lindgren", "Oliver Brand", "Sofia Marino", "Deepa Nair"],
    others: 14,
    hosts: &["Katie Lowe", "Katie Lowe", "Emma Lindgren"],
    hands: &["Katie Lowe"],
    meets: Meets {
        weekday: Weekday::Tuesday,
        clock: clock(9, 30),
        minutes: 50,
        place: "Mill Lane, room 5",
        last_days_ago: 205,
        people: 7..=11,
        at_last: &[],
        last_untaken: false,
    },
    sessions: &SESSIONS,
    called_off: Some(CalledOff {
        title: "Lean coffee: letters customers answer",
        reason: "The room is taken, and I am off for a while. A new date follows.",
    }),
    coming: &[],
    recurring: None,
};

const SESSIONS: [Session; 5] = [
    session(
        "lean_coffee",
        "Letters we are not proud of",
        "Bring one. Names of customers stay at home.",
        "Eleven letters, and nine begin with us instead of with the reader.",
    ),
    session(
        "workshop",
        "The first sentence",
        "We rewrite only first sentences, for an hour.",
        "Oliver’s went from forty-one words to nine.",
    ),
    session(
        "clinic_critique",
        "The no-water text",
        "One text message, 160 characters, and a worried reader.",
        "When, where, until when, and who to ring. In that order, and nothing else.",
    ),
    session(
        "learning_hour",
        "Words the crews use",
        "Ben explains what is written on the notes left at the door.",
        "",
    ),
    session(
        "troika",
        "Saying no kindly",
        "In threes: refusals that a person can live with.",
        "Say no first, then why, then what is possible. Kindness is in the third part.",
    ),
];
