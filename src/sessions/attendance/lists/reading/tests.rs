use std::fmt::Write as _;

use proptest::prelude::*;

use super::{ListedAttendee, Unreadable, attendees, seconds, text};

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
    Ana Ferreira\t11/26/26, 1:55:04 PM\t11/26/26, 2:52:31 PM\t57m 27s\tana.ferreira@example.org\tOrganizer\r\n\
    Nobody Else\t11/26/26, 1:55:04 PM\t11/26/26, 2:52:31 PM\t57m 27s\tnobody@example.org\tAttendee\r\n";

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

fn read(list: &str) -> Vec<(String, Option<String>, Option<u64>)> {
    let row = |attendee: ListedAttendee| {
        (attendee.name.clone(), attendee.email.as_ref().map(ToString::to_string), attendee.minutes())
    };
    attendees(list).expect("readable").into_iter().map(row).collect()
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
        assert_eq!(read(&text(&file)), expected, "as the file has it");
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
    ];
    assert_eq!(read(&text(ZOOM.as_bytes())), expected);
    assert_eq!(read(ZOOM_BEFORE), [row("Ana Ferreira", Some("ana.ferreira@example.org"), Some(58))]);
}

#[test]
fn a_list_saved_again_by_a_spreadsheet_is_the_same_list() {
    let expected = read(&text(ZOOM.as_bytes()));
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
    assert_eq!(read(&text(&latin)), [row("José Muñoz", Some("jose@example.org"), None)]);
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
fn a_person_may_be_called_what_stands_in_the_brackets_or_before_them() {
    let names = |name: &str| ListedAttendee { name: name.to_owned(), email: None, seconds: None }.names();
    assert_eq!(names("Benny (Ben Okafor)"), ["Benny (Ben Okafor)", "Ben Okafor", "Benny"]);
    assert_eq!(names("Martin, Chloe"), ["Martin, Chloe", "Chloe Martin"]);
    assert_eq!(names("Ana Ferreira"), ["Ana Ferreira"]);
    assert_eq!(names("("), ["("]);
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
        ("", None),
        ("soon", None),
        ("99999999999999999999", None),
        ("18446744073709551615h", None),
    ] {
        assert_eq!(seconds(written), expected, "{written}");
    }
}

proptest! {
    /// Whatever is in a file: it is read or refused, and every line of a plain list is someone.
    #[test]
    fn no_file_breaks_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = attendees(&text(&bytes));
    }

    #[test]
    fn nobody_on_a_list_is_lost_or_doubled(people in proptest::collection::hash_set("[A-Z][a-z]{2,8} [A-Z][a-z]{2,8}", 1..30)) {
        let mut list = "Name\tEmail\tDuration\n".to_owned();
        for name in people.iter().chain(&people) {
            let _ = writeln!(list, "{name}\t{}@example.org\t5m 0s", name.replace(' ', "."));
        }
        let read = attendees(&list).unwrap();
        prop_assert_eq!(read.len(), people.len());
        prop_assert!(read.iter().all(|attendee| people.contains(&attendee.name) && attendee.minutes() == Some(10)));
    }
}
