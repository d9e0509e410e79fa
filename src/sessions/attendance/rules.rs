//! When attendance is taken, how it is known, and what a tick list changes.

use std::borrow::Borrow;
use std::collections::HashSet;

use jiff::ToSpan;
use time::{Duration, OffsetDateTime};

use crate::platform::ids::PersonId;
use crate::platform::states::states;
use crate::platform::web::when;
use crate::sessions::events::Event;

/// People come early: list and door open two hours before the start.
const OPENS_BEFORE: Duration = Duration::hours(2);

states! {
    /// How it is known that someone was there.
    pub enum AttendanceSource {
        /// A host ticked them.
        Host = "host",
        /// They used the code at the door.
        Code = "code",
        /// The meeting tool had them on its list.
        Csv = "csv",
        /// A host added them, who had not been expected.
        WalkIn = "walk_in",
    }
}

impl AttendanceSource {
    /// What the tick list says beside a name, where it was not the host's tick.
    pub fn label(self) -> &'static str {
        match self {
            Self::Host => "",
            Self::Code => " · by the code",
            Self::Csv => " · from the meeting’s list",
            Self::WalkIn => " · walked in",
        }
    }
}

/// May attendance be taken now? Its list never closes: who was there may turn out later.
pub fn is_open(event: &Event, now: impl Borrow<OffsetDateTime>) -> bool {
    event.state.is_published() && event.starts_at - OPENS_BEFORE <= *now.borrow()
}

/// From when until when the code at the door works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DoorHours {
    pub opens_at: OffsetDateTime,
    pub closes_at: OffsetDateTime,
}

impl DoorHours {
    /// From two hours before the start to the end of the day on which the session ends, where it takes place.
    pub fn of(starts_at: OffsetDateTime, ends_at: OffsetDateTime, zone: &str) -> Self {
        let zone = when::zone_or_utc(zone);
        // A session until midnight ends on the day before.
        let last = when::day(ends_at - Duration::SECOND, &zone);
        let midnight = last.checked_add(1.day()).ok().and_then(|next| when::moment(next.into(), &zone));
        Self { opens_at: starts_at - OPENS_BEFORE, closes_at: midnight.unwrap_or(ends_at).max(ends_at) }
    }

    pub fn include(&self, now: OffsetDateTime) -> bool {
        self.opens_at <= now && now < self.closes_at
    }
}

/// Does the code at the door of this session work now?
pub fn door_is_open(event: &Event, now: impl Borrow<OffsetDateTime>) -> bool {
    event.state.is_published()
        && DoorHours::of(event.starts_at, event.ends_at, &event.zone).include(*now.borrow())
}

/// What a host changed on the list they had before them. Only this is written, so that two hosts who tick at the same
/// time do not undo one another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    pub added: Vec<PersonId>,
    pub removed: Vec<PersonId>,
}

/// From those who had a tick when the page was made to those who have one now.
pub fn changes(was: &[PersonId], is: &[PersonId]) -> Changes {
    let (before, after): (HashSet<_>, HashSet<_>) = (was.iter().collect(), is.iter().collect());
    Changes {
        added: is.iter().filter(|person| !before.contains(person)).copied().collect(),
        removed: was.iter().filter(|person| !after.contains(person)).copied().collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use time::macros::datetime;

    use super::{Changes, DoorHours, changes};
    use crate::platform::ids::PersonId;

    #[test]
    fn the_door_is_open_from_two_hours_before_to_the_end_of_the_day_there() {
        let evening = (datetime!(2026-11-26 18:00 UTC), datetime!(2026-11-26 18:50 UTC));
        let vienna = DoorHours::of(evening.0, evening.1, "Europe/Vienna");
        assert_eq!(vienna.opens_at, datetime!(2026-11-26 16:00 UTC));
        assert_eq!(vienna.closes_at, datetime!(2026-11-26 23:00 UTC));
        assert!(vienna.include(datetime!(2026-11-26 22:59:59 UTC)));
        assert!(!vienna.include(datetime!(2026-11-26 23:00 UTC)));
        // It is the next day already in Auckland.
        assert_eq!(
            DoorHours::of(evening.0, evening.1, "Pacific/Auckland").closes_at,
            datetime!(2026-11-27 11:00 UTC)
        );
    }

    #[test]
    fn the_day_has_25_hours_when_the_clocks_go_back() {
        let session = (datetime!(2026-10-25 17:00 UTC), datetime!(2026-10-25 18:00 UTC));
        assert_eq!(
            DoorHours::of(session.0, session.1, "Europe/Vienna").closes_at,
            datetime!(2026-10-25 23:00 UTC)
        );
    }

    #[test]
    fn a_session_until_midnight_closes_with_its_day_and_one_past_it_with_the_next() {
        let until = (datetime!(2026-11-26 22:00 UTC), datetime!(2026-11-27 00:00 UTC));
        assert_eq!(DoorHours::of(until.0, until.1, "Etc/UTC").closes_at, datetime!(2026-11-27 00:00 UTC));
        let past = (datetime!(2026-11-26 22:00 UTC), datetime!(2026-11-27 00:10 UTC));
        assert_eq!(DoorHours::of(past.0, past.1, "Etc/UTC").closes_at, datetime!(2026-11-28 00:00 UTC));
    }

    fn apply(list: &mut BTreeSet<PersonId>, Changes { added, removed }: &Changes) {
        list.retain(|person| !removed.contains(person));
        list.extend(added);
    }

    proptest! {
        /// Two hosts start from the same list. The one of them who said something about a person is heard, whatever the
        /// other one left as it was, and in whichever order they save.
        #[test]
        fn two_hosts_at_once_do_not_undo_one_another(
            people in proptest::collection::vec((any::<bool>(), any::<bool>(), any::<bool>()), 0..20),
            ben_first in any::<bool>(),
        ) {
            let ids: Vec<PersonId> = (0..).take(people.len()).map(PersonId::from_u128).collect();
            let ticked = |pick: &dyn Fn(&(bool, bool, bool)) -> bool| -> Vec<PersonId> {
                ids.iter().zip(&people).filter(|(_, person)| pick(person)).map(|(id, _)| *id).collect()
            };
            let was = ticked(&|person| person.0);
            let (ana, ben) = (changes(&was, &ticked(&|person| person.1)), changes(&was, &ticked(&|person| person.2)));
            let mut list: BTreeSet<PersonId> = was.iter().copied().collect();
            for save in if ben_first { [&ben, &ana] } else { [&ana, &ben] } {
                apply(&mut list, save);
            }
            for (id, (was, ana, ben)) in ids.iter().zip(&people) {
                let said = if ana == was { ben } else { ana };
                prop_assert_eq!(list.contains(id), *said);
            }
        }
    }
}
