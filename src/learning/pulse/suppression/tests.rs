//! Attacks: whatever is shown, added and subtracted in any way, within a round and over several.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert, proptest};
use proptest::test_runner::TestCaseError;

use super::{ClosingRound, GroupAnswers, GroupPeople, Uncounted, kept, shown_groups, too_alike};
use crate::learning::pulse::queries::{PulseCell, PulseCount};
use crate::learning::pulse::{PulseDimension, PulseItem};
use crate::platform::ids::PersonId;

const MINIMUM: i64 = 5;

fn group(answers: i64) -> GroupAnswers {
    GroupAnswers { answers, blocked: false }
}

fn shown(answers: &[i64], rest: Uncounted) -> Vec<bool> {
    let groups: Vec<GroupAnswers> = answers.iter().map(|answers| group(*answers)).collect();
    shown_groups(&groups, rest, MINIMUM)
}

#[test]
fn a_small_group_takes_the_next_smallest_with_it() {
    let none = Uncounted::default();
    assert_eq!(shown(&[12, 4, 9, 7], none), [true, false, true, false]);
    assert_eq!(shown(&[12, 9, 7], none), [true, true, true]);
    assert_eq!(shown(&[12, 4, 4, 9], none), [true, false, false, true], "eight answers of two groups");
    assert_eq!(
        shown(&[12, 1, 2, 9], none),
        [true, false, false, false],
        "three answers of two groups are too few"
    );
    assert_eq!(shown(&[9, 3], none), [false, false], "the rest of nine would be three");
    assert_eq!(shown(&[9], none), [false], "and of a single group nobody");
    assert_eq!(shown(&[9, 9], Uncounted { groups: 1, answers: 0 }), [false, true], "one hides nobody");
    assert_eq!(shown(&[9, 8], Uncounted { groups: 2, answers: 6 }), [true, true]);
}

#[test]
fn of_all_small_breakdowns_none_tells_of_fewer_than_five() {
    let rests = [(0, 0), (1, 0), (1, 3), (1, 6), (2, 0), (2, 4), (2, 5)];
    for code in 0..8_i64.pow(4) {
        let answers = [code % 8, code / 8 % 8, code / 64 % 8, code / 512];
        for (groups, uncounted) in rests {
            let rest = Uncounted { groups, answers: uncounted };
            let shows = shown(&answers, rest);
            let seen: i64 =
                answers.iter().zip(&shows).filter(|(_, shows)| **shows).map(|(answers, _)| answers).sum();
            let hidden = shows.iter().filter(|shows| !**shows).count() + groups;
            let left = answers.iter().sum::<i64>() + uncounted - seen;
            assert!(answers.iter().zip(&shows).all(|(answers, shows)| !shows || *answers >= MINIMUM));
            if seen > 0 {
                assert!(hidden != 1, "{answers:?} {rest:?}: the one that is hidden can be told");
                assert!(left == 0 || left >= MINIMUM, "{answers:?} {rest:?}: {left} are left");
            }
        }
    }
}

/// A team: its department or none, its people, and how many of them answered.
type MadeTeam = (Option<usize>, i32, i32);

fn count(dimension: PulseDimension, cell: &str, answers: i32) -> Option<PulseCount> {
    let cell = cell.to_owned();
    (answers > 0).then_some(PulseCount { dimension, cell, item: PulseItem::T2, value: 4, answers })
}

fn cells(teams: &[MadeTeam]) -> Vec<PulseCell> {
    let cell = |dimension, cell: String, people, inside| PulseCell {
        dimension,
        name: cell.clone(),
        cell,
        people,
        inside,
    };
    let mut departments: BTreeMap<usize, i32> = BTreeMap::new();
    let mut cells = Vec::new();
    for (number, (department, people, _)) in teams.iter().enumerate() {
        let inside = department.map(|department| format!("d{department}")).unwrap_or_default();
        cells.push(cell(PulseDimension::Team, format!("t{number}"), *people, inside));
        if let Some(department) = department {
            *departments.entry(*department).or_default() += people;
        }
    }
    for (department, people) in departments {
        cells.push(cell(PulseDimension::Department, format!("d{department}"), people, String::new()));
    }
    cells
}

/// As answers are counted: for everyone, and for each group that is large enough.
fn counts(teams: &[MadeTeam], cells: &[PulseCell], loose: i32) -> Vec<PulseCount> {
    let total = teams.iter().map(|(_, _, answers)| answers).sum::<i32>() + loose;
    let mut counts: Vec<PulseCount> = count(PulseDimension::All, "", total).into_iter().collect();
    for cell in cells.iter().filter(|cell| i64::from(cell.people) >= MINIMUM) {
        let of_it = teams.iter().enumerate().filter(|(number, (department, ..))| match cell.dimension {
            PulseDimension::Team => cell.cell == format!("t{number}"),
            _ => department.is_some_and(|department| cell.cell == format!("d{department}")),
        });
        counts.extend(count(cell.dimension, &cell.cell, of_it.map(|(_, (_, _, answers))| answers).sum()));
    }
    counts
}

/// Which teams (and, last, people without one) a shown row is the sum of.
fn parts(row: &PulseCount, teams: &[MadeTeam]) -> Vec<i32> {
    let is_in = |number: usize, department: Option<usize>| match row.dimension {
        PulseDimension::All => true,
        PulseDimension::Team => row.cell == format!("t{number}"),
        _ => department.is_some_and(|department| row.cell == format!("d{department}")),
    };
    let of_teams =
        teams.iter().enumerate().map(|(number, (department, ..))| i32::from(is_in(number, *department)));
    of_teams.chain([i32::from(row.dimension == PulseDimension::All)]).collect()
}

/// Adds and subtracts what is shown in every way, and looks for a sum that is one to four people, or one group that is
/// not shown by itself.
fn attack(rows: &[PulseCount], teams: &[MadeTeam], loose: i32) -> Result<(), TestCaseError> {
    let shown: Vec<Vec<i32>> = rows.iter().map(|row| parts(row, teams)).collect();
    let answers: Vec<i32> = teams.iter().map(|(_, _, answers)| *answers).chain([loose]).collect();
    let ways = 3_usize.pow(u32::try_from(shown.len()).unwrap());
    for way in 1..ways {
        let mut sum = vec![0; answers.len()];
        let mut rest = way;
        for vector in &shown {
            let sign = [0, 1, -1][rest % 3];
            rest /= 3;
            for (all, one) in sum.iter_mut().zip(vector) {
                *all += sign * one;
            }
        }
        if sum.iter().any(|times| !(0..=1).contains(times)) || sum.iter().all(|times| *times == 0) {
            continue;
        }
        let people: i32 = sum.iter().zip(&answers).map(|(times, answers)| times * answers).sum();
        prop_assert!(!(1..5).contains(&people), "{people} people are told by {sum:?} of {rows:?}");
        // Where everyone has a team, the last place stands for nobody.
        let nobody = loose == 0 && sum.iter().take(teams.len()).all(|times| *times == 0);
        let single = sum.iter().sum::<i32>() == 1 && !nobody;
        prop_assert!(!single || shown.contains(&sum), "{sum:?} is told by {rows:?}");
    }
    Ok(())
}

fn made_team() -> impl Strategy<Value = MadeTeam> {
    (prop::option::weighted(0.8, 0_usize..3), 1_i32..14, 0_i32..14)
        .prop_map(|(department, people, answers)| (department, people, answers.min(people)))
}

/// Twenty people, each in one of three teams or none, or not here.
fn made_round() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0_usize..5, 20)
}

fn person(number: usize) -> PersonId {
    PersonId::from_u128(number as u128 + 1)
}

/// Between two rounds only some people move.
fn moved(first: &[usize], second: &[usize], moves: usize) -> Vec<usize> {
    first
        .iter()
        .zip(second)
        .enumerate()
        .map(|(number, (one, other))| if number < moves { *other } else { *one })
        .collect()
}

fn people_of(round: &[usize]) -> GroupPeople {
    let mut groups = GroupPeople::new();
    for (number, team) in round.iter().enumerate().filter(|(_, team)| **team < 3) {
        groups.entry((PulseDimension::Team, format!("t{team}"))).or_default().insert(person(number));
    }
    groups
}

/// Attacks a round in which these teams, and so many people of none, answered.
fn attack_round(teams: &[MadeTeam], loose: i32) -> Result<(), TestCaseError> {
    let cells = cells(teams);
    let counts = counts(teams, &cells, loose);
    let alike = BTreeSet::new();
    let round = ClosingRound {
        breakdown: PulseDimension::Team,
        minimum: MINIMUM,
        counts: &counts,
        cells: &cells,
        alike: &alike,
        loose: loose > 0,
    };
    let rows = kept(&round);
    for row in &rows {
        prop_assert!(i64::from(row.answers) >= MINIMUM);
    }
    attack(&rows, teams, loose)
}

#[test]
fn a_team_that_is_its_whole_department_tells_nothing_of_a_department_of_two_small_teams() {
    let teams = [(Some(0), 4, 4), (Some(1), 5, 5), (Some(0), 1, 1)];
    attack_round(&teams, 0).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_sum_or_difference_of_teams_and_departments_tells_of_fewer_than_five(
        teams in prop::collection::vec(made_team(), 1..7), loose in 0_i32..4,
    ) {
        attack_round(&teams, loose)?;
    }

    #[test]
    fn no_round_taken_from_another_tells_of_fewer_than_five(
        first in made_round(), second in made_round(), moves in prop::collection::vec(0_usize..8, 2),
    ) {
        let mut rounds = vec![first.clone()];
        rounds.push(moved(&first, &second, moves[0]));
        rounds.push(moved(&rounds[1], &second, moves[0] + moves[1]));
        let mut known: Vec<BTreeSet<PersonId>> = Vec::new();
        for round in rounds {
            let groups = people_of(&round);
            let alike = too_alike(&groups, &known, 5);
            let cells: Vec<PulseCell> = groups.iter().map(|((dimension, cell), people)| PulseCell {
                dimension: *dimension,
                cell: cell.clone(),
                name: cell.clone(),
                people: i32::try_from(people.len()).unwrap(),
                inside: String::new(),
            }).collect();
            let here: BTreeSet<PersonId> =
                round.iter().enumerate().filter(|(_, team)| **team < 4).map(|(number, _)| person(number)).collect();
            let all = i32::try_from(here.len()).unwrap();
            let counts: Vec<PulseCount> = cells
                .iter()
                .filter(|cell| i64::from(cell.people) >= MINIMUM)
                .filter_map(|cell| count(cell.dimension, &cell.cell, cell.people))
                .chain(count(PulseDimension::All, "", all))
                .collect();
            let closing = ClosingRound {
                breakdown: PulseDimension::Team,
                minimum: MINIMUM,
                counts: &counts,
                cells: &cells,
                alike: &alike,
                loose: round.contains(&3),
            };
            let shown: Vec<&BTreeSet<PersonId>> = kept(&closing)
                .iter()
                .filter(|row| row.dimension == PulseDimension::Team)
                .map(|row| &groups[&(row.dimension, row.cell.clone())])
                .collect();
            for people in &shown {
                for earlier in &known {
                    let differ = people.symmetric_difference(earlier).count();
                    prop_assert!(!(1..5).contains(&differ), "{differ} people differ from an earlier group");
                }
            }
            known.extend(shown.into_iter().cloned());
            known.push(here);
        }
    }
}

#[test]
fn an_item_too_few_answered_is_kept_for_nobody() {
    let teams = [(None, 12, 4), (None, 12, 0)];
    let cells = cells(&teams);
    let counts = counts(&teams, &cells, 0);
    let alike = BTreeSet::new();
    let round = ClosingRound {
        breakdown: PulseDimension::Team,
        minimum: MINIMUM,
        counts: &counts,
        cells: &cells,
        alike: &alike,
        loose: false,
    };
    assert!(kept(&round).is_empty());
}
