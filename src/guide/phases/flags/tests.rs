use super::*;
use crate::guide::phases::fixtures::{FOUNDED, all_well, all_well_but, sentence};

fn raised_in(phase: Phase, fading: u32, signals: &Signals) -> Vec<FlagKind> {
    let state = State { phase, fading, ..State::founded(FOUNDED) };
    let flags = flags(&state, signals, &Thresholds::default());
    assert!(flags.iter().all(|flag| flag.evidence.iter().all(|test| test.met)));
    flags.into_iter().map(|flag| flag.kind).collect()
}

fn raised(signals: &Signals) -> Vec<FlagKind> {
    raised_in(Phase::Maturing, 0, signals)
}

#[test]
fn a_healthy_community_raises_no_flag() {
    assert_eq!(raised(&all_well()), []);
}

#[test]
fn each_flag_is_raised_just_past_its_threshold_and_not_at_it() {
    let turning = [
        ("otop", 0.75, 0.76, FlagKind::SingleOrganiser),
        ("top", 0.67, 0.68, FlagKind::SingleHost),
        ("gap", 1.75, 1.76, FlagKind::OffRhythm),
        ("newcomers", 2.0, 1.0, FlagKind::ClosedCircle),
        ("team_share", 0.70, 0.71, FlagKind::OneTeamRoom),
        ("mixing", 0.70, 0.69, FlagKind::OneTeamRoom),
        ("returned", 0.30, 0.29, FlagKind::LeakyDoor),
        ("stories_lately", 1.0, 0.0, FlagKind::Silent),
    ];
    for (name, at, past, warning) in turning {
        assert_eq!(raised(&all_well_but(name, at)), [], "{name} at {at}");
        assert_eq!(raised(&all_well_but(name, past)), [warning], "{name} at {past}");
    }
}

#[test]
fn flags_on_hosts_and_organisers_wait_for_four_sessions_and_four_months() {
    let narrow = Signals { top: Some(0.9), otop: Some(0.9), ..all_well() };
    assert_eq!(raised(&narrow), [FlagKind::SingleOrganiser, FlagKind::SingleHost]);
    assert_eq!(raised(&Signals { long_n: 3, ..narrow.clone() }), []);
    assert_eq!(raised(&Signals { age: Some(120.0), ..narrow }), []);
}

#[test]
fn a_community_fades_when_attendance_is_thin_for_three_weeks() {
    let thin = all_well_but("decl", 0.75);
    assert_eq!(raised_in(Phase::Maturing, 2, &thin), []);
    assert_eq!(raised_in(Phase::Maturing, 3, &thin), [FlagKind::Fading]);
    assert_eq!(
        raised_in(Phase::Maturing, 3, &all_well_but("decl", 0.76)),
        [],
        "three quarters are the limit"
    );
}

#[test]
fn only_a_forming_community_is_stalled_and_only_a_grown_one_silent() {
    let quiet = Signals { stories_lately: 0, ..all_well_but("gap", 3.5) };
    assert_eq!(raised_in(Phase::Potential, 0, &quiet), [FlagKind::OffRhythm]);
    assert_eq!(raised_in(Phase::Forming, 0, &quiet), [FlagKind::OffRhythm, FlagKind::Stalled]);
    assert_eq!(raised_in(Phase::Maturing, 0, &quiet), [FlagKind::OffRhythm, FlagKind::Silent]);
    assert_eq!(raised_in(Phase::Forming, 0, &all_well_but("gap", 3.0)), [FlagKind::OffRhythm]);
    let longer = all_well_but("gap", 3.01);
    assert_eq!(raised_in(Phase::Forming, 0, &longer), [FlagKind::OffRhythm, FlagKind::Stalled]);
}

#[test]
fn a_door_is_not_leaky_before_five_newcomers() {
    let leaky = Signals { newcomers: 5, returned: Some(0.2), ..all_well() };
    assert_eq!(raised(&leaky), [FlagKind::LeakyDoor]);
    assert_eq!(raised(&Signals { newcomers: 4, ..leaky }), []);
}

#[test]
fn thirty_five_members_need_three_organisers() {
    let large = Signals { members: 35, organisers: 2, ..all_well() };
    assert_eq!(raised(&large), [FlagKind::NeedsLeadershipTeam]);
    assert_eq!(raised(&Signals { members: 34, ..large.clone() }), []);
    assert_eq!(raised(&Signals { organisers: 3, ..large }), []);
}

#[test]
fn a_flag_shows_the_values_that_raised_it() {
    let state = State { phase: Phase::Maturing, ..State::founded(FOUNDED) };
    let flags = flags(&state, &all_well_but("top", 0.9), &Thresholds::default());
    let evidence: Vec<String> = flags[0].evidence.iter().map(sentence).collect();
    assert_eq!(
        evidence,
        [
            "Share of sessions with the busiest host, last 6 months: 90% (needs more than 67%)",
            "Sessions in the last 6 months: 12 (needs 4)",
            "Time since the first session: 390 days (needs more than 120 days)",
        ]
    );
}
