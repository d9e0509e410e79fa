//! Who does what in the made-up communities.

use super::communities::{DATA, TESTING};

pub struct DemoRole {
    pub community: &'static str,
    pub name: &'static str,
    pub duties: &'static str,
    pub holder: &'static str,
    /// Nobody yet, where it is empty.
    pub backup: &'static str,
    pub notes: &'static str,
}

/// A role on its way to someone, who said yes.
pub struct DemoHandover {
    pub role: &'static str,
    pub to: &'static str,
    pub days_ago: i64,
}

pub const ROLES: [DemoRole; 5] = [
    DemoRole {
        community: TESTING,
        name: "Hosts’ desk",
        duties: "Finds hosts for upcoming sessions, and briefs them.",
        holder: "Ana Ferreira",
        backup: "",
        notes: "- The list of people who are **happy to host** is on each session’s form.\n- Ask three weeks ahead; call instead of writing.\n- Field crews can only host on rest days: look at the roster first.",
    },
    DemoRole {
        community: TESTING,
        name: "Topics",
        duties: "Collects topic ideas, and turns the most wanted into sessions.",
        holder: "Grace Tan",
        backup: "Ben Okafor",
        notes: "Topics with five votes get a session within two months.",
    },
    DemoRole {
        community: TESTING,
        name: "Welcome",
        duties: "Greets newcomers, and introduces each of them to two others.",
        holder: "Elif Kaya",
        backup: "Leila Amrani",
        notes: "",
    },
    DemoRole {
        community: DATA,
        name: "Calendar and rooms",
        duties: "Plans dates, books rooms, and keeps the calendar right.",
        holder: "Mei Lin Wong",
        backup: "Paul Heaney",
        notes: "",
    },
    DemoRole {
        community: DATA,
        name: "Stories",
        duties: "Asks what people have used or tried, and helps them share it.",
        holder: "Nora Byrne",
        backup: "Amara Diallo",
        notes: "",
    },
];

pub const HANDOVER: DemoHandover = DemoHandover { role: "Hosts’ desk", to: "Leila Amrani", days_ago: 9 };
