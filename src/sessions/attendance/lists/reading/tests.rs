use std::fmt::Write as _;

use proptest::prelude::*;

use super::durations::seconds;
use super::heads::DurationUnit;
use super::{Doubt, ListContent, ListedAttendee, OtherFile, ReadList, Unreadable, content};

const TEAMS: &str = "1. Summary\r\n\
    Meeting title\tFlaky tests\r\n\
    Attended participants\t4\r\n\
    Start time\t11/26/26, 1:55:04 PM\r\n\
    End time\t11/26/26, 2:52:31 PM\r\n\
    Meeting duration\t57m 27s\r\n\
    Average attendance time\t48m 3s\r\n\
    \r\n\
    2. Participants\r\n\
    Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\r\n\
    Ana Ferreira\t11/26/26, 1:55:04 PM\t11/26/26, 2:52:31 PM\t57m 27s\tAna.Ferreira@example.org\tana.ferreira@example.org\tOrganizer\r\n\
    Björn Åkesson\t11/26/26, 1:59:40 PM\t11/26/26, 2:50:02 PM\t50m 22s\tbjorn@example.org\tbjorn@example.org\tPresenter\r\n\
    Łukasz Wójcik (External)\t11/26/26, 2:01:10 PM\t11/26/26, 2:50:00 PM\t1h 2m 3s\t\t\tAttendee\r\n\
    Ben Okafor\t11/26/26, 2:03:00 PM\t11/26/26, 2:03:40 PM\t40s\t\tben.okafor@example.org\tAttendee\r\n\
    \r\n\
    3. In-Meeting Activities\r\n\
    Name\tJoin Time\tLeave Time\tDuration\tEmail\tRole\r\n\
    Ana Ferreira\t11/26/26, 1:55:04 PM\t11/26/26, 2:52:31 PM\t57m 27s\tana.ferreira@example.org\tOrganizer\r\n";

/// What Teams wrote until 2021: a row for each coming and going.
const TEAMS_BEFORE: &str = "Full Name\tUser Action\tTimestamp\n\
    Ana Ferreira\tJoined\t11/26/2026, 1:55:04 PM\n\
    Ben Okafor\tJoined\t11/26/2026, 1:56:00 PM\n\
    Ben Okafor\tLeft\t11/26/2026, 2:10:00 PM\n\
    Ben Okafor\tJoined\t11/26/2026, 2:12:00 PM\n";

const ZOOM: &str = "\u{feff}Topic,ID,Host,Duration (minutes),Start time,End time,Participants\n\
    \"Flaky tests, and why\",812 3456 7890,Ana Ferreira,57,11/26/2026 01:55:04 PM,11/26/2026 02:52:31 PM,4\n\
    \n\
    Name (original name),Email,Join time,Leave time,Duration (minutes),Guest,Recording disclaimer response,In waiting room\n\
    Ana Ferreira,ana.ferreira@example.org,11/26/2026 01:55:04 PM,11/26/2026 02:52:31 PM,57,No,OK,No\n\
    Benny (Ben Okafor),,11/26/2026 01:58:00 PM,11/26/2026 02:01:00 PM,3,Yes,,Yes\n\
    Benny (Ben Okafor),,11/26/2026 02:01:00 PM,11/26/2026 02:20:00 PM,19,Yes,OK,No\n\
    Benny (Ben Okafor),,11/26/2026 02:25:00 PM,11/26/2026 02:52:00 PM,27,Yes,OK,No\n\
    \"Martin, Chloe\",chloe@example.org,11/26/2026 02:00:00 PM,11/26/2026 02:52:00 PM,52,No,OK,No\n\
    Left at the door,,11/26/2026 02:00:00 PM,11/26/2026 02:05:00 PM,5,Yes,,Yes\n";

const ZOOM_BEFORE: &str = "Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n\
    Ana Ferreira,ana.ferreira@example.org,11/26/2026 01:55:04 PM,11/26/2026 02:52:31 PM,58,No\n";

const MEET: &str = "First name,Last name,Email,Duration,Time joined,Time exited\n\
    Ana,Ferreira,ana.ferreira@example.org,57 min,13:55,14:52\n";

fn attendees(list: &str) -> Result<ReadList, Unreadable> {
    super::attendees(&ListContent::Text(list.to_owned()))
}

fn read(list: &str) -> Vec<(String, Option<String>, Option<u64>)> {
    let row = |attendee: ListedAttendee| {
        (attendee.name.clone(), attendee.email.as_ref().map(ToString::to_string), attendee.minutes())
    };
    attendees(list).expect("readable").attendees.into_iter().map(row).collect()
}

/// Who is on the list, with what speaks against their having been there.
fn doubts(list: &str) -> Vec<(String, Option<Doubt>)> {
    let list = attendees(list).expect("readable").attendees;
    list.into_iter().map(|attendee| (attendee.name, attendee.doubt)).collect()
}

fn certain(name: &str) -> (String, Option<Doubt>) {
    (name.to_owned(), None)
}

fn no(name: &str, word: &str) -> (String, Option<Doubt>) {
    (name.to_owned(), Some(Doubt::SaysNo(word.to_owned())))
}

fn decoded(bytes: &[u8]) -> String {
    match content(bytes) {
        Ok(ListContent::Text(text)) => text,
        other => panic!("no text: {other:?}"),
    }
}

fn row(name: &str, email: Option<&str>, minutes: Option<u64>) -> (String, Option<String>, Option<u64>) {
    (name.to_owned(), email.map(str::to_owned), minutes)
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

#[test]
fn teams_lists_have_their_people_between_two_other_sections() {
    let expected = [
        row("Ana Ferreira", Some("ana.ferreira@example.org"), Some(57)),
        row("Björn Åkesson", Some("bjorn@example.org"), Some(50)),
        row("Łukasz Wójcik (External)", None, Some(62)),
        row("Ben Okafor", Some("ben.okafor@example.org"), Some(0)),
    ];
    assert_eq!(read(TEAMS), expected);
    let marked = |mark: [u8; 2], bytes| [mark.to_vec(), utf16(TEAMS, bytes)].concat();
    for file in [
        marked([0xFF, 0xFE], u16::to_le_bytes),
        marked([0xFE, 0xFF], u16::to_be_bytes),
        utf16(TEAMS, u16::to_le_bytes),
        utf16(TEAMS, u16::to_be_bytes),
        TEAMS.as_bytes().to_vec(),
    ] {
        assert_eq!(read(&decoded(&file)), expected, "as the file has it");
    }
}

#[test]
fn teams_lists_of_comings_and_goings_have_each_person_once() {
    assert_eq!(read(TEAMS_BEFORE), [row("Ana Ferreira", None, None), row("Ben Okafor", None, None)]);
}

#[test]
fn zoom_lists_add_up_the_times_of_whoever_came_back_and_leave_out_who_was_not_let_in() {
    let expected = [
        row("Ana Ferreira", Some("ana.ferreira@example.org"), Some(57)),
        row("Benny (Ben Okafor)", None, Some(46)),
        row("Martin, Chloe", Some("chloe@example.org"), Some(52)),
        row("Left at the door", None, Some(5)),
    ];
    assert_eq!(read(&decoded(ZOOM.as_bytes())), expected);
    assert_eq!(read(ZOOM_BEFORE), [row("Ana Ferreira", Some("ana.ferreira@example.org"), Some(58))]);
}

#[test]
fn a_list_saved_again_by_a_spreadsheet_is_the_same_list() {
    let expected = read(&decoded(ZOOM.as_bytes()));
    assert_eq!(
        read(
            &ZOOM
                .replace("\"Flaky tests, and why\"", "x")
                .replace("\"Martin, Chloe\"", "Chloe")
                .replace(',', ";")
        )
        .len(),
        expected.len()
    );
    let latin: Vec<u8> =
        "Name,Email\nJosé Muñoz,jose@example.org\n".chars().map(|c| u8::try_from(c).unwrap()).collect();
    assert_eq!(read(&decoded(&latin)), [row("José Muñoz", Some("jose@example.org"), None)]);
    let wide = "Name\tEmail\nAna\tana@example.org\t\t\n\t\t\nBen\n";
    assert_eq!(read(wide), [row("Ana", Some("ana@example.org"), None), row("Ben", None, None)]);
}

#[test]
fn first_and_last_names_belong_together() {
    assert_eq!(read(MEET), [row("Ana Ferreira", Some("ana.ferreira@example.org"), Some(57))]);
}

#[test]
fn plain_names_and_addresses_are_a_list_too() {
    let list = "Ana Ferreira\n\n ben@example.org ;\n\"Chloe Martin\" <Chloe@Example.org>,\n";
    let expected = [
        row("Ana Ferreira", None, None),
        row("ben@example.org", Some("ben@example.org"), None),
        row("Chloe Martin", Some("chloe@example.org"), None),
    ];
    assert_eq!(read(list), expected);
}

#[test]
fn what_names_nobody_is_refused_with_the_reason() {
    assert_eq!(attendees(" \r\n\t"), Err(Unreadable::Empty));
    assert_eq!(attendees("Name,Email\n,\n"), Err(Unreadable::NobodyOnIt));
    let crowd = (0..2001).map(|number| format!("Person {number}")).collect::<Vec<_>>().join("\n");
    assert_eq!(attendees(&crowd), Err(Unreadable::TooLong));
}

#[test]
fn times_are_read_as_each_tool_writes_them() {
    for (written, expected) in [
        ("54m 12s", Some(3252)),
        ("1h 2m 3s", Some(3723)),
        ("2h", Some(7200)),
        ("40s", Some(40)),
        ("0s", Some(0)),
        ("54", Some(3240)),
        ("57 min", Some(3420)),
        ("01:02:03", Some(3723)),
        ("54,5", Some(3270)),
        ("1 Std. 2 Min. 3 Sek.", Some(3723)),
        ("1 h 2 min", Some(3720)),
        ("2 godz. 5 min", Some(7500)),
        ("", None),
        ("soon", None),
        ("99999999999999999999", None),
        ("18446744073709551615h", None),
    ] {
        assert_eq!(seconds(written, DurationUnit::Minutes), expected, "{written}");
    }
}

#[test]
fn being_registered_is_not_having_come() {
    let list =
        "Attended,First Name,Last Name,Email\nNo,Noor,Rahman,noor@x.example\nYes,Nora,Byrne,nora@x.example\n";
    assert_eq!(doubts(list), [no("Noor Rahman", "No"), certain("Nora Byrne")]);
    let expected = |word: &str| Some(Doubt::Expected(word.to_owned()));
    for (list, doubt) in [
        ("Name,Email,RSVP\nNoor Rahman,noor@x.example,Yes\n", expected("Yes")),
        ("Name,Email,RSVP\nNoor Rahman,noor@x.example,No\n", Some(Doubt::SaysNo("No".to_owned()))),
        ("Name,Email,Response\nNoor Rahman,noor@x.example,Accepted\n", expected("Accepted")),
        (
            "Name,Email,Response\nNoor Rahman,noor@x.example,Declined\n",
            Some(Doubt::SaysNo("Declined".to_owned())),
        ),
        ("Name,Email,Attendee Status\nNoor Rahman,noor@x.example,Attending\n", expected("Attending")),
        ("Name,Email,Attendee Status\nNoor Rahman,noor@x.example,Checked In\n", None),
        (
            "Name,Email,Status\nNoor Rahman,noor@x.example,No-show\n",
            Some(Doubt::SaysNo("No-show".to_owned())),
        ),
        (
            "name,email,approval_status,checked_in_at\nNoor Rahman,noor@x.example,approved,\n",
            expected("approved"),
        ),
        (
            "name,email,approval_status,checked_in_at\nNoor Rahman,noor@x.example,approved,2026-11-26T14:02:11Z\n",
            None,
        ),
        ("Name,Anwesend\nNoor Rahman,ja\n", None),
        ("Name,Anwesend\nNoor Rahman,nein\n", Some(Doubt::SaysNo("nein".to_owned()))),
        ("Name,Present\nNoor Rahman,✘\n", Some(Doubt::SaysNo("✘".to_owned()))),
        ("Name,Present\nNoor Rahman,x\n", None),
        ("Name,Absent\nNoor Rahman,x\n", Some(Doubt::SaysNo("x".to_owned()))),
        ("Name,26/11/2026\nNoor Rahman,x\n", expected("x")),
        ("Name,Status\nNoor Rahman,perhaps later\n", Some(Doubt::Unclear("perhaps later".to_owned()))),
        ("Name,RSVP?\nNoor Rahman,Yes\n", expected("Yes")),
        ("Name,Will you attend?\nNoor Rahman,No\n", Some(Doubt::SaysNo("No".to_owned()))),
        ("Name,Duration,Email\nNoor Rahman,--,noor@x.example\n", Some(Doubt::LeftOpen)),
        ("Name,Join time,Leave time\nNoor Rahman,,\n", Some(Doubt::LeftOpen)),
        ("Name,Join time,Leave time\nNoor Rahman,14:02,14:50\n", None),
        ("Name,Signature\nNoor Rahman,\n", Some(Doubt::LeftOpen)),
        ("Name,Signature\nNoor Rahman,NR\n", None),
        ("Apologies:\nNoor Rahman\n", Some(Doubt::SaysNo("Apologies".to_owned()))),
        ("Coming next time:\nNoor Rahman\n", Some(Doubt::Unclear("Coming next time".to_owned()))),
        ("Invited\nName,Email\nNoor Rahman,noor@x.example\n", expected("Invited")),
        (
            "Name,Whereabouts,Email\nNoor Rahman,did not attend,noor@x.example\n",
            Some(Doubt::SaysNo("did not attend".to_owned())),
        ),
    ] {
        assert_eq!(doubts(list), [("Noor Rahman".to_owned(), doubt)], "{list}");
    }
}

#[test]
fn what_stands_in_brackets_behind_a_name_may_speak_against_it() {
    assert_eq!(doubts("Noor Rahman (absent)\n"), [no("Noor Rahman (absent)", "absent")]);
    assert_eq!(doubts("Noor Rahman [declined]\n"), [no("Noor Rahman [declined]", "declined")]);
    let accepted = Some(Doubt::Expected("accepted".to_owned()));
    assert_eq!(doubts("Noor Rahman (accepted)\n"), [("Noor Rahman (accepted)".to_owned(), accepted)]);
    assert_eq!(doubts("Noor Rahman (she/her)\n"), [certain("Noor Rahman (she/her)")]);
}

#[test]
fn a_line_may_say_before_its_names_what_they_are() {
    let list = "Present: Ana Silva, Nora Byrne\nApologies: Noor Rahman\nRequired attendees: Tom Baker\n";
    let expected = ("Tom Baker".to_owned(), Some(Doubt::Expected("Required attendees".to_owned())));
    assert_eq!(
        doubts(list),
        [certain("Ana Silva"), certain("Nora Byrne"), no("Noor Rahman", "Apologies"), expected]
    );
    let sent = "To: Noor Rahman <noor@x.example>, Nora Byrne <nora@x.example>\n";
    let to = Some(Doubt::Expected("To".to_owned()));
    assert_eq!(doubts(sent), [("Noor Rahman".to_owned(), to.clone()), ("Nora Byrne".to_owned(), to)]);
}

#[test]
fn a_list_of_several_sessions_does_not_say_who_came_to_this_one() {
    let unclear = |session: &str| Some(Doubt::Unclear(session.to_owned()));
    let two = "Session,Name\nFlaky tests,Noor Rahman\nLean coffee,Nora Byrne\n";
    let asked = [
        ("Noor Rahman".to_owned(), unclear("Flaky tests")),
        ("Nora Byrne".to_owned(), unclear("Lean coffee")),
    ];
    assert_eq!(doubts(two), asked);
    let one = "Session,Name\nFlaky tests,Noor Rahman\nFlaky tests,Nora Byrne\n";
    assert_eq!(doubts(one), [certain("Noor Rahman"), certain("Nora Byrne")]);
}

#[test]
fn who_waited_outside_or_was_there_for_no_time_did_not_come() {
    let waiting = "Name (Originalname),Im Warteraum\nNora Byrne,Ja\n";
    assert_eq!(doubts(waiting), [("Nora Byrne".to_owned(), Some(Doubt::WaitingRoom))]);
    let none = "Name,Duration (Minutes)\nNora Byrne,0\nNoor Rahman,1\n";
    assert_eq!(doubts(none), [("Nora Byrne".to_owned(), Some(Doubt::NoTime)), certain("Noor Rahman")]);
    let back = "Name,Duration (Minutes),In Waiting Room\nNora Byrne,0,Yes\nNora Byrne,20,No\n";
    assert_eq!(doubts(back), [certain("Nora Byrne")]);
}

#[test]
fn an_address_is_the_persons_own_or_nobodys() {
    let host = "Host Email,Name,Email\njoana@x.example,Noor Rahman,noor@x.example\njoana@x.example,Nora Byrne,nora@x.example\n";
    let two =
        [row("Noor Rahman", Some("noor@x.example"), None), row("Nora Byrne", Some("nora@x.example"), None)];
    assert_eq!(read(host), two);
    let one = "Name,Email\nNoor Rahman,room@x.example\nNora Byrne,room@x.example\n";
    assert_eq!(read(one), [row("Noor Rahman", None, None), row("Nora Byrne", None, None)]);
    let room = "Name,Email\nNoor Rahman,room@x.example\nNora Byrne,room@x.example\nAna Silva,ana@x.example\n";
    assert_eq!(read(room).len(), 3, "a room's account keeps a row for each");
    let guest = "Name,Email\nNoor Rahman,noor_x.example#EXT#@tenant.onmicrosoft.com\nNora Byrne,mailto:nora@x.example\n";
    assert_eq!(read(guest), two);
}

#[test]
fn a_second_head_begins_a_second_table_and_a_numbered_person_ends_none() {
    let list = "Panelist Details,\nAttended,User Name (Original Name),Email\nYes,Noor Rahman,noor@x.example\n\n\
        Attendee Details,\nAttended,User Name (Original Name),Email\nYes,Nora Byrne,nora@x.example\nNo,Ana Silva,ana@x.example\n";
    assert_eq!(doubts(list), [certain("Noor Rahman"), certain("Nora Byrne"), no("Ana Silva", "No")]);
    let absent =
        "Name,Email\nNoor Rahman,noor@x.example\n\nDid not attend\nName,Email\nNora Byrne,nora@x.example\n";
    assert_eq!(doubts(absent), [certain("Noor Rahman"), no("Nora Byrne", "Did not attend")]);
    let numbered = "Name,Email\n1. Noor Rahman,\n2. Nora Byrne,\n3. Ana Silva,\n";
    assert_eq!(read(numbered).len(), 3);
    let role = "Name,Role\nNoor Rahman,Participant\nAttendee,Guest\nNora Byrne,Attendee\n";
    assert_eq!(read(role).len(), 3, "a cell that says Attendee is no head");
}

#[test]
fn heads_are_read_in_eight_languages_and_as_programs_write_them() {
    for list in [
        "Vorname;Nachname;E-Mail-Adresse\nNoor;Rahman;noor@x.example\n",
        "Prénom;Nom;Adresse de courriel\nNoor;Rahman;noor@x.example\n",
        "Nombre;Apellidos;Correo electrónico\nNoor;Rahman;noor@x.example\n",
        "Nome,Cognome,Indirizzo e-mail\nNoor,Rahman,noor@x.example\n",
        "Nome,Sobrenome,E-mail\nNoor,Rahman,noor@x.example\n",
        "Voornaam,Achternaam,E-mailadres\nNoor,Rahman,noor@x.example\n",
        "Imię i nazwisko\tAdres e-mail\nNoor Rahman\tnoor@x.example\n",
        "first_name,last_name,email\nNoor,Rahman,noor@x.example\n",
        "First,Last,Email\nNoor,Rahman,noor@x.example\n",
        "sep=;\nName;Email\nNoor Rahman;noor@x.example\n",
        "Noor Rahman,noor@x.example\n",
        "noor@x.example;Noor;Rahman\n",
        "1. Noor Rahman <noor@x.example>\n",
        "• Noor Rahman (noor@x.example)\n",
    ] {
        assert_eq!(read(list), [row("Noor Rahman", Some("noor@x.example"), None)], "{list}");
    }
    let line = "Ferreira, Ana <a@x.example>; Okafor, Ben <b@x.example>";
    let two =
        [row("Ferreira, Ana", Some("a@x.example"), None), row("Okafor, Ben", Some("b@x.example"), None)];
    assert_eq!(read(line), two);
}

#[test]
fn files_are_read_as_they_are_and_what_is_no_list_is_refused_by_name() {
    let windows = b"Name,Email\n\x8eofie \x8aimkov\xe1,zofie@x.example\n";
    assert_eq!(read(&decoded(windows)), [row("Žofie Šimková", Some("zofie@x.example"), None)]);
    let open = "Name,Email\n\"Noor Rahman,noor@x.example\nNora Byrne,nora@x.example\n";
    assert_eq!(read(open).len(), 2, "an open quote takes its own row alone");
    for (begins, kind) in [
        (&b"%PDF-1.7"[..], OtherFile::Pdf),
        (b"\x89PNG\r\n\x1a\n\0\0\0\0", OtherFile::Picture),
        (b"\n<!DOCTYPE html><html><body><table>", OtherFile::WebPage),
        (b"<table border=1><tr><td>Name", OtherFile::WebPage),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", OtherFile::OldSpreadsheet),
    ] {
        assert_eq!(content(begins), Err(Unreadable::Other(kind)));
    }
}

#[test]
fn lines_that_name_nobody_are_kept_as_they_stand() {
    let list = attendees("Topic,ID,Host,Duration (minutes),Participants\nFlaky,812,Ana Ferreira,57,4\n\nName,Email\nNoor Rahman,noor@x.example\n,\n--,\n").unwrap();
    assert_eq!(list.attendees.len(), 1);
    assert_eq!(
        list.unread,
        ["Topic ID Host Duration (minutes) Participants", "Flaky 812 Ana Ferreira 57 4", "--"]
    );
}

proptest! {
    /// Whatever is in a file: it is read or refused, and every line of a plain list is someone.
    #[test]
    fn no_file_breaks_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = content(&bytes).map(|content| super::attendees(&content));
    }

    #[test]
    fn nobody_on_a_list_is_lost_or_doubled(people in proptest::collection::hash_set("[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", 1..30)) {
        let mut list = "Name\tEmail\tDuration\n".to_owned();
        for name in people.iter().chain(&people) {
            let _ = writeln!(list, "{name}\t{}@example.org\t5m 0s", name.replace(' ', "."));
        }
        let read = attendees(&list).unwrap().attendees;
        prop_assert_eq!(read.len(), people.len());
        prop_assert!(read.iter().all(|attendee| people.contains(&attendee.name) && attendee.minutes() == Some(10)));
    }
}
