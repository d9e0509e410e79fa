use jiff::civil::Weekday;

use super::{Coming, DemoCommunity, DemoSeries, Meets, Session, communities, session};
use crate::communities::Admission;
use crate::demo::calendar::clock;
use crate::sessions::events::SessionFormat;
use crate::sessions::series::recurrence::Repeats;

/// Good, alive, and in the hands of one person: nearly every session is Ana's.
pub const CIRCLE: DemoCommunity = DemoCommunity {
    name: communities::TESTING,
    purpose: [
        "testers, developers, engineers in the field, and anyone who signs off a change",
        "We find out together how to know a change is safe before our customers do.",
        "Three releases last year woke the night shift. Each could have been caught by someone in another team.",
    ],
    cadence_days: 14,
    admission: Admission::Open,
    tags: &["testing", "quality", "releases", "checklists"],
    help_wanted: "An hour a fortnight for two people from field crews, so that they can host as well as come.",
    organisers: &["Ana Ferreira", "Grace Tan"],
    core: &[
        "Elif Kaya",
        "Ben Okafor",
        "Chidi Nwosu",
        "Dara Lindqvist",
        "Kofi Mensah",
        "Leila Amrani",
        "Iain Murray",
        "Daniel Kovacs",
    ],
    others: 19,
    hosts: &[
        "Ana Ferreira",
        "Ana Ferreira",
        "Ana Ferreira",
        "Ana Ferreira",
        "Ana Ferreira",
        "Ana Ferreira",
        "Ana Ferreira",
        "Leila Amrani",
        "Ana Ferreira",
        "Ana Ferreira",
    ],
    hands: &["Ana Ferreira", "Ana Ferreira", "Ana Ferreira", "Ana Ferreira", "Ana Ferreira", "Grace Tan"],
    meets: Meets {
        weekday: Weekday::Thursday,
        clock: clock(14, 0),
        minutes: 50,
        place: "Mill Lane, room 2",
        last_days_ago: 7,
        people: 9..=14,
        at_last: &[12, 11, 13, 11],
        last_untaken: true,
    },
    sessions: &SESSIONS,
    called_off: None,
    coming: &COMING,
    recurring: Some(RECURRING),
};

const SESSIONS: [Session; 26] = [
    session(
        "lean_coffee",
        "What do we mean by tested?",
        "Bring one sentence you have heard about testing and did not believe.",
        "Twelve of us, eleven meanings. We kept three: looked at, tried by someone else, and tried on a bad day.",
    ),
    session(
        "show_and_tell",
        "How a valve is signed off",
        "Dara brings the sheet that two people sign before a valve goes back into service.",
        "Five questions, two signatures. Daniel asked what would be the five questions for a release, and nobody went home on time.",
    ),
    session(
        "clinic_critique",
        "The test that only fails on Mondays",
        "Kofi has a check that fails once a week. We look at it together before anyone fixes it.",
        "It shares a clock with the night export. A flaky test is a report about the system until someone proves otherwise.",
    ),
    session(
        "troika",
        "Three questions, three teams",
        "In threes, ten minutes each: one asks, two answer, then we turn.",
        "",
    ),
    session(
        "talk_internal",
        "What the contact centre hears first",
        "Elif plays four calls, with names removed, from the morning after a release.",
        "Customers describe a fault better than our alerts do. Elif now sits in on the release call every second week.",
    ),
    session(
        "workshop",
        "Writing a test before the work",
        "In pairs, one from an office and one from a van. No laptop needed.",
        "Rosa and Jun wrote a test for closing a road. It found two gaps in the permit form.",
    ),
    session(
        "lean_coffee",
        "Anything but tools",
        "Topics from the floor, eight minutes each, thumbs decide.",
        "",
    ),
    session(
        "story_circle",
        "The bug we are glad we had",
        "One bug each, told as a story: who noticed, who helped, what is different now.",
        "Sunita’s was a meter that ran backwards. It is why we check the sign of every reading.",
    ),
    session(
        "course",
        "Finding the edges",
        "Smallest, largest, empty, twice: one hour on boundaries with a real form.",
        "Eleven faults in one address form. Three were ours, eight were in the paper one it copied.",
    ),
    session(
        "clinic_critique",
        "Slow tests, honest tests",
        "Bring the slowest check you run, in software or in a pump house.",
        "The slowest was the oldest and the only one anyone trusts. We keep it, and run it at night.",
    ),
    session(
        "show_and_tell",
        "A dry run on the treatment works",
        "Vikram shows how a plant is started without water.",
        "Leila will try a release without customers: everything but the last switch.",
    ),
    session(
        "book_club",
        "Two chapters on checklists",
        "Read the two chapters or come anyway; someone will tell you.",
        "",
    ),
    session(
        "lean_coffee",
        "Leftovers",
        "What did we leave undone, and does anyone miss it?",
        "We closed six of nine actions by agreeing that nobody needed them.",
    ),
    session(
        "troika",
        "Who tells you that it broke?",
        "In threes: the last time, and who you wish had told you.",
        "Four of us hear it from a customer first. We wrote the names of people to ring instead.",
    ),
    session(
        "workshop",
        "One page of test for one risk",
        "Choose the change you fear most this month and write one page.",
        "",
    ),
    session(
        "talk_internal",
        "Sampling, from the laboratory",
        "Samir on how few bottles it takes, if you choose them well.",
        "We test too much of what is easy. Samir’s rule: sample where a mistake would hurt.",
    ),
    session(
        "fishbowl",
        "Should crews test the app?",
        "Two chairs in the middle stay free. Sit down when you have something to say.",
        "Yes, if it is in the van, if it takes ten minutes, and if someone answers.",
    ),
    session(
        "clinic_critique",
        "Alarms that cry wolf",
        "Fiona brings last month’s fifty loudest alarms.",
        "Nineteen of fifty tell nobody anything. Fiona switches them to daily and watches for a fortnight.",
    ),
    session(
        "show_and_tell",
        "The ten-minute van test",
        "Ben and Jack show what they tried with the new job sheet.",
        "Ten minutes, two faults, one of them an expensive one. The card goes into every van.",
    ),
    session(
        "retro",
        "What this circle is good for",
        "Half an hour: keep, change, stop.",
        "Keep: real things on the table. Change: someone other than Ana should host. Stop: starting late.",
    ),
    session(
        "lean_coffee",
        "Before the big releases",
        "What are you uneasy about? Nobody has to have an answer.",
        "",
    ),
    session(
        "learning_hour",
        "Reading a log together",
        "One log, one hour, six pairs of eyes.",
        "Kofi read the night log aloud. The fault was in what it did not say.",
    ),
    session(
        "talk_external",
        "How a hospital checks its lifts",
        "A guest from the city hospital on testing what must not stop.",
        "They test by taking one away each week. We can do that with pumps; with payments we will think about it.",
    ),
    session(
        "story_circle",
        "I stopped it",
        "Three people tell of a time they stopped something, and what happened next.",
        "Stopping is a decision someone is allowed to make. It was the quietest room we have had.",
    ),
    session(
        "clinic_critique",
        "A release on one sheet of paper",
        "Grace brings the release plan. We cross out what nobody reads.",
        "Nineteen pages became one. The other eighteen are kept for anyone who asks; so far nobody has.",
    ),
    session("troika", "Flaky things, with and without wires", "Bring one thing that works sometimes.", ""),
];

const COMING: [Coming; 3] = [
    Coming {
        session: session(
            "clinic_critique",
            "What flaky tests tell us",
            "Bring one test that sometimes fails. We look at three of them together and ask what the system is trying to say.",
            "",
        ),
        after: 14,
        format: SessionFormat::InPerson,
        place: "Mill Lane, room 2",
        seats: Some(10),
        draft: false,
        going: 10,
        maybe: 1,
        then: &["Marek Nowak", "Ben Okafor", "Victoria Hull"],
    },
    Coming {
        session: session(
            "show_and_tell",
            "Testing with field crews listening in",
            "Two crews join from their vans. We show what we test, and they say what we forgot.",
            "",
        ),
        after: 14,
        format: SessionFormat::Hybrid,
        place: "Mill Lane, room 2",
        seats: None,
        draft: false,
        going: 6,
        maybe: 2,
        then: &[],
    },
    Coming {
        session: session(
            "story_circle",
            "The bug we are glad we had, part two",
            "One bug each, told as a story.",
            "",
        ),
        after: 14,
        format: SessionFormat::InPerson,
        place: "",
        seats: None,
        draft: true,
        going: 0,
        maybe: 0,
        then: &[],
    },
];

const RECURRING: DemoSeries = DemoSeries {
    session: session(
        "clinic_critique",
        "Test clinic",
        "Bring one test that bothers you. Ten minutes each, and nobody prepares anything.",
        "",
    ),
    repeats: Repeats::Weekly,
    every: 2,
    weekday: Weekday::Tuesday,
    clock: clock(9, 30),
    format: SessionFormat::Online,
    place: "",
    seats: Some(6),
    host: "Grace Tan",
    going: 6,
};
