//! The communities: one in each phase, one gone quiet, one that takes a break,
//! one of a department that keeps to itself, and one that is private. How far each came follows from its numbers, by the
//! rules; nothing here says it.

use crate::communities::Admission;
use crate::demo::calendar::clock;
use crate::guide::transformation::MoveAnswer;
use jiff::civil::Weekday;

use super::{
    DemoCommunity, Meets, back_to_work, capital_works, data_storytelling, facilitators, incident_learning,
    map_room, plain_words, testing_circle,
};

pub const TESTING: &str = "Testing circle";
pub const DATA: &str = "Data storytelling";
pub const INCIDENTS: &str = "Incident learning";
pub const FACILITATORS: &str = "Facilitators’ table";
pub const WORDS: &str = "Plain words";
pub const ON_CALL: &str = "On call without dread";
pub const MAPS: &str = "Map room";
pub const DRAWING_BOARD: &str = "Drawing board";
pub const BACK_TO_WORK: &str = "Back to work";
/// Only its members know that it exists.
pub const PRIVATE: &str = BACK_TO_WORK;

/// Someone who helps to run a community that others founded, since so many days.
pub const HELPS_RUN: DemoOrganiser = DemoOrganiser { community: DATA, person: "Ana Ferreira", days_ago: 30 };

pub struct DemoOrganiser {
    pub community: &'static str,
    pub person: &'static str,
    pub days_ago: i64,
}

/// A break with an end in sight.
pub const PAUSE: DemoPause = DemoPause {
    community: MAPS,
    began_days_ago: 20,
    ends_in_days: 45,
    reason: "Most of us are out on the winter survey.",
};

pub struct DemoPause {
    pub community: &'static str,
    pub began_days_ago: i64,
    pub ends_in_days: i64,
    pub reason: &'static str,
}

/// What an organiser told all members.
pub const ANNOUNCED: DemoAnnouncement = DemoAnnouncement {
    community: TESTING,
    by: "Grace Tan",
    days_ago: 2,
    subject: "Room 2 has a whiteboard again",
    body: "The wall of room 2 is ours on **Thursdays** from now on.\n\nIf a test puzzled you this month, write its name \
           on it before the next session. We begin with the three that most people marked.",
};

pub struct DemoAnnouncement {
    pub community: &'static str,
    pub by: &'static str,
    pub days_ago: i64,
    pub subject: &'static str,
    pub body: &'static str,
}

/// The leader who stands up for a community.
pub const SPONSORS: [(&str, &str); 2] = [(TESTING, "Joana Reis"), (DATA, "Joana Reis")];
/// Whom a community is for: departments, and single teams.
pub struct DemoAudience {
    pub community: &'static str,
    pub organiser: &'static str,
    pub departments: &'static [&'static str],
    pub teams: &'static [&'static str],
}
pub const AUDIENCES: [DemoAudience; 2] = [
    DemoAudience {
        community: TESTING,
        organiser: "Ana Ferreira",
        departments: &["Operations", "Technology", "Capital works"],
        teams: &[],
    },
    DemoAudience {
        community: INCIDENTS,
        organiser: "Kofi Mensah",
        departments: &[],
        teams: &["Control room", "Field crews", "Contact centre"],
    },
];
/// Its organisers said that there is none yet.
pub const WITHOUT_SPONSOR: &str = FACILITATORS;
/// What was asked for and came, with a word of thanks.
pub const HELPED: DemoHelp = DemoHelp {
    community: DATA,
    wanted: "A room with a large screen every second Tuesday.",
    thanks: "Thank you, Joana: since we have the room, people from the depots come too.",
};

pub struct DemoHelp {
    pub community: &'static str,
    pub wanted: &'static str,
    pub thanks: &'static str,
}

pub const COMMUNITIES: [DemoCommunity; 9] = [
    testing_circle::CIRCLE,
    data_storytelling::COMMUNITY,
    incident_learning::COMMUNITY,
    facilitators::TABLE,
    plain_words::COMMUNITY,
    STARTING,
    map_room::COMMUNITY,
    capital_works::BOARD,
    back_to_work::COMMUNITY,
];

/// Founded some weeks ago. People are interested; there is no purpose and no date yet.
const STARTING: DemoCommunity = DemoCommunity {
    name: ON_CALL,
    purpose: ["", "", ""],
    cadence_days: 14,
    admission: Admission::Open,
    tags: &["on call", "night work", "wellbeing"],
    help_wanted: "",
    organisers: &["Ana Ferreira", "Abena Owusu"],
    core: &[
        "Fiona Grant",
        "Gareth Pugh",
        "Grace Tan",
        "Idris Bello",
        "Hamza Iqbal",
        "Callum Reid",
        "Neil Fraser",
    ],
    others: 0,
    hosts: &[],
    hands: &[],
    meets: Meets {
        weekday: Weekday::Monday,
        clock: clock(11, 0),
        minutes: 45,
        place: "",
        last_days_ago: 5,
        people: 0..=0,
        at_last: &[],
        last_untaken: false,
    },
    sessions: &[],
    called_off: None,
    coming: &[],
    recurring: None,
};

/// A part of the maturing community becomes one of its own; of those who are asked, two have not answered.
pub const SPLIT: DemoSplit = DemoSplit {
    community: TESTING,
    by: "Ana Ferreira",
    name: "Control room testing",
    days_ago: 3,
    asked: &[
        ("Ben Okafor", None),
        ("Elif Kaya", Some(MoveAnswer::Both)),
        ("Dara Lindqvist", Some(MoveAnswer::Stays)),
        ("Chidi Nwosu", None),
    ],
};

pub struct DemoSplit {
    pub community: &'static str,
    pub by: &'static str,
    pub name: &'static str,
    pub days_ago: i64,
    /// Who is asked, and what they answered, if they did.
    pub asked: &'static [(&'static str, Option<MoveAnswer>)],
}

/// The organisers of the fading community declare its transformation.
pub const DECLARED_DAYS_AGO: i64 = 9;
/// Two days later they announced that it closes, unless the one who offered since takes over.
pub const CLOSING: DemoClosing = DemoClosing {
    announced_days_ago: 7,
    closes_in_days: 21,
    thanks: "We began because three teams explained one burst in three reports. Today every team reads the others’ \
             reviews. Thank you for every honest story. We close unless the workshop finds people to run it.",
    where_next: "Facilitators’ table, for those who like to lead a review.",
    offered_by: "Grace Tan",
};

pub struct DemoClosing {
    pub announced_days_ago: i64,
    pub closes_in_days: i64,
    pub thanks: &'static str,
    pub where_next: &'static str,
    pub offered_by: &'static str,
}

/// A request to join that waits for an organiser, and an invitation that waits for the person.
pub const ASKS: (&str, &str, &str) = (
    FACILITATORS,
    "Hugo Almeida",
    "I run our Monday huddle, and people look at their shoes. I would like to learn why.",
);
pub const INVITED: (&str, &str) = (ON_CALL, "Ben Okafor");
