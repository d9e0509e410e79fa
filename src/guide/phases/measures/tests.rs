use super::*;
use crate::guide::phases::fixtures::{all_well, all_well_but, sentence};

#[test]
fn a_test_reads_as_a_sentence() {
    let few = all_well_but("hosts", 2.0);
    assert_eq!(
        sentence(&MeasuredSignals(&few).hosts(4.0)),
        "Different hosts in the last 6 months: 2 (needs 4)"
    );
    let measure = all_well();
    let is = MeasuredSignals(&measure);
    assert_eq!(
        sentence(&is.host_share(Comparison::AtMost, 0.4)),
        "Share of sessions with the busiest host, last 6 months: 25% (limit 40%)"
    );
    assert_eq!(sentence(&is.purpose()), "Purpose written: yes");
    assert_eq!(
        sentence(&is.age(Comparison::AtLeast, 240.0)),
        "Time since the first session: 390 days (needs 240 days)"
    );
    let fortnightly = Signals { cadence: 14.0, gap: Some(13.0 / 14.0), ..all_well() };
    let gap = |comparison| MeasuredSignals(&fortnightly).gap(comparison, 1.75);
    assert_eq!(sentence(&gap(Comparison::AtMost)), "Last session: 13 days ago (limit 24 days)");
    assert_eq!(gap(Comparison::MoreThan).threshold_text(), "more than 24 days");
}

#[test]
fn a_value_that_is_undefined_is_said_to_be_unknown() {
    let signals = Signals { repeat: None, ..all_well() };
    assert_eq!(
        sentence(&MeasuredSignals(&signals).repeat(0.4)),
        "People who came again in the last 3 months: not known yet (needs 40%)"
    );
}

#[test]
fn numbers_show_no_more_decimals_than_they_need() {
    assert_eq!(Unit::Share.text(2.0 / 3.0), "66.7%");
    assert_eq!(Unit::Share.text(0.67), "67%");
    assert_eq!(Unit::Cadences.text(1.75), "1.75 intervals");
    assert_eq!(Unit::Count.text(10.0), "10");
    assert_eq!(Unit::Count.text(0.0), "0");
    assert_eq!(Unit::Days.text(1.0), "1 day");
    assert_eq!(Unit::Weeks.text(3.0), "3 weeks");
    assert_eq!(Unit::YesNo.text(0.0), "no");
}
