//! Who comes along in a merge, who is asked first, and what it comes to.

use time::OffsetDateTime;

use crate::communities::members::merging::MergingMember;
use crate::guide::transformation::moving::{ChangingCommunity, ComingThing};
use crate::guide::transformation::rules::{count, day_words, undo_until};
use crate::guide::transformation::things;
use crate::platform::ids::PersonId;

/// Is this person asked, rather than brought along? Anyone who is only in a private community is, before anyone else reads
/// their name; not the organisers who want the merge.
pub fn is_asked(person: &MergingMember, from_is_private: bool, wanted_by: &[PersonId]) -> bool {
    from_is_private
        && person.is_active()
        && !person.is_in_both()
        && !person.deactivated
        && !wanted_by.contains(&person.person_id)
}

/// The people and things a merge reaches.
#[derive(Debug, Default)]
pub struct MergeReach {
    /// Who is in the one that becomes part of the other, and how many of them are in both.
    pub members: usize,
    pub in_both: usize,
    pub asked: usize,
    pub coming: Vec<ComingThing>,
    pub signed_up: i64,
    /// Of those, who cannot see the one that goes on.
    pub left_behind: i64,
    pub stories: i64,
}

/// Everything a merge does, in the order in which people ask.
pub fn consequences(
    from: &ChangingCommunity,
    into: &ChangingCommunity,
    reach: &MergeReach,
    now: OffsetDateTime,
) -> Vec<String> {
    let (gone, stays) = (from.name.as_str(), into.name.as_str());
    let members = i64::try_from(reach.members - reach.asked).unwrap_or(0);
    let mut lines = vec![format!(
        "{} of {gone} {} in {stays}. Organisers stay organisers, and the earliest date of joining counts.",
        count(members, "member", "members"),
        if members == 1 { "has a place" } else { "have a place" },
    )];
    if reach.in_both > 0 {
        let people = count(i64::try_from(reach.in_both).unwrap_or(0), "person is", "people are");
        lines.push(format!(
            "{people} in both, and keep one place. Of two email settings, the stricter one counts."
        ));
    }
    if reach.asked > 0 {
        let people = count(i64::try_from(reach.asked).unwrap_or(0), "person is", "people are");
        lines.push(format!(
            "{people} only in {gone}, which is private. They are asked first, and listed in {stays} only if they say yes."
        ));
    }
    lines.extend(things::moving(&reach.coming, stays, reach.signed_up, now));
    lines.extend(things::left_behind(reach.left_behind));
    lines.extend([
        format!(
            "{gone} is archived under its own name. Its sessions held, attendance and {} stay with it and stay readable.",
            count(reach.stories, "story", "stories")
        ),
        format!(
            "{} that {gone} became part of {stays} on {}.",
            if from.private { "Those who see both read" } else { "Both pages say" },
            day_words(now.date())
        ),
        format!("Every member of both gets one email. The stage of {stays} is no longer compared with what it was before."),
        format!("{} Earlier roles are then back, and answers given since are kept.", undo_until(now)),
    ]);
    lines
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::communities::Membership;
    use crate::communities::members::merging::MemberPlace;

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn person(active: bool, in_both: bool) -> MergingMember {
        let place = MemberPlace {
            membership: Membership::Member,
            organiser: false,
            active,
            joined_at: NOW,
            organiser_at: None,
        };
        MergingMember {
            person_id: PersonId::from_u128(1),
            why: String::new(),
            from: place,
            into: in_both.then_some(place),
            deactivated: false,
        }
    }

    #[test]
    fn whoever_is_only_in_a_private_community_is_asked_first() {
        assert!(is_asked(&person(true, false), true, &[]));
        assert!(!is_asked(&person(true, false), false, &[]), "a listed one shows its members already");
        assert!(!is_asked(&person(true, true), true, &[]), "they are in both");
        assert!(!is_asked(&person(false, false), true, &[]), "they left");
        assert!(!is_asked(&person(true, false), true, &[PersonId::from_u128(1)]), "they want it");
        assert!(!is_asked(&MergingMember { deactivated: true, ..person(true, false) }, true, &[]));
    }
}
