//! What each way means, for organisers who choose among them.

use super::TransformationWay;

/// One way, in the words of the page.
pub struct WayGuide {
    pub way: TransformationWay,
    pub name: &'static str,
    pub about: &'static str,
    pub suits: &'static str,
    pub members: &'static str,
    pub sessions: &'static str,
    pub stories: &'static str,
    pub emails: &'static str,
    /// On the way's own page.
    pub button: &'static str,
}

/// In the order of the page: the smallest change first.
pub const GUIDES: [WayGuide; 6] = [
    WayGuide {
        way: TransformationWay::Renew,
        name: "Renew",
        about: "Keep the purpose and bring the energy back, beginning with a renewal workshop.",
        suits: "Suits you when people still care about the topic, and the sessions have lost their pull.",
        members: "All stay.",
        sessions: "All stay. You plan a renewal workshop.",
        stories: "All stay.",
        emails: "None, until you publish the workshop.",
        button: "Renew the community",
    },
    WayGuide {
        way: TransformationWay::Refocus,
        name: "Refocus",
        about: "Give the community a new purpose, and a new name or rhythm if that helps.",
        suits: "Suits you when the people still want to meet, about something else than before.",
        members: "All stay.",
        sessions: "All stay.",
        stories: "All stay. The old purpose stays on record.",
        emails: "None.",
        button: "Refocus the community",
    },
    WayGuide {
        way: TransformationWay::Pause,
        name: "Pause",
        about: "Take a break with an end in sight: holidays, a busy season, an organiser on leave.",
        suits: "Suits you when what is missing is time, not interest.",
        members: "All stay.",
        sessions: "Planned ones stay. Series get no new dates.",
        stories: "All stay.",
        emails: "None. The page shows the pause.",
        button: "Pause the community",
    },
    WayGuide {
        way: TransformationWay::Split,
        name: "Split",
        about: "Let a part of the community become one of its own.",
        suits: "Suits you when two groups have formed that want different things, or when it has grown too large.",
        members: "You choose who is asked. Each moves, is in both, or stays.",
        sessions: "You choose which go. Everyone keeps their answers.",
        stories: "All stay, with sessions held and attendance.",
        emails: "One to people who are asked or whose sessions move.",
        button: "Split the community",
    },
    WayGuide {
        way: TransformationWay::Merge,
        name: "Merge",
        about: "Make one community of two. An organiser of the other one has to accept.",
        suits: "Suits you when two communities talk about the same things, or each is small alone.",
        members: "All are in the one that goes on. People only in a private one are asked first.",
        sessions: "All go on. Everyone keeps their answers.",
        stories: "All stay where they were told, and readable.",
        emails: "One to every member of both.",
        button: "Merge with another community",
    },
    WayGuide {
        way: TransformationWay::Close,
        name: "Close",
        about: "End it well: announced 14 days ahead, with thanks, and with an archive that stays readable.",
        suits: "Suits you when it has done its job, or nobody has the energy to go on.",
        members: "All are told and thanked. Anyone can offer to take over.",
        sessions: "Sessions up to the last day take place. Later ones are cancelled.",
        stories: "All stay readable.",
        emails: "One now, one on the last day.",
        button: "Announce the closing",
    },
];

impl TransformationWay {
    pub fn guide(self) -> &'static WayGuide {
        match self {
            Self::Renew => &GUIDES[0],
            Self::Refocus => &GUIDES[1],
            Self::Pause => &GUIDES[2],
            Self::Split => &GUIDES[3],
            Self::Merge => &GUIDES[4],
            Self::Close => &GUIDES[5],
        }
    }

    /// Does it reach another community? Such a way has a form of its own.
    pub fn is_shared(self) -> bool {
        matches!(self, Self::Split | Self::Merge)
    }

    // For templates, which know values and no types.
    pub fn is_renew(self) -> bool {
        self == Self::Renew
    }

    pub fn is_refocus(self) -> bool {
        self == Self::Refocus
    }

    pub fn is_pause(self) -> bool {
        self == Self::Pause
    }

    pub fn is_split(self) -> bool {
        self == Self::Split
    }

    pub fn is_close(self) -> bool {
        self == Self::Close
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_has_its_own_words() {
        for way in TransformationWay::ALL {
            assert_eq!(way.guide().way, way);
        }
    }
}
