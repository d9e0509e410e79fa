use super::*;
use crate::guide::phases::fixtures::{all_well, all_well_but};

/// Name, threshold, a step off it.
type Row = (&'static str, f64, f64);

fn met(tests: &[Test], name: &str) -> bool {
    tests.iter().find(|test| test.name.as_str() == name).is_some_and(|test| test.met)
}

/// Holds each row's test at its threshold, just under it and just over it.
fn assert_turns_at(rows: &[Row], tests: impl Fn(&Signals) -> Vec<Test>, [under, at, over]: [bool; 3]) {
    for (name, threshold, step) in rows {
        let holds = |value| met(&tests(&all_well_but(name, value)), name);
        assert_eq!(holds(threshold - step), under, "{name} just under {threshold}");
        assert_eq!(holds(*threshold), at, "{name} at {threshold}");
        assert_eq!(holds(threshold + step), over, "{name} just over {threshold}");
    }
}

const AT_LEAST: [bool; 3] = [false, true, true];
const AT_MOST: [bool; 3] = [true, true, false];
const MORE_THAN: [bool; 3] = [false, false, true];

fn entering(phase: Phase) -> impl Fn(&Signals) -> Vec<Test> {
    move |signals| entry_tests(phase, signals, &Thresholds::default())
}

fn enters(phase: Phase, signals: &Signals) -> bool {
    passed(phase, &entering(phase)(signals), &Thresholds::default())
}

#[test]
fn a_community_forms_with_a_purpose_five_members_two_teams_and_two_sessions() {
    let least = [("purpose", 1.0, 1.0), ("members", 5.0, 1.0), ("teams", 2.0, 1.0), ("held", 2.0, 1.0)];
    let most = [("gap", 1.75, 0.01)];
    let forming = entering(Phase::Forming);
    assert_turns_at(&least, &forming, AT_LEAST);
    assert_turns_at(&most, &forming, AT_MOST);
    assert_eq!(forming(&all_well()).len(), least.len() + most.len());
}

#[test]
fn a_community_matures_when_it_is_regular_and_people_come_again() {
    let least = [
        ("age", 90.0, 1.0),
        ("n", 3.0, 1.0),
        ("rhythm", 0.75, 0.01),
        ("repeat", 0.40, 0.01),
        ("core", 4.0, 1.0),
        ("hosts", 3.0, 1.0),
        ("teams", 3.0, 1.0),
        ("stories", 3.0, 1.0),
        ("authors", 2.0, 1.0),
    ];
    let most = [("gap", 1.75, 0.01), ("top", 0.67, 0.01)];
    let maturing = entering(Phase::Maturing);
    assert_turns_at(&least, &maturing, AT_LEAST);
    assert_turns_at(&most, &maturing, AT_MOST);
    assert_eq!(maturing(&all_well()).len(), least.len() + most.len());
}

#[test]
fn a_community_sustains_itself_when_many_host_and_organise() {
    let least = [
        ("age", 240.0, 1.0),
        ("n", 3.0, 1.0),
        ("rhythm", 0.75, 0.01),
        ("repeat", 0.50, 0.01),
        ("core", 5.0, 1.0),
        ("hosts", 4.0, 1.0),
        ("orgs", 3.0, 1.0),
        ("solo", 2.0, 1.0),
        ("newcomers", 3.0, 1.0),
        ("stories", 6.0, 1.0),
        ("authors", 4.0, 1.0),
    ];
    let most = [("gap", 1.75, 0.01), ("top", 0.40, 0.01), ("otop", 0.60, 0.01)];
    let sustaining = entering(Phase::SelfSustaining);
    assert_turns_at(&least, &sustaining, AT_LEAST);
    assert_turns_at(&most, &sustaining, AT_MOST);
    assert_eq!(sustaining(&all_well()).len(), least.len() + most.len());
}

#[test]
fn transformation_is_proposed_on_decline_or_on_silence() {
    let proposing = entering(Phase::Transformation);
    assert_turns_at(&[("decl", 0.60, 0.01)], &proposing, AT_MOST);
    assert_turns_at(&[("gap", 3.0, 0.01)], &proposing, MORE_THAN);
    assert!(!enters(Phase::Transformation, &all_well()));
    assert!(enters(Phase::Transformation, &all_well_but("decl", 0.5)));
    assert!(enters(Phase::Transformation, &all_well_but("gap", 4.0)));
}

#[test]
fn a_self_sustaining_community_is_kept_by_looser_tests() {
    let keeping = |signals: &Signals| keep_tests(Phase::SelfSustaining, signals, &Thresholds::default());
    let least = [("rhythm", 0.60, 0.01), ("repeat", 0.40, 0.01), ("hosts", 3.0, 1.0), ("orgs", 2.0, 1.0)];
    let most = [("gap", 2.5, 0.01), ("top", 0.55, 0.01)];
    assert_turns_at(&least, keeping, AT_LEAST);
    assert_turns_at(&most, keeping, AT_MOST);
    assert_eq!(keeping(&all_well()).len(), least.len() + most.len());
    assert_eq!(keep_tests(Phase::Maturing, &all_well(), &Thresholds::default()), []);
}

#[test]
fn one_failed_required_test_keeps_a_community_out() {
    for phase in [Phase::Forming, Phase::Maturing, Phase::SelfSustaining] {
        assert!(enters(phase, &all_well()));
        for test in entering(phase)(&all_well()).iter().filter(|test| test.required()) {
            let off = if test.comparison == Comparison::AtLeast { -1.0 } else { 1.0 };
            let signals = all_well_but(test.name.as_str(), test.threshold + off);
            assert!(!enters(phase, &signals), "{} into {phase}", test.name);
        }
    }
}

#[test]
fn two_of_three_optional_tests_are_enough_and_one_is_not() {
    let choices = [
        (Phase::Maturing, [("top", 0.9), ("teams", 2.0), ("authors", 1.0)]),
        (Phase::SelfSustaining, [("solo", 1.0), ("newcomers", 2.0), ("stories", 5.0)]),
    ];
    for (phase, failures) in choices {
        for (name, value) in failures {
            assert!(enters(phase, &all_well_but(name, value)), "{phase} with {name} at {value}");
        }
    }
    let two_failed = Signals { teams: 2, ..all_well_but("authors", 1.0) };
    assert!(!enters(Phase::Maturing, &two_failed));
    let two_failed = Signals { solo: 1, ..all_well_but("newcomers", 2.0) };
    assert!(!enters(Phase::SelfSustaining, &two_failed));
}

#[test]
fn three_quarters_of_the_best_attendance_before_renew_a_community() {
    let transformation = Transformation {
        from: Phase::Maturing,
        from_since: None,
        peak: Some(12.0),
        declared: false,
        confirmed_on: None,
        in_review_on: None,
        renewing_on: None,
    };
    let recovered = |recent| {
        let signals = Signals { recent: Some(recent), ..all_well() };
        met(&renewal_tests(&transformation, &signals, &Thresholds::default()), "recovery")
    };
    assert_eq!([8.9, 9.0, 9.1].map(recovered), AT_LEAST);
}

#[test]
fn hosts_count_towards_maturing_only_when_none_of_them_dominates() {
    let without_teams = Signals { teams: 2, ..all_well() };
    assert!(enters(Phase::Maturing, &without_teams));
    assert!(!enters(Phase::Maturing, &Signals { top: Some(0.7), ..without_teams }));
}

#[test]
fn what_is_undefined_meets_no_test() {
    let unknown = Signals {
        age: None,
        rhythm: None,
        gap: None,
        repeat: None,
        core: None,
        top: None,
        otop: None,
        decl: None,
        ..all_well()
    };
    for phase in Phase::ALL {
        let undefined = entering(phase)(&unknown).into_iter().filter(|test| test.value.is_none());
        assert!(undefined.into_iter().all(|test| !test.met), "{phase}");
    }
    assert!(!enters(Phase::Forming, &Signals { gap: None, ..all_well() }));
    assert!(!enters(Phase::Transformation, &unknown));
}

#[test]
fn an_administrator_moves_a_threshold_and_the_test_turns_there() {
    let stricter = Thresholds::with_overrides([("maturing_core", 9.0)].into_iter());
    let tests = entry_tests(Phase::Maturing, &all_well(), &stricter);
    assert!(!met(&tests, "core"));
    assert!(!passed(Phase::Maturing, &tests, &stricter));
}
