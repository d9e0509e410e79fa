use super::{Fate, KnownPerson, Question, fates};
use crate::organisation::people::WorkEmail;
use crate::platform::ids::PersonId;
use crate::sessions::attendance::lists::reading::{Doubt, ListedAttendee};

fn known(id: u128, name: &str) -> KnownPerson {
    let email = format!("{}.{id}@example.org", name.to_lowercase().replace(' ', "."));
    KnownPerson { id: PersonId::from_u128(id), name: name.to_owned(), email, team: None, present: id >= 90 }
}

fn attendee(name: &str, email: &str) -> ListedAttendee {
    ListedAttendee { name: name.to_owned(), email: WorkEmail::read(email), seconds: None, doubt: None }
}

fn fate(listed: &[ListedAttendee], people: &[KnownPerson]) -> Vec<Fate> {
    fates(listed.to_vec(), people).into_iter().map(|row| row.fate).collect()
}

fn asked(people: &[KnownPerson], why: Question) -> Fate {
    Fate::Ask { people: people.to_vec(), why }
}

#[test]
fn an_address_decides_between_people_of_one_name() {
    let people = [known(1, "Ana Silva"), known(2, "Ana Silva")];
    let other = people[1].clone();
    assert_eq!(fate(&[attendee("Ana Silva", "ANA.Silva.2@example.org")], &people), [Fate::Record(other)]);
}

#[test]
fn of_two_people_with_one_name_nobody_is_written_down_unasked() {
    let people = [known(1, "Ana Silva"), known(2, "Ana Silva")];
    assert_eq!(fate(&[attendee("ana silva", "")], &people), [asked(&people, Question::SameName)]);
}

#[test]
fn a_name_under_an_address_from_elsewhere_is_asked_about() {
    let people = [known(1, "Ben Okafor")];
    let listed = [attendee("Benny (Ben Okafor)", "ben@home.example")];
    assert_eq!(fate(&listed, &people), [asked(&people, Question::OtherAddress)]);
}

#[test]
fn an_address_under_somebody_elses_name_is_asked_about() {
    let people = [known(1, "Noor Rahman"), known(2, "Nora Byrne")];
    let listed = [
        attendee("Nora Byrne", "noor.rahman.1@example.org"),
        attendee("Meeting room 4", "noor.rahman.1@example.org"),
        attendee("Noor Rahman (Nora Byrne)", ""),
        attendee("Noor R", "noor.rahman.1@example.org"),
    ];
    assert_eq!(
        fate(&listed, &people),
        [
            asked(&people, Question::OtherName),
            asked(&people[..1], Question::OtherName),
            asked(&people, Question::TwoNames),
            Fate::Record(people[0].clone()),
        ]
    );
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

#[test]
fn what_the_list_says_against_it_is_said_and_nobody_is_ticked() {
    let people = [known(1, "Noor Rahman")];
    let no = Doubt::SaysNo("No".to_owned());
    let listed =
        ListedAttendee { doubt: Some(no.clone()), ..attendee("Noor Rahman", "noor.rahman.1@example.org") };
    assert_eq!(fate(&[listed], &people), [asked(&people, Question::Doubt(no))]);
}

#[test]
fn a_near_miss_is_offered_and_never_ticked() {
    let people = [known(1, "José Muñoz"), known(2, "Ben Okafor")];
    for written in ["Jose Munoz", "Muñoz José", "Jose Muños"] {
        assert_eq!(
            fate(&[attendee(written, "")], &people),
            [asked(&people[..1], Question::NearName)],
            "{written}"
        );
    }
    assert_eq!(fate(&[attendee("MUÑOZ José", "")], &people), [Fate::Record(people[0].clone())]);
    assert_eq!(fate(&[attendee("Ben", "")], &people), [asked(&people[1..], Question::NearName)]);
}
