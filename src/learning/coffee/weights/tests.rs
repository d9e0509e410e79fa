use super::{CoffeePerson, PairFacts, PersonPair, Pool, Weights, repeat_penalty};
use crate::learning::coffee::fixtures::{department, person, pool, team};
use crate::platform::web::when::TimeSpan;
use time::Duration;
use time::macros::datetime;

/// What a change of the pool adds to the weight of its first two people.
fn gain(before: &Pool, change: impl FnOnce(&mut Pool)) -> i32 {
    let mut after = before.clone();
    change(&mut after);
    Weights::of(&after).between(0, 1) - Weights::of(before).between(0, 1)
}

fn strangers(count: u128) -> Pool {
    pool((1..=count).map(|number| CoffeePerson { team: None, department: None, ..person(number) }).collect())
}

fn with_facts(pool: &mut Pool, facts: PairFacts) {
    let pair = PersonPair::of(pool.people[0].id, pool.people[1].id);
    pool.pairs.insert(pair, facts);
}

#[test]
fn each_reason_to_meet_weighs_what_it_should() {
    let two = strangers(2);
    let teams = |one, other| {
        gain(&two, |pool| {
            (pool.people[0].team, pool.people[1].team) = (Some(team(one)), Some(team(other)));
        })
    };
    assert_eq!((teams(1, 2), teams(1, 1)), (1_200, 0));
    let departments = |one, other| {
        gain(&two, |pool| {
            (pool.people[0].department, pool.people[1].department) =
                (Some(department(one)), Some(department(other)));
        })
    };
    assert_eq!((departments(1, 2), departments(1, 1)), (600, 0));
    assert_eq!(gain(&two, |pool| pool.people[0].team = Some(team(1))), 0, "without a team there is no other");
    let met = PairFacts { met_in_session: true, ..PairFacts::default() };
    assert_eq!(gain(&two, |pool| with_facts(pool, met)), -400);
    assert_eq!(gain(&two, |pool| pool.in_community = true), 300);
    assert_eq!(gain(&two, |pool| pool.people[1].goes_first = true), 200);
    assert_eq!(gain(&two, |pool| pool.people.iter_mut().for_each(|person| person.goes_first = true)), 200);
}

#[test]
fn a_newcomer_does_well_to_meet_a_regular() {
    let rounds = |one, other| {
        gain(&strangers(2), |pool| (pool.people[0].rounds, pool.people[1].rounds) = (one, other))
    };
    assert_eq!((rounds(0, 3), rounds(3, 0)), (150, 150));
    assert_eq!((rounds(0, 2), rounds(1, 3), rounds(0, 0), rounds(3, 3)), (0, 0, 0, 0));
}

#[test]
fn any_pair_starts_with_ten_thousand_and_a_little_chance() {
    let noise: Vec<i32> = (0..2_000)
        .map(|seed| Weights::of(&Pool { seed, ..strangers(2) }).between(0, 1) - 10_000 - 400)
        .collect();
    assert_eq!((noise.iter().min(), noise.iter().max()), (Some(&0), Some(&50)));
}

#[test]
fn meeting_again_costs_less_with_every_round_but_always_more_than_another_team_brings() {
    let penalties: Vec<i32> = (1..=7).map(|rounds| repeat_penalty(Some(rounds))).collect();
    assert_eq!(penalties, [8_000, 5_045, 4_243, 3_568, 3_000, 3_000, 3_000]);
    assert_eq!(repeat_penalty(None), 0);
    let again = PairFacts { rounds_ago: Some(4), ..PairFacts::default() };
    assert_eq!(gain(&strangers(2), |pool| with_facts(pool, again)), -3_568);
}

#[test]
fn from_eight_people_on_nobody_meets_the_person_of_the_last_round() {
    let last = |count, rounds_ago| {
        let mut pool = strangers(count);
        with_facts(&mut pool, PairFacts { rounds_ago: Some(rounds_ago), ..PairFacts::default() });
        Weights::of(&pool).may_meet(0, 1)
    };
    assert_eq!((last(7, 1), last(8, 1), last(8, 2)), (true, false, true));
}

#[test]
fn an_exclusion_holds_for_any_number_of_people() {
    let mut two = strangers(2);
    with_facts(&mut two, PairFacts { excluded: true, ..PairFacts::default() });
    assert!(!Weights::of(&two).may_meet(0, 1));
}

#[test]
fn people_in_different_zones_share_an_hour_of_work() {
    let from = datetime!(2026-12-07 09:00 UTC);
    let shared = |minutes, zone: &str| {
        let mut two = strangers(2);
        two.people[0].hours = vec![TimeSpan { from, to: from + Duration::hours(8) }];
        let start = from + Duration::hours(8) - Duration::minutes(minutes);
        two.people[1].hours = vec![TimeSpan { from: start, to: start + Duration::hours(8) }];
        two.people[1].zone = zone.to_owned();
        Weights::of(&two).may_meet(0, 1)
    };
    assert!(shared(60, "America/New_York"));
    assert!(!shared(59, "America/New_York"));
    assert!(shared(0, "Europe/Vienna"), "in the same zone they find a moment");
}
