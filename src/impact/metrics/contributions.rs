//! How the work of a community is shared among its people (domain.md 6.2). Who gives what is not told, and no figure is right.

use std::collections::HashMap;

use time::OffsetDateTime;

use crate::impact::contacts::bridges::gini;

/// What each way to contribute weighs. To thank someone weighs nothing.
pub const HOSTING: i32 = 3;
pub const STORY: i32 = 2;
pub const TOPIC: i32 = 1;

/// Something that a person, by number, gave to the community beside coming.
#[derive(Clone, Copy, Debug)]
pub struct Contribution {
    pub at: OffsetDateTime,
    pub person: usize,
    pub weight: i32,
}

/// How unevenly contributions are spread over everyone who came or contributed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Concentration {
    pub people: usize,
    pub contributors: usize,
    /// 0 where everyone gave the same, near 1 where one person gave everything.
    pub gini: f64,
    /// The part that the person gave who gave most.
    pub top: f64,
}

impl Concentration {
    /// Nothing where nobody contributed.
    pub fn of<'a>(
        came: impl Iterator<Item = usize>,
        given: impl Iterator<Item = &'a Contribution>,
    ) -> Option<Self> {
        let mut weights: HashMap<usize, i32> = came.map(|person| (person, 0)).collect();
        for one in given {
            *weights.entry(one.person).or_default() += one.weight;
        }
        let values: Vec<f64> = weights.values().map(|weight| f64::from(*weight)).collect();
        let sum: f64 = values.iter().sum();
        (sum > 0.0).then(|| Self {
            people: values.len(),
            contributors: values.iter().filter(|value| **value > 0.0).count(),
            gini: gini(&values),
            top: values.iter().copied().fold(0.0, f64::max) / sum,
        })
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::{Concentration, Contribution, HOSTING, STORY, TOPIC};

    fn given(person: usize, weight: i32) -> Contribution {
        Contribution { at: datetime!(2026-10-01 12:00 UTC), person, weight }
    }

    #[test]
    fn thirty_people_with_three_busy_and_six_light_contributors_are_already_concentrated() {
        // Three who host three times each, and six who put forward one topic: domain.md's example.
        let busy = (0..3).flat_map(|person| [given(person, HOSTING); 3]);
        let light = (3..9).map(|person| given(person, TOPIC));
        let given: Vec<Contribution> = busy.chain(light).collect();
        let found = Concentration::of(0..30, given.iter()).unwrap();
        assert_eq!((found.people, found.contributors), (30, 9));
        assert!((found.gini - 0.84).abs() < 0.01, "{}", found.gini);
        assert!((found.top - 9.0 / 33.0).abs() < 1e-9);
    }

    #[test]
    fn who_contributes_without_coming_counts_and_even_contributions_are_zero() {
        let given = [given(0, STORY), given(1, TOPIC), given(1, TOPIC)];
        let even = Concentration::of(std::iter::empty(), given.iter()).unwrap();
        assert_eq!((even.people, even.contributors), (2, 2));
        assert!(even.gini.abs() < 1e-9 && (even.top - 0.5).abs() < 1e-9);
        let one = Concentration::of(0..4, given[..1].iter()).unwrap();
        assert!((one.gini - 0.75).abs() < 1e-9 && (one.top - 1.0).abs() < 1e-9);
        assert_eq!(Concentration::of(0..9, std::iter::empty()), None);
    }
}
