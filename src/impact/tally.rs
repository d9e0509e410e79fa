//! What was counted in a period: who came, how often again, for how long.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use time::OffsetDateTime;

use super::suppression::{CaseCount, Precision, Share};
use super::visits::CameBefore;
use crate::guide::participation::{
    AttendanceList, Attendee, ParticipationRules, RepeatChances, newcomers, repeat,
};
use crate::platform::ids::CommunityId;
use crate::sessions::events::kinds::{self, Level};

/// A report says what its figures count, so an administrator's thresholds for phases do not change it.
pub const RULES: ParticipationRules = ParticipationRules::DEFAULT;

/// A session that is over, with who was recorded at it: people and teams by their number.
#[derive(Clone, Debug)]
pub struct HeldSession {
    pub community_id: CommunityId,
    pub kind: String,
    pub starts_at: OffsetDateTime,
    /// Its planned length, and what its hosts prepared.
    pub minutes: usize,
    pub prep_minutes: usize,
    pub complete: bool,
    pub recapped: bool,
    pub present: Vec<Attendee>,
}

impl HeldSession {
    pub fn counts(&self) -> bool {
        RULES.counts(self.present.len())
    }
}

/// Those of whom something is true, those of whom it is not, and the different people behind both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Split {
    pub yes: CaseCount,
    pub no: CaseCount,
    pub people: usize,
}

impl Split {
    pub fn of(yes: &[usize], no: &[usize]) -> Self {
        let part =
            |cases: &[usize]| CaseCount { cases: cases.len(), people: different(cases.iter().copied()) };
        Self { yes: part(yes), no: part(no), people: different(yes.iter().chain(no).copied()) }
    }

    pub fn share(&self, precision: Precision) -> Share {
        precision.share(self.yes, self.no, self.people)
    }
}

/// Everything that is counted in one period.
#[derive(Debug, Default)]
pub struct PeriodTally {
    /// Sessions with three people or more, and those with fewer or no list.
    pub sessions: usize,
    pub uncounted: usize,
    /// Counted sessions whose list was marked complete.
    pub complete: usize,
    /// Communities that met.
    pub communities: usize,
    /// Everyone who came, with the team they were in the last time.
    pub home: HashMap<usize, Option<usize>>,
    /// The people of each team who came.
    pub teams: HashMap<usize, HashSet<usize>>,
    /// Minutes of everyone who came, and with what hosts prepared.
    pub minutes: usize,
    pub invested: usize,
    pub repeat: Split,
    /// First times in a community, the different people behind them, and whether they came back.
    pub newcomers: usize,
    pub returned: Split,
    pub kinds: usize,
    pub levels: BTreeSet<Level>,
    /// Sessions of working groups that left a recap.
    pub outputs: usize,
}

impl PeriodTally {
    /// Counts sessions in their order. `known` holds who had come to which community before.
    pub fn of(sessions: &[HeldSession], known: CameBefore) -> Self {
        let mut tally = Self::default();
        let mut by_community: BTreeMap<CommunityId, Vec<&HeldSession>> = BTreeMap::new();
        let (mut met, mut used) = (HashSet::new(), HashSet::new());
        for session in sessions {
            tally.add(session);
            if session.counts() {
                by_community.entry(session.community_id).or_default().push(session);
                used.insert(session.kind.as_str());
                met.insert(session.community_id);
            }
        }
        tally.communities = met.len();
        tally.levels = used.iter().filter_map(|kind| kinds::find(kind)).map(|kind| kind.level).collect();
        tally.kinds = used.len();
        tally.add_repeat_and_newcomers(&by_community, known);
        tally
    }

    pub fn people(&self) -> usize {
        self.home.len()
    }

    /// How many people of a team came.
    pub fn of_team(&self, team: usize) -> usize {
        self.teams.get(&team).map_or(0, HashSet::len)
    }

    fn add(&mut self, session: &HeldSession) {
        if session.counts() {
            self.sessions += 1;
            self.complete += usize::from(session.complete);
            self.outputs += usize::from(session.kind == "working_group" && session.recapped);
        } else {
            self.uncounted += 1;
        }
        if session.present.is_empty() {
            return;
        }
        let minutes = session.present.len() * session.minutes;
        self.minutes += minutes;
        self.invested += minutes + session.prep_minutes;
        for attendee in &session.present {
            self.home.insert(attendee.person, attendee.team);
            if let Some(team) = attendee.team {
                self.teams.entry(team).or_default().insert(attendee.person);
            }
        }
    }

    /// Who came again and who was new, community by community.
    fn add_repeat_and_newcomers(
        &mut self,
        by_community: &BTreeMap<CommunityId, Vec<&HeldSession>>,
        known: CameBefore,
    ) {
        let (mut again, mut once, mut new, mut returned, mut stayed_away) =
            (vec![], vec![], vec![], vec![], vec![]);
        for (community, sessions) in by_community {
            let lists: Vec<AttendanceList> = sessions
                .iter()
                .map(|session| AttendanceList { complete: session.complete, people: &session.present })
                .collect();
            let came_before = |person| known.to(*community, person);
            let repeat = repeat(&lists, came_before, RepeatChances::AfterFirst, &RULES);
            again.extend(repeat.again);
            once.extend(repeat.once);
            let newcomers = newcomers(&lists, came_before, &RULES);
            new.extend(newcomers.people);
            returned.extend(newcomers.returned);
            stayed_away.extend(newcomers.stayed_away);
        }
        self.repeat = Split::of(&again, &once);
        self.newcomers = different(new.into_iter());
        self.returned = Split::of(&returned, &stayed_away);
    }
}

pub fn different(people: impl Iterator<Item = usize>) -> usize {
    people.collect::<HashSet<usize>>().len()
}

#[cfg(test)]
mod tests {
    use time::OffsetDateTime;
    use time::macros::datetime;

    use super::{Attendee, HeldSession, PeriodTally, Split};
    use crate::impact::suppression::{CaseCount, Precision, Share};
    use crate::impact::visits::FirstVisits;
    use crate::platform::ids::CommunityId;

    const ONE: CommunityId = CommunityId::from_u128(1);
    const OCTOBER: OffsetDateTime = datetime!(2026-10-01 12:00 UTC);
    const OTHER: CommunityId = CommunityId::from_u128(2);

    fn held(community_id: CommunityId, people: &[usize]) -> HeldSession {
        let present =
            people.iter().map(|person| Attendee { person: *person, team: Some(person / 10) }).collect();
        let (complete, recapped) = (true, false);
        let (kind, starts_at) = ("lean_coffee".to_owned(), OCTOBER);
        HeldSession {
            community_id,
            kind,
            starts_at,
            minutes: 30,
            prep_minutes: 120,
            complete,
            recapped,
            present,
        }
    }

    fn count(sessions: &[HeldSession]) -> PeriodTally {
        PeriodTally::of(sessions, FirstVisits::default().before(OCTOBER))
    }

    #[test]
    fn people_are_counted_once_and_hours_each_time() {
        let tally = count(&[held(ONE, &[1, 2, 13]), held(ONE, &[1, 2]), held(OTHER, &[])]);
        assert_eq!((tally.people(), tally.teams.len(), tally.sessions, tally.uncounted), (3, 2, 1, 2));
        assert_eq!(tally.minutes, 150);
        assert_eq!(tally.invested, 390, "two hours of preparation for each session somebody came to");
        assert_eq!(tally.communities, 1);
    }

    #[test]
    fn the_repeat_rate_counts_people_who_had_two_later_chances() {
        // 1, 2, 3 came from the first on, and 3 never again; 4 and 5 had fewer than two later ones.
        let tally = count(&[held(ONE, &[1, 2, 3]), held(ONE, &[1, 2, 5]), held(ONE, &[2, 4, 5])]);
        let part = |cases| CaseCount { cases, people: cases };
        assert_eq!(tally.repeat, Split { yes: part(2), no: part(1), people: 3 });
    }

    #[test]
    fn a_person_counts_in_each_community_and_only_on_complete_lists() {
        let mut sessions = vec![
            held(ONE, &[1, 2, 3]),
            held(ONE, &[1, 2, 3]),
            held(ONE, &[7, 8, 9]),
            held(OTHER, &[1, 8, 9]),
            held(OTHER, &[7, 8, 9]),
            held(OTHER, &[7, 8, 9]),
        ];
        let repeat = count(&sessions).repeat;
        assert_eq!(
            (repeat.yes, repeat.no),
            (CaseCount { cases: 5, people: 5 }, CaseCount { cases: 1, people: 1 })
        );
        assert_eq!(repeat.people, 5, "1 came again in one community and not in the other");
        sessions[1].complete = false;
        sessions[4].complete = false;
        assert_eq!(count(&sessions).repeat, Split::default(), "two complete lists are one later chance");
    }

    #[test]
    fn newcomers_are_back_when_they_come_to_one_of_the_next_two() {
        let sessions =
            [held(ONE, &[1, 2, 3]), held(ONE, &[1, 8, 9]), held(ONE, &[2, 8, 9]), held(ONE, &[3, 8, 7])];
        let tally = PeriodTally::of(&sessions, FirstVisits::of([(ONE, 8), (ONE, 9)], &[]).before(OCTOBER));
        assert_eq!(tally.newcomers, 4);
        assert_eq!(
            (tally.returned.yes.cases, tally.returned.no.cases),
            (2, 1),
            "3 came too late, 7 has no later chance yet"
        );
        assert_eq!(tally.returned.share(Precision::Rounded), Share::Hidden);
    }
}
