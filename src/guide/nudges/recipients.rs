//! To whom a kind may go: who a person is in a community, and what they did there.

use time::{Duration, OffsetDateTime};

use super::kinds::{Audience, NudgeKind};
use super::rules::days_of;
use super::signs::CommunitySigns;
use crate::guide::phases::Thresholds;
use crate::platform::ids::{CommunityId, PersonId};

/// The numbers that say to whom something may go, and when.
#[derive(Clone, Copy, Debug)]
pub struct RecipientRules {
    pub now: OffsetDateTime,
    /// How long the organisers alone know of the silence, before the people who came most are asked.
    pub core_after: Duration,
    /// How long after joining a first session is suggested, and for how long it is.
    pub welcome_after: Duration,
    pub welcome_until: Duration,
}

impl RecipientRules {
    pub fn of(t: &Thresholds, now: OffsetDateTime) -> Self {
        Self {
            now,
            core_after: days_of(t.nudge_core_days),
            welcome_after: days_of(t.nudge_welcome_days),
            welcome_until: days_of(t.nudge_welcome_until),
        }
    }
}

/// A member who can be told something about a community.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude one another")]
pub struct Recipient {
    pub community_id: CommunityId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    /// In the community: a sponsor need not be.
    pub member: bool,
    pub sponsor: bool,
    pub organiser: bool,
    pub founder: bool,
    pub joined_at: OffsetDateTime,
    /// Was at the last session.
    pub attended: bool,
    /// Answered an invitation to a session, or was at one; known of those who joined lately.
    pub answered: bool,
    /// Was at no session of the community before the last one, and has not said whether that was worth it.
    pub first_time: bool,
    /// Came to half of the sessions or more, when the community last met.
    pub core: bool,
}

impl Recipient {
    /// Whether the kind may be made for this person now.
    pub fn may_get(&self, kind: NudgeKind, signs: &CommunitySigns, rules: RecipientRules) -> bool {
        let told_long_ago = signs.silence_told_at.is_some_and(|told| rules.now - told >= rules.core_after);
        match kind.audience() {
            Audience::Founder => self.founder && self.organiser,
            Audience::Organisers => self.organiser,
            Audience::OrganisersThenCore => self.organiser || (self.core && told_long_ago),
            Audience::OneAttendee => self.attended,
            Audience::Everyone => self.member,
            Audience::Sponsor => self.sponsor,
            Audience::Newcomer => self.is_new(rules) && !self.answered,
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

    pub fn is_new(&self, rules: RecipientRules) -> bool {
        let joined_ago = rules.now - self.joined_at;
        self.member && !self.organiser && (rules.welcome_after..rules.welcome_until).contains(&joined_ago)
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::guide::nudges::rules::tests::young;

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn rules() -> RecipientRules {
        RecipientRules::of(&Thresholds::default(), NOW)
    }

    fn member() -> Recipient {
        Recipient {
            community_id: CommunityId::nil(),
            person_id: PersonId::nil(),
            name: "Ben Okafor".to_owned(),
            email: "ben@example.org".to_owned(),
            zone: "Etc/UTC".to_owned(),
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
        let may = |person: &Recipient, kind| person.may_get(kind, &young(), rules());
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
    }

    #[test]
    fn a_sponsor_who_is_no_member_gets_only_what_is_for_sponsors() {
        let sponsor =
            Recipient { member: false, sponsor: true, joined_at: NOW - Duration::days(8), ..member() };
        let gets: Vec<NudgeKind> =
            NudgeKind::ALL.into_iter().filter(|kind| sponsor.may_get(*kind, &young(), rules())).collect();
        assert_eq!(gets, [NudgeKind::Sponsor]);
        assert!(sponsor.may_keep(NudgeKind::Sponsor) && !sponsor.may_keep(NudgeKind::Grown));
        assert!(!member().may_get(NudgeKind::Sponsor, &young(), rules()));
    }

    #[test]
    fn core_members_are_asked_two_weeks_after_the_organisers() {
        let core = Recipient { core: true, ..member() };
        let told = |days| CommunitySigns { silence_told_at: Some(NOW - Duration::days(days)), ..young() };
        assert!(!core.may_get(NudgeKind::Silence, &young(), rules()));
        assert!(!core.may_get(NudgeKind::Silence, &told(13), rules()));
        assert!(core.may_get(NudgeKind::Silence, &told(14), rules()));
        assert!(!member().may_get(NudgeKind::Silence, &told(14), rules()));
        assert!(Recipient { organiser: true, ..member() }.may_get(NudgeKind::Silence, &young(), rules()));
    }

    #[test]
    fn a_newcomer_is_welcomed_in_their_second_to_fourth_week_until_they_answer() {
        let joined = |days| Recipient { joined_at: NOW - Duration::days(days), ..member() };
        let may = |person: &Recipient| person.may_get(NudgeKind::Welcome, &young(), rules());
        assert!(!may(&joined(6)) && may(&joined(7)) && may(&joined(27)) && !may(&joined(28)));
        assert!(!may(&Recipient { answered: true, ..joined(7) }));
        assert!(!may(&Recipient { organiser: true, ..joined(7) }));
    }
}
