//! A department that keeps to itself: its two teams meet each other, and of everyone else they meet one team only, whose
//! people come to see what is being drawn. Nobody of it is drawn for anything else.

use jiff::civil::Weekday;

use super::{DemoCommunity, DemoTeam, Meets, Session, communities, session};
use crate::communities::Admission;
use crate::demo::calendar::clock;

pub const TEAMS: [DemoTeam; 2] = [
    DemoTeam {
        name: "Design office",
        department: "Capital works",
        people: &[
            "Henrik Dahl",
            "Lotte Visser",
            "Femi Adeyinka",
            "Carys Morgan",
            "Dmitri Volkov",
            "Nadia Rahim",
            "Scott Baxter",
        ],
        knows: &["drawings", "ground surveys", "building information models"],
    },
    DemoTeam {
        name: "Project delivery",
        department: "Capital works",
        people: &[
            "Moira Sinclair",
            "Pavel Horak",
            "Gwen Harding",
            "Tariq Aziz",
            "Louise Tremblay",
            "Ian Cartwright",
            "Sofie Jansen",
            "Bilal Chaudhry",
        ],
        knows: &["contracts", "site planning", "cost estimates"],
    },
];

/// Where the department meets; people of the data team come in turns.
pub const BOARD: DemoCommunity = DemoCommunity {
    name: communities::DRAWING_BOARD,
    purpose: [
        "designers, project engineers, and the people who keep the data they draw from",
        "We show drawings before they are finished, and learn from what went wrong on site.",
        "Two schemes were redrawn last year because nobody had looked early.",
    ],
    cadence_days: 14,
    admission: Admission::Open,
    tags: &["drawings", "schemes", "site work"],
    help_wanted: "",
    organisers: &["Henrik Dahl", "Moira Sinclair"],
    core: &[
        "Lotte Visser",
        "Femi Adeyinka",
        "Carys Morgan",
        "Dmitri Volkov",
        "Nadia Rahim",
        "Scott Baxter",
        "Pavel Horak",
        "Gwen Harding",
        "Tariq Aziz",
        "Louise Tremblay",
        "Ian Cartwright",
        "Sofie Jansen",
        "Bilal Chaudhry",
        "Josef Brandt",
        "Lena Fischer",
        "Sana Qureshi",
        "Eva Horvat",
        "Rania Haddad",
        "Tim Rowan",
    ],
    others: 0,
    hosts: &["Henrik Dahl", "Henrik Dahl", "Henrik Dahl", "Moira Sinclair"],
    hands: &["Henrik Dahl", "Henrik Dahl", "Moira Sinclair"],
    meets: Meets {
        weekday: Weekday::Friday,
        clock: clock(11, 0),
        minutes: 50,
        place: "Bridge Street, drawing loft",
        last_days_ago: 8,
        people: 6..=8,
        at_last: &[],
        last_untaken: false,
    },
    sessions: &SESSIONS,
    called_off: None,
    coming: &[],
    recurring: None,
};

const SESSIONS: [Session; 10] = [
    session(
        "show_and_tell",
        "A drawing that is not finished",
        "Bring one you would not show yet.",
        "Three drawings, and eleven questions that would have come too late.",
    ),
    session("lean_coffee", "What we redrew last year", "Two schemes, and when someone first saw it.", ""),
    session(
        "show_and_tell",
        "From survey to model",
        "How ground levels get into the model, and where they get lost.",
        "They get lost twice. Lena knows both places.",
    ),
    session("lean_coffee", "Questions the site asks", "What the site rang about this month.", ""),
    session(
        "workshop",
        "Reading a model together",
        "One model on the big screen, and everyone says what they see.",
        "We found a pipe through a wall before the wall was built.",
    ),
    session("show_and_tell", "The smallest scheme", "A kerb, a drain, and four months.", ""),
    session(
        "lean_coffee",
        "Estimates that held",
        "Which estimates came true, and what they had in common.",
        "Someone had asked the people who dig.",
    ),
    session("show_and_tell", "Layers nobody uses", "We count them, and switch half of them off.", ""),
    session(
        "lean_coffee",
        "Winter on site",
        "What stops in frost, and what the drawing can do about it.",
        "",
    ),
    session(
        "show_and_tell",
        "Drawn twice, built once",
        "The scheme of the year, with its mistakes.",
        "The second drawing cost two days and saved a month.",
    ),
];
