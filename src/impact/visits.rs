//! When each person first came to each community. Whoever asks who had come before a moment reads it from here, so that
//! a report of many quarters goes through its sessions once.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::tally::HeldSession;
use crate::platform::ids::CommunityId;

/// The first of each, as far back as sessions were read; nothing where someone had come before all of them.
#[derive(Default)]
pub struct FirstVisits {
    of: HashMap<(CommunityId, usize), Option<OffsetDateTime>>,
}

impl FirstVisits {
    /// `known` are those who had come before the first of these sessions, which are in their order.
    pub fn of(known: impl IntoIterator<Item = (CommunityId, usize)>, sessions: &[HeldSession]) -> Self {
        let mut of: HashMap<_, _> = known.into_iter().map(|visit| (visit, None)).collect();
        for session in sessions.iter().filter(|session| session.counts()) {
            for attendee in &session.present {
                of.entry((session.community_id, attendee.person)).or_insert(Some(session.starts_at));
            }
        }
        Self { of }
    }

    /// Had anyone come before the first of these sessions?
    pub fn reach_back(&self) -> bool {
        self.of.values().any(Option::is_none)
    }

    pub fn before(&self, moment: OffsetDateTime) -> CameBefore<'_> {
        CameBefore { visits: self, moment }
    }
}

/// Who had come to which community before a moment.
#[derive(Clone, Copy)]
pub struct CameBefore<'a> {
    visits: &'a FirstVisits,
    moment: OffsetDateTime,
}

impl CameBefore<'_> {
    pub fn to(&self, community: CommunityId, person: usize) -> bool {
        match self.visits.of.get(&(community, person)) {
            None => false,
            Some(first) => first.is_none_or(|first| first < self.moment),
        }
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::FirstVisits;
    use crate::guide::participation::Attendee;
    use crate::impact::tally::HeldSession;
    use crate::platform::ids::CommunityId;

    #[test]
    fn who_had_come_before_is_told_for_any_moment_and_community_by_community() {
        let (one, other) = (CommunityId::from_u128(1), CommunityId::from_u128(2));
        let held = |starts_at, people: &[usize]| HeldSession {
            community_id: one,
            kind: "lean_coffee".to_owned(),
            starts_at,
            minutes: 30,
            prep_minutes: 0,
            complete: true,
            recapped: false,
            present: people.iter().map(|person| Attendee { person: *person, team: None }).collect(),
        };
        let (may, june, july) = (
            datetime!(2026-05-01 12:00 UTC),
            datetime!(2026-06-01 12:00 UTC),
            datetime!(2026-07-01 12:00 UTC),
        );
        // Two people are no session that counts.
        let held = [held(may, &[1, 2, 3]), held(june, &[1, 4]), held(june, &[1, 4, 5])];
        let visits = FirstVisits::of([(one, 9)], &held);
        let before = |moment| {
            let came = visits.before(moment);
            (0..10).filter(|person| came.to(one, *person)).collect::<Vec<_>>()
        };
        assert_eq!(before(may), [9], "the session itself is not before itself");
        assert_eq!(before(june), [1, 2, 3, 9]);
        assert_eq!(before(july), [1, 2, 3, 4, 5, 9]);
        assert!(!visits.before(july).to(other, 1));
    }
}
