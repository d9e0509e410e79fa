//! Betweenness of teams (Freeman 1977, worked out after Brandes 2001), for exports only: through how many of the shortest
//! ways between others a team leads. Its lines are those that a picture may show, so that it tells no more than these.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::groups::TeamGroup;
use super::network::Ties;
use crate::platform::web::drawing::real;

/// A team, and its share of the shortest ways between all other teams, from 0 to 1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TeamBetweenness {
    pub team: String,
    pub share: f64,
}

/// In the order of the groups; nothing for fewer than three, between which no way leads through another.
pub fn of_teams(groups: &[TeamGroup], ties: &Ties) -> Vec<TeamBetweenness> {
    if groups.len() < 3 {
        return Vec::new();
    }
    let shares = betweenness(groups.len(), |one, other| ties.may_show(&[one], &[other]));
    let named = |(group, share): (&TeamGroup, f64)| TeamBetweenness {
        team: group.name.clone(),
        share: (share * 100.0).round() / 100.0,
    };
    groups.iter().zip(shares).map(named).collect()
}

/// For each of so many nodes, the shares that it has of the shortest ways between each two others, summed and divided by
/// the number of such pairs. `linked(a, b)`: is there a line between the two?
pub fn betweenness(count: usize, linked: impl Fn(usize, usize) -> bool) -> Vec<f64> {
    let mut next_to: Vec<Vec<usize>> = vec![Vec::new(); count];
    for one in 0..count {
        for other in (one + 1..count).filter(|other| linked(one, *other)) {
            next_to[one].push(other);
            next_to[other].push(one);
        }
    }
    let mut through = vec![0.0; count];
    for source in 0..count {
        let ways = ShortestWays::from(source, &next_to);
        // From the farthest back: what depends on a node is shared among those that lead to it.
        let mut depends = vec![0.0; count];
        for node in ways.reached.into_iter().rev() {
            for before in &ways.before[node] {
                depends[*before] += ways.number[*before] / ways.number[node] * (1.0 + depends[node]);
            }
            if node != source {
                through[node] += depends[node];
            }
        }
    }
    // Each pair was met from both its ends.
    let pairs = real(count.saturating_sub(1) * count.saturating_sub(2)).max(1.0);
    through.into_iter().map(|sum| sum / pairs).collect()
}

/// The shortest ways from one node to all others.
struct ShortestWays {
    /// In the order of their distance, the source first.
    reached: Vec<usize>,
    /// For each node, how many shortest ways lead to it, and its neighbours on these.
    number: Vec<f64>,
    before: Vec<Vec<usize>>,
}

impl ShortestWays {
    fn from(source: usize, next_to: &[Vec<usize>]) -> Self {
        let count = next_to.len();
        let mut distance: Vec<Option<usize>> = vec![None; count];
        let mut ways =
            Self { reached: Vec::new(), number: vec![0.0; count], before: vec![Vec::new(); count] };
        distance[source] = Some(0);
        ways.number[source] = 1.0;
        let mut waiting = VecDeque::from([(source, 0)]);
        while let Some((node, steps)) = waiting.pop_front() {
            ways.reached.push(node);
            for next in &next_to[node] {
                if distance[*next].is_none() {
                    distance[*next] = Some(steps + 1);
                    waiting.push_back((*next, steps + 1));
                }
                if distance[*next] == Some(steps + 1) {
                    ways.number[*next] += ways.number[node];
                    ways.before[*next].push(node);
                }
            }
        }
        ways
    }
}

#[cfg(test)]
mod tests {
    use super::betweenness;
    use proptest::prelude::{any, prop, prop_assert, proptest};

    fn of(count: usize, lines: &[(usize, usize)]) -> Vec<f64> {
        betweenness(count, |one, other| lines.contains(&(one, other)))
    }

    #[test]
    fn known_figures_have_the_shares_that_textbooks_give() {
        let close = |found: Vec<f64>, expected: &[f64]| {
            assert!(
                found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-9),
                "{found:?}, not {expected:?}"
            );
        };
        close(of(4, &[(0, 1), (0, 2), (0, 3)]), &[1.0, 0.0, 0.0, 0.0]);
        close(of(3, &[(0, 1), (0, 2), (1, 2)]), &[0.0, 0.0, 0.0]);
        close(of(4, &[(0, 1), (1, 2), (2, 3)]), &[0.0, 2.0 / 3.0, 2.0 / 3.0, 0.0]);
        // Of a ring of four, each is on one of two ways between its neighbours.
        close(of(4, &[(0, 1), (1, 2), (2, 3), (0, 3)]), &[1.0 / 6.0; 4]);
        close(of(4, &[(0, 1)]), &[0.0; 4]);
        assert!(of(0, &[]).is_empty());
    }

    /// Every way of so many steps, found by walking all of them.
    fn naive(count: usize, linked: &dyn Fn(usize, usize) -> bool) -> Vec<f64> {
        let mut through = vec![0.0; count];
        for from in 0..count {
            for to in from + 1..count {
                let mut ways = vec![vec![from]];
                while !ways.is_empty() && !ways.iter().any(|way| way.last() == Some(&to)) {
                    ways = ways
                        .iter()
                        .flat_map(|way| {
                            let last = way[way.len() - 1];
                            (0..count)
                                .filter(move |next| linked(last.min(*next), last.max(*next)) && last != *next)
                                .filter(|next| !way.contains(next))
                                .map(|next| [&way[..], &[next]].concat())
                                .collect::<Vec<_>>()
                        })
                        .collect();
                }
                let found: Vec<_> = ways.iter().filter(|way| way.last() == Some(&to)).collect();
                for way in &found {
                    for node in &way[1..way.len() - 1] {
                        through[*node] += 1.0 / f64::from(u32::try_from(found.len()).unwrap());
                    }
                }
            }
        }
        let pairs = f64::from(u32::try_from((count - 1) * (count - 2) / 2).unwrap());
        through.into_iter().map(|sum| sum / pairs).collect()
    }

    proptest! {
        #[test]
        fn it_is_what_walking_every_way_counts(lines in prop::collection::vec(any::<bool>(), 15)) {
            let linked = |one: usize, other: usize| one < other && lines[other * (other - 1) / 2 + one];
            let (found, expected) = (betweenness(6, linked), naive(6, &linked));
            for (a, b) in found.iter().zip(&expected) {
                prop_assert!((a - b).abs() < 1e-9, "{found:?}, not {expected:?}");
            }
        }
    }
}
