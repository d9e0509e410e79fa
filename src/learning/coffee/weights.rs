//! What speaks for a pair, and what forbids it. Weights are integers, so that the same round comes out the same on
//! every machine.

use std::collections::HashMap;

use time::Duration;

use super::hours;
use crate::platform::ids::{DepartmentId, PersonId, TeamId};
use crate::platform::web::when::TimeSpan;

/// What every pair that may be formed starts with: more than any penalty takes away.
const ANY_PAIR: i32 = 10_000;
const DIFFERENT_TEAM: i32 = 1_200;
const DIFFERENT_DEPARTMENT: i32 = 600;
/// They have not met at a small session lately.
const NEW_TO_EACH_OTHER: i32 = 400;
/// Both belong to the community whose round it is.
const SAME_COMMUNITY: i32 = 300;
/// One of them had nobody to meet last time.
const GOES_FIRST: i32 = 200;
const NEWCOMER_WITH_REGULAR: i32 = 150;
/// What decides between pairs that are equally good.
const LARGEST_NOISE: u64 = 50;

/// From this many people on, nobody meets the person they met in the last round. Fewer could not all be matched.
pub const ENOUGH_FOR_NO_REPEAT: usize = 8;
/// People in different time zones meet only where their working hours share this much at a stretch.
const SHORTEST_SHARED: Duration = Duration::minutes(60);
/// Rounds after which someone knows how it goes.
const REGULAR: u32 = 3;

/// Someone who takes part in a round.
#[derive(Clone, Debug)]
pub struct CoffeePerson {
    pub id: PersonId,
    pub team: Option<TeamId>,
    pub department: Option<DepartmentId>,
    pub prefers_trio: bool,
    /// They were left without a partner last time.
    pub goes_first: bool,
    /// Rounds in which they had a match.
    pub rounds: u32,
    /// How many days ago they were matched into a group of three, if ever.
    pub last_trio: Option<u32>,
    /// How often they were the one to write first.
    pub wrote_first: u32,
    pub zone: String,
    /// Their working hours on the days of the round.
    pub hours: Vec<TimeSpan>,
}

/// Two people, in no order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonPair {
    pub one: PersonId,
    pub other: PersonId,
}

impl PersonPair {
    pub fn of(a: PersonId, b: PersonId) -> Self {
        Self { one: a.min(b), other: a.max(b) }
    }
}

/// What is known of two people together. Of most pairs nothing is.
#[derive(Clone, Copy, Debug, Default)]
pub struct PairFacts {
    /// One of them asked not to be matched with the other, or reports to them.
    pub excluded: bool,
    /// How many rounds ago they were matched last, in any programme; 1 is the last round.
    pub rounds_ago: Option<u32>,
    /// They met at small sessions lately.
    pub met_in_session: bool,
}

/// Everyone in a round, and what is known of them: all that a matching depends on.
#[derive(Clone, Debug, Default)]
pub struct Pool {
    pub people: Vec<CoffeePerson>,
    pub pairs: HashMap<PersonPair, PairFacts>,
    /// The round is a community's.
    pub in_community: bool,
    /// Stored with the round.
    pub seed: i64,
}

impl Pool {
    pub fn facts(&self, a: usize, b: usize) -> PairFacts {
        let pair = PersonPair::of(self.people[a].id, self.people[b].id);
        self.pairs.get(&pair).copied().unwrap_or_default()
    }

    /// A number that looks random and is the same for the same round and people.
    pub fn draw(&self, people: &[PersonId]) -> u64 {
        let halves = people.iter().flat_map(|person| {
            let number = u128::from_be_bytes(*person.as_bytes());
            [number >> 64, number & u128::from(u64::MAX)]
        });
        halves.fold(mixed(self.seed.cast_unsigned()), |drawn, half| {
            mixed(drawn ^ u64::try_from(half).unwrap_or(0))
        })
    }
}

/// Steele, Lea and Flood's `SplitMix64` (OOPSLA 2014): every bit of the answer depends on every bit of the number.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// What a pair loses that met before: 8000 in the last round, else 6000 · ½^((rounds − 1) / 4), at least 3000, which is
/// more than another team and another department bring: someone new comes first.
pub fn repeat_penalty(rounds_ago: Option<u32>) -> i32 {
    match rounds_ago {
        None => 0,
        Some(0 | 1) => 8_000,
        Some(2) => 5_045,
        Some(3) => 4_243,
        Some(4) => 3_568,
        Some(_) => 3_000,
    }
}

/// The weight of every pair.
pub struct Weights {
    people: usize,
    /// Zero where they may not meet.
    table: Vec<i32>,
}

impl Weights {
    pub fn of(pool: &Pool) -> Self {
        let people = pool.people.len();
        let shared = SharedHours::of(pool);
        let mut weights = Self { people, table: vec![0; people * people] };
        let of_pair = |a: usize, b: usize, facts: &PairFacts| {
            let may_meet = !forbids(facts, people) && shared.suffice(a, b);
            if may_meet { weight(pool, a, b, facts) } else { 0 }
        };
        let nothing = PairFacts::default();
        for a in 0..people {
            for b in a + 1..people {
                weights.set(a, b, of_pair(a, b, &nothing));
            }
        }
        // Of most pairs nothing is known; looking each of them up would take longer than all the rest.
        let places: HashMap<PersonId, usize> =
            pool.people.iter().enumerate().map(|(place, person)| (person.id, place)).collect();
        for (pair, facts) in &pool.pairs {
            if let (Some(a), Some(b)) = (places.get(&pair.one), places.get(&pair.other)) {
                weights.set(*a, *b, of_pair(*a, *b, facts));
            }
        }
        weights
    }

    fn set(&mut self, a: usize, b: usize, weight: i32) {
        self.table[a * self.people + b] = weight;
        self.table[b * self.people + a] = weight;
    }

    pub fn people(&self) -> usize {
        self.people
    }

    /// Zero where they may not meet.
    pub fn between(&self, a: usize, b: usize) -> i32 {
        self.table[a * self.people + b]
    }

    pub fn may_meet(&self, a: usize, b: usize) -> bool {
        self.between(a, b) > 0
    }

    /// Each of a pair, with a third person; nothing where one of the two may not meet them.
    pub fn joining(&self, pair: &[usize], third: usize) -> Option<i32> {
        let weights = pair.iter().map(|person| self.between(*person, third));
        weights.clone().all(|weight| weight > 0).then(|| weights.sum())
    }
}

/// What no weight makes up for. An exclusion and a report line always hold; the last round's pair where enough people are there.
fn forbids(facts: &PairFacts, people: usize) -> bool {
    facts.excluded || (people >= ENOUGH_FOR_NO_REPEAT && matches!(facts.rounds_ago, Some(0 | 1)))
}

fn weight(pool: &Pool, a: usize, b: usize, facts: &PairFacts) -> i32 {
    let (one, other) = (&pool.people[a], &pool.people[b]);
    let pair = PersonPair::of(one.id, other.id);
    let is_newcomer_with_regular =
        one.rounds.min(other.rounds) == 0 && one.rounds.max(other.rounds) >= REGULAR;
    let points = [
        (differ(one.team, other.team), DIFFERENT_TEAM),
        (differ(one.department, other.department), DIFFERENT_DEPARTMENT),
        (!facts.met_in_session, NEW_TO_EACH_OTHER),
        (pool.in_community, SAME_COMMUNITY),
        (one.goes_first || other.goes_first, GOES_FIRST),
        (is_newcomer_with_regular, NEWCOMER_WITH_REGULAR),
    ];
    let bonus: i32 = points.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum();
    let noise = i32::try_from(pool.draw(&[pair.one, pair.other]) % (LARGEST_NOISE + 1)).unwrap_or(0);
    ANY_PAIR + bonus - repeat_penalty(facts.rounds_ago) + noise
}

/// Both are known, and not the same: someone without a team is in no other team.
pub fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

/// Whether two people's working hours share enough. Most people keep the hours of a few zones, so that each two
/// of these are compared once.
struct SharedHours {
    kind_of: Vec<usize>,
    kinds: usize,
    suffice: Vec<bool>,
}

impl SharedHours {
    fn of(pool: &Pool) -> Self {
        let mut known: Vec<&CoffeePerson> = Vec::new();
        let mut kind_of = Vec::with_capacity(pool.people.len());
        for person in &pool.people {
            let same = |other: &&CoffeePerson| other.zone == person.zone && other.hours == person.hours;
            let kind = known.iter().position(same).unwrap_or_else(|| {
                known.push(person);
                known.len() - 1
            });
            kind_of.push(kind);
        }
        let enough = |one: &CoffeePerson, other: &CoffeePerson| {
            one.zone == other.zone || hours::longest(&one.hours, &other.hours) >= SHORTEST_SHARED
        };
        let suffice = known.iter().flat_map(|one| known.iter().map(|other| enough(one, other))).collect();
        Self { kind_of, kinds: known.len(), suffice }
    }

    fn suffice(&self, a: usize, b: usize) -> bool {
        self.suffice[self.kind_of[a] * self.kinds + self.kind_of[b]]
    }
}

#[cfg(test)]
mod tests;
