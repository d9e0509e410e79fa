//! Who welcomes each newcomer. The numbers are those of domain.md 9.3 (20).

use std::collections::HashMap;

use time::{Duration, OffsetDateTime};

use crate::platform::ids::{CommunityId, PersonId};

/// For so long someone is new in a community, and for so long a buddy stays theirs.
pub const NEW_FOR: Duration = Duration::days(60);
/// Within this time a hello is said, or the next volunteer takes over.
pub const HELLO_WITHIN: Duration = Duration::days(7);
/// People who welcome others know the place.
pub const VOLUNTEERS_AFTER: Duration = Duration::days(90);
/// Nobody welcomes more at once, in all communities together.
pub const PLACES: [i16; 2] = [1, 2];

pub fn is_new(joined_at: OffsetDateTime, now: OffsetDateTime) -> bool {
    now - joined_at < NEW_FOR
}

pub fn may_volunteer(joined_at: OffsetDateTime, now: OffsetDateTime) -> bool {
    now - joined_at >= VOLUNTEERS_AFTER
}

/// A newcomer who has nobody, and who was their buddy before.
#[derive(Clone, Debug)]
pub struct Newcomer {
    pub community: CommunityId,
    pub person: PersonId,
    pub had: Vec<PersonId>,
}

/// Someone who can welcome newcomers of a community.
#[derive(Clone, Debug)]
pub struct Volunteer {
    pub community: CommunityId,
    pub person: PersonId,
    /// Places that are taken, wherever that is.
    pub taken: Vec<i16>,
    /// When they last got a newcomer.
    pub last_at: Option<OffsetDateTime>,
}

/// Someone becomes a newcomer's buddy, in one of their places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pairing {
    pub community: CommunityId,
    pub newcomer: PersonId,
    pub buddy: PersonId,
    pub place: i16,
}

/// Pairs newcomers, in their order, each with the volunteer who has fewest of them, among these the one whose turn is
/// longest ago. Nobody gets a buddy who was theirs before; some may get none.
pub fn pair(newcomers: &[Newcomer], volunteers: &[Volunteer]) -> Vec<Pairing> {
    let mut taken: HashMap<PersonId, Vec<i16>> =
        volunteers.iter().map(|volunteer| (volunteer.person, volunteer.taken.clone())).collect();
    let mut pairings = Vec::new();
    for newcomer in newcomers {
        let free = |person: &PersonId| {
            let taken = taken.get(person)?;
            PLACES.into_iter().find(|place| !taken.contains(place))
        };
        let suits = |volunteer: &&Volunteer| {
            volunteer.community == newcomer.community
                && volunteer.person != newcomer.person
                && !newcomer.had.contains(&volunteer.person)
                && free(&volunteer.person).is_some()
        };
        let load = |volunteer: &&Volunteer| {
            let load = taken.get(&volunteer.person).map_or(0, Vec::len);
            (load, volunteer.last_at, volunteer.person)
        };
        let Some(buddy) = volunteers.iter().filter(suits).min_by_key(load).map(|chosen| chosen.person) else {
            continue;
        };
        let Some(place) = free(&buddy) else { continue };
        taken.entry(buddy).or_default().push(place);
        pairings.push(Pairing { community: newcomer.community, newcomer: newcomer.person, buddy, place });
    }
    pairings
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn newcomer(person: u128, had: &[u128]) -> Newcomer {
        let had = had.iter().map(|one| PersonId::from_u128(*one)).collect();
        Newcomer { community: CommunityId::nil(), person: PersonId::from_u128(person), had }
    }

    fn volunteer(person: u128, taken: &[i16], days_ago: Option<i64>) -> Volunteer {
        Volunteer {
            community: CommunityId::nil(),
            person: PersonId::from_u128(person),
            taken: taken.to_vec(),
            last_at: days_ago.map(|days| NOW - Duration::days(days)),
        }
    }

    fn chosen(newcomers: &[Newcomer], volunteers: &[Volunteer]) -> Vec<(u128, i16)> {
        let number = |person: PersonId| u128::from_be_bytes(*person.as_bytes());
        pair(newcomers, volunteers).iter().map(|pairing| (number(pairing.buddy), pairing.place)).collect()
    }

    #[test]
    fn whoever_has_fewest_comes_first_and_then_whose_turn_is_longest_ago() {
        let volunteers = [volunteer(1, &[1], None), volunteer(2, &[], Some(3)), volunteer(3, &[], Some(9))];
        assert_eq!(chosen(&[newcomer(10, &[])], &volunteers), [(3, 1)]);
        let never = [volunteer(2, &[], Some(3)), volunteer(3, &[], None)];
        assert_eq!(chosen(&[newcomer(10, &[])], &never), [(3, 1)]);
    }

    #[test]
    fn nobody_gets_a_third_and_the_rest_have_nobody() {
        let four: Vec<_> = (10..14).map(|person| newcomer(person, &[])).collect();
        assert_eq!(chosen(&four, &[volunteer(1, &[], None)]), [(1, 1), (1, 2)]);
        assert_eq!(chosen(&four, &[volunteer(1, &[2], None)]), [(1, 1)], "the place that is free");
        assert!(chosen(&four, &[]).is_empty());
    }

    #[test]
    fn the_next_one_is_another_one_and_nobody_is_their_own() {
        assert!(chosen(&[newcomer(10, &[1])], &[volunteer(1, &[], None)]).is_empty());
        assert!(chosen(&[newcomer(1, &[])], &[volunteer(1, &[], None)]).is_empty());
        let elsewhere = Volunteer { community: CommunityId::from_u128(5), ..volunteer(1, &[], None) };
        assert!(chosen(&[newcomer(10, &[])], &[elsewhere]).is_empty());
    }

    #[test]
    fn days_are_counted_as_the_rule_says() {
        assert!(is_new(NOW - Duration::days(59), NOW) && !is_new(NOW - Duration::days(60), NOW));
        assert!(!may_volunteer(NOW - Duration::days(89), NOW));
        assert!(may_volunteer(NOW - Duration::days(90), NOW));
    }
}
