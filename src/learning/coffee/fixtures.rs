//! People for the tests of the rules.

use time::macros::datetime;

use super::weights::{CoffeePerson, Pool};
use crate::platform::ids::{DepartmentId, PersonId, TeamId};
use crate::platform::web::when::TimeSpan;

pub fn team(number: u128) -> TeamId {
    TeamId::from_u128(number)
}

pub fn department(number: u128) -> DepartmentId {
    DepartmentId::from_u128(number)
}

/// Someone with a team and a department of their own, in the first round.
pub fn person(number: u128) -> CoffeePerson {
    CoffeePerson {
        id: PersonId::from_u128(number),
        team: Some(team(number)),
        department: Some(department(number)),
        prefers_trio: false,
        goes_first: false,
        rounds: 0,
        last_trio: None,
        wrote_first: 0,
        zone: "Europe/Vienna".to_owned(),
        hours: vec![TimeSpan { from: datetime!(2026-12-07 08:00 UTC), to: datetime!(2026-12-07 16:00 UTC) }],
    }
}

pub fn pool(people: Vec<CoffeePerson>) -> Pool {
    Pool { people, ..Pool::default() }
}
