//! Who belongs, and who comes this time: drawn, with those who come often drawn more often.

use rand::RngExt;
use rand::rngs::StdRng;
use time::{Duration, OffsetDateTime};

use crate::platform::ids::PersonId;

/// Someone who belongs to a community, from one day to another.
#[derive(Clone, Copy, Debug)]
pub struct CrowdMember {
    pub person: PersonId,
    pub joined: OffsetDateTime,
    pub left: Option<OffsetDateTime>,
    /// How much likelier than others they come.
    pub keenness: f64,
}

/// Comes nearly every time.
pub const CORE: f64 = 7.0;
/// Comes often.
pub const REGULAR: f64 = 3.0;
/// Comes now and then.
pub const NOW_AND_THEN: f64 = 0.7;
/// Just joined, and curious.
const NEW: f64 = 25.0;
const NEW_FOR: Duration = Duration::days(21);

impl CrowdMember {
    pub fn is_in(&self, at: OffsetDateTime) -> bool {
        self.joined <= at && self.left.is_none_or(|left| at < left)
    }

    fn weight(&self, at: OffsetDateTime) -> f64 {
        if at - self.joined < NEW_FOR { self.keenness.max(NEW) } else { self.keenness }
    }
}

/// Draws that many members, those of `first` before all others: by weight, without putting anybody back
/// (Efraimidis and Spirakis 2006).
pub fn draw(
    rng: &mut StdRng,
    members: &[CrowdMember],
    at: OffsetDateTime,
    first: &[PersonId],
    size: usize,
) -> Vec<PersonId> {
    let mut keyed: Vec<(f64, PersonId)> = members
        .iter()
        .map(|member| (rng.random::<f64>().powf(1.0 / member.weight(at)), member))
        .filter(|(_, member)| member.is_in(at))
        .map(|(key, member)| (if first.contains(&member.person) { 2.0 } else { key }, member.person))
        .collect();
    keyed.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    keyed.into_iter().take(size.max(first.len())).map(|(_, person)| person).collect()
}

/// A moment between two, drawn.
pub fn between(rng: &mut StdRng, from: OffsetDateTime, to: OffsetDateTime) -> OffsetDateTime {
    if to <= from {
        return from;
    }
    from + Duration::seconds(rng.random_range(0..(to - from).whole_seconds().max(1)))
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use time::Duration;
    use time::macros::datetime;

    use super::{CORE, CrowdMember, NOW_AND_THEN, draw};
    use crate::platform::ids::PersonId;

    #[test]
    fn the_keen_come_often_and_those_who_left_do_not() {
        let at = datetime!(2026-11-23 09:00 UTC);
        let member = |id, keenness| CrowdMember {
            person: PersonId::from_u128(id),
            joined: at - Duration::days(99),
            left: None,
            keenness,
        };
        let mut members: Vec<CrowdMember> =
            (0..20).map(|id| member(id, if id < 5 { CORE } else { NOW_AND_THEN })).collect();
        members[0].left = Some(at);
        let mut rng = StdRng::seed_from_u64(1);
        let mut keen = 0;
        for _ in 0..100 {
            let drawn = draw(&mut rng, &members, at, &[PersonId::from_u128(19)], 6);
            assert!(drawn.contains(&PersonId::from_u128(19)) && !drawn.contains(&PersonId::from_u128(0)));
            assert_eq!(drawn.len(), 6);
            keen += drawn.iter().filter(|person| **person < PersonId::from_u128(5)).count();
        }
        assert!(keen > 240, "{keen} of 400, where chance alone gives 111");
    }
}
