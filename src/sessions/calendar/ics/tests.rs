use super::{At, IcsEntry, IcsPurpose, IcsStatus, Repeating, Zone, file, mailto};
use crate::platform::web::when;
use time::macros::datetime;

fn london() -> Zone {
    Zone { name: "Europe/London".to_owned(), clocks: when::zone("Europe/London").unwrap() }
}

fn entry() -> IcsEntry {
    IcsEntry {
        uid: "1@guildhall".to_owned(),
        sequence: 2,
        stamp: datetime!(2026-11-23 09:00 UTC),
        changed_at: datetime!(2026-11-22 09:00 UTC),
        zone: None,
        starts: At::Utc(datetime!(2026-11-26 14:00 UTC)),
        ends: At::Utc(datetime!(2026-11-26 14:50 UTC)),
        repeating: None,
        instead_of: None,
        status: IcsStatus::Confirmed,
        title: "Tea".to_owned(),
        place: String::new(),
        words: String::new(),
        url: "https://guild.example.org/events/1".to_owned(),
        organiser: None,
        attendee: None,
    }
}

#[test]
fn a_file_says_what_it_is_for() {
    for (purpose, method) in [
        (IcsPurpose::Publish, Some("METHOD:PUBLISH")),
        (IcsPurpose::Request, Some("METHOD:REQUEST")),
        (IcsPurpose::Cancel, Some("METHOD:CANCEL")),
        (IcsPurpose::Feed { name: "Tea, cake" }, None),
    ] {
        let file = file(&purpose, &[entry()]);
        assert!(file.starts_with("BEGIN:VCALENDAR\r\n") && file.ends_with("\r\nEND:VCALENDAR\r\n"), "{file}");
        assert_eq!(file.lines().find(|line| line.starts_with("METHOD")), method);
        assert_eq!(file.contains("\r\nX-WR-CALNAME:Tea\\, cake\r\n"), method.is_none());
        assert!(!file.contains("VTIMEZONE"), "a single session in UTC needs no zone");
    }
}

#[test]
fn a_series_carries_its_zone_once_for_all_its_years() {
    let wall = "2026-11-26T18:00:00".parse().unwrap();
    let repeating = Repeating {
        rule: Some("FREQ=WEEKLY;INTERVAL=1;BYDAY=TH".to_owned()),
        extra: Vec::new(),
        except: vec!["2026-12-03T18:00:00".parse().unwrap()],
        until: datetime!(2028-12-01 00:00 UTC),
    };
    let whole = IcsEntry {
        zone: Some(london()),
        starts: At::Wall(wall),
        ends: At::Wall(super::later(wall, 50)),
        repeating: Some(repeating),
        ..entry()
    };
    let off =
        IcsEntry { repeating: None, instead_of: Some(wall), status: IcsStatus::Cancelled, ..whole.clone() };
    let file = file(&IcsPurpose::Request, &[whole, off]);
    assert_eq!(file.matches("BEGIN:VTIMEZONE").count(), 1);
    assert_eq!(file.matches("BEGIN:DAYLIGHT").count(), 2, "the summers of 2027 and 2028: {file}");
    for line in [
        "DTSTART;TZID=Europe/London:20261126T180000",
        "DTEND;TZID=Europe/London:20261126T185000",
        "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=TH",
        "EXDATE;TZID=Europe/London:20261203T180000",
        "RECURRENCE-ID;TZID=Europe/London:20261126T180000",
        "STATUS:CANCELLED",
    ] {
        assert!(file.contains(&format!("\r\n{line}\r\n")), "{line} in {file}");
    }
}

#[test]
fn of_an_hour_that_comes_twice_the_second_one_is_written_in_utc() {
    let (first, second) = (datetime!(2026-10-25 00:30 UTC), datetime!(2026-10-25 01:30 UTC));
    assert_eq!(At::of(first, Some(&london())), At::Wall("2026-10-25T01:30:00".parse().unwrap()));
    assert_eq!(At::of(second, Some(&london())), At::Utc(second));
    assert_eq!(At::of(first, None), At::Utc(first));
}

#[test]
fn an_address_ends_where_it_ends() {
    assert_eq!(mailto("ana+tea@example.org"), "mailto:ana+tea@example.org");
    assert_eq!(mailto("a?cc=b%@example.org"), "mailto:a%3Fcc=b%25@example.org");
    assert_eq!(mailto("ana@münchen.example"), "mailto:ana@xn--mnchen-3ya.example");
}
