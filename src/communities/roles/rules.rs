//! Who holds a role, and who does after a handover.

use crate::platform::ids::PersonId;

/// The two people of a role; either may be nobody yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holders {
    pub holder: Option<PersonId>,
    pub backup: Option<PersonId>,
}

/// The new person holds the role, and the one before is there to help. Where nobody did, the backup stays.
pub fn handed_over(before: Holders, receiver: PersonId) -> Holders {
    let other = |person: &PersonId| *person != receiver;
    Holders { holder: Some(receiver), backup: before.holder.filter(other).or(before.backup.filter(other)) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Holders, handed_over};
    use crate::platform::ids::PersonId;

    fn person(number: u128) -> PersonId {
        PersonId::from_u128(number)
    }

    fn holders(holder: Option<u128>, backup: Option<u128>) -> Holders {
        Holders { holder: holder.map(person), backup: backup.map(person) }
    }

    #[test]
    fn the_old_holder_becomes_the_backup() {
        assert_eq!(handed_over(holders(Some(1), Some(2)), person(3)), holders(Some(3), Some(1)));
        assert_eq!(handed_over(holders(Some(1), Some(2)), person(2)), holders(Some(2), Some(1)));
    }

    #[test]
    fn where_nobody_held_it_the_backup_stays() {
        assert_eq!(handed_over(holders(None, Some(2)), person(3)), holders(Some(3), Some(2)));
        assert_eq!(handed_over(holders(None, Some(3)), person(3)), holders(Some(3), None));
    }

    proptest! {
        #[test]
        fn nobody_is_their_own_backup(holder in 0..4_u128, backup in 0..4_u128, receiver in 1..4_u128) {
            let before = holders((holder > 0).then_some(holder), (backup > 0).then_some(backup));
            let after = handed_over(before, person(receiver));
            prop_assert_eq!(after.holder, Some(person(receiver)));
            prop_assert_ne!(after.holder, after.backup);
        }
    }
}
