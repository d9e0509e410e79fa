//! Which of the possible nudges are made: few, and never soon again.

use std::collections::{HashMap, HashSet};

use time::{Duration, OffsetDateTime};

use super::kinds::{Audience, COOLDOWN, NudgeKind};
use crate::guide::phases::Thresholds;
use crate::platform::ids::{CommunityId, EventId, NudgeId, PersonId};

/// Within this time a person gets one nudge from a community, and two in all.
const SPELL: Duration = Duration::days(7);
const MOST_IN_A_SPELL: usize = 2;
/// How often the same nudge is mailed; from then on it only waits on the page.
pub const MOST_MAILS: u8 = 3;

/// A person something could be suggested to, now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub kind: NudgeKind,
    pub community: CommunityId,
    pub person: PersonId,
    pub event: Option<EventId>,
    /// Otherwise it waits on the page.
    pub by_mail: bool,
}

/// A nudge that was made before.
#[derive(Clone, Debug)]
pub struct PastNudge {
    pub id: NudgeId,
    pub kind: NudgeKind,
    pub community: CommunityId,
    pub person: PersonId,
    pub event: Option<EventId>,
    pub made_at: OffsetDateTime,
    pub mailed: bool,
    pub snoozed_until: Option<OffsetDateTime>,
    pub open: bool,
}

/// That a person wants no more nudges of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Mute {
    pub person: PersonId,
    pub kind: NudgeKind,
}

/// A nudge to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenNudge {
    /// Its place among the candidates.
    pub index: usize,
    pub mailed: bool,
    /// The one still open that it takes the place of.
    pub instead_of: Option<NudgeId>,
}

/// Chooses among candidates, the most important kind first; those of one kind in the order they come. Mail and
/// page count alike: a nudge is made once, whatever ways it takes.
pub fn choose(
    candidates: &[Candidate],
    past: &[PastNudge],
    muted: &HashSet<Mute>,
    t: &Thresholds,
    now: OffsetDateTime,
) -> Vec<ChosenNudge> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by_key(|index| candidates[*index].kind);
    let mut told = EarlierNudges::of(past, now);
    let mut chosen: Vec<ChosenNudge> = Vec::new();
    for index in order {
        let candidate = &candidates[index];
        let mute = Mute { person: candidate.person, kind: candidate.kind };
        if muted.contains(&mute) || !told.leaves_room_for(candidate) {
            continue;
        }
        let of_its_own = || told.of_person(candidate.person).filter(|occasion| candidate.is_alike(occasion));
        if of_its_own().any(|occasion| candidate.comes_too_soon_after(occasion, t, now)) {
            continue;
        }
        let mails =
            of_its_own().filter(|occasion| occasion.mailed && occasion.event == candidate.event).count();
        let open = of_its_own().find(|occasion| occasion.open).map(|occasion| occasion.id);
        chosen.push(ChosenNudge {
            index,
            mailed: candidate.by_mail && mails < usize::from(MOST_MAILS),
            instead_of: open,
        });
        told.note(candidate);
    }
    chosen
}

/// What people were told so far, just now included.
struct EarlierNudges<'a> {
    past: HashMap<PersonId, Vec<&'a PastNudge>>,
    /// From which communities a person was told something within the spell.
    lately: HashMap<PersonId, Vec<CommunityId>>,
    /// Communities in which one attendee was asked, too lately for another one.
    asked_one: HashSet<(CommunityId, NudgeKind)>,
}

impl<'a> EarlierNudges<'a> {
    fn of(past: &'a [PastNudge], now: OffsetDateTime) -> Self {
        let mut told = Self { past: HashMap::new(), lately: HashMap::new(), asked_one: HashSet::new() };
        for occasion in past {
            told.past.entry(occasion.person).or_default().push(occasion);
            if occasion.made_at > now - SPELL {
                told.lately.entry(occasion.person).or_default().push(occasion.community);
            }
            if occasion.made_at > now - COOLDOWN && occasion.kind.audience() == Audience::OneAttendee {
                told.asked_one.insert((occasion.community, occasion.kind));
            }
        }
        told
    }

    fn of_person(&self, person: PersonId) -> impl Iterator<Item = &'a PastNudge> {
        self.past.get(&person).into_iter().flatten().copied()
    }

    /// Whether the caps of the person and of the community allow one more.
    fn leaves_room_for(&self, candidate: &Candidate) -> bool {
        let lately = self.lately.get(&candidate.person).map_or(&[][..], Vec::as_slice);
        lately.len() < MOST_IN_A_SPELL
            && !lately.contains(&candidate.community)
            && !self.asked_one.contains(&(candidate.community, candidate.kind))
    }

    fn note(&mut self, candidate: &Candidate) {
        self.lately.entry(candidate.person).or_default().push(candidate.community);
        if candidate.kind.audience() == Audience::OneAttendee {
            self.asked_one.insert((candidate.community, candidate.kind));
        }
    }
}

impl Candidate {
    /// Of the same kind, to the same person, from the same community.
    fn is_alike(&self, occasion: &PastNudge) -> bool {
        self.kind == occasion.kind && self.person == occasion.person && self.community == occasion.community
    }

    fn comes_too_soon_after(&self, occasion: &PastNudge, t: &Thresholds, now: OffsetDateTime) -> bool {
        occasion.made_at > now - self.kind.cooldown(t)
            || occasion.snoozed_until.is_some_and(|until| until > now)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    fn choose(
        candidates: &[Candidate],
        past: &[PastNudge],
        muted: &HashSet<Mute>,
        now: OffsetDateTime,
    ) -> Vec<ChosenNudge> {
        super::choose(candidates, past, muted, &Thresholds::default(), now)
    }

    const START: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn candidate(kind: NudgeKind, community: u128, person: u128) -> Candidate {
        Candidate {
            kind,
            community: CommunityId::from_u128(community),
            person: PersonId::from_u128(person),
            event: None,
            by_mail: true,
        }
    }

    /// What could be suggested, so long after the moment before.
    #[derive(Clone, Debug)]
    struct Offer {
        wait: Duration,
        candidates: Vec<Candidate>,
    }

    /// What a life with these candidates, offered every so often, brings.
    fn live(offers: &[Offer], muted: &HashSet<Mute>) -> Vec<PastNudge> {
        let mut past: Vec<PastNudge> = Vec::new();
        let mut now = START;
        for Offer { wait, candidates } in offers {
            now += *wait;
            for chosen in choose(candidates, &past, muted, now) {
                for occasion in past.iter_mut().filter(|occasion| Some(occasion.id) == chosen.instead_of) {
                    occasion.open = false;
                }
                let Candidate { kind, community, person, event, .. } = candidates[chosen.index].clone();
                let id = NudgeId::from_u128(past.len() as u128);
                let mailed = chosen.mailed;
                past.push(PastNudge {
                    id,
                    kind,
                    community,
                    person,
                    event,
                    made_at: now,
                    mailed,
                    snoozed_until: None,
                    open: true,
                });
            }
        }
        past
    }

    fn every(wait: Duration, times: usize, candidates: &[Candidate]) -> Vec<Offer> {
        vec![Offer { wait, candidates: candidates.to_vec() }; times]
    }

    #[test]
    fn the_most_important_comes_first_and_alone_in_a_community() {
        let both = [candidate(NudgeKind::NextDate, 1, 1), candidate(NudgeKind::Purpose, 1, 1)];
        let chosen = choose(&both, &[], &HashSet::new(), START);
        assert_eq!(chosen, [ChosenNudge { index: 1, mailed: true, instead_of: None }]);
    }

    #[test]
    fn a_person_gets_two_in_a_week_however_many_communities_they_run() {
        let many: Vec<_> = (1..=5).map(|community| candidate(NudgeKind::NextDate, community, 1)).collect();
        let made = live(&every(Duration::minutes(15), 96 * 7, &many), &HashSet::new());
        assert_eq!(made.len(), 2);
    }

    #[test]
    fn the_same_is_mailed_three_times_and_then_waits_on_the_page() {
        let one = [candidate(NudgeKind::Purpose, 1, 1)];
        let made = live(&every(Duration::days(1), 21 * 5, &one), &HashSet::new());
        let mailed: Vec<bool> = made.iter().map(|occasion| occasion.mailed).collect();
        assert_eq!(mailed, [true, true, true, false, false]);
        assert_eq!(made.iter().filter(|occasion| occasion.open).count(), 1);
    }

    #[test]
    fn one_attendee_is_asked_at_a_time_and_another_one_after_three_weeks() {
        let both = [candidate(NudgeKind::TellStory, 1, 1), candidate(NudgeKind::TellStory, 1, 2)];
        let made = live(&every(Duration::ZERO, 2, &both), &HashSet::new());
        let asked: Vec<PersonId> = made.iter().map(|occasion| occasion.person).collect();
        assert_eq!(asked, [both[0].person]);
        let later = |days| choose(&both, &made, &HashSet::new(), START + Duration::days(days));
        assert!(later(20).is_empty());
        assert_eq!(later(21).len(), 1);
        let muted = HashSet::from([Mute { person: both[0].person, kind: NudgeKind::TellStory }]);
        assert_eq!(choose(&both, &[], &muted, START)[0].index, 1, "who wants none is passed over");
    }

    #[test]
    fn a_look_back_is_asked_for_every_four_months() {
        let one = [candidate(NudgeKind::LookBack, 1, 1)];
        let made = live(&every(Duration::ZERO, 1, &one), &HashSet::new());
        let later = |days| choose(&one, &made, &HashSet::new(), START + Duration::days(days)).len();
        assert_eq!((later(119), later(120)), (0, 1));
    }

    #[test]
    fn news_for_members_waits_on_the_page() {
        let quiet = [Candidate { by_mail: false, ..candidate(NudgeKind::Grown, 1, 1) }];
        assert!(!choose(&quiet, &[], &HashSet::new(), START)[0].mailed);
    }

    #[test]
    fn what_is_put_off_or_unwanted_does_not_come() {
        let one = [candidate(NudgeKind::Purpose, 1, 1)];
        let mut made = live(&every(Duration::ZERO, 1, &one), &HashSet::new());
        made[0].snoozed_until = Some(START + Duration::days(30));
        assert!(choose(&one, &made, &HashSet::new(), START + Duration::days(29)).is_empty());
        let again = choose(&one, &made, &HashSet::new(), START + Duration::days(30));
        assert_eq!(again[0].instead_of, Some(made[0].id));
        let muted = HashSet::from([Mute { person: one[0].person, kind: NudgeKind::Purpose }]);
        assert!(choose(&one, &[], &muted, START).is_empty());
    }

    fn any_candidate() -> impl Strategy<Value = Candidate> {
        let kinds = prop::sample::select(NudgeKind::ALL.to_vec());
        (kinds, 0..4_u128, 0..4_u128, prop::option::of(0..2_u128), any::<bool>()).prop_map(
            |(kind, community, person, event, by_mail)| Candidate {
                event: event.map(EventId::from_u128),
                by_mail,
                ..candidate(kind, community, person)
            },
        )
    }

    fn any_offer() -> impl Strategy<Value = Offer> {
        (
            (0..5 * 24 * 4_i64).prop_map(|quarters| Duration::minutes(15 * quarters)),
            prop::collection::vec(any_candidate(), 0..12),
        )
            .prop_map(|(wait, candidates)| Offer { wait, candidates })
    }

    proptest! {
        #[test]
        fn no_life_brings_more_than_the_caps_allow(offers in prop::collection::vec(any_offer(), 1..60)) {
            let made = live(&offers, &HashSet::new());
            for last in &made {
                let before: Vec<_> = made.iter().filter(|other| other.person == last.person && other.made_at <= last.made_at).collect();
                let spell: Vec<_> = before.iter().filter(|other| other.made_at > last.made_at - SPELL).collect();
                prop_assert!(spell.len() <= MOST_IN_A_SPELL);
                prop_assert_eq!(spell.iter().filter(|other| other.community == last.community).count(), 1);
                let alike = before.iter().filter(|other| other.community == last.community && other.kind == last.kind);
                prop_assert_eq!(alike.clone().filter(|other| other.made_at > last.made_at - last.kind.cooldown(&Thresholds::default())).count(), 1);
                prop_assert!(alike.clone().filter(|other| other.mailed && other.event == last.event).count() <= usize::from(MOST_MAILS));
                prop_assert_eq!(alike.filter(|other| other.open && other.id != last.id).count(), 0);
                if last.kind.audience() == Audience::OneAttendee {
                    let asked = made.iter().filter(|other| other.made_at <= last.made_at && other.made_at > last.made_at - COOLDOWN);
                    prop_assert_eq!(asked.filter(|other| other.kind == last.kind && other.community == last.community).count(), 1);
                }
            }
        }
    }
}
