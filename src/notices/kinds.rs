//! What a person can be told, and in which ways. How they are told as long as they say nothing is written in the
//! database function `notice_ways`.

use crate::platform::states::states;

states! {
    /// How something is told.
    pub enum Way {
        AtOnce = "at_once",
        Digest = "digest",
        Off = "off",
    }
}

impl Way {
    /// The one of two that tells less: where two communities become one, nobody hears more than they chose.
    #[must_use]
    pub fn strictest(self, other: Self) -> Self {
        match (self, other) {
            (Self::Off, _) | (_, Self::Off) => Self::Off,
            (Self::Digest, _) | (_, Self::Digest) => Self::Digest,
            (Self::AtOnce, Self::AtOnce) => Self::AtOnce,
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::AtOnce => "Straight away",
            Self::Digest => "In the weekly email",
            Self::Off => "Off",
        }
    }
}

states! {
    /// What is told, in the order of the page.
    pub enum NoticeKind {
        NewSession = "new_session",
        WillYouCome = "will_you_come",
        Reminder = "reminder",
        Soon = "soon",
        Recap = "recap",
        Announcement = "announcement",
        Story = "story",
        /// What an author is asked about a story of theirs.
        OwnStory = "own_story",
        Poll = "poll",
        Coffee = "coffee",
        Thanks = "thanks",
        Pulse = "pulse",
        PulseResults = "pulse_results",
        Hosting = "hosting",
        Nudge = "nudge",
        /// Of leaders, once a month.
        Impact = "impact",
        /// The digest itself.
        Digest = "digest",
    }
}

/// The way someone chose for a kind.
#[derive(Clone, Copy, Debug)]
pub struct NoticeChoice {
    pub kind: NoticeKind,
    pub way: Way,
}

impl NoticeKind {
    /// In links that live for a year: a number once given is never given to another kind.
    pub fn number(self) -> u128 {
        match self {
            Self::Digest => 1,
            Self::NewSession => 2,
            Self::WillYouCome => 3,
            Self::Reminder => 4,
            Self::Soon => 5,
            Self::Recap => 6,
            Self::Announcement => 7,
            Self::Story => 8,
            Self::Hosting => 9,
            Self::Nudge => 10,
            Self::Poll => 11,
            Self::Coffee => 14,
            Self::Thanks => 20,
            Self::Impact => 24,
            Self::Pulse => 40,
            Self::OwnStory => 61,
            Self::PulseResults => 41,
        }
    }

    pub fn numbered(number: u128) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The ways it can be told in. What is of use at its hour alone, or in many lines, has no place in a digest.
    pub fn ways(self) -> &'static [Way] {
        match self {
            Self::Soon
            | Self::OwnStory
            | Self::Poll
            | Self::Coffee
            | Self::Thanks
            | Self::Pulse
            | Self::PulseResults
            | Self::Hosting
            | Self::Impact
            | Self::Digest => &[Way::AtOnce, Way::Off],
            _ => &Way::ALL,
        }
    }

    pub fn allows(self, way: Way) -> bool {
        self.ways().contains(&way)
    }

    /// What it is, as its row on the page says.
    pub fn title(self) -> &'static str {
        match self {
            Self::Digest => "Weekly email",
            Self::NewSession => "New sessions",
            Self::WillYouCome => "Reminder to answer",
            Self::Reminder => "The day before",
            Self::Soon => "15 minutes before",
            Self::Recap => "The day after",
            Self::Announcement => "Announcements",
            Self::Story => "New stories",
            Self::OwnStory => "Your own stories",
            Self::Poll => "New polls",
            Self::Coffee => "Coffee rounds",
            Self::Thanks => "Thanks",
            Self::Pulse => "Pulse",
            Self::PulseResults => "Results of a pulse",
            Self::Hosting => "When you host",
            Self::Nudge => "Suggestions",
            Self::Impact => "Impact, once a month",
        }
    }

    pub fn hint(self) -> &'static str {
        match self {
            Self::Digest => {
                "Mondays at 08:00 in your time zone: your sessions this week, and what you chose to get weekly."
            }
            Self::NewSession => "When one of your communities publishes a session.",
            Self::WillYouCome => "Once, five working days before a session you have not answered.",
            Self::Reminder => "For sessions you answered yes or maybe to.",
            Self::Soon => "For the same sessions, with the link to join.",
            Self::Recap => "The recap of a session you went to, and a link to write a story.",
            Self::Announcement => "What organisers send to all members of a community.",
            Self::Story => "When someone in your communities shares a story.",
            Self::OwnStory => {
                "A month after you shared one: what came of it? And when an organiser asks about its numbers. Both are on \
                 Home either way."
            }
            Self::Poll => "When one of your communities looks for a date or asks a question.",
            Self::Coffee => {
                "Questions before and after a round you are in. Who you are matched with is always sent."
            }
            Self::Thanks => {
                "When someone thanks you for a story, a session or your help. It’s on Home either way."
            }
            Self::Pulse => {
                "When one of your communities, or the organisation, asks how it is going; and once at half-time."
            }
            Self::PulseResults => {
                "Once, when the results of a pulse you may read are ready. They’re on Home either way."
            }
            Self::Hosting => "Who’s going, two working days before; the attendance list, an hour after.",
            Self::Impact => "For leaders, on the first Monday of a month: how far communities reach.",
            Self::Nudge => "One next step at a time, at most two a week; most are for organisers.",
        }
    }

    /// What a person stops who unsubscribes: "You won’t get any more … from the Testing circle".
    pub fn mails(self) -> &'static str {
        match self {
            Self::Digest => "weekly emails",
            Self::NewSession => "emails about new sessions",
            Self::WillYouCome => "reminders to answer",
            Self::Reminder => "reminders the day before",
            Self::Soon => "reminders 15 minutes before",
            Self::Recap => "emails the day after a session",
            Self::Announcement => "announcements",
            Self::Story => "emails about new stories",
            Self::OwnStory => "questions about your own stories",
            Self::Poll => "emails about new polls",
            Self::Coffee => "questions about coffee rounds",
            Self::Thanks => "emails about thanks",
            Self::Pulse => "emails about pulses",
            Self::PulseResults => "emails about results of pulses",
            Self::Hosting => "emails about the sessions you host",
            Self::Nudge => "suggestions",
            Self::Impact => "monthly emails about impact",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{NoticeKind, Way};

    #[test]
    fn every_kind_can_be_switched_off_and_is_found_by_its_name_and_number() {
        for kind in NoticeKind::ALL {
            assert!(kind.allows(Way::Off), "{kind:?}");
            assert_eq!(kind.as_str().parse::<NoticeKind>().unwrap(), kind);
            assert_eq!(NoticeKind::numbered(kind.number()), Some(kind));
        }
    }
}
