use super::{PollForm, PollKind, Problems};
use time::OffsetDateTime;
use time::macros::datetime;

const NOW: OffsetDateTime = datetime!(2027-03-22 09:00 UTC);

fn dates(options: &[(&str, &str)]) -> PollForm {
    PollForm {
        title: "When?".to_owned(),
        option_day: options.iter().map(|(day, _)| (*day).to_owned()).collect(),
        option_time: options.iter().map(|(_, time)| (*time).to_owned()).collect(),
        ..PollForm::blank(PollKind::Dates, "Europe/Vienna", NOW)
    }
}

fn question(words: &[&str]) -> PollForm {
    PollForm {
        title: "Which?".to_owned(),
        option_words: words.iter().map(|words| (*words).to_owned()).collect(),
        ..PollForm::blank(PollKind::Question, "Europe/Vienna", NOW)
    }
}

fn wrong_with(form: &PollForm) -> String {
    let mut problems = Problems::default();
    form.read(&[], NOW, &mut problems);
    problems.all().map(|(_, words)| words).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_deadline_is_on_the_polls_own_clock() {
    let form = dates(&[("2027-04-01", ""), ("2027-04-02", "14:00")]);
    let poll = form.read(&[], NOW, &mut Problems::default()).unwrap();
    // The clocks go forward on the 28th, the day before the deadline.
    assert_eq!(poll.closes_at, datetime!(2027-03-29 15:00 UTC));
    assert_eq!(poll.options[0].at_time, None);
}

#[test]
fn a_time_that_the_clocks_skip_or_repeat_is_said_before_it_is_saved() {
    let form = dates(&[("2027-03-28", "02:30"), ("2027-10-31", "02:30"), ("2027-04-02", "02:30")]);
    let notes = form.clock_notes();
    assert_eq!(notes.len(), 2);
    assert!(notes[0].contains("02:30 does not exist. It counts as 03:30."), "{notes:?}");
    assert!(notes[1].contains("comes twice. It counts as the first."), "{notes:?}");
    assert!(form.has_news());
    assert!(!PollForm { known: notes.join(" "), ..form }.has_news());
    assert!(!dates(&[("2027-03-28", ""), ("2027-04-02", "02:30")]).has_news(), "a whole day has no hour");
}

#[test]
fn there_are_at_least_two_options_and_a_page_of_them_at_most() {
    assert_eq!(wrong_with(&question(&["Yes"])), "Enter at least two options.");
    let words = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
    assert_eq!(wrong_with(&question(&words[..8])), "");
    assert_eq!(wrong_with(&question(&words)), "Enter at most 8 options.");
    let days: Vec<String> = (1..=13).map(|day| format!("2027-05-{day:02}")).collect();
    let days: Vec<(&str, &str)> = days.iter().map(|day| (day.as_str(), "")).collect();
    assert_eq!(wrong_with(&dates(&days[..12])), "");
    assert_eq!(wrong_with(&dates(&days)), "Enter at most 12 options.");
}

#[test]
fn options_differ_and_lie_ahead() {
    let same = "Two options are the same. Change one, or empty its row.";
    assert_eq!(wrong_with(&question(&["Tea", " tea "])), same);
    assert_eq!(wrong_with(&dates(&[("2027-04-01", ""), ("2027-04-01", "09:00")])), "");
    assert_eq!(wrong_with(&dates(&[("2027-04-01", ""), ("2027-04-01", "")])), same);
    let past = "Choose days and times in the future.";
    assert_eq!(wrong_with(&dates(&[("2027-03-22", "10:00"), ("2027-04-01", "")])), past);
    assert_eq!(wrong_with(&dates(&[("2027-03-22", "10:01"), ("2027-04-01", "")])), "");
    assert_eq!(wrong_with(&dates(&[("2027-03-22", ""), ("2027-04-01", "")])), past);
}

#[test]
fn empty_rows_are_there_for_more_until_there_are_enough() {
    assert_eq!(question(&["Tea", "", "Coffee"]).rows().len(), 5);
    assert_eq!(question(&["a", "b", "c", "d", "e", "f", "g"]).rows().len(), 8);
}
