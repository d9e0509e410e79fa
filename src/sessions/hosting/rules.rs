//! Who becomes a host at once, and who is asked.

use crate::platform::ids::PersonId;

/// Of those ticked as hosts: who plans the session and who hosts it already are hosts; everyone else is asked.
pub fn split(ticked: &[PersonId], hosts: &[PersonId], planner: PersonId) -> (Vec<PersonId>, Vec<PersonId>) {
    ticked.iter().partition(|person| **person == planner || hosts.contains(person))
}

#[cfg(test)]
mod tests {
    use super::split;
    use crate::platform::ids::PersonId;

    #[test]
    fn nobody_but_the_planner_becomes_a_host_unasked_and_hosts_stay() {
        let [ana, ben, chloe] = [1, 2, 3].map(PersonId::from_u128);
        assert_eq!(split(&[ana, ben], &[], ana), (vec![ana], vec![ben]));
        assert_eq!(split(&[ben, chloe], &[ben], ana), (vec![ben], vec![chloe]));
        assert_eq!(split(&[], &[ben], ana), (vec![], vec![]));
    }
}
