//! The picture: the reader in the middle, people of their own team around them, everyone else outside.

use std::f64::consts::TAU;

use super::rules::MetPerson;
use crate::platform::ids::TeamId;
use crate::platform::web::drawing::{near, on_circle, real, shortened};
use crate::platform::web::{emblem, first_name};

/// So many circles can be told apart on each ring; everyone else is counted.
const MOST_INSIDE: usize = 7;
const MOST_OUTSIDE: usize = 13;
const MIDDLE: f64 = 320.0;
/// Where the two rings of people lie, and where the names of the outer one are drawn.
const INSIDE: f64 = 98.0;
const OUTSIDE: f64 = 204.0;
const NAMES: f64 = 262.0;
const SMALLEST: f64 = 10.0;
const LARGEST: f64 = 20.0;
const LONGEST_NAME: usize = 12;

/// A person as a circle with its line.
pub struct DrawnPerson {
    pub rank: usize,
    pub name: String,
    pub hue: u8,
    pub at: [i64; 2],
    pub radius: i64,
    pub thick: String,
    pub text: [i64; 2],
    pub side: &'static str,
}

/// A person as the table has them.
pub struct RankedPerson {
    pub rank: usize,
    pub met: MetPerson,
    pub is_inside: bool,
}

/// The picture and its table: the strongest ties of each ring.
pub struct PersonRings {
    pub drawn: Vec<DrawnPerson>,
    pub table: Vec<RankedPerson>,
    /// Everyone else.
    pub more: usize,
    pub label: String,
}

impl PersonRings {
    /// `met` comes with the strongest first.
    pub fn of(met: Vec<MetPerson>, team: Option<TeamId>) -> Self {
        let all = met.len();
        let strongest = met.first().map_or(1.0, |first| first.weight);
        let (mut inside, mut outside) = (0, 0);
        let mut table: Vec<RankedPerson> = Vec::new();
        for met in met {
            let is_inside = met.is_inside(team);
            let (taken, most) =
                if is_inside { (&mut inside, MOST_INSIDE) } else { (&mut outside, MOST_OUTSIDE) };
            if *taken < most {
                *taken += 1;
                table.push(RankedPerson { rank: table.len() + 1, met, is_inside });
            }
        }
        let (mut nth_inside, mut nth_outside) = (0, 0);
        let drawn = table
            .iter()
            .map(|person| {
                let (nth, count) =
                    if person.is_inside { (&mut nth_inside, inside) } else { (&mut nth_outside, outside) };
                *nth += 1;
                drawn(person, *nth - 1, count, person.met.weight / strongest)
            })
            .collect();
        let label = format!(
            "You in the middle, {inside} people of your own team around you and {outside} people of other teams \
             outside. The table beside it names them."
        );
        Self { drawn, more: all - table.len(), table, label }
    }

    pub fn is_empty(&self) -> bool {
        self.table.is_empty()
    }
}

fn drawn(person: &RankedPerson, nth: usize, count: usize, share: f64) -> DrawnPerson {
    let angle = TAU * (real(nth) + 0.5) / real(count) - TAU / 4.0;
    let radius = SMALLEST + (LARGEST - SMALLEST) * share.sqrt();
    let at = on_circle(MIDDLE, angle, if person.is_inside { INSIDE } else { OUTSIDE });
    let below = [at[0], at[1] + near(radius) + 17];
    // Below the picture a name stands in the middle; above it stands the name of the ring, which names on its two
    // sides make room for.
    let is_below = angle.cos().abs() < 0.2 && angle.sin() > 0.0;
    let side = match (person.is_inside || is_below, angle.cos() >= 0.0) {
        (true, _) => "middle",
        (false, true) => "start",
        (false, false) => "end",
    };
    DrawnPerson {
        rank: person.rank,
        name: shortened(first_name(&person.met.name), LONGEST_NAME),
        hue: emblem::hue(person.met.department.as_deref().unwrap_or("")),
        at,
        radius: near(radius),
        thick: format!("{:.1}", 1.0 + 8.0 * share),
        text: if person.is_inside { below } else { on_circle(MIDDLE, angle, NAMES) },
        side,
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_INSIDE, MOST_OUTSIDE, PersonRings};
    use crate::front::connections::rules::MetPerson;
    use crate::platform::ids::{PersonId, TeamId};
    use time::macros::datetime;

    fn met(number: u32, team: u128) -> MetPerson {
        MetPerson {
            id: PersonId::from_u128(number.into()),
            name: "Maximiliana-Antonia Ferreira".to_owned(),
            team_id: Some(TeamId::from_u128(team)),
            team: None,
            department: None,
            weight: 1.0 / f64::from(number),
            sessions: 1,
            coffees: 0,
            last_at: datetime!(2026-11-23 09:00 UTC),
        }
    }

    #[test]
    fn the_strongest_of_each_ring_are_drawn_and_the_rest_are_counted() {
        let people: Vec<MetPerson> = (1..=30).map(|number| met(number, u128::from(number % 2))).collect();
        let rings = PersonRings::of(people, Some(TeamId::from_u128(1)));
        assert_eq!(rings.table.iter().filter(|person| person.is_inside).count(), MOST_INSIDE);
        assert_eq!((rings.drawn.len(), rings.more), (MOST_INSIDE + MOST_OUTSIDE, 30 - 20));
        assert!(rings.table.is_sorted_by_key(|person| person.rank));
        assert_eq!(rings.drawn[0].radius, 20, "the strongest is the largest");
        assert_eq!(rings.drawn[0].name, "Maximiliana…");
    }

    #[test]
    fn nobody_met_is_an_empty_picture() {
        let rings = PersonRings::of(Vec::new(), None);
        assert!(rings.is_empty() && rings.more == 0);
    }
}
