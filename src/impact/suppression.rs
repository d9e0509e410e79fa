//! What leaders may see of a count of people: never one to four of them, neither outright nor by taking one
//! shown number from another.

/// Fewer people than this are never shown. Usual thresholds are five by default and three at the very least
/// (domain.md 4.1); it counts the people in the figure or in the team, whichever is smaller.
pub const FEWEST: usize = 5;

/// A count of people as it may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    Nobody,
    /// Fewer than five, or kept back because five minus something would tell.
    Hidden,
    People(usize),
}

impl Count {
    pub fn of(people: usize) -> Self {
        match people {
            0 => Self::Nobody,
            1..FEWEST => Self::Hidden,
            _ => Self::People(people),
        }
    }
}

/// A row of a table that has its total beside it: how many were counted, out of how many in the team.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    pub people: usize,
    pub of: usize,
}

/// The rows of a table as they may be shown, and what the hidden ones make together.
#[derive(Debug, PartialEq, Eq)]
pub struct SuppressedTable {
    pub cells: Vec<Count>,
    /// The hidden rows as one, where they hold five people or more.
    pub others: Option<usize>,
}

/// Hides the small rows, and then the next smallest ones for as long as the total minus what is shown would
/// tell a single row or fewer than five people.
pub fn hide(cells: &[Cell]) -> SuppressedTable {
    let mut hidden: Vec<bool> =
        cells.iter().map(|cell| cell.of < FEWEST || (1..FEWEST).contains(&cell.people)).collect();
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
    let together = sum(cells, &hidden);
    let shown = cells
        .iter()
        .zip(&hidden)
        .map(|(cell, hides)| if *hides { Count::Hidden } else { Count::of(cell.people) });
    SuppressedTable { cells: shown.collect(), others: (together >= FEWEST).then_some(together) }
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
    /// The share that `part` is of `part` and `rest`, where `people` are behind both together.
    pub fn of(part: CaseCount, rest: CaseCount, people: usize) -> Self {
        let cases = part.cases + rest.cases;
        match Count::of(people) {
            Count::Nobody => Self::Nobody,
            Count::Hidden => Self::Hidden,
            Count::People(_) => match (Count::of(part.people), Count::of(rest.people)) {
                (Count::Nobody, _) => Self::None,
                (_, Count::Nobody) => Self::All,
                (Count::Hidden, _) => Self::Few,
                (_, Count::Hidden) => Self::NearlyAll,
                _ => Self::Percent(percent(part.cases, cases)),
            },
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
    use super::{CaseCount, Cell, Count, FEWEST, Share, hide, of_whole, percent};
    use proptest::prelude::{any, prop, prop_assert, prop_assert_ne, proptest};

    fn cell(people: usize, of: usize) -> Cell {
        Cell { people, of }
    }

    #[test]
    fn a_team_of_four_takes_the_next_smallest_with_it() {
        let shown = hide(&[cell(12, 14), cell(4, 4), cell(9, 20), cell(7, 11)]);
        assert_eq!(shown.cells, [Count::People(12), Count::Hidden, Count::People(9), Count::Hidden]);
        assert_eq!(shown.others, Some(11));
    }

    #[test]
    fn two_small_rows_that_make_five_protect_each_other() {
        let shown = hide(&[cell(3, 9), cell(2, 8), cell(6, 6), cell(0, 7)]);
        assert_eq!(shown.cells, [Count::Hidden, Count::Hidden, Count::People(6), Count::Nobody]);
        assert_eq!(shown.others, Some(5));
    }

    #[test]
    fn nothing_is_hidden_where_every_row_is_large_or_empty() {
        let shown = hide(&[cell(5, 9), cell(0, 8)]);
        assert_eq!((shown.cells, shown.others), (vec![Count::People(5), Count::Nobody], None));
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
            let seen: usize =
                shown.cells.iter().map(|count| if let Count::People(people) = count { *people } else { 0 }).sum();
            for (count, cell) in shown.cells.iter().zip(&cells) {
                if let Count::People(people) = count {
                    prop_assert!(*people >= FEWEST && cell.of >= FEWEST);
                }
            }
            if let Count::People(total) = Count::of(total) {
                prop_assert!(!(1..FEWEST).contains(&(total - seen)), "the hidden rows together are {}", total - seen);
                let hidden = shown.cells.iter().filter(|count| **count == Count::Hidden).count();
                if cells.len() > 1 {
                    prop_assert_ne!(hidden, 1, "a single hidden row is the total minus the others");
                }
            }
            prop_assert!(shown.others.is_none_or(|others| others >= FEWEST));
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
