//! What leaders may see of a count of people: never one to four of them, neither outright nor by taking one
//! shown number from another.
//!
//! What is promised, and against whom: someone who reads everything that leaders may ask for, of all periods, and takes any
//! of it from any other; who has the lists of who signed up for which session, and of who is in which team and community,
//! as everyone may, learns of nobody for certain that they came, or that they did not. Nor do they from a line or a number
//! of teams where they know of one person, most likely of themselves, that they stayed away. No more is promised: whoever
//! knows of four out of five people can tell the fifth from any number of five, and totals of people and hours, in which
//! those who came without signing up are counted too, are held against the lists alone. Rounding, the limits on hours and lines (ten sessions, five people of each side, seven
//! who signed up), and what is left out altogether (teams by people, private communities) are what keeps it; the attacks in
//! `tests/it/impact/privacy.rs` hold it.

use serde::{Deserialize, Serialize};

use crate::organisation;

/// Fewer people than this are never shown. It counts the people in the figure or in the team, whichever is smaller.
pub const FEWEST: usize = organisation::FEWEST_PEOPLE as usize;

/// Of so many people who signed up, "at least five came" says of nobody for certain that they did, not even to someone who
/// knows of one of them, most likely themselves, that they stayed away. Of seven it says less of each than what anybody
/// may guess: about three in four who sign up come.
pub const SIGNED_UP_FROM: usize = FEWEST + 2;

/// Would "at least five of them came" tell of each of so many people, or of all but one, that they did?
pub fn singles_out(signed_up: usize) -> bool {
    (FEWEST..SIGNED_UP_FROM).contains(&signed_up)
}

/// To what a reader sees numbers of people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Precision {
    /// Leaders, and whatever leaves a community: to the nearest five, and never fewer.
    Rounded,
    /// Organisers, of their own community, whose attendance they record.
    Exact,
}

impl Precision {
    pub fn count(self, people: usize) -> Count {
        match (self, people) {
            (_, 0) => Count::Nobody,
            (Self::Exact, people) => Count::People(people),
            (Self::Rounded, 1..FEWEST) => Count::Few,
            (Self::Rounded, people) => Count::About(to_five(people)),
        }
    }

    /// The share that `part` is of `part` and `rest`, where `people` are behind both together.
    pub fn share(self, part: CaseCount, rest: CaseCount, people: usize) -> Share {
        match self {
            Self::Rounded => Share::of(part, rest, people),
            Self::Exact if people == 0 => Share::Nobody,
            Self::Exact => Share::Percent(percent(part.cases, part.cases + rest.cases)),
        }
    }

    /// A percentage as it is told.
    pub fn points(self, percent: u32) -> u32 {
        match self {
            Self::Rounded => (percent + 2) / 5 * 5,
            Self::Exact => percent,
        }
    }
}

/// The nearest five.
pub fn to_five(number: usize) -> usize {
    (number + 2) / 5 * 5
}

/// A count of people as it may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Count {
    Nobody,
    /// Fewer than five.
    Few,
    /// Kept back because five minus something would tell.
    Hidden,
    /// Fewer than five of the team did not come, or none.
    NearlyAll,
    About(usize),
    People(usize),
}

impl Count {
    pub fn of(people: usize) -> Self {
        match people {
            0 => Self::Nobody,
            1..FEWEST => Self::Few,
            _ => Self::People(people),
        }
    }

    /// The number that is shown, if one is.
    pub fn number(self) -> Option<usize> {
        match self {
            Self::Nobody => Some(0),
            Self::About(number) | Self::People(number) => Some(number),
            Self::Few | Self::Hidden | Self::NearlyAll => None,
        }
    }
}

/// A row of a table that has its total beside it: how many were counted, out of how many in the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub people: usize,
    pub of: usize,
}

/// The rows of a table as they may be shown: the small ones hidden, and then the next smallest ones for as long as the
/// total minus what is shown would tell a single row or fewer than five people.
pub fn hide(cells: &[Cell]) -> Vec<Count> {
    let few: Vec<bool> =
        cells.iter().map(|cell| cell.of < FEWEST || (1..FEWEST).contains(&cell.people)).collect();
    let mut hidden = few.clone();
    // Smallest first; a row of nobody protects nobody, so those come last.
    let mut next: Vec<usize> = (0..cells.len()).filter(|index| !hidden[*index]).collect();
    next.sort_by_key(|index| (cells[*index].people == 0, cells[*index].people));
    let mut next = next.into_iter();
    loop {
        let rows = hidden.iter().filter(|hides| **hides).count();
        if rows == 0 || (rows > 1 && sum(cells, &hidden) >= FEWEST) {
            break;
        }
        let Some(index) = next.next() else { break };
        hidden[index] = true;
    }
    let shown = cells.iter().zip(few.iter().zip(&hidden)).map(|(cell, (few, hides))| match (few, hides) {
        (true, _) => Count::Few,
        (false, true) => Count::Hidden,
        (false, false) => Count::of(cell.people),
    });
    shown.collect()
}

fn sum(cells: &[Cell], hidden: &[bool]) -> usize {
    cells.iter().zip(hidden).filter(|(_, hides)| **hides).map(|(cell, _)| cell.people).sum()
}

/// A part of a whole, as cases (a person in a community) and as the different people behind them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseCount {
    pub cases: usize,
    pub people: usize,
}

/// A share of people as it may be shown: a share that leaves out or holds one to four people is only named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Nobody to speak of.
    Nobody,
    /// The whole is fewer than five people.
    Hidden,
    None,
    Few,
    Percent(u32),
    NearlyAll,
    All,
}

impl Share {
    fn of(part: CaseCount, rest: CaseCount, people: usize) -> Self {
        let cases = part.cases + rest.cases;
        match Count::of(people) {
            Count::Nobody => Self::Nobody,
            Count::People(_) => match (Count::of(part.people), Count::of(rest.people)) {
                (Count::Nobody, _) => Self::None,
                (_, Count::Nobody) => Self::All,
                (Count::People(_), Count::People(_)) => Self::to_five(percent(part.cases, cases)),
                (Count::People(_), _) => Self::NearlyAll,
                _ => Self::Few,
            },
            _ => Self::Hidden,
        }
    }
}

impl Share {
    /// A share of which neither part is few, to the nearest 5 %; what would read as all or none is named.
    pub fn to_five(points: u32) -> Self {
        match Precision::Rounded.points(points) {
            0 => Self::Few,
            100.. => Self::NearlyAll,
            points => Self::Percent(points),
        }
    }
}

/// "64" of "64 %".
pub fn percent(part: usize, whole: usize) -> u32 {
    u32::try_from((part * 200 + whole) / (whole * 2).max(1)).unwrap_or_default()
}

/// How many of how many: only where those left out are nobody or five and more.
pub fn of_whole(people: usize, whole: usize) -> Option<usize> {
    whole.checked_sub(people).filter(|rest| *rest == 0 || *rest >= FEWEST).map(|_| whole)
}

#[cfg(test)]
mod tests {
    use super::{CaseCount, Cell, Count, FEWEST, Precision, Share, hide, of_whole, percent, to_five};
    use proptest::prelude::{any, prop, prop_assert, prop_assert_ne, proptest};

    fn cell(people: usize, of: usize) -> Cell {
        Cell { people, of }
    }

    #[test]
    fn a_team_of_four_takes_the_next_smallest_with_it() {
        let shown = hide(&[cell(12, 14), cell(4, 4), cell(9, 20), cell(7, 11)]);
        assert_eq!(shown, [Count::People(12), Count::Few, Count::People(9), Count::Hidden]);
    }

    #[test]
    fn two_small_rows_that_make_five_protect_each_other() {
        let shown = hide(&[cell(3, 9), cell(2, 8), cell(6, 6), cell(0, 7)]);
        assert_eq!(shown, [Count::Few, Count::Few, Count::People(6), Count::Nobody]);
        assert_eq!(hide(&[cell(5, 9), cell(0, 8)]), [Count::People(5), Count::Nobody]);
    }

    #[test]
    fn leaders_read_the_nearest_five_and_organisers_each_person() {
        let leader = [0, 4, 5, 7, 8, 122].map(|people| Precision::Rounded.count(people));
        let about = Count::About;
        assert_eq!(leader, [Count::Nobody, Count::Few, about(5), about(5), about(10), about(120)]);
        assert_eq!(Precision::Exact.count(3), Count::People(3));
        assert_eq!([0, 2, 3, 412].map(to_five), [0, 0, 5, 410]);
        assert_eq!([62, 63].map(|percent| Precision::Rounded.points(percent)), [60, 65]);
        assert_eq!(
            [1, 2, 62, 98].map(Share::to_five),
            [Share::Few, Share::Few, Share::Percent(60), Share::NearlyAll]
        );
    }

    #[test]
    fn shares_of_few_people_are_only_named() {
        let part = |cases, people| CaseCount { cases, people };
        assert_eq!(Share::of(part(3, 3), part(1, 1), 4), Share::Hidden);
        assert_eq!(Share::of(part(0, 0), part(9, 9), 9), Share::None);
        assert_eq!(Share::of(part(4, 4), part(9, 9), 13), Share::Few);
        assert_eq!(Share::of(part(12, 9), part(2, 2), 10), Share::NearlyAll);
        assert_eq!(Share::of(part(6, 6), part(6, 5), 11), Share::Percent(50));
        assert_eq!(Share::of(part(6, 6), part(0, 0), 6), Share::All);
        assert_eq!(percent(2, 3), 67);
    }

    #[test]
    fn a_whole_that_would_tell_who_is_missing_is_left_out() {
        assert_eq!(
            [of_whole(8, 8), of_whole(6, 8), of_whole(6, 11), of_whole(9, 8)],
            [Some(8), None, Some(11), None]
        );
    }

    proptest! {
        #[test]
        fn no_shown_number_and_no_difference_of_shown_numbers_is_one_to_four_people(
            rows in prop::collection::vec((0_usize..30, 0_usize..12), 0..12),
        ) {
            let cells: Vec<Cell> = rows.into_iter().map(|(of, people)| Cell { people: people.min(of), of }).collect();
            let shown = hide(&cells);
            let total: usize = cells.iter().map(|cell| cell.people).sum();
            let seen: usize = shown.iter().filter_map(|count| count.number()).sum();
            for (count, cell) in shown.iter().zip(&cells) {
                if let Count::People(people) = count {
                    prop_assert!(*people >= FEWEST && cell.of >= FEWEST);
                }
            }
            if let Count::People(total) = Count::of(total) {
                prop_assert!(!(1..FEWEST).contains(&(total - seen)), "the hidden rows together are {}", total - seen);
                let hidden = shown.iter().filter(|count| matches!(count, Count::Few | Count::Hidden)).count();
                if cells.len() > 1 {
                    prop_assert_ne!(hidden, 1, "a single hidden row is the total minus the others");
                }
            }
        }

        #[test]
        fn a_shown_percentage_never_tells_of_one_to_four_people(
            part in 0_usize..40, rest in 0_usize..40, doubled in any::<bool>(),
        ) {
            let cases = |people: usize| CaseCount { cases: people * if doubled { 2 } else { 1 }, people };
            if let Share::Percent(_) = Share::of(cases(part), cases(rest), part + rest) {
                prop_assert!(part >= FEWEST && rest >= FEWEST);
            }
        }
    }
}
