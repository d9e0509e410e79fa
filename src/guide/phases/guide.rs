//! What each phase is like, what usually happens in it, what to do next and what to watch for. The phases and
//! the energies are after Webber; what characterises them after Wenger, `McDermott` & Snyder (2002) and
//! Gongla & Rizzuto (2001).

use super::phase::Phase;

pub struct PhaseGuide {
    /// What characterises the phase, for everyone.
    pub about: &'static str,
    /// The organiser's next move.
    pub next_move: &'static str,
    /// Where the first step of it is done: the end of a path below the community, and the words of the button.
    pub first_step: (&'static str, &'static str),
    /// How the energy is usually shared.
    pub energy: &'static str,
    /// Keys of the catalogue of kinds.
    pub activities: &'static [&'static str],
    /// Activities that are no session.
    pub besides: &'static [&'static str],
    pub risks: &'static [&'static str],
}

const POTENTIAL: PhaseGuide = PhaseGuide {
    about: "A loose group of people finds that they share a problem. What could come of it is still being discovered.",
    next_move: "Describe the community, find the first five people from two teams or more, and plan a first session.",
    first_step: ("/edit#purpose", "Add a description"),
    energy: "At first nearly all of what moves a community comes from those who start it.",
    activities: &["lean_coffee", "story_circle"],
    besides: &["Gathering interest", "Talking to people one by one"],
    risks: &[
        "A first session, but no second one planned",
        "Everyone comes from one team",
        "Sixty days without a session",
    ],
};

const FORMING: PhaseGuide = PhaseGuide {
    about: "People meet, get to know each other and find out what this gives them. Trust takes a while.",
    next_move: "Keep the rhythm, ask someone else to host the third session, and collect the first stories.",
    first_step: ("/events/new", "Plan the next session"),
    energy: "Organisers still carry most of it; the first members begin to bring something of their own.",
    activities: &["story_circle", "show_and_tell", "lean_coffee", "clinic_critique"],
    besides: &["Random coffee across teams"],
    risks: &[
        "One person hosts every session",
        "Sessions are cancelled",
        "Newcomers come once",
        "No one has a topic",
    ],
};

const MATURING: PhaseGuide = PhaseGuide {
    about: "People know why they come, and come again. They have begun to solve problems they share, and see what the practice lacks.",
    next_move: "Let more people host and organise, reach further teams, share stories, and agree what is not yours to do.",
    first_step: ("/members", "See who could host"),
    energy: "Half of what moves the community comes from its organisers, half from everyone else. From here on the others should carry more of it.",
    activities: &[
        "clinic_critique",
        "workshop",
        "learning_hour",
        "book_club",
        "retro",
        "peer_mentoring",
        "working_group",
    ],
    besides: &[],
    risks: &[
        "One person hosts more than two thirds of the sessions",
        "Attendance falls well below your best period",
        "The same few teams every time",
        "The sponsor is never there, or always speaks",
    ],
};

const SELF_SUSTAINING: PhaseGuide = PhaseGuide {
    about: "Members run it themselves. What keeps it alive now is staying fresh.",
    next_move: "Step back on purpose, rotate the roles, and bring in voices from outside.",
    first_step: ("/events/new?kind=talk_external", "Invite a guest"),
    energy: "Members carry most of it. Organisers spend less, and on other things: keeping it fresh, handing on.",
    activities: &["peer_mentoring", "field_trip", "talk_external", "internal_conference", "scheme_of_work"],
    besides: &["Learning pathways", "Sessions together with another community"],
    risks: &[
        "Fewer and fewer people host",
        "No newcomers",
        "No story in three months",
        "The founder is still in every session",
    ],
};

const TRANSFORMATION: PhaseGuide = PhaseGuide {
    about: "What it was is coming to an end: it may be renewed, change its shape, or close.",
    next_move: "Choose together: renew, refocus, split, merge, pause or close.",
    first_step: ("/events/new?kind=renewal_workshop", "Plan a renewal workshop"),
    energy: "It takes organisers’ energy again, because someone has to lead the decision.",
    activities: &["renewal_workshop", "retro", "open_space", "closing_celebration"],
    besides: &["Talks about splitting or merging"],
    risks: &[
        "Silence for longer than three of your usual intervals",
        "Organisers who find it hard to let go",
    ],
};

impl Phase {
    pub fn guide(self) -> &'static PhaseGuide {
        match self {
            Self::Potential => &POTENTIAL,
            Self::Forming => &FORMING,
            Self::Maturing => &MATURING,
            Self::SelfSustaining => &SELF_SUSTAINING,
            Self::Transformation => &TRANSFORMATION,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Phase;
    use crate::sessions::events::kinds;

    #[test]
    fn what_a_phase_suggests_can_be_scheduled() {
        for phase in Phase::ALL {
            for kind in phase.guide().activities {
                assert!(kinds::find(kind).is_some(), "{kind}");
            }
        }
    }
}
