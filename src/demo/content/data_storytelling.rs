use jiff::civil::Weekday;

use super::{Coming, DemoCommunity, DemoSeries, Meets, Session, communities, people, session};
use crate::communities::Admission;
use crate::demo::calendar::clock;
use crate::sessions::events::SessionFormat;
use crate::sessions::series::recurrence::Repeats;

/// Many hands: six people host in turn, three run it, and newcomers keep coming.
pub const COMMUNITY: DemoCommunity = DemoCommunity {
    name: communities::DATA,
    purpose: [
        "analysts, planners, and anyone who presents charts",
        "We turn readings and records into pictures that people act on.",
        "We measure more than ever and decide as we always did. A picture that is understood in the van changes that.",
    ],
    cadence_days: 14,
    admission: Admission::Open,
    tags: &["data", "charts", "maps", "plain language"],
    help_wanted: "",
    organisers: &["Chidi Nwosu", "Mei Lin Wong", "Nora Byrne"],
    core: &[
        "Paul Heaney",
        "Amara Diallo",
        "Priya Menon",
        "Ben Okafor",
        "Samir Khoury",
        "Stephen Cole",
        "Ana Ferreira",
        people::GONE,
    ],
    others: 32,
    hosts: &["Chidi Nwosu", "Mei Lin Wong", "Nora Byrne", "Paul Heaney", "Amara Diallo", "Priya Menon"],
    hands: &["Chidi Nwosu", "Mei Lin Wong", "Nora Byrne"],
    meets: Meets {
        weekday: Weekday::Tuesday,
        clock: clock(13, 0),
        minutes: 50,
        place: "Mill Lane, canteen",
        last_days_ago: 5,
        people: 10..=17,
        at_last: &[14, 16, 13, 15],
        last_untaken: false,
    },
    sessions: &SESSIONS,
    called_off: None,
    coming: &COMING,
    recurring: Some(RECURRING),
};

const SESSIONS: [Session; 26] = [
    session(
        "lean_coffee",
        "Charts we like, charts we do not",
        "Bring one of each, on paper if you can.",
        "The ones we liked had a title that was a sentence. That was all it took.",
    ),
    session(
        "show_and_tell",
        "A map instead of forty rows",
        "Mei Lin shows leaks on a street map rather than in a table.",
        "The crew lead pointed at a corner nobody had looked at in years.",
    ),
    session(
        "clinic_critique",
        "Three colours too many",
        "Stephen brings the monthly report, and asks for no mercy.",
        "Eleven colours became two. Stephen says the meeting was shorter, too.",
    ),
    session(
        "talk_internal",
        "What a decimal place costs",
        "Samir on precision, and when it is only decoration.",
        "",
    ),
    session(
        "learning_hour",
        "Say it in one sentence",
        "Take a chart and write its headline. Then read them to each other.",
        "If the headline takes two lines, there are two charts in it.",
    ),
    session(
        "workshop",
        "Drawing with pens",
        "No computers. Big paper, thick pens, real numbers from last week.",
        "Agnes drew a week of dosing as a wave, and saw Thursday.",
    ),
    session(
        "troika",
        "Who is it for?",
        "In threes: your chart, your reader, and what they should do next.",
        "",
    ),
    session(
        "show_and_tell",
        "The night shift’s whiteboard",
        "Priya brings a photograph of it, and the story of every line.",
        "It is the best dashboard we have. We will stop trying to replace it and start copying it.",
    ),
    session("book_club", "How charts lie", "Chapters two and five. Skimming is welcome.", ""),
    session(
        "clinic_critique",
        "Burst mains, bad axes",
        "Amara’s chart starts at ninety. Should it?",
        "It should start at nought, or not be a bar. It became dots.",
    ),
    session(
        "lean_coffee",
        "Numbers people asked you for",
        "And what they did with them, if you ever heard.",
        "Half of them were never used. Nora suggests asking “what will you do with it?” first.",
    ),
    session(
        "field_trip",
        "Where the readings come from",
        "An afternoon at Alder Bank works: we follow one number from the probe to the screen.",
        "The probe sits in the sun in the afternoon. Every summer peak we ever explained was that.",
    ),
    session(
        "course",
        "Maps for people in a hurry",
        "The first of two afternoons with Mei Lin: what to leave out.",
        "Leave out everything that does not help to turn left or right.",
    ),
    session(
        "show_and_tell",
        "Bills that explain themselves",
        "Oliver and Katie show a bill with one chart.",
        "",
    ),
    session(
        "learning_hour",
        "Averages and who they forget",
        "One hour with a set of meter readings and a sharp pencil.",
        "The average customer does not exist. The two groups that do need different letters.",
    ),
    session(
        "workshop",
        "A page for the crew",
        "Build one page that a crew would pin up in the van.",
        "Ben’s rule: if it needs a legend, it does not go in the van.",
    ),
    session(
        "fishbowl",
        "Do we need a data team?",
        "A friendly argument in the round.",
        "Yes, for the hard parts; and everyone needs to read a chart without one.",
    ),
    session(
        "clinic_critique",
        "Forecasts and their honesty",
        "Josef brings a forecast. How do we draw what we do not know?",
        "A band rather than a line, and the words “four weeks in five”.",
    ),
    session("lean_coffee", "Seen elsewhere", "What have you seen that you would like to copy?", ""),
    session(
        "story_circle",
        "The chart that changed a mind",
        "One story each: whose mind, and what happened then.",
        "In every one of them the chart was small and the conversation long.",
    ),
    session(
        "show_and_tell",
        "Complaints as weather",
        "Elif and Tim show calls by street as a weather map.",
        "Rain over Harbour Street on Sundays. The leak was found on Tuesday.",
    ),
    session(
        "talk_external",
        "Drawing the river",
        "A guest from the rivers trust on forty years of hand-drawn levels.",
        "They never changed the scale. Forty years can be read at a glance because of it.",
    ),
    session(
        "troika",
        "One chart, three readers",
        "The same chart for a director, a crew and a customer.",
        "",
    ),
    session(
        "clinic_critique",
        "The dashboard nobody opens",
        "Rania brings hers, and the number of visits.",
        "It answers a question from three years ago. It is switched off on Friday, with thanks.",
    ),
    session(
        "learning_hour",
        "Ten minutes with a new eye",
        "Show someone from another team your chart, and say nothing for ten minutes.",
        "The silence was hard. What people said first was never what we had drawn.",
    ),
    session(
        "show_and_tell",
        "Energy, hour by hour",
        "Paul shows the pumps of one night as music.",
        "Two pumps start together every hour. Moving one by six minutes costs nothing, and saves a good deal.",
    ),
];

const COMING: [Coming; 3] = [
    Coming {
        session: session(
            "learning_hour",
            "Titles that are sentences",
            "Bring a chart whose title is a noun. Leave with one that says something.",
            "",
        ),
        after: 14,
        format: SessionFormat::Online,
        place: "",
        seats: None,
        draft: false,
        going: 9,
        maybe: 2,
        then: &["Ben Okafor"],
    },
    Coming {
        session: session(
            "field_trip",
            "From probe to picture, at Alder Bank",
            "We follow one reading through the works. Boots are there; bring a coat.",
            "",
        ),
        after: 9,
        format: SessionFormat::InPerson,
        place: "Alder Bank works, main gate",
        seats: Some(8),
        draft: false,
        going: 8,
        maybe: 0,
        then: &["Joana Reis", "Leila Amrani"],
    },
    Coming {
        session: session(
            "show_and_tell",
            "One chart, three audiences",
            "Three people show the same numbers to a crew, a customer and a director.",
            "",
        ),
        after: 7,
        format: SessionFormat::InPerson,
        place: "Mill Lane, canteen",
        seats: Some(24),
        draft: false,
        going: 5,
        maybe: 3,
        then: &[],
    },
];

const RECURRING: DemoSeries = DemoSeries {
    session: session(
        "lean_coffee",
        "Charts over lunch",
        "Bring your lunch and the chart you are working on. We ask what it wants to say.",
        "",
    ),
    repeats: Repeats::MonthlyLastWeekday,
    every: 1,
    weekday: Weekday::Friday,
    clock: clock(12, 15),
    format: SessionFormat::InPerson,
    place: "Mill Lane, canteen",
    seats: None,
    host: "Mei Lin Wong",
    going: 5,
};
