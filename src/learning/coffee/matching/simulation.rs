//! Half a year of weekly rounds, over thirty seeds: how soon people meet again, and how many meet across teams.

use std::collections::HashMap;

use super::matched;
use crate::learning::coffee::fixtures::{person, pool, team};
use crate::learning::coffee::weights::{CoffeePerson, PairFacts, PersonPair, Pool, differ};

const SEEDS: i64 = 30;
const ROUNDS: u32 = 26;
const TEAMS: u128 = 6;
/// Of a hundred people, those who are in a round.
const TURNOUT: u64 = 80;

/// What one seed came to.
struct Half {
    first_repeat: Option<u32>,
    pairs: u32,
    across: u32,
    /// Pairs that met again across teams although both had someone new in the round.
    premature: u32,
}

fn simulated(people: u128, seed: i64) -> Half {
    let mut everyone: Vec<CoffeePerson> = (1..=people)
        .map(|number| CoffeePerson { team: Some(team(number % TEAMS)), department: None, ..person(number) })
        .collect();
    let mut met: HashMap<PersonPair, u32> = HashMap::new();
    let mut half = Half { first_repeat: None, pairs: 0, across: 0, premature: 0 };
    for round in 1..=ROUNDS {
        let chance = Pool { seed: seed * 1_000 + i64::from(round), ..Pool::default() };
        let here: Vec<_> =
            everyone.iter().filter(|person| chance.draw(&[person.id]) % 100 < TURNOUT).cloned().collect();
        let facts = |(pair, last): (&PersonPair, &u32)| {
            (*pair, PairFacts { rounds_ago: Some(round - last), ..PairFacts::default() })
        };
        let pairs = met.iter().map(facts).collect();
        let pool = Pool { pairs, seed: chance.seed, ..pool(here) };
        let groups = matched(&pool).groups;
        let earlier = met.clone();
        for group in &groups {
            for (at, one) in group.people.iter().enumerate() {
                for other in &group.people[at + 1..] {
                    half.count(&pool, &earlier, PersonPair::of(*one, *other), round);
                    met.insert(PersonPair::of(*one, *other), round);
                }
            }
            for member in everyone.iter_mut().filter(|member| group.people.contains(&member.id)) {
                member.rounds += 1;
                if group.people.len() == 3 {
                    member.last_trio = Some(0);
                }
            }
        }
        for person in &mut everyone {
            person.last_trio = person.last_trio.map(|ago| ago + 1);
        }
    }
    half
}

impl Half {
    fn count(&mut self, pool: &Pool, met: &HashMap<PersonPair, u32>, pair: PersonPair, round: u32) {
        let team = |id| pool.people.iter().find(|person| person.id == id).and_then(|person| person.team);
        let is_across = differ(team(pair.one), team(pair.other));
        self.pairs += 1;
        self.across += u32::from(is_across);
        if !met.contains_key(&pair) {
            return;
        }
        self.first_repeat.get_or_insert(round);
        let has_new = |one| {
            pool.people.iter().any(|other| {
                differ(team(one), other.team) && !met.contains_key(&PersonPair::of(one, other.id))
            })
        };
        self.premature += u32::from(is_across && has_new(pair.one) && has_new(pair.other));
    }
}

/// The first repeat of each seed in order, none last; and the share of pairs across teams.
fn over_seeds(people: u128) -> (Vec<u32>, f64) {
    let halves: Vec<Half> = (1..=SEEDS).map(|seed| simulated(people, seed)).collect();
    for (seed, half) in halves.iter().enumerate() {
        assert!(half.premature * 100 <= half.pairs * 4, "seed {seed}: {} of {}", half.premature, half.pairs);
    }
    let mut repeats: Vec<u32> = halves.iter().map(|half| half.first_repeat.unwrap_or(u32::MAX)).collect();
    repeats.sort_unstable();
    let sum = |count: fn(&Half) -> u32| f64::from(halves.iter().map(count).sum::<u32>());
    (repeats, sum(|half| half.across) / sum(|half| half.pairs))
}

#[test]
fn eighteen_people_in_six_teams_meet_again_late_and_mostly_across_teams() {
    let (repeats, across) = over_seeds(18);
    assert!(repeats[0] >= 8 && repeats[14] >= 13, "{repeats:?}");
    assert!(across >= 0.9, "{across}");
}

#[test]
fn thirty_people_in_six_teams_seldom_meet_again_in_half_a_year() {
    let (repeats, across) = over_seeds(30);
    let without = repeats.iter().filter(|round| **round == u32::MAX).count();
    assert!(repeats[0] >= 15 && without >= 12, "{repeats:?}");
    assert!(across >= 0.97, "{across}");
}
