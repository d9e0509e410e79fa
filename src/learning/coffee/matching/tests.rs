use proptest::prelude::{Just, Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::{MatchedRound, matched};
use crate::learning::coffee::fixtures::{department, person, pool, team};
use crate::learning::coffee::weights::{CoffeePerson, PairFacts, PersonPair, Pool, Weights};
use crate::platform::ids::PersonId;

fn people(count: u128) -> Pool {
    pool((1..=count).map(person).collect())
}

fn id(number: u128) -> PersonId {
    PersonId::from_u128(number)
}

fn between(pool: &mut Pool, one: u128, other: u128, facts: PairFacts) {
    pool.pairs.insert(PersonPair::of(id(one), id(other)), facts);
}

const EXCLUDED: PairFacts = PairFacts { excluded: true, rounds_ago: None, met_in_session: false };
const LAST_ROUND: PairFacts = PairFacts { excluded: false, rounds_ago: Some(1), met_in_session: false };

fn sizes(round: &MatchedRound) -> Vec<usize> {
    let mut sizes: Vec<_> = round.groups.iter().map(|group| group.people.len()).collect();
    sizes.sort_unstable();
    sizes
}

/// Who meets someone.
fn partners(round: &MatchedRound, number: u128) -> Vec<PersonId> {
    let group = round.groups.iter().find(|group| group.people.contains(&id(number)));
    group.into_iter().flat_map(|group| &group.people).copied().filter(|other| *other != id(number)).collect()
}

#[test]
fn few_people_are_matched_as_well_as_few_can_be() {
    assert_eq!(matched(&people(0)), MatchedRound::default());
    let one = matched(&people(1));
    assert_eq!((sizes(&one), one.alone), (vec![], vec![id(1)]));
    for (count, groups) in [(2, vec![2]), (3, vec![3]), (4, vec![2, 2]), (5, vec![2, 3]), (7, vec![2, 2, 3])]
    {
        let round = matched(&people(count));
        assert_eq!((sizes(&round), round.alone), (groups, vec![]), "{count}");
    }
}

#[test]
fn three_of_whom_two_may_not_meet_are_a_pair_and_one_who_waits() {
    let mut three = people(3);
    between(&mut three, 1, 2, EXCLUDED);
    let round = matched(&three);
    assert_eq!((sizes(&round), round.alone.len()), (vec![2], 1));
    assert!(partners(&round, 3).len() == 1, "3 may meet either of them");
}

#[test]
fn an_exclusion_comes_before_everything() {
    let mut two = people(2);
    between(&mut two, 1, 2, EXCLUDED);
    assert_eq!(matched(&two).alone, [id(1), id(2)]);
}

#[test]
fn the_last_round_s_pair_comes_before_nobody_left_alone() {
    let mut eight = people(8);
    for other in 2..=8 {
        between(&mut eight, 1, other, LAST_ROUND);
    }
    let round = matched(&eight);
    assert_eq!(round.alone, [id(1)]);
    assert_eq!(sizes(&round), [2, 2, 3]);
    eight.people.pop();
    assert_eq!(matched(&eight).alone, [], "seven may meet again before one is left alone");
}

#[test]
fn whoever_was_in_a_trio_longest_ago_is_the_third_and_who_likes_three_comes_first() {
    let mut five = people(5);
    for (ago, person) in five.people.iter_mut().enumerate() {
        person.last_trio = Some(u32::try_from(5 - ago).unwrap());
    }
    let third = |pool: &Pool| {
        let round = matched(pool);
        round.groups.iter().find(|group| group.people.len() == 3).unwrap().people[2]
    };
    assert_eq!(third(&five), id(1));
    five.people[0].last_trio = Some(1);
    assert_eq!(third(&five), id(2));
    five.people[4].last_trio = None;
    assert_eq!(third(&five), id(5), "who never was in one");
    five.people[3].prefers_trio = true;
    assert_eq!(third(&five), id(4));
}

#[test]
fn the_one_set_aside_is_the_first_for_whom_a_legal_trio_exists() {
    let mut five = people(5);
    for (ago, person) in five.people.iter_mut().enumerate() {
        person.last_trio = Some(u32::try_from(5 - ago).unwrap());
    }
    // 1 would be the third, and may meet 2 alone.
    for other in 3..=5 {
        between(&mut five, 1, other, EXCLUDED);
    }
    let round = matched(&five);
    assert_eq!((sizes(&round), round.alone.len()), (vec![2, 3], 0));
    assert_eq!(partners(&round, 1), [id(2)]);
}

#[test]
fn the_third_joins_the_pair_with_the_largest_sum_of_both_weights() {
    let mut five = people(5);
    five.people[4].prefers_trio = true;
    // Two pairs are settled by teams: 1 with 2, 3 with 4. 5 has met 3 and 4 before.
    for (one, other) in [(1, 3), (1, 4), (2, 3), (2, 4)] {
        between(&mut five, one, other, PairFacts { rounds_ago: Some(2), ..PairFacts::default() });
    }
    for other in [3, 4] {
        between(&mut five, 5, other, PairFacts { rounds_ago: Some(9), ..PairFacts::default() });
    }
    let mut with = partners(&matched(&five), 5);
    with.sort();
    assert_eq!(with, [id(1), id(2)]);
}

#[test]
fn who_likes_three_gets_three_where_the_numbers_allow_it() {
    for (count, groups) in [(4, vec![2, 2]), (6, vec![3, 3]), (8, vec![2, 3, 3]), (9, vec![2, 2, 2, 3])] {
        let mut pool = people(count);
        pool.people[2].prefers_trio = true;
        let round = matched(&pool);
        assert_eq!(sizes(&round), groups, "{count}");
        assert_eq!(partners(&round, 3).len() == 2, count > 4, "{count}");
    }
}

#[test]
fn the_first_to_write_is_who_did_so_least_often() {
    let mut two = people(2);
    two.people[0].wrote_first = 2;
    two.people[1].wrote_first = 1;
    assert_eq!(matched(&two).groups[0].writes_first, id(2));
    two.people[0].wrote_first = 0;
    assert_eq!(matched(&two).groups[0].writes_first, id(1));
}

#[test]
fn the_same_round_comes_out_the_same_and_another_seed_gives_another() {
    let pool = Pool { seed: 7, ..people(40) };
    assert_eq!(matched(&pool), matched(&pool));
    assert_ne!(matched(&pool), matched(&Pool { seed: 8, ..pool.clone() }));
    let mut turned = pool.clone();
    turned.people.reverse();
    let pairs = |round: MatchedRound| {
        let mut pairs: Vec<_> =
            round.groups.iter().map(|group| PersonPair::of(group.people[0], group.people[1])).collect();
        pairs.sort();
        pairs
    };
    assert_eq!(
        pairs(matched(&pool)),
        pairs(matched(&turned)),
        "the order in which people are read is no matter"
    );
}

/// Greedy and swaps, as for more than 500 people, against the exact matching.
#[test]
fn beyond_the_exact_matching_what_is_found_is_nearly_as_good() {
    let teams = |number: u128| CoffeePerson {
        team: Some(team(number % 6)),
        department: Some(department(number % 3)),
        ..person(number)
    };
    let mut pool = pool((1..=120).map(teams).collect());
    for number in 1..=119 {
        let rounds_ago = Some(u32::try_from(number % 7).unwrap() + 2);
        between(&mut pool, number, number + 1, PairFacts { rounds_ago, ..PairFacts::default() });
    }
    let weights = Weights::of(&pool);
    let everyone: Vec<usize> = (0..120).collect();
    let total = |seating: &super::Seating| -> i32 {
        seating.groups.iter().map(|pair| weights.between(pair[0], pair[1])).sum()
    };
    let exact = super::Seating::best(&weights, &everyone);
    let near = super::Seating::nearly_best(&weights, &everyone);
    assert_eq!((exact.groups.len(), near.groups.len()), (60, 60));
    assert!(total(&exact) >= total(&near) && total(&near) * 1000 >= total(&exact) * 995);
}

#[test]
fn six_hundred_people_are_all_matched() {
    let round = matched(&people(601));
    assert_eq!((round.groups.len(), round.alone.len()), (300, 0));
}

fn pools() -> impl Strategy<Value = Pool> {
    (0_u128..14).prop_flat_map(|count| {
        let pairs = prop::collection::vec((1..=count.max(1), 1..=count.max(1), 0_u8..4), 0..40);
        let likes = prop::collection::vec(any::<bool>(), usize::try_from(count).unwrap_or(0));
        (Just(count), pairs, likes, any::<i64>()).prop_map(|(count, pairs, likes, seed)| {
            let mut pool = Pool { seed, ..people(count) };
            for (person, likes) in pool.people.iter_mut().zip(likes) {
                person.prefers_trio = likes;
            }
            for (one, other, kind) in pairs.into_iter().filter(|(one, other, _)| one != other) {
                let facts = match kind {
                    0 | 1 => EXCLUDED,
                    2 => LAST_ROUND,
                    _ => PairFacts { rounds_ago: Some(3), ..PairFacts::default() },
                };
                between(&mut pool, one, other, facts);
            }
            pool
        })
    })
}

proptest! {
    #[test]
    fn nobody_meets_whom_they_may_not_and_nobody_is_alone_for_whom_there_is_a_group(pool in pools()) {
        let weights = Weights::of(&pool);
        let round = matched(&pool);
        let place = |person: &PersonId| pool.people.iter().position(|known| known.id == *person).unwrap();
        let groups: Vec<Vec<usize>> =
            round.groups.iter().map(|group| group.people.iter().map(place).collect()).collect();
        let mut all: Vec<usize> = groups.iter().flatten().copied().chain(round.alone.iter().map(place)).collect();
        all.sort_unstable();
        prop_assert_eq!(all, (0..pool.people.len()).collect::<Vec<_>>(), "each once");
        for group in &groups {
            prop_assert!((2..=3).contains(&group.len()));
            for (at, one) in group.iter().enumerate() {
                prop_assert!(group[at + 1..].iter().all(|other| weights.may_meet(*one, *other)));
            }
        }
        for person in round.alone.iter().map(place) {
            prop_assert!(round.alone.iter().map(place).all(|other| !weights.may_meet(person, other)));
            for group in &groups {
                let may = |other: &usize| weights.may_meet(person, *other);
                let has_place = if group.len() == 2 { group.iter().all(may) } else { group.iter().any(may) };
                prop_assert!(!has_place);
            }
        }
    }
}
