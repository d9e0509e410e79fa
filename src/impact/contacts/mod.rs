//! Where people had chances to meet: sessions, coffees of which someone said that they took place, and help that
//! someone gave thanks for. Each is a room; a coffee and help are rooms of two or three, so that a person has one unit of
//! contact in each (domain.md 6.2).

pub mod apart;
pub mod betweenness;
pub mod bridges;
pub mod community_rings;
pub mod crossing;
pub mod drawn;
pub mod encounters;
pub mod groups;
pub mod network;
pub mod rings;

use time::OffsetDateTime;

use crate::guide::participation::{Attendee, Room};
use crate::impact::tally::HeldSession;

/// Two or three people who met beside sessions.
#[derive(Clone, Debug)]
pub struct Encounter {
    pub at: OffsetDateTime,
    pub present: Vec<Attendee>,
}

/// Everything that makes contacts in a stretch of time, the oldest first, aged to its end: a person's team is the one of
/// their last.
pub fn rooms<'a>(
    sessions: &'a [HeldSession],
    encounters: &'a [Encounter],
    from: OffsetDateTime,
    until: OffsetDateTime,
) -> Vec<Room<'a>> {
    let age = |at: OffsetDateTime| (until - at).as_seconds_f64() / 86_400.0;
    let held = sessions.iter().map(|session| Room { age: age(session.starts_at), people: &session.present });
    let met = encounters
        .iter()
        .filter(|met| (from..until).contains(&met.at))
        .map(|met| Room { age: age(met.at), people: &met.present });
    let mut rooms: Vec<Room> = held.chain(met).collect();
    rooms.sort_by(|a, b| b.age.total_cmp(&a.age));
    rooms
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::{Encounter, rooms};
    use crate::guide::participation::Attendee;
    use crate::impact::contacts::network::mixing;

    #[test]
    fn a_coffee_weighs_as_much_as_a_session_of_two_and_only_in_its_period() {
        let attendee = |person, team| Attendee { person, team: Some(team) };
        let met = |at, people: &[Attendee]| Encounter { at, present: people.to_vec() };
        let encounters = [
            met(datetime!(2026-09-30 12:00 UTC), &[attendee(1, 0), attendee(2, 0)]),
            met(datetime!(2026-10-02 12:00 UTC), &[attendee(1, 0), attendee(3, 1)]),
            met(datetime!(2026-10-02 12:00 UTC), &[attendee(2, 0), attendee(1, 0)]),
        ];
        let (from, until) = (datetime!(2026-10-01 00:00 UTC), datetime!(2026-12-31 12:00 UTC));
        let found = rooms(&[], &encounters, from, until);
        assert_eq!(found.iter().map(|room| room.age).collect::<Vec<_>>(), [90.0, 90.0]);
        assert!((mixing(&found).unwrap().share - 0.5).abs() < 1e-9);
    }
}
