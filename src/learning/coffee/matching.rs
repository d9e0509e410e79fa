//! Who meets in a round: a pure function of a [`Pool`], so that a round can be worked out again and explained.
//!
//! Pairs by a matching of maximum weight among those of maximum cardinality; of an odd number, and of those who like
//! three, some are set aside and join a pair. Nobody is in a group of four, and nobody is left alone who could be in a
//! group that the rules allow.

#[cfg(test)]
mod simulation;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use mwmatching::{Matching, SENTINEL};

use super::reasons;
use super::weights::{Pool, Weights};
use crate::platform::ids::PersonId;

/// The exact matching takes time with the cube of the number of people; beyond this a good one is near enough.
const EXACT_UP_TO: usize = 500;
/// How often swaps are looked for beyond that: each pass finds less than the one before.
const SWAP_PASSES: usize = 12;
/// How many people are tried to be the third of a group. The first nearly always can; one who cannot is found a
/// place afterwards, if there is any.
const THIRDS_TRIED: usize = 40;

/// Two or three people who meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoffeeGroup {
    pub people: Vec<PersonId>,
    pub writes_first: PersonId,
    /// "Different departments, not met before."
    pub reason: String,
}

/// A round, matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MatchedRound {
    pub groups: Vec<CoffeeGroup>,
    /// Those that no group which the rules allow could take.
    pub alone: Vec<PersonId>,
}

/// Matches everyone in a pool.
pub fn matched(pool: &Pool) -> MatchedRound {
    let weights = Weights::of(pool);
    let mut seating = seated(pool, &weights);
    seating.find_places(&weights);
    let group = |group: &Vec<usize>| CoffeeGroup {
        people: group.iter().map(|person| pool.people[*person].id).collect(),
        writes_first: pool.people[first_writer(pool, group)].id,
        reason: reasons::reason(pool, group),
    };
    let mut alone = seating.alone;
    alone.sort_unstable();
    MatchedRound {
        groups: seating.groups.iter().map(group).collect(),
        alone: alone.into_iter().map(|person| pool.people[person].id).collect(),
    }
}

/// The group that someone joins whose partner cannot make it: the pair that suits best, if any may take them.
pub fn best_pair(pool: &Pool, pairs: &[Vec<usize>], third: usize) -> Option<usize> {
    let weights = Weights::of(pool);
    let joined =
        pairs.iter().enumerate().filter_map(|(at, pair)| Some((weights.joining(pair, third)?, Reverse(at))));
    joined.max().map(|(_, Reverse(at))| at)
}

/// The one who wrote first least often; chance decides among equals.
pub fn first_writer(pool: &Pool, group: &[usize]) -> usize {
    let often = |person: &&usize| {
        let person = &pool.people[**person];
        (person.wrote_first, pool.draw(&[person.id]))
    };
    group.iter().min_by_key(often).copied().unwrap_or_default()
}

/// Groups as they come about, by the places of people in the pool.
#[derive(Default)]
struct Seating {
    groups: Vec<Vec<usize>>,
    alone: Vec<usize>,
}

fn seated(pool: &Pool, weights: &Weights) -> Seating {
    let order = trio_order(pool);
    match set_aside(pool) {
        0 => Seating::of_pairs(weights, &[]),
        1 => first_legal_trio(weights, &order),
        several => {
            let mut seating = Seating::of_pairs(weights, &order[..several]);
            seating.alone.extend(&order[..several]);
            seating.make_trios(weights, &order[..several]);
            seating
        }
    }
}

/// The first in the order of trios with one that leaves nobody alone; where that cannot be, the one that
/// leaves fewest. Where there is none for anybody, all are matched in pairs.
fn first_legal_trio(weights: &Weights, order: &[usize]) -> Seating {
    let mut best = Seating::of_pairs(weights, &[]);
    for third in order.iter().take(THIRDS_TRIED) {
        let mut seating = Seating::of_pairs(weights, &[*third]);
        seating.alone.push(*third);
        seating.make_trios(weights, &[*third]);
        if seating.alone.is_empty() {
            return seating;
        }
        if seating.alone.len() < best.alone.len() {
            best = seating;
        }
    }
    best
}

/// Who is set aside first: who likes three, then who was in a trio longest ago or never.
fn trio_order(pool: &Pool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..pool.people.len()).collect();
    order.sort_by_cached_key(|person| {
        let person = &pool.people[*person];
        let ago = person.last_trio.unwrap_or(u32::MAX);
        (!person.prefers_trio, Reverse(ago), pool.draw(&[person.id]))
    });
    order
}

/// How many join a pair: everyone who likes three as far as there are pairs to join, and one more or less, so that
/// the others are an even number.
fn set_aside(pool: &Pool) -> usize {
    let people = pool.people.len();
    let wanted = pool.people.iter().filter(|person| person.prefers_trio).count().min(people / 3);
    if (people - wanted).is_multiple_of(2) {
        wanted
    } else if (wanted + 1) * 3 <= people {
        wanted + 1
    } else {
        wanted.saturating_sub(1)
    }
}

impl Seating {
    /// Everyone but a few, in pairs.
    fn of_pairs(weights: &Weights, without: &[usize]) -> Self {
        let people: Vec<usize> = (0..weights.people()).filter(|person| !without.contains(person)).collect();
        if people.len() > EXACT_UP_TO {
            Self::nearly_best(weights, &people)
        } else {
            Self::best(weights, &people)
        }
    }

    fn best(weights: &Weights, people: &[usize]) -> Self {
        let mut edges = Vec::new();
        for (a, one) in people.iter().enumerate() {
            for (b, other) in people.iter().enumerate().skip(a + 1) {
                if weights.may_meet(*one, *other) {
                    edges.push((a, b, weights.between(*one, *other)));
                }
            }
        }
        let mates = Matching::new(edges).max_cardinality().solve();
        let mate = |person: usize| mates.get(person).copied().filter(|mate| *mate != SENTINEL);
        let mut seating = Self::default();
        for (at, person) in people.iter().enumerate() {
            match mate(at) {
                Some(other) if other > at => seating.groups.push(vec![*person, people[other]]),
                Some(_) => {}
                None => seating.alone.push(*person),
            }
        }
        seating
    }

    /// The heaviest pair that is still free, again and again, and then swaps between pairs while they help.
    fn nearly_best(weights: &Weights, people: &[usize]) -> Self {
        let mut pairs = Vec::with_capacity(people.len() * people.len() / 2);
        for (a, one) in people.iter().enumerate() {
            for other in &people[a + 1..] {
                if weights.may_meet(*one, *other) {
                    pairs.push((Reverse(weights.between(*one, *other)), *one, *other));
                }
            }
        }
        pairs.sort_unstable();
        let mut free = vec![false; weights.people()];
        for person in people {
            free[*person] = true;
        }
        let mut groups = Vec::new();
        for (_, one, other) in pairs {
            if free[one] && free[other] {
                (free[one], free[other]) = (false, false);
                groups.push(vec![one, other]);
            }
        }
        let mut seating =
            Self { groups, alone: people.iter().copied().filter(|person| free[*person]).collect() };
        for _ in 0..SWAP_PASSES {
            if !seating.swap(weights) {
                break;
            }
        }
        seating
    }

    /// Two pairs that are heavier with their partners exchanged exchange them. False when there are none.
    fn swap(&mut self, weights: &Weights) -> bool {
        let mut has_swapped = false;
        for first in 0..self.groups.len() {
            for second in first + 1..self.groups.len() {
                has_swapped |= self.exchange(weights, first, second);
            }
        }
        has_swapped
    }

    fn exchange(&mut self, weights: &Weights, first: usize, second: usize) -> bool {
        let [[one, other], [third, fourth]] =
            [first, second].map(|at| [self.groups[at][0], self.groups[at][1]]);
        let now = weights.between(one, other) + weights.between(third, fourth);
        for [to_one, to_other] in [[third, fourth], [fourth, third]] {
            let (with_one, with_other) = (weights.between(one, to_one), weights.between(other, to_other));
            if with_one > 0 && with_other > 0 && with_one + with_other > now {
                self.groups[first] = vec![one, to_one];
                self.groups[second] = vec![other, to_other];
                return true;
            }
        }
        false
    }

    /// Each of these joins the pair that has the largest sum of both weights.
    fn make_trios(&mut self, weights: &Weights, thirds: &[usize]) {
        for third in thirds {
            let pairs = self.groups.iter().enumerate().filter(|(_, group)| group.len() == 2);
            let joined = pairs.filter_map(|(at, pair)| Some((weights.joining(pair, *third)?, Reverse(at))));
            if let Some((_, Reverse(at))) = joined.max() {
                self.groups[at].push(*third);
                self.alone.retain(|person| person != third);
            }
        }
    }

    /// Nobody stays alone where there is a group for them: with another who is alone, with a pair, or with one of three.
    fn find_places(&mut self, weights: &Weights) {
        loop {
            let mut waiting = std::mem::take(&mut self.alone);
            let before = waiting.len();
            while let Some(person) = waiting.pop() {
                match waiting.iter().position(|other| weights.may_meet(person, *other)) {
                    Some(other) => self.groups.push(vec![person, waiting.swap_remove(other)]),
                    None if self.finds_place(weights, person) => {}
                    None => self.alone.push(person),
                }
            }
            // A place that one found may have made another.
            if self.alone.is_empty() || self.alone.len() == before {
                return;
            }
        }
    }

    fn finds_place(&mut self, weights: &Weights, person: usize) -> bool {
        let groups = || self.groups.iter().enumerate();
        let pairs = groups().filter(|(_, group)| group.len() == 2);
        let joined = pairs.filter_map(|(at, pair)| Some((weights.joining(pair, person)?, at))).max();
        if let Some((_, at)) = joined {
            self.groups[at].push(person);
            return true;
        }
        let of_three = groups().filter(|(_, group)| group.len() == 3).find_map(|(at, group)| {
            Some((at, group.iter().position(|third| weights.may_meet(*third, person))?))
        });
        if let Some((at, third)) = of_three {
            let third = self.groups[at].remove(third);
            self.groups.push(vec![third, person]);
        }
        of_three.is_some()
    }
}
