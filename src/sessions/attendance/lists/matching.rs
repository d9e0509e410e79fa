//! Which row of a list is which person. Written down unasked is only whom the list says was there, under a name or an
//! address that is one person's and speaks against nobody else.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::names::{self, ListedName};
use super::reading::{Doubt, ListedAttendee};
use crate::organisation::people::WorkEmail;
use crate::platform::ids::PersonId;

/// More near names than that are no help.
const MOST_NEAR: usize = 5;

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
    /// Someone who was there has to say whether, or which of these, it was.
    Ask {
        people: Vec<KnownPerson>,
        why: Question,
    },
    Nobody,
}

/// Why a host is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// The list says something against their having been there.
    Doubt(Doubt),
    /// Several people have this name.
    SameName,
    /// The address is this person's, and the name is not.
    OtherName,
    /// The name is this person's, and the address is not.
    OtherAddress,
    /// The list has two names for one person.
    TwoNames,
    /// The name is nearly this person's.
    NearName,
}

impl Question {
    /// What the host reads beside the row.
    pub fn label(&self, people: &[KnownPerson]) -> String {
        let [name, ..] = people else { return String::new() };
        let name = &name.name;
        match self {
            Self::Doubt(doubt) => doubt.label(),
            Self::SameName => format!("{} people have this name. Tick the right one.", people.len()),
            Self::OtherName => format!("The email is {name}’s, the name is not."),
            Self::OtherAddress => format!("The name is {name}’s, the email is not."),
            Self::TwoNames => "The list has more than one name here.".to_owned(),
            Self::NearName => "The name is nearly the same.".to_owned(),
        }
    }
}

#[derive(Clone, Debug)]
pub struct MatchedRow {
    pub attendee: ListedAttendee,
    pub fate: Fate,
}

/// What will happen with each row, in the order of the list.
pub fn fates(attendees: Vec<ListedAttendee>, people: &[KnownPerson]) -> Vec<MatchedRow> {
    let directory = Directory::of(people);
    let mut seen: HashSet<PersonId> = HashSet::new();
    let mut rows = Vec::with_capacity(attendees.len());
    for attendee in attendees {
        let fate = match (directory.find(&attendee), &attendee.doubt) {
            (FoundPeople::Nobody, _) => Fate::Nobody,
            (FoundPeople::One(at), None) => {
                let person = people[at].clone();
                match (seen.insert(person.id), person.present) {
                    (false, _) => Fate::Again(person),
                    (true, true) => Fate::Present(person),
                    (true, false) => Fate::Record(person),
                }
            }
            (FoundPeople::One(at), Some(_)) if people[at].present => Fate::Present(people[at].clone()),
            (FoundPeople::One(at), Some(doubt)) => {
                Fate::Ask { people: vec![people[at].clone()], why: Question::Doubt(doubt.clone()) }
            }
            (FoundPeople::Unsure(found, why), doubt) => Fate::Ask {
                people: found.into_iter().map(|at| people[at].clone()).collect(),
                why: doubt.clone().map_or(why, Question::Doubt),
            },
        };
        rows.push(MatchedRow { attendee, fate });
    }
    rows
}

/// Who a row speaks of, by their places among the people.
enum FoundPeople {
    One(usize),
    Unsure(Vec<usize>, Question),
    Nobody,
}

/// People by what they are called and written to.
struct Directory {
    /// What each is called, in the order of the people.
    names: Vec<ListedName>,
    by_email: HashMap<WorkEmail, usize>,
    by_name: HashMap<String, Vec<usize>>,
    by_word: HashMap<String, Vec<usize>>,
}

impl Directory {
    fn of(people: &[KnownPerson]) -> Self {
        let mut directory = Self {
            names: people.iter().map(|person| ListedName::of(&person.name)).collect(),
            by_email: HashMap::new(),
            by_name: HashMap::new(),
            by_word: HashMap::new(),
        };
        for (at, person) in people.iter().enumerate() {
            if let Some(email) = WorkEmail::read(&person.email) {
                directory.by_email.insert(email, at);
            }
            let name = directory.names[at].clone();
            for key in name.keys() {
                let of_name = directory.by_name.entry(key.clone()).or_default();
                if of_name.last() != Some(&at) {
                    of_name.push(at);
                }
            }
            let words: BTreeSet<String> = name.keys().flat_map(|key| name_parts(key)).collect();
            for word in words {
                directory.by_word.entry(word).or_default().push(at);
            }
        }
        directory
    }

    fn find(&self, attendee: &ListedAttendee) -> FoundPeople {
        let of_email = attendee.email.as_ref().and_then(|email| self.by_email.get(email).copied());
        if attendee.is_address_alone() {
            return of_email.map_or(FoundPeople::Nobody, FoundPeople::One);
        }
        let name = ListedName::of(&attendee.name);
        let [outside, inside] = [&name.outside, &name.inside].map(|keys| self.called(keys));
        let both: Vec<usize> = outside.union(&inside).copied().collect();
        match of_email {
            Some(at) => self.with_address(at, &name, &both),
            None => match both[..] {
                [] => self.near(&name),
                [at] if attendee.email.is_some() => FoundPeople::Unsure(vec![at], Question::OtherAddress),
                [at] => FoundPeople::One(at),
                _ if !outside.is_empty() && !inside.is_empty() => {
                    FoundPeople::Unsure(both, Question::TwoNames)
                }
                _ => FoundPeople::Unsure(both, Question::SameName),
            },
        }
    }

    fn called(&self, keys: &[String]) -> BTreeSet<usize> {
        keys.iter().filter_map(|key| self.by_name.get(key)).flatten().copied().collect()
    }

    /// The address is an account's: it decides among people of one name, and is believed under a name that may be its
    /// person's, unless that name is somebody else's.
    fn with_address(&self, at: usize, name: &ListedName, called: &[usize]) -> FoundPeople {
        let others: Vec<usize> = called.iter().copied().filter(|other| *other != at).collect();
        let own = &self.names[at];
        if called.contains(&at) {
            let same_name =
                |other: &usize| own.keys().any(|key| self.names[*other].keys().any(|one| one == key));
            if others.iter().all(same_name) {
                return FoundPeople::One(at);
            }
            return FoundPeople::Unsure([vec![at], others].concat(), Question::TwoNames);
        }
        if !others.is_empty() {
            return FoundPeople::Unsure([vec![at], others].concat(), Question::OtherName);
        }
        let agrees = name.keys().any(|listed| {
            let short_form = |known: &String| !listed.contains(' ') && names::begins_alike(listed, known);
            own.keys().any(|known| names::is_near(listed, known) || short_form(known))
        });
        if agrees { FoundPeople::One(at) } else { FoundPeople::Unsure(vec![at], Question::OtherName) }
    }

    /// People whose name is nearly this one.
    fn near(&self, name: &ListedName) -> FoundPeople {
        let mut near = BTreeSet::new();
        for key in name.keys() {
            let sharing = name_parts(key).into_iter().filter_map(|word| self.by_word.get(&word)).flatten();
            for at in sharing.copied().collect::<BTreeSet<_>>() {
                if self.names[at].keys().any(|known| names::is_near(key, known)) {
                    near.insert(at);
                }
            }
        }
        match near.len() {
            0 => FoundPeople::Nobody,
            1..=MOST_NEAR => FoundPeople::Unsure(near.into_iter().collect(), Question::NearName),
            _ => FoundPeople::Nobody,
        }
    }
}

/// What a name is looked for by: its words of some length, in plain letters.
fn name_parts(key: &str) -> Vec<String> {
    names::plain_letters(key)
        .split([' ', '-'])
        .filter(|word| word.chars().count() > 2)
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests;
