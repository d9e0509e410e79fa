//! Lists as tools and people really write them, in `tests/lists`: nobody is ticked who was not there, no row is lost
//! without a word, and nearly everyone who was there is found.
//!
//! Beside each list stands what is true of it: who came and who did not, of the people known here, who of them is asked
//! about, how many people are on it, and how many of its lines name nobody.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::matching::{Fate, KnownPerson, fates};
use super::reading::{attendees, content};
use crate::platform::ids::PersonId;

const PEOPLE: [(&str, &str); 15] = [
    ("Ana Ferreira", "ana.ferreira"),
    ("Ben Okafor", "ben.okafor"),
    ("Nora Byrne", "nora.byrne"),
    ("Noor Rahman", "noor.rahman"),
    ("José Muñoz", "jose.munoz"),
    ("Chloé Martin", "chloe.martin"),
    ("Žofie Šimková", "zofie.simkova"),
    ("Łukasz Wójcik", "lukasz.wojcik"),
    ("Siobhán O'Neill", "siobhan.oneill"),
    ("Jörg Müller", "joerg.mueller"),
    ("Priya Raman", "priya.raman"),
    ("Tom Baker", "tom.baker"),
    ("Grace Osei", "grace.osei"),
    ("Kim Lee", "kim.lee.1"),
    ("Kim Lee", "kim.lee.2"),
];

fn people() -> Vec<KnownPerson> {
    let known = |(at, (name, address)): (usize, &(&str, &str))| KnownPerson {
        id: PersonId::from_u128(u128::try_from(at).unwrap()),
        name: (*name).to_owned(),
        email: format!("{address}@x.example"),
        team: None,
        present: false,
    };
    PEOPLE.iter().enumerate().map(known).collect()
}

/// Two people have one name: they are told apart by the number in their address.
fn called(person: &KnownPerson) -> String {
    let number = person.email.split(['.', '@']).find(|part| part.parse::<u8>().is_ok());
    number.map_or_else(|| person.name.clone(), |number| format!("{} {number}", person.name))
}

/// What is true of a list.
struct Truth {
    came: BTreeSet<String>,
    /// The people the host is asked about.
    asked: BTreeSet<String>,
    rows: usize,
    unread: usize,
}

impl Truth {
    fn of(list: &Path) -> Self {
        let beside = PathBuf::from(format!("{}.expected", list.display()));
        let text = fs::read_to_string(&beside).unwrap_or_else(|_| panic!("{} is missing", beside.display()));
        let line = |word: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(word));
            line.unwrap_or_else(|| panic!("{} has no {word}", beside.display())).trim().to_owned()
        };
        let names = |word: &str| -> BTreeSet<String> {
            line(word).split(", ").filter(|name| !name.is_empty()).map(str::to_owned).collect()
        };
        let known: BTreeSet<String> = people().iter().map(called).collect();
        let [came, away, asked] = ["came:", "away:", "asked:"].map(names);
        assert!(
            [&came, &away, &asked].into_iter().flatten().all(|name| known.contains(name)),
            "{}",
            beside.display()
        );
        assert!(came.is_disjoint(&away), "{}", beside.display());
        Self { came, asked, rows: line("rows:").parse().unwrap(), unread: line("unread:").parse().unwrap() }
    }
}

/// What was found in all lists together.
#[derive(Debug, Default)]
struct Tally {
    lists: usize,
    wrongly_ticked: Vec<String>,
    lost: Vec<String>,
    asked_otherwise: Vec<String>,
    came: usize,
    ticked: usize,
    offered: usize,
}

impl Tally {
    fn add(&mut self, list: &Path) {
        let (truth, name) = (Truth::of(list), list.file_name().unwrap().to_string_lossy().into_owned());
        let read = content(&fs::read(list).unwrap()).and_then(|content| attendees(&content));
        let read = read.unwrap_or_else(|why| panic!("{name}: {why:?}"));
        if (read.attendees.len(), read.unread.len()) != (truth.rows, truth.unread) {
            let rows: Vec<&str> = read.attendees.iter().map(|attendee| attendee.name.as_str()).collect();
            let wanted = (truth.rows, truth.unread);
            self.lost.push(format!("{name}: {rows:?} and {:?}, where {wanted:?} are right", read.unread));
        }
        let (mut ticked, mut offered) = (BTreeSet::new(), BTreeSet::new());
        for row in fates(read.attendees, &people()) {
            match row.fate {
                Fate::Record(person) => drop(ticked.insert(called(&person))),
                Fate::Ask { people, .. } => offered.extend(people.iter().map(called)),
                Fate::Present(_) | Fate::Again(_) | Fate::Nobody => {}
            }
        }
        if offered != truth.asked {
            self.asked_otherwise.push(format!("{name}: {offered:?}, where {:?} are right", truth.asked));
        }
        let wrong = ticked.difference(&truth.came).map(|person| format!("{name}: {person}"));
        self.wrongly_ticked.extend(wrong);
        self.lists += 1;
        self.came += truth.came.len();
        self.ticked += truth.came.intersection(&ticked).count();
        self.offered +=
            truth.came.iter().filter(|name| !ticked.contains(*name) && offered.contains(*name)).count();
    }
}

#[test]
fn nobody_is_ticked_who_was_not_there_no_row_is_lost_and_nearly_everyone_is_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/lists");
    let mut lists: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    lists.retain(|path| path.extension().is_none_or(|ending| ending != "expected"));
    lists.sort();
    let mut tally = Tally::default();
    for list in &lists {
        tally.add(list);
    }
    let Tally { lists, came, ticked, offered, .. } = tally;
    println!(
        "{lists} lists: {} wrong ticks, {} with rows lost; of {came} people who came {ticked} are ticked and {offered} offered",
        tally.wrongly_ticked.len(),
        tally.lost.len()
    );
    assert!(lists >= 170, "{lists} lists");
    assert_eq!(tally.wrongly_ticked, Vec::<String>::new());
    assert_eq!(tally.lost, Vec::<String>::new());
    assert_eq!(tally.asked_otherwise, Vec::<String>::new());
    assert!(10 * (ticked + offered) >= 9 * came, "{ticked} and {offered} of {came}");
    // Asking about everyone would be no reading.
    assert!(20 * ticked >= 17 * came, "{ticked} of {came}");
}
