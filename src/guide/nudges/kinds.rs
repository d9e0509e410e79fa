//! The catalogue of nudges: what each suggests, and to which people it may go.

use time::{Duration, OffsetDateTime};

use super::queries::{CommunitySigns, Recipient};
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
        /// It is a year older.
        Yearly = "N25",
    }
}

/// The people a kind is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// The person who started the community, for as long as they organise it.
    Founder,
    Organisers,
    /// Organisers; after a while the people who came most as well.
    OrganisersThenCore,
    /// One person who was at the session, another one each time.
    OneAttendee,
    Everyone,
    Newcomer,
    /// People who came to the last session for the first time.
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
            Self::Yearly => "Once a year: keep it as it is, change it, or bring it to a good end",
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
            | Self::Transformation
            | Self::Yearly => Audience::Organisers,
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
        match self {
            Self::LookBack => days_of(t.nudge_retro_every).max(COOLDOWN),
            // Once in its four weeks.
            Self::Yearly => COOLDOWN * 2,
            _ => COOLDOWN,
        }
    }

    /// Whether it is news rather than something to do: its end is no answer to it.
    pub fn is_news(self) -> bool {
        matches!(self, Self::Grown | Self::StepBack)
    }

    /// Whether it may be mailed to this person, who else finds it on the page. That a community has grown is good to read, and no reason for a mail to
    /// all of its members.
    pub fn may_be_mailed_to(self, person: &Recipient) -> bool {
        person.by_mail && (self != Self::Grown || person.organiser)
    }
}

/// The numbers that say to which people something may go, and when.
#[derive(Clone, Copy, Debug)]
pub struct RecipientTimes {
    pub now: OffsetDateTime,
    /// How long the organisers alone know of the silence, before the people who came most are asked.
    pub core_after: Duration,
    /// How long after joining a first session is suggested, and for how long it is.
    pub welcome_after: Duration,
    pub welcome_until: Duration,
}

impl RecipientTimes {
    pub fn of(t: &Thresholds, now: OffsetDateTime) -> Self {
        Self {
            now,
            core_after: days_of(t.nudge_core_days),
            welcome_after: days_of(t.nudge_welcome_days),
            welcome_until: days_of(t.nudge_welcome_until),
        }
    }
}

impl Recipient {
    /// Whether the kind may be made for this person now.
    pub fn may_get(&self, kind: NudgeKind, signs: &CommunitySigns, times: RecipientTimes) -> bool {
        let told_long_ago = signs.silence_told_at.is_some_and(|told| times.now - told >= times.core_after);
        match kind.audience() {
            Audience::Founder => self.founder && self.organiser,
            Audience::Organisers => self.organiser,
            Audience::OrganisersThenCore => self.organiser || (self.core && told_long_ago),
            Audience::OneAttendee => self.attended,
            Audience::Everyone => self.member,
            Audience::Sponsor => self.sponsor,
            Audience::Newcomer => self.is_new(times) && !self.answered,
            Audience::FirstTimer => self.attended && self.first_time,
        }
    }

    /// Whether one that was made for this person before may stay: what can be told of a member stays for as long as
    /// they are one.
    pub fn may_keep(&self, kind: NudgeKind) -> bool {
        match kind.audience() {
            Audience::Founder => self.founder && self.organiser,
            Audience::Organisers => self.organiser,
            Audience::Sponsor => self.sponsor,
            Audience::OrganisersThenCore
            | Audience::OneAttendee
            | Audience::Everyone
            | Audience::Newcomer
            | Audience::FirstTimer => self.member,
        }
    }

    pub fn is_new(&self, times: RecipientTimes) -> bool {
        let joined_ago = times.now - self.joined_at;
        self.member && !self.organiser && (times.welcome_after..times.welcome_until).contains(&joined_ago)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::guide::nudges::rules::tests::young;
    use crate::platform::ids::{CommunityId, PersonId};

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn times() -> RecipientTimes {
        RecipientTimes::of(&Thresholds::default(), NOW)
    }

    fn member() -> Recipient {
        Recipient {
            community_id: CommunityId::nil(),
            person_id: PersonId::nil(),
            name: "Ben Okafor".to_owned(),
            email: "ben@example.org".to_owned(),
            zone: "Etc/UTC".to_owned(),
            by_mail: true,
            member: true,
            sponsor: false,
            organiser: false,
            founder: false,
            joined_at: NOW - Duration::days(100),
            attended: false,
            answered: false,
            first_time: false,
            core: false,
        }
    }

    #[test]
    fn each_kind_finds_the_people_it_is_for() {
        let may = |person: &Recipient, kind| person.may_get(kind, &young(), times());
        let organiser = Recipient { organiser: true, ..member() };
        let founder = Recipient { founder: true, ..organiser.clone() };
        assert!(may(&founder, NudgeKind::Purpose) && !may(&organiser, NudgeKind::Purpose));
        assert!(!may(&Recipient { organiser: false, ..founder }, NudgeKind::StepBack));
        assert!(may(&organiser, NudgeKind::NextDate) && !may(&member(), NudgeKind::NextDate));
        assert!(may(&Recipient { attended: true, ..member() }, NudgeKind::TellStory));
        assert!(!may(&organiser, NudgeKind::TellStory), "who was not there has nothing to tell");
        let first_time = Recipient { attended: true, first_time: true, ..member() };
        assert!(may(&first_time, NudgeKind::Worth));
        assert!(!may(&Recipient { first_time: false, ..first_time }, NudgeKind::Worth), "once, or answered");
        assert!(may(&member(), NudgeKind::Grown));
        assert!(
            NudgeKind::Grown.may_be_mailed_to(&organiser) && !NudgeKind::Grown.may_be_mailed_to(&member())
        );
        assert!(!NudgeKind::Grown.may_be_mailed_to(&Recipient { by_mail: false, ..organiser }));
    }

    #[test]
    fn a_sponsor_who_is_no_member_gets_only_what_is_for_sponsors() {
        let sponsor =
            Recipient { member: false, sponsor: true, joined_at: NOW - Duration::days(8), ..member() };
        let gets: Vec<NudgeKind> =
            NudgeKind::ALL.into_iter().filter(|kind| sponsor.may_get(*kind, &young(), times())).collect();
        assert_eq!(gets, [NudgeKind::Sponsor]);
        assert!(sponsor.may_keep(NudgeKind::Sponsor) && !sponsor.may_keep(NudgeKind::Grown));
        assert!(!member().may_get(NudgeKind::Sponsor, &young(), times()));
    }

    #[test]
    fn core_members_are_asked_two_weeks_after_the_organisers() {
        let core = Recipient { core: true, ..member() };
        let told = |days| CommunitySigns { silence_told_at: Some(NOW - Duration::days(days)), ..young() };
        assert!(!core.may_get(NudgeKind::Silence, &young(), times()));
        assert!(!core.may_get(NudgeKind::Silence, &told(13), times()));
        assert!(core.may_get(NudgeKind::Silence, &told(14), times()));
        assert!(!member().may_get(NudgeKind::Silence, &told(14), times()));
        assert!(Recipient { organiser: true, ..member() }.may_get(NudgeKind::Silence, &young(), times()));
    }

    #[test]
    fn a_newcomer_is_welcomed_in_their_second_to_fourth_week_until_they_answer() {
        let joined = |days| Recipient { joined_at: NOW - Duration::days(days), ..member() };
        let may = |person: &Recipient| person.may_get(NudgeKind::Welcome, &young(), times());
        assert!(!may(&joined(6)) && may(&joined(7)) && may(&joined(27)) && !may(&joined(28)));
        assert!(!may(&Recipient { answered: true, ..joined(7) }));
        assert!(!may(&Recipient { organiser: true, ..joined(7) }));
    }

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
