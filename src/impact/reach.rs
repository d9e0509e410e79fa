//! From how many teams people came. To leaders a team counts from five people on, and not where just five or six of it had
//! signed up: that all teams are reached would tell of each of these that they came.

use std::collections::HashSet;

use time::OffsetDateTime;

use super::load::ReportFacts;
use super::report::whole;
use super::suppression::{FEWEST, Precision, singles_out};
use super::tally::PeriodTally;

/// Teams that a report may reach: open ones of five people and more.
pub fn eligible(facts: &ReportFacts) -> Vec<usize> {
    let is_eligible = |team: &usize| facts.teams[*team].open && whole(facts.teams[*team].people) >= FEWEST;
    (0..facts.teams.len()).filter(is_eligible).collect()
}

/// Of how many of these someone came, or, for leaders, enough people, between two moments.
pub fn reached(
    facts: &ReportFacts,
    tally: &PeriodTally,
    from: OffsetDateTime,
    until: OffsetDateTime,
) -> usize {
    let eligible = eligible(facts);
    if facts.scope.precision == Precision::Exact {
        return eligible.iter().filter(|team| tally.of_team(**team) > 0).count();
    }
    let mut signed_up: Vec<HashSet<usize>> = vec![HashSet::new(); facts.teams.len()];
    let lists = facts.signed_up.iter().filter(|list| from <= list.at && list.at < until);
    for attendee in lists.flat_map(|list| &list.present) {
        if let Some(team) = attendee.team {
            signed_up[team].insert(attendee.person);
        }
    }
    let counts = |team: &&usize| tally.of_team(**team) >= FEWEST && !singles_out(signed_up[**team].len());
    eligible.iter().filter(counts).count()
}
