//! What the ties of one person say: how much of it is across teams, and which sentence reads it.

use std::collections::HashSet;

use time::OffsetDateTime;

use crate::platform::ids::{PersonId, TeamId};

/// Someone the reader had a chance to meet, with the team they are in today.
#[derive(Clone)]
pub struct MetPerson {
    pub id: PersonId,
    pub name: String,
    pub team_id: Option<TeamId>,
    pub team: Option<String>,
    pub department: Option<String>,
    pub weight: f64,
    pub sessions: i64,
    pub coffees: i64,
    pub last_at: OffsetDateTime,
}

impl MetPerson {
    pub fn is_inside(&self, team: Option<TeamId>) -> bool {
        self.team_id.is_some() && self.team_id == team
    }
}

/// The sums of a person's ties.
pub struct TieSums {
    pub people: usize,
    /// Teams other than their own.
    pub teams: HashSet<TeamId>,
    inside: f64,
    across: f64,
}

impl TieSums {
    /// People without a team are counted as people, and on no side.
    pub fn of(met: &[MetPerson], team: Option<TeamId>) -> Self {
        let mut sums = Self { people: met.len(), teams: HashSet::new(), inside: 0.0, across: 0.0 };
        for person in met {
            if person.is_inside(team) {
                sums.inside += person.weight;
            } else if let Some(other) = person.team_id {
                sums.teams.insert(other);
                sums.across += person.weight;
            }
        }
        sums
    }

    /// Exploration: the share of one's own weight outside one's own team. Nothing where no side is known.
    pub fn exploration(&self) -> Option<f64> {
        let all = self.inside + self.across;
        (all > 0.0).then(|| self.across / all)
    }

    /// "In the last 13 months you had chances to meet 34 people; …"
    pub fn reading(&self, team: Option<TeamId>) -> String {
        let people = counted(self.people, "person", "people");
        let met = format!("In the last 13 months you had chances to meet {people}");
        let teams = counted(self.teams.len(), "other team", "other teams");
        match (team, self.exploration()) {
            (Some(_), Some(share)) if self.teams.is_empty() || share <= 0.0 => {
                format!("{met}, all of them from your own team.")
            }
            (Some(_), Some(share)) if share >= 1.0 => {
                format!("{met}, from {teams} and nobody from your own.")
            }
            (Some(_), Some(share)) => {
                format!("{met}, from your team and {teams}. {} with people outside your team.", tenths(share))
            }
            (None, _) if !self.teams.is_empty() => {
                format!("{met}, from {}.", counted(self.teams.len(), "team", "teams"))
            }
            _ => format!("{met}."),
        }
    }
}

/// "About 7 in 10 of these chances were", or words where the number would say less.
fn tenths(share: f64) -> String {
    match (1..10).find(|tenth| share * 10.0 < f64::from(*tenth) + 0.5) {
        Some(1) if share < 0.05 => "Few of these chances were".to_owned(),
        Some(tenth) => format!("About {tenth} in 10 of these chances were"),
        None => "Nearly all of these chances were".to_owned(),
    }
}

/// "1 person", "34 people"
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::{MetPerson, TieSums};
    use crate::platform::ids::{PersonId, TeamId};
    use time::macros::datetime;

    fn met(number: u128, team: Option<u128>, weight: f64) -> MetPerson {
        MetPerson {
            id: PersonId::from_u128(number),
            name: format!("Person {number}"),
            team_id: team.map(TeamId::from_u128),
            team: team.map(|team| format!("Team {team}")),
            department: None,
            weight,
            sessions: 1,
            coffees: 0,
            last_at: datetime!(2026-11-23 09:00 UTC),
        }
    }

    const MINE: Option<TeamId> = Some(TeamId::from_u128(1));

    #[test]
    fn exploration_is_the_share_of_weight_outside_ones_own_team() {
        let sums = TieSums::of(&[met(1, Some(1), 1.0), met(2, Some(2), 2.0), met(3, Some(3), 1.0)], MINE);
        assert!((sums.exploration().unwrap() - 0.75).abs() < 1e-9);
        assert_eq!(sums.teams.len(), 2);
    }

    #[test]
    fn someone_without_a_team_is_a_person_on_no_side() {
        let sums = TieSums::of(&[met(1, Some(1), 1.0), met(2, None, 5.0)], MINE);
        assert_eq!((sums.people, sums.exploration()), (2, Some(0.0)));
        assert_eq!(TieSums::of(&[met(2, None, 5.0)], MINE).exploration(), None);
        let nowhere = TieSums::of(&[met(1, Some(1), 1.0), met(2, None, 5.0)], None);
        assert_eq!(nowhere.teams.len(), 1, "whoever has no team has none of their own");
    }

    #[test]
    fn a_sentence_reads_it() {
        let reading = |people: &[MetPerson], team| TieSums::of(people, team).reading(team);
        assert_eq!(
            reading(&[met(1, Some(1), 1.0), met(2, Some(2), 2.0)], MINE),
            "In the last 13 months you had chances to meet 2 people, from your team and 1 other team. \
             About 7 in 10 of these chances were with people outside your team."
        );
        assert_eq!(
            reading(&[met(1, Some(1), 1.0)], MINE),
            "In the last 13 months you had chances to meet 1 person, all of them from your own team."
        );
        assert!(reading(&[met(1, Some(1), 99.0), met(2, Some(2), 1.0)], MINE).contains("Few of these"));
        assert!(reading(&[met(1, Some(1), 1.0), met(2, Some(2), 99.0)], MINE).contains("Nearly all"));
        assert!(
            reading(&[met(2, Some(2), 1.0)], MINE).ends_with("from 1 other team and nobody from your own.")
        );
        assert_eq!(
            reading(&[met(2, Some(2), 1.0)], None),
            "In the last 13 months you had chances to meet 1 person, from 1 team."
        );
    }
}
