//! Which row of a list is which person: by address first, then by a name that only one person has.

use std::collections::HashSet;

use super::reading::ListedAttendee;
use crate::organisation::people::WorkEmail;
use crate::platform::ids::PersonId;

/// Someone with an account, who may be on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownPerson {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub team: Option<String>,
    /// Is on the list of attendance already.
    pub present: bool,
}

/// What will happen with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Record(KnownPerson),
    Present(KnownPerson),
    /// An earlier row is the same person.
    Again(KnownPerson),
    /// Several people have this name: someone who was there has to say which.
    Choose(Vec<KnownPerson>),
    Nobody,
}

#[derive(Clone, Debug)]
pub struct MatchedRow {
    pub attendee: ListedAttendee,
    pub fate: Fate,
}

/// What will happen with each row, in the order of the list.
pub fn fates(attendees: Vec<ListedAttendee>, people: &[KnownPerson]) -> Vec<MatchedRow> {
    let mut seen: HashSet<PersonId> = HashSet::new();
    let mut rows = Vec::with_capacity(attendees.len());
    for attendee in attendees {
        let fate = match candidates(&attendee, people)[..] {
            [] => Fate::Nobody,
            [one] if !seen.insert(one.id) => Fate::Again(one.clone()),
            [one] if one.present => Fate::Present(one.clone()),
            [one] => Fate::Record(one.clone()),
            [..] => Fate::Choose(candidates(&attendee, people).into_iter().cloned().collect()),
        };
        rows.push(MatchedRow { attendee, fate });
    }
    rows
}

fn candidates<'a>(attendee: &ListedAttendee, people: &'a [KnownPerson]) -> Vec<&'a KnownPerson> {
    let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
    if let Some(email) = &attendee.email
        && let Some(person) =
            people.iter().find(|person| WorkEmail::read(&person.email).as_ref() == Some(email))
    {
        return vec![person];
    }
    // The first of their names that anybody has.
    let called = |name: &String| -> Vec<&'a KnownPerson> {
        people.iter().filter(|person| same(&person.name, name)).collect()
    };
    attendee.names().iter().map(called).find(|found| !found.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Fate, KnownPerson, fates};
    use crate::organisation::people::WorkEmail;
    use crate::platform::ids::PersonId;
    use crate::sessions::attendance::lists::reading::ListedAttendee;

    fn known(id: u128, name: &str) -> KnownPerson {
        let email = format!("{}.{id}@example.org", name.to_lowercase().replace(' ', "."));
        KnownPerson {
            id: PersonId::from_u128(id),
            name: name.to_owned(),
            email,
            team: None,
            present: id >= 90,
        }
    }

    fn attendee(name: &str, email: &str) -> ListedAttendee {
        let email = WorkEmail::read(email);
        ListedAttendee { name: name.to_owned(), email, seconds: None }
    }

    fn fate(listed: &[ListedAttendee], people: &[KnownPerson]) -> Vec<Fate> {
        fates(listed.to_vec(), people).into_iter().map(|row| row.fate).collect()
    }

    #[test]
    fn an_address_decides_before_any_name_does() {
        let (ana, other) = (known(1, "Ana Silva"), known(2, "Ana Silva"));
        let people = [ana, other.clone()];
        assert_eq!(fate(&[attendee("Ana Silva", "ANA.Silva.2@example.org")], &people), [Fate::Record(other)]);
    }

    #[test]
    fn of_two_people_with_one_name_nobody_is_written_down_unasked() {
        let people = [known(1, "Ana Silva"), known(2, "Ana Silva")];
        assert_eq!(fate(&[attendee("ana silva", "")], &people), [Fate::Choose(people.to_vec())]);
    }

    #[test]
    fn a_private_address_leaves_the_name() {
        let ben = known(1, "Ben Okafor");
        let people = [ben.clone()];
        assert_eq!(fate(&[attendee("Benny (Ben Okafor)", "ben@home.example")], &people), [Fate::Record(ben)]);
    }

    #[test]
    fn whoever_is_on_the_list_or_came_twice_is_said_to_be() {
        let (ana, ben) = (known(90, "Ana Silva"), known(2, "Ben Okafor"));
        let people = [ana.clone(), ben.clone()];
        let listed = [
            attendee("Ana Silva", ""),
            attendee("Ben Okafor", ""),
            attendee("Benny", "ben.okafor.2@example.org"),
            attendee("Room 4", ""),
        ];
        assert_eq!(
            fate(&listed, &people),
            [Fate::Present(ana), Fate::Record(ben.clone()), Fate::Again(ben), Fate::Nobody]
        );
    }
}
