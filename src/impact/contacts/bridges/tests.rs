//! Held beside a computation that keeps every pair.

use std::collections::HashMap;

use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, proptest};

use super::{gini, only_links, spread};
use crate::guide::participation::{Attendee, Room};
use crate::impact::contacts::network::mixing;

/// A room by its age and who was there: the person's number and their team, if they have one.
type Listed = (f64, Vec<Attendee>);

fn rooms(listed: &[Listed]) -> Vec<Room<'_>> {
    listed.iter().map(|(age, people)| Room { age: *age, people }).collect()
}

/// So many people of team 0, of team 1 and so on; the same ones each time.
fn of_teams(teams: &[usize]) -> Vec<Attendee> {
    let of_team = |(team, people): (usize, &usize)| {
        (0..*people).map(move |at| Attendee { person: team * 100 + at, team: Some(team) })
    };
    teams.iter().enumerate().flat_map(of_team).collect()
}

/// Everything at once, pair by pair.
#[derive(Debug)]
struct Naive {
    people: usize,
    evenness: f64,
    density: Option<f64>,
    bridges: usize,
    fragility: Option<f64>,
    share: f64,
    expected: f64,
}

/// Every pair of people with their contact, pair by pair.
#[derive(Default)]
struct NaiveTies {
    pairs: HashMap<(usize, usize), f64>,
    across: HashMap<(usize, usize), f64>,
    team: HashMap<usize, usize>,
    of_known: f64,
    of_across: f64,
}

fn naive_ties(listed: &[Listed]) -> NaiveTies {
    let mut ties = NaiveTies::default();
    for (age, people) in listed {
        if people.len() < 2 || people.len() > 40 {
            continue;
        }
        let weight = 0.5_f64.powf(age / 90.0) / f64::from(u32::try_from(people.len() - 1).unwrap());
        for one in people {
            if let Some(own) = one.team {
                ties.team.insert(one.person, own);
            }
            for other in people.iter().filter(|other| other.person > one.person) {
                *ties.pairs.entry((one.person, other.person)).or_default() += weight;
                if one.team.is_some() && other.team.is_some() {
                    ties.of_known += weight;
                    if one.team != other.team {
                        ties.of_across += weight;
                        *ties.across.entry((one.person, other.person)).or_default() += weight;
                    }
                }
            }
        }
    }
    ties
}

/// Knows two people or more in each of three other teams or more.
fn is_bridge(ties: &NaiveTies, person: usize) -> bool {
    let Some(own) = ties.team.get(&person) else { return false };
    let mut in_team: HashMap<usize, usize> = HashMap::new();
    for ((a, b), weight) in &ties.pairs {
        let other = if *a == person { b } else { a };
        if (*a == person || *b == person)
            && *weight >= 0.2 - 1e-9
            && let Some(of) = ties.team.get(other).filter(|of| *of != own)
        {
            *in_team.entry(*of).or_default() += 1;
        }
    }
    in_team.values().filter(|people| **people >= 2).count() >= 3
}

fn naive(listed: &[Listed]) -> Option<Naive> {
    let ties = naive_ties(listed);
    let NaiveTies { pairs, across, team, of_known, of_across } = &ties;
    let with = |of: &HashMap<(usize, usize), f64>, person: usize| -> f64 {
        of.iter().filter(|((a, b), _)| *a == person || *b == person).map(|(_, weight)| weight).sum()
    };
    let mut everyone: Vec<usize> = pairs.keys().flat_map(|(a, b)| [*a, *b]).collect();
    everyone.sort_unstable();
    everyone.dedup();
    if everyone.is_empty() {
        return None;
    }
    let mut bridges: Vec<usize> =
        everyone.iter().copied().filter(|person| is_bridge(&ties, *person)).collect();
    bridges.sort_by(|a, b| with(across, *b).total_cmp(&with(across, *a)).then(a.cmp(b)));
    let two = &bridges[..bridges.len().min(2)];
    let lost: f64 = across
        .iter()
        .filter(|((a, b), _)| two.contains(a) || two.contains(b))
        .map(|(_, weight)| weight)
        .sum();
    let all: f64 = across.values().sum();
    // Gini as the mean difference of all pairs of people, over twice the mean.
    let strengths: Vec<f64> = everyone.iter().map(|person| with(pairs, *person)).collect();
    let sum: f64 = strengths.iter().sum();
    let apart: f64 = strengths.iter().flat_map(|a| strengths.iter().map(move |b| (a - b).abs())).sum();
    let count = f64::from(u32::try_from(strengths.len()).unwrap());
    let known: Vec<usize> = team.values().copied().collect();
    let differ: usize = known.iter().map(|a| known.iter().filter(|b| *b != a).count()).sum();
    let ordered = known.len() * known.len().saturating_sub(1);
    Some(Naive {
        people: everyone.len(),
        evenness: 1.0 - apart / (2.0 * count * sum),
        density: (count > 1.0).then(|| {
            let known_well = pairs.values().filter(|weight| **weight >= 0.2 - 1e-9).count();
            2.0 * f64::from(u32::try_from(known_well).unwrap()) / (count * (count - 1.0))
        }),
        bridges: bridges.len(),
        fragility: (!two.is_empty() && all > 0.0).then(|| lost / all),
        share: if *of_known > 0.0 { of_across / of_known } else { f64::NAN },
        expected: f64::from(u32::try_from(differ).unwrap())
            / f64::from(u32::try_from(ordered.max(1)).unwrap()),
    })
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

/// Rooms of up to 44 of 60 people, who are in up to seven teams or in none.
fn histories() -> impl Strategy<Value = Vec<Listed>> {
    let room = (0.0..400.0_f64, prop::collection::btree_set(0_usize..60, 1..44), any::<bool>());
    (prop::collection::vec(room, 1..14), 2_usize..8).prop_map(|(rooms, teams)| {
        let listed = |(age, people, small): (f64, std::collections::BTreeSet<usize>, bool)| {
            let most = if small { 6 } else { 44 };
            let of = |person: usize| (!person.is_multiple_of(9)).then_some(person % teams);
            let attendees = people.into_iter().take(most).map(|person| Attendee { person, team: of(person) });
            (age, attendees.collect())
        };
        rooms.into_iter().map(listed).collect()
    })
}

proptest! {
    #[test]
    fn what_is_added_up_person_by_person_is_what_all_pairs_say(listed in histories()) {
        let (found, naive) = (spread(&rooms(&listed)), naive(&listed));
        prop_assert_eq!(found.is_some(), naive.is_some());
        if let Some((found, naive)) = found.zip(naive) {
            prop_assert_eq!(found.people, naive.people);
            prop_assert_eq!(found.bridges, naive.bridges);
            prop_assert!(near(found.evenness, naive.evenness), "{found:?} {naive:?}");
            prop_assert_eq!(found.density.is_some(), naive.density.is_some());
            if let Some((one, other)) = found.density.zip(naive.density) {
                prop_assert!(near(one, other), "{found:?} {naive:?}");
            }
            prop_assert_eq!(found.fragility.is_some(), naive.fragility.is_some());
            if let Some((one, other)) = found.fragility.zip(naive.fragility) {
                prop_assert!(near(one, other), "{found:?} {naive:?}");
            }
            if let Some(mixing) = mixing(&rooms(&listed)) {
                prop_assert!(near(mixing.share, naive.share) && near(mixing.expected, naive.expected));
            } else {
                prop_assert!(naive.share.is_nan());
            }
        }
    }

    #[test]
    fn without_an_only_link_and_with_it_the_parts_are_what_a_search_finds(
        edges in prop::collection::btree_set((0_usize..7, 0_usize..7), 0..14),
    ) {
        let linked = |a: usize, b: usize| edges.contains(&(a, b)) || edges.contains(&(b, a));
        // Who reaches whom, by going over all pairs until nothing is new.
        let reaches = |without: Option<usize>| {
            let mut reach = [[false; 7]; 7];
            for _ in 0..7 {
                for a in (0..7).filter(|a| Some(*a) != without) {
                    for b in (0..7).filter(|b| Some(*b) != without) {
                        let step = a == b || linked(a, b) || (0..7).any(|c| reach[a][c] && reach[c][b]);
                        reach[a][b] |= step;
                    }
                }
            }
            reach
        };
        let whole = reaches(None);
        let found = only_links(7, linked);
        for through in 0..7 {
            let rest = reaches(Some(through));
            let torn = (0..7).any(|a| (0..7).any(|b| {
                a != through && b != through && whole[a][b] && whole[a][through] && !rest[a][b]
            }));
            let link = found.iter().find(|link| link.through == through);
            prop_assert_eq!(torn, link.is_some(), "{}", through);
            for one in link.into_iter().flat_map(|link| &link.linked) {
                prop_assert!(whole[*one][through] && *one != through);
            }
        }
    }
}

#[test]
fn everyone_alike_is_even_and_one_who_meets_all_is_not() {
    let even = spread(&rooms(&[(0.0, of_teams(&[3, 3]))])).unwrap();
    assert!(near(even.density.unwrap(), 1.0), "six people in one room");
    assert!(near(even.evenness, 1.0) && even.bridges == 0 && even.fragility.is_none());
    assert!(near(gini(&[0.0, 0.0, 0.0, 8.0]), 0.75));
    // 30 people, 3 busy and 6 light contributors (domain.md 6.2).
    let skewed: Vec<f64> = [vec![12.0; 3], vec![2.0; 6], vec![0.0; 21]].concat();
    assert!((gini(&skewed) - 0.84).abs() < 0.02, "{}", gini(&skewed));
    assert_eq!(spread(&rooms(&[(0.0, of_teams(&[1]))])), None);
}

#[test]
fn a_bridge_knows_two_people_in_each_of_three_other_teams() {
    let known = |listed: &[Listed]| spread(&rooms(listed)).unwrap().bridges;
    // In a room of six of four teams: one from the first, two from each of two others, one from the last.
    assert_eq!(known(&[(0.0, of_teams(&[1, 2, 2, 1]))]), 0);
    // 1 / 5 is a tie, and 1 / 6 is none until they meet again.
    let seven = of_teams(&[1, 2, 2, 2]);
    assert_eq!(known(&[(0.0, seven.clone())]), 0);
    assert_eq!(known(&[(0.0, seven.clone()), (0.0, seven.clone())]), 7 - 6, "the one who is alone in a team");
    assert_eq!(known(&[(0.0, seven.clone()), (400.0, seven)]), 0, "and a year ago counts for little");
}

#[test]
fn without_the_two_strongest_bridges_what_they_took_part_in_is_lost() {
    let pair = |one: (usize, usize), other: (usize, usize)| {
        let of = |(person, team)| Attendee { person, team: Some(team) };
        (0.0, vec![of(one), of(other)])
    };
    // One person of team 0 met two of each of teams 1 to 3; two others met across teams without them.
    let mut listed: Vec<Listed> = [(10, 1), (11, 1), (20, 2), (21, 2), (30, 3), (31, 3)]
        .into_iter()
        .map(|other| pair((0, 0), other))
        .collect();
    listed.push(pair((10, 1), (20, 2)));
    listed.push(pair((11, 1), (21, 2)));
    let found = spread(&rooms(&listed)).unwrap();
    assert_eq!((found.bridges, found.fragility), (1, Some(0.75)));
}

#[test]
fn a_team_through_which_alone_others_are_linked_is_found() {
    let edges = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4)];
    let found = only_links(6, |a, b| edges.contains(&(a, b)));
    let named: Vec<(usize, Vec<usize>)> = found.into_iter().map(|link| (link.through, link.linked)).collect();
    assert_eq!(named, [(2, vec![0, 1]), (3, vec![4])], "of two halves of one size the later is the rest");
    assert!(only_links(3, |_, _| true).is_empty() && only_links(0, |_, _| true).is_empty());
}
