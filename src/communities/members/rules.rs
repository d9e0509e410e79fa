//! How a person comes into a community.

use crate::communities::{Admission, Membership};

/// What becomes of a wish to join.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// In, before the first session was held.
    Interested,
    Member,
    /// An organiser has to say yes.
    Asked,
    AlreadyIn,
}

impl Entry {
    pub fn membership(self) -> Membership {
        match self {
            Self::Interested => Membership::Interested,
            Self::Member | Self::AlreadyIn => Membership::Member,
            Self::Asked => Membership::Asked,
        }
    }
}

/// Decides on a wish to join, from how the community lets people in and their present membership.
///
/// # Errors
/// The reason, where only invited people may come in.
pub fn entry(
    admission: Admission,
    membership: Option<Membership>,
    has_met: bool,
) -> Result<Entry, &'static str> {
    let inside = if has_met { Entry::Member } else { Entry::Interested };
    match (membership, admission) {
        (Some(Membership::Member | Membership::Interested), _) => Ok(Entry::AlreadyIn),
        (Some(Membership::Invited), _) | (_, Admission::Open) => Ok(inside),
        (_, Admission::Request) => Ok(Entry::Asked),
        (_, Admission::Invitation) => {
            Err("You need an invitation to join this community. Ask one of its organisers.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Admission, Entry, Membership, entry};

    #[test]
    fn an_open_community_lets_anyone_in() {
        assert_eq!(entry(Admission::Open, None, true), Ok(Entry::Member));
        assert_eq!(entry(Admission::Open, None, false), Ok(Entry::Interested));
    }

    #[test]
    fn an_invitation_opens_every_door() {
        assert_eq!(entry(Admission::Invitation, Some(Membership::Invited), true), Ok(Entry::Member));
        assert_eq!(entry(Admission::Request, Some(Membership::Invited), true), Ok(Entry::Member));
        assert!(entry(Admission::Invitation, None, true).is_err());
    }

    #[test]
    fn a_request_waits_for_an_organiser() {
        assert_eq!(entry(Admission::Request, None, true), Ok(Entry::Asked));
        assert_eq!(entry(Admission::Request, Some(Membership::Asked), true), Ok(Entry::Asked));
    }

    #[test]
    fn joining_twice_changes_nothing() {
        assert_eq!(entry(Admission::Open, Some(Membership::Member), true), Ok(Entry::AlreadyIn));
    }
}
