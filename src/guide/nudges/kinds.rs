//! The catalogue of nudges: what each suggests, and to whom.

use time::Duration;

use super::recipients::Recipient;
use super::rules::days_of;
use crate::guide::phases::Thresholds;
use crate::platform::states::states;

/// Before the same kind comes again to the same person from the same community.
pub const COOLDOWN: Duration = Duration::days(21);

states! {
    /// The kinds, the most important first, each under its number in the catalogue of nudges.
    pub enum NudgeKind {
        /// The purpose was left for later.
        Purpose = "N1",
        /// Too few people, or all from one team.
        MorePeople = "N2",
        /// People are in, and no session has a date.
        FirstDate = "N3",
        /// Two months without a session, before it ever got going.
        StartSmall = "N4",
        /// A session was held, and none is to come.
        NextDate = "N5",
        /// The third session is near, and one person hosted the others.
        AnotherHost = "N6",
        /// A session was held, and no story came of it.
        TellStory = "N7",
        /// A young community fell silent.
        Silence = "N8",
        /// A session is near, and there is nothing to choose a topic from.
        Topics = "N9",
        /// The community rose to Maturing.
        Grown = "N10",
        /// It is time to look back together.
        LookBack = "N11",
        /// One person hosts or organises nearly everything.
        ShareWork = "N12",
        /// Most who come are of one team.
        OneTeam = "N13",
        /// Stories of something tried, and nobody outside reads of it.
        Snapshot = "N14",
        /// Too large to be run by one or two people.
        LeadershipTeam = "N15",
        /// The community rose to Self-sustaining.
        StepBack = "N16",
        /// Nothing new came in from outside.
        Freshness = "N17",
        /// Fewer people come than in the best period.
        Fading = "N18",
        /// A transformation is proposed.
        Transformation = "N19",
        /// A new member can come to their first session.
        Welcome = "N21",
        /// Somebody came for the first time.
        Worth = "N22",
        /// A sponsor is named, and members saw nothing of them for long.
        Sponsor = "N23",
    }
}

/// To whom a kind goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Whoever started the community, for as long as they organise it.
    Founder,
    Organisers,
    /// Organisers; after a while the people who came most as well.
    OrganisersThenCore,
    /// One person who was at the session, another one each time.
    OneAttendee,
    Everyone,
    Newcomer,
    /// Whoever came to the last session for the first time.
    FirstTimer,
    /// The sponsor, member or not.
    Sponsor,
}

impl NudgeKind {
    /// What it suggests.
    pub fn title(self) -> &'static str {
        match self {
            Self::Purpose => "Describe your community in one sentence",
            Self::MorePeople => "Ask two people from another team, by name",
            Self::FirstDate => "Plan a lean coffee: it needs no preparation",
            Self::StartSmall => "Start small, team up with a similar community, or let it rest",
            Self::NextDate => "Plan the next session: a regular rhythm builds trust",
            Self::AnotherHost => "Ask someone else to host the next session",
            Self::TellStory => "What have you used or tried since? Three lines are enough",
            Self::Silence => "Offer two dates now, or pause the community openly",
            Self::Topics => "Find a topic for the next session, or plan one that needs no preparation",
            Self::Grown => "Your community has grown up: see what comes next",
            Self::LookBack => "Look back together for 30 minutes",
            Self::ShareWork => "Find another organiser, and hand over some of the work",
            Self::OneTeam => "Invite a team you haven’t met yet, and try coffee across teams",
            Self::Snapshot => "Share an impact snapshot outside, and thank those who told their stories",
            Self::LeadershipTeam => "Build a leadership team: above about 40 people, one or two can’t run it",
            Self::StepBack => "Plan one session that runs without you",
            Self::Freshness => "Bring in someone from outside: a guest, a visit or a joint session",
            Self::Fading => "Ask members what would suit them, or try another format or time",
            Self::Transformation => "Decide together: renew, refocus, split, merge, pause or close",
            Self::Welcome => "Come to the next session and say hello",
            Self::Worth => "Was it worth your time?",
            Self::Sponsor => {
                "Do one concrete thing: mention it, come for ten minutes as a learner, or free an hour for hosts"
            }
        }
    }

    pub fn audience(self) -> Audience {
        match self {
            Self::Purpose | Self::MorePeople | Self::StartSmall | Self::StepBack => Audience::Founder,
            Self::FirstDate
            | Self::NextDate
            | Self::AnotherHost
            | Self::Topics
            | Self::LookBack
            | Self::ShareWork
            | Self::OneTeam
            | Self::Snapshot
            | Self::LeadershipTeam
            | Self::Freshness
            | Self::Fading
            | Self::Transformation => Audience::Organisers,
            Self::Silence => Audience::OrganisersThenCore,
            Self::TellStory => Audience::OneAttendee,
            Self::Grown => Audience::Everyone,
            Self::Welcome => Audience::Newcomer,
            Self::Worth => Audience::FirstTimer,
            Self::Sponsor => Audience::Sponsor,
        }
    }

    /// Before it comes again to the same person from the same community.
    pub fn cooldown(self, t: &Thresholds) -> Duration {
        if self == Self::LookBack { days_of(t.nudge_retro_every).max(COOLDOWN) } else { COOLDOWN }
    }

    /// Whether it is news rather than something to do: its end is no answer to it.
    pub fn is_news(self) -> bool {
        matches!(self, Self::Grown | Self::StepBack)
    }

    /// Whether it may be mailed to this person. That a community has grown is good to read, and no reason for a mail to
    /// all of its members.
    pub fn may_be_mailed_to(self, person: &Recipient) -> bool {
        self != Self::Grown || person.organiser
    }
}

#[cfg(test)]
mod tests {
    use super::NudgeKind;

    #[test]
    fn kinds_are_stored_by_their_numbers_in_the_order_of_the_catalogue() {
        for kind in NudgeKind::ALL {
            assert_eq!(kind.as_str().parse::<NudgeKind>().unwrap(), kind);
        }
        let numbers: Vec<u32> =
            NudgeKind::ALL.iter().map(|kind| kind.as_str()[1..].parse().unwrap()).collect();
        assert!(numbers.is_sorted());
        assert!(NudgeKind::ALL.is_sorted());
        assert!("N24".parse::<NudgeKind>().is_err());
    }
}
