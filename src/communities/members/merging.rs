//! Two communities become one: of two places of a person, one is left.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::queries::merging as queries;
use crate::communities::Membership;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

/// A person's place in one community, now or once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemberPlace {
    pub membership: Membership,
    pub organiser: bool,
    /// Not left.
    pub active: bool,
    pub joined_at: OffsetDateTime,
    pub organiser_at: Option<OffsetDateTime>,
}

impl MemberPlace {
    /// The one place that two become: organiser beats member beats interested, active beats left, and the earliest join
    /// date counts.
    #[must_use]
    pub fn merged(self, other: Self) -> Self {
        // Of a place that was left, only the date is still true.
        let rank = |place: &Self| (place.active, place.membership == Membership::Member);
        let leading = if rank(&self) >= rank(&other) { self } else { other };
        let since = [self, other].into_iter().filter(|place| place.organiser);
        Self {
            membership: leading.membership,
            organiser: self.organiser || other.organiser,
            active: leading.active,
            joined_at: self.joined_at.min(other.joined_at),
            organiser_at: since.filter_map(|place| place.organiser_at).min(),
        }
    }
}

/// Someone of a community that becomes part of another, and their place in both.
pub struct MergingMember {
    pub person_id: PersonId,
    pub why: String,
    pub from: MemberPlace,
    pub into: Option<MemberPlace>,
    /// With an account that is closed, they cannot be asked anything.
    pub deactivated: bool,
}

impl MergingMember {
    pub fn is_active(&self) -> bool {
        self.from.active
    }

    pub fn is_in_both(&self) -> bool {
        self.from.active && self.into.is_some_and(|into| into.active)
    }

    fn merged(&self) -> MemberPlace {
        self.into.map_or(self.from, |into| self.from.merged(into))
    }
}

/// A place that a merge changed or made, as it was before. Without a membership there was none.
#[derive(Clone, Copy, Debug)]
pub struct FormerPlace {
    pub person_id: PersonId,
    pub membership: Option<Membership>,
    pub organiser: bool,
    pub joined_at: Option<OffsetDateTime>,
    pub organiser_at: Option<OffsetDateTime>,
}

/// Everyone who is or was in a community, and their place in the one that it becomes part of.
pub async fn of_two(
    db: &mut PgConnection,
    from: CommunityId,
    into: CommunityId,
) -> Result<Vec<MergingMember>> {
    Ok(queries::of_two(db, from, into).await?)
}

/// Gives these people their one place in the community that goes on; answers what was there before where something
/// changed. What they have in the other one stays as its record. Tells nobody.
pub async fn merge(
    db: &mut PgConnection,
    into: CommunityId,
    people: &[MergingMember],
    now: OffsetDateTime,
) -> Result<Vec<FormerPlace>> {
    let changed: Vec<queries::NewPlace<'_>> = people
        .iter()
        .map(|person| (person, person.merged()))
        .filter(|(person, place)| place.active && Some(*place) != person.into)
        .map(|(person, place)| queries::NewPlace { person: person.person_id, why: &person.why, place })
        .collect();
    let ids: Vec<PersonId> = changed.iter().map(|new| new.person).collect();
    let former = queries::current(&mut *db, into, &ids).await?;
    queries::write(db, into, &changed, now).await?;
    Ok(former)
}

/// Anyone who asked to join the one, or is invited, now waits for the other. Tells nobody.
pub async fn carry_waiting(db: &mut PgConnection, from: CommunityId, into: CommunityId) -> Result<()> {
    queries::carry_waiting(&mut *db, from, into).await?;
    Ok(queries::carry_invited(db, from, into).await?)
}

/// Takes a merge back in the community that went on: anyone who came in with it is out again, and a role that it gave is
/// taken. What was changed by hand since stays.
pub async fn unmerge(
    db: &mut PgConnection,
    from: CommunityId,
    into: CommunityId,
    former: &[FormerPlace],
    now: OffsetDateTime,
) -> Result<()> {
    let (came, had): (Vec<&FormerPlace>, Vec<&FormerPlace>) =
        former.iter().partition(|place| place.membership.is_none());
    let came: Vec<PersonId> = came.iter().map(|place| place.person_id).collect();
    queries::drop_carried(&mut *db, from, into).await?;
    // Anyone who left since has left both: they knew them as one.
    queries::leave_with(&mut *db, from, into, &came, now).await?;
    queries::end(&mut *db, into, &came, now).await?;
    Ok(queries::restore(db, from, into, &had).await?)
}

/// Brings people back into a community that they left for another, in the role they had.
pub async fn bring_back(db: &mut PgConnection, community: CommunityId, former: &[FormerPlace]) -> Result<()> {
    Ok(queries::reopen(db, community, former).await?)
}

/// The places that some people have in a community.
pub async fn current(
    db: &mut PgConnection,
    community: CommunityId,
    people: &[PersonId],
) -> Result<Vec<FormerPlace>> {
    Ok(queries::current(db, community, people).await?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::Duration;
    use time::macros::datetime;

    use super::*;

    const LONG_AGO: OffsetDateTime = datetime!(2020-01-01 09:00 UTC);
    const LATELY: OffsetDateTime = datetime!(2026-11-01 09:00 UTC);

    fn place(membership: Membership, active: bool, joined_at: OffsetDateTime) -> MemberPlace {
        MemberPlace { membership, organiser: false, active, joined_at, organiser_at: None }
    }

    #[test]
    fn organiser_beats_member_beats_interested() {
        let member = place(Membership::Member, true, LATELY);
        let interested = place(Membership::Interested, true, LONG_AGO);
        let organiser = MemberPlace { organiser: true, organiser_at: Some(LATELY), ..interested };
        assert_eq!(interested.merged(member).membership, Membership::Member);
        assert_eq!(interested.merged(interested).membership, Membership::Interested);
        let merged = member.merged(organiser);
        assert_eq!((merged.organiser, merged.membership), (true, Membership::Member));
        assert_eq!(merged.organiser_at, Some(LATELY));
    }

    #[test]
    fn active_beats_left_and_the_earliest_day_of_joining_counts() {
        let left = place(Membership::Member, false, LONG_AGO);
        let active = place(Membership::Interested, true, LATELY);
        let merged = left.merged(active);
        assert!(merged.active);
        assert_eq!(merged.membership, Membership::Interested, "what was left gives no role");
        assert_eq!(merged.joined_at, LONG_AGO);
        assert!(!left.merged(left).active);
    }

    prop_compose! {
        fn any_place()(
            member: bool, organises: bool, active: bool, joined in 0i64..3000, since in 0i64..3000
        ) -> MemberPlace {
            let organiser = organises && active;
            MemberPlace {
                membership: if member { Membership::Member } else { Membership::Interested },
                organiser,
                active,
                joined_at: LONG_AGO + Duration::days(joined),
                organiser_at: organiser.then(|| LONG_AGO + Duration::days(joined + since)),
            }
        }
    }

    proptest! {
        #[test]
        fn whichever_comes_first_and_however_often_the_place_is_the_same(a in any_place(), b in any_place(), c in any_place()) {
            prop_assert_eq!(a.merged(b), b.merged(a));
            prop_assert_eq!(a.merged(a), a);
            prop_assert_eq!(a.merged(b).merged(b), a.merged(b));
            prop_assert_eq!(a.merged(b).merged(c), a.merged(b.merged(c)));
        }

        #[test]
        fn nothing_is_lost_that_beats_something(a in any_place(), b in any_place()) {
            let one = a.merged(b);
            prop_assert_eq!(one.organiser, a.organiser || b.organiser);
            prop_assert_eq!(one.active, a.active || b.active);
            prop_assert_eq!(one.joined_at, a.joined_at.min(b.joined_at));
            prop_assert!(!one.organiser || one.active);
        }
    }
}
