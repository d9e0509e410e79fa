use super::*;
use crate::guide::phases::{
    CommunityFacts, CommunityShape, FlagKind, MembershipSpell, Pin, SessionFact,
    fixtures::{
        FOUNDED, day, founded, history, member, pause, person, room, session, signals, state_on, thriving,
        weeks,
    },
    flags,
};
use crate::platform::ids::EventId;

fn changes(facts: &CommunityFacts, until: i64) -> Vec<(i64, PhaseEvent)> {
    let weeks = weeks(facts, until).into_iter();
    weeks.flat_map(|(week, state)| state.changes.into_iter().map(move |change| (week, change.what))).collect()
}

fn decided(on: i64, verdict: Verdict) -> Decision {
    Decision { on: day(on), verdict }
}

/// The same until a day, after which one person hosts and organises everything.
fn narrowed(after: i64, until: i64) -> CommunityFacts {
    let mut facts = thriving(until);
    for session in facts.sessions.iter_mut().filter(|session| session.on > day(after)) {
        session.hosts = vec![person(1)];
    }
    for act in facts.acts.iter_mut().filter(|act| act.on > day(after)) {
        act.person = person(1);
    }
    facts
}

/// Thrives until day 220 and is silent from then on. The first week without its third date begins
/// on day 267, the sixth on day 302.
fn silent() -> CommunityFacts {
    thriving(230)
}

const PROPOSED: i64 = 302;

#[test]
fn a_decision_that_is_taken_back_leaves_the_community_where_it_was() {
    let mut facts = thriving(700);
    let before = state_on(&facts, 344);
    assert_eq!(before.phase, Phase::SelfSustaining);
    facts.decisions.push(decided(330, Verdict::Declared));
    assert_eq!(state_on(&facts, 337).phase, Phase::Transformation);
    facts.decisions.push(decided(338, Verdict::Withdrawn));
    let after = state_on(&facts, 344);
    assert_eq!((after.phase, after.since), (before.phase, before.since));
    assert!(after.transformation.is_none());
    facts.decisions = vec![decided(330, Verdict::Reshaped(CommunityShape::Refocused))];
    let reshaped = state_on(&facts, 344);
    assert_eq!((reshaped.phase, reshaped.since), (before.phase, before.since), "another shape is no decline");
}

#[test]
fn a_thriving_community_rises_phase_by_phase() {
    assert_eq!(
        changes(&thriving(700), 700),
        [
            (36, PhaseEvent::Entered(Phase::Forming)),
            (113, PhaseEvent::Entered(Phase::Maturing)),
            (260, PhaseEvent::Entered(Phase::SelfSustaining)),
        ]
    );
}

#[test]
fn a_phase_is_entered_in_the_second_week_its_tests_are_passed() {
    let (first, second) = (state_on(&thriving(60), 29), state_on(&thriving(60), 36));
    assert_eq!((first.phase, first.passes), (Phase::Potential, 1));
    assert_eq!((second.phase, second.passes, second.since), (Phase::Forming, 0, day(36)));
}

#[test]
fn a_week_that_fails_starts_the_count_anew() {
    // Members leave for the second week only.
    let mut facts = thriving(60);
    facts.memberships.truncate(4);
    facts.memberships.push(MembershipSpell { left_on: Some(day(33)), ..member(5, 0) });
    facts.memberships.push(member(5, 38));
    assert_eq!(state_on(&facts, 29).passes, 1);
    assert_eq!(state_on(&facts, 36).passes, 0);
    assert_eq!(state_on(&facts, 43).phase, Phase::Potential);
    assert_eq!(state_on(&facts, 50).phase, Phase::Forming);
}

#[test]
fn a_community_that_could_be_self_sustaining_still_stays_four_weeks_in_each_phase() {
    let history = history(&thriving(700));
    let late = State { evaluated_on: Some(day(400)), ..State::founded(FOUNDED) };
    let entered: Vec<(i64, PhaseEvent)> = catch_up(&late, &history, day(600), &Thresholds::default())
        .into_iter()
        .flat_map(|(_, state, _)| state.changes)
        .map(|change| ((change.on - day(400)).whole_days(), change.what))
        .collect();
    assert_eq!(
        entered,
        [
            (14, PhaseEvent::Entered(Phase::Forming)),
            (42, PhaseEvent::Entered(Phase::Maturing)),
            (70, PhaseEvent::Entered(Phase::SelfSustaining)),
        ]
    );
}

#[test]
fn a_silent_forming_community_stays_forming_and_is_flagged_stalled() {
    let facts = thriving(30);
    let state = state_on(&facts, 700);
    assert_eq!((state.phase, state.since), (Phase::Forming, day(36)));
    let flags = flags(&state, &signals(&facts, 700), &Thresholds::default());
    assert!(flags.iter().any(|flag| flag.kind == FlagKind::Stalled));
}

#[test]
fn leadership_has_narrowed_after_four_weeks_in_a_row_of_failing() {
    let weeks = weeks(&narrowed(400, 700), 700);
    let fell = weeks.iter().position(|(_, state)| {
        state.changes.iter().any(|change| change.what == PhaseEvent::LeadershipNarrowed)
    });
    let fell = fell.expect("leadership narrows");
    let failures: Vec<u32> = weeks[fell - 4..fell].iter().map(|(_, state)| state.failures).collect();
    assert_eq!(failures, [0, 1, 2, 3]);
    assert_eq!((weeks[fell].1.phase, weeks[fell].1.failures), (Phase::Maturing, 0));
}

#[test]
fn a_silent_community_is_proposed_for_transformation_after_six_weeks() {
    let weeks = weeks(&silent(), PROPOSED);
    let declines: Vec<u32> = weeks.iter().rev().take(7).rev().map(|(_, state)| state.declines).collect();
    assert_eq!(declines, [0, 1, 2, 3, 4, 5, 0]);
    let state = state_on(&silent(), PROPOSED);
    assert_eq!((state.phase, state.proposed()), (Phase::Transformation, true));
    assert_eq!(changes(&silent(), PROPOSED).last(), Some(&(PROPOSED, PhaseEvent::TransformationProposed)));
}

#[test]
fn a_proposal_is_the_organisers_alone_for_thirty_days() {
    let seen = |on| {
        let state = state_on(&silent(), on);
        (state.phase_for(true, day(on)), state.phase_for(false, day(on)), state.in_review(day(on)))
    };
    assert_eq!(seen(PROPOSED + 28), (Phase::Transformation, Phase::Maturing, false));
    assert_eq!(seen(PROPOSED + 35), (Phase::Transformation, Phase::Transformation, true));
    assert_eq!(changes(&silent(), 700).last(), Some(&(PROPOSED + 35, PhaseEvent::InReview)));
}

#[test]
fn a_confirmed_transformation_is_seen_by_all_at_once() {
    let mut facts = silent();
    facts.decisions.push(decided(PROPOSED + 2, Verdict::Confirmed));
    let proposed = state_on(&facts, PROPOSED);
    let t = Thresholds::default();
    let confirmed = apply_choices(&proposed, &history(&facts), day(PROPOSED + 2), &t);
    assert_eq!(confirmed.phase_for(false, day(PROPOSED + 2)), Phase::Transformation);
    assert!(!confirmed.proposed());
    assert_eq!(confirmed.changes.len(), 1);
    // The weekly evaluation does not follow it a second time.
    let (next, _) = step(&confirmed, &history(&facts), day(PROPOSED + 7), &t);
    assert_eq!(next.changes, []);
    // Nor does it matter whether it was followed at once or with the next week.
    assert_eq!(State { changes: Vec::new(), ..state_on(&facts, PROPOSED + 7) }, next);
}

#[test]
fn an_organiser_may_declare_a_transformation_that_no_number_shows() {
    let mut facts = thriving(700);
    facts.decisions.push(decided(300, Verdict::Declared));
    let state = state_on(&facts, 302);
    let transformation = state.transformation.clone().expect("it was declared");
    assert_eq!(state.since, day(300));
    assert_eq!(transformation.peak, Some(10.0));
    assert!(transformation.declared && state.in_review(day(302)) && !state.proposed());
}

#[test]
fn a_self_sustaining_community_that_falls_silent_does_not_begin_its_silence_anew_when_it_falls() {
    assert_eq!(
        changes(&thriving(300), 379)[2..],
        [
            (260, PhaseEvent::Entered(Phase::SelfSustaining)),
            (351, PhaseEvent::LeadershipNarrowed),
            (379, PhaseEvent::TransformationProposed),
        ]
    );
}

#[test]
fn a_renewed_community_is_regular_again_with_three_quarters_of_its_old_room() {
    let back: Vec<SessionFact> =
        thriving(700).sessions.into_iter().filter(|session| session.on > day(350)).collect();
    let mut full = silent();
    full.sessions.extend(back.clone());
    assert_eq!(state_on(&full, PROPOSED).transformation.and_then(|t| t.peak), Some(10.0));
    let renewed =
        |facts: &CommunityFacts| changes(facts, 700).iter().any(|(_, what)| *what == PhaseEvent::Renewed);
    assert!(renewed(&full));
    let mut smaller = silent();
    smaller.sessions.extend(back.into_iter().map(|full| SessionFact { present: room(0..7), ..full }));
    assert!(!renewed(&smaller));
    let regular = entry_tests(Phase::Maturing, &signals(&smaller, 700), &Thresholds::default());
    assert!(regular.iter().filter(|test| test.required()).all(|test| test.met));
}

#[test]
fn a_community_is_renewed_in_the_second_week_its_tests_are_passed() {
    let mut facts = silent();
    facts.sessions.extend(thriving(700).sessions.into_iter().filter(|session| session.on > day(350)));
    let weeks = weeks(&facts, 700);
    let renewed = weeks
        .iter()
        .position(|(_, state)| state.changes.iter().any(|change| change.what == PhaseEvent::Renewed))
        .expect("it is renewed");
    let passes: Vec<u32> = weeks[renewed - 2..=renewed].iter().map(|(_, state)| state.passes).collect();
    assert_eq!(passes, [0, 1, 0]);
}

#[test]
fn a_stage_is_left_after_28_days_and_not_after_27() {
    // 295 is a Monday: four weeks on 28 days have passed, and only 27 since the Tuesday.
    for (declared, renewed) in [(295, 323), (296, 330)] {
        let mut facts = thriving(700);
        facts.decisions.push(decided(declared, Verdict::Declared));
        assert!(changes(&facts, 400).contains(&(renewed, PhaseEvent::Renewed)), "declared on day {declared}");
    }
}

#[test]
fn a_new_shape_leads_back_and_what_was_before_is_no_measure_any_more() {
    let mut facts = silent();
    facts.decisions.push(decided(325, Verdict::Reshaped(CommunityShape::Smaller)));
    let small = thriving(700).sessions.into_iter().filter(|session| session.on > day(325));
    facts.sessions.extend(small.map(|full| SessionFact { present: room(0..4), ..full }));
    let state = state_on(&facts, 330);
    assert_eq!((state.phase, state.since), (Phase::Maturing, day(325)));
    assert_eq!(state.transformation, None);
    let after: Vec<PhaseEvent> = changes(&facts, 700).into_iter().map(|(_, what)| what).collect();
    assert_eq!(after.last(), Some(&PhaseEvent::TookNewShape(CommunityShape::Smaller)));
}

#[test]
fn choosing_renewal_answers_a_proposal_and_the_numbers_decide_when_it_is_done() {
    let mut facts = silent();
    facts.decisions.push(decided(PROPOSED + 1, Verdict::Renewing));
    let state = state_on(&facts, PROPOSED + 7);
    assert_eq!((state.phase, state.proposed()), (Phase::Transformation, false));
    assert_eq!(state.transformation.and_then(|t| t.renewing_on), Some(day(PROPOSED + 1)));
}

#[test]
fn a_young_community_comes_back_from_transformation_no_further_than_it_was() {
    let mut facts = thriving(60);
    facts.decisions =
        vec![decided(50, Verdict::Declared), decided(52, Verdict::Reshaped(CommunityShape::Merged))];
    assert_eq!(state_on(&facts, 57).phase, Phase::Forming);
}

#[test]
fn a_pin_is_shown_and_what_the_data_suggest_goes_on_beside_it() {
    let mut facts = thriving(700);
    let pin = Pin { from: day(100), until: day(150), phase: Phase::Forming, reason: "New sponsor".into() };
    facts.pins.push(pin.clone());
    let state = state_on(&facts, 120);
    assert_eq!((state.phase, state.phase_for(true, day(120))), (Phase::Maturing, Phase::Forming));
    assert_eq!(state.pinned(day(120)), Some(&pin));
    assert_eq!(state.phase_for(true, day(151)), Phase::Maturing);
    let told = changes(&facts, 170);
    assert!(told.contains(&(106, PhaseEvent::Pinned(Phase::Forming))));
    assert!(told.contains(&(155, PhaseEvent::Unpinned)));
}

#[test]
fn a_pin_set_on_monday_outlives_that_mondays_evaluation() {
    let mut facts = thriving(200);
    let pin = Pin { from: day(120), until: day(150), phase: Phase::Forming, reason: "New sponsor".into() };
    facts.pins.push(pin.clone());
    let (history, t) = (history(&facts), Thresholds::default());
    let pinned = apply_choices(&state_on(&facts, 119), &history, day(120), &t);
    let (next, _) = step(&pinned, &history, day(120), &t);
    assert_eq!((next.pinned(day(120)), next.changes.len()), (Some(&pin), 0));
}

/// The sessions after a day have no attendance, only people who said yes.
fn unrecorded(facts: &CommunityFacts, after: i64) -> CommunityFacts {
    let mut facts = facts.clone();
    for session in facts.sessions.iter_mut().filter(|session| session.on > day(after)) {
        session.going = std::mem::take(&mut session.present);
        session.list_complete = false;
    }
    facts
}

#[test]
fn nothing_changes_while_too_little_attendance_is_recorded() {
    let facts = unrecorded(&thriving(300), 30);
    let state = state_on(&facts, 300);
    assert_eq!((state.phase, state.not_enough_data), (Phase::Forming, true));
    let told = changes(&facts, 300);
    assert_eq!(told.iter().filter(|(_, what)| *what == PhaseEvent::NotEnoughData).count(), 1);
}

#[test]
fn sixty_of_a_hundred_recorded_sessions_are_enough_data() {
    let weighs = |recorded: i64| {
        let mut facts = founded();
        facts.sessions = (0..100)
            .map(|nth: i64| SessionFact {
                id: EventId::from_u128(nth.unsigned_abs().into()),
                list_complete: nth < recorded,
                present: if nth < recorded { room(0..4) } else { Vec::new() },
                going: room(0..4),
                ..session(10 + nth / 2, [])
            })
            .collect();
        !state_on(&facts, 64).not_enough_data
    };
    assert_eq!([59, 60].map(weighs), [false, true]);
}

#[test]
fn weeks_without_enough_data_count_neither_for_nor_against() {
    let facts = unrecorded(&narrowed(400, 700), 420);
    let without_data: Vec<State> = weeks(&facts, 690)
        .into_iter()
        .map(|(_, state)| state)
        .filter(|state| state.not_enough_data)
        .collect();
    assert!(without_data.len() > 20);
    let counts = |state: &State| (state.phase, state.passes, state.failures, state.declines);
    assert!(without_data.iter().all(|state| counts(state) == counts(&without_data[0])));
}

#[test]
fn a_planned_pause_stops_the_clock() {
    let mut facts = thriving(200);
    facts.pauses.push(pause(201, Some(400)));
    let (before, after) = (state_on(&facts, 204), state_on(&facts, 400));
    assert_eq!(after, State { evaluated_on: after.evaluated_on, ..before });
    assert_eq!(after.evaluated_on, Some(day(400)));
    facts.pauses.clear();
    assert_eq!(state_on(&facts, 400).phase, Phase::Transformation);
}

#[test]
fn a_week_is_judged_by_what_was_known_when_it_began() {
    let mut facts = thriving(30);
    facts.sessions[1].on = day(29);
    assert_eq!(state_on(&facts, 29).passes, 0);
    facts.sessions[1].on = day(28);
    assert_eq!(state_on(&facts, 29).passes, 1);
}

#[test]
fn evaluating_a_week_twice_changes_nothing() {
    let history = history(&thriving(200));
    let t = Thresholds::default();
    for (week, state, signals) in evaluate_through(&history, &t, day(200)) {
        assert_eq!(step(&state, &history, week, &t), (state, signals));
    }
}

#[test]
fn weeks_that_were_missed_are_evaluated_as_they_were() {
    let history = history(&thriving(400));
    let t = Thresholds::default();
    let whole = evaluate_through(&history, &t, day(400));
    let (_, state, _) = &whole[20];
    assert_eq!(catch_up(state, &history, day(400), &t), whole[21..]);
}

#[test]
fn the_state_is_stored_and_read_back() {
    let mut facts = silent();
    facts.decisions.push(decided(PROPOSED + 2, Verdict::Renewing));
    for (_, state) in weeks(&facts, 450) {
        let stored = serde_json::to_string(&state).expect("a state is stored");
        assert_eq!(serde_json::from_str::<State>(&stored).expect("and read"), state);
    }
}

#[test]
fn the_tests_ahead_are_those_of_the_next_phase_or_of_staying_or_of_coming_back() {
    let names = |facts: &CommunityFacts, on| {
        let tests = tests_ahead(&state_on(facts, on), &signals(facts, on), &Thresholds::default());
        tests.into_iter().map(|test| test.name.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(names(&thriving(700), 10), ["purpose", "members", "teams", "held", "gap"]);
    assert!(names(&thriving(700), 50).contains(&"core"));
    assert_eq!(names(&thriving(700), 690), ["rhythm", "gap", "repeat", "hosts", "top", "orgs"]);
    assert_eq!(names(&silent(), 350).last(), Some(&"recovery"));
}

#[test]
fn weeks_begin_on_monday() {
    let week = |(week, _): &(i64, State)| (*week, day(*week).weekday());
    let first: Vec<_> = weeks(&founded(), 14).iter().map(week).collect();
    assert_eq!(first, [(1, Weekday::Monday), (8, Weekday::Monday)]);
}
