use crate::guide::phases::{
    CommunityFacts, MembershipSpell, Phase, Pin, SessionFact,
    fixtures::{day, founded, history, member, person, room, session},
};

fn held(session: SessionFact) -> usize {
    let facts = CommunityFacts { sessions: vec![session], ..founded() };
    history(&facts).held(day(100)).len()
}

#[test]
fn a_session_counts_when_three_people_came() {
    assert_eq!(held(session(10, 0..3)), 1);
    assert_eq!(held(session(10, 0..2)), 0);
    assert_eq!(held(session(10, [0, 1, 1, 0])), 0);
}

#[test]
fn a_cancelled_session_does_not_count() {
    assert_eq!(held(SessionFact { cancelled: true, ..session(10, 0..8) }), 0);
}

#[test]
fn a_session_counts_from_its_day_on() {
    let facts = CommunityFacts { sessions: vec![session(10, 0..3)], ..founded() };
    assert_eq!(history(&facts).held(day(9)).len(), 0);
    assert_eq!(history(&facts).held(day(10)).len(), 1);
}

#[test]
fn those_who_said_yes_stand_in_only_where_nothing_was_recorded() {
    let unrecorded = SessionFact { list_complete: false, going: room(0..5), ..session(10, []) };
    assert_eq!(held(unrecorded.clone()), 1);
    assert_eq!(held(SessionFact { present: room(0..2), ..unrecorded.clone() }), 0);
    assert_eq!(held(SessionFact { list_complete: true, ..unrecorded }), 0);
}

#[test]
fn members_and_organisers_are_those_of_the_day() {
    let facts = CommunityFacts {
        memberships: vec![
            MembershipSpell { organiser_from: Some(day(20)), organiser_until: Some(day(30)), ..member(0, 0) },
            MembershipSpell { left_on: Some(day(40)), ..member(1, 10) },
        ],
        ..founded()
    };
    let history = history(&facts);
    let on = |number| history.members(day(number));
    assert_eq!((on(9), on(10)), ((1, 0), (2, 0)));
    assert_eq!((on(20), on(30)), ((2, 1), (2, 0)));
    assert_eq!((on(39), on(40)), ((2, 0), (1, 0)));
}

#[test]
fn an_interested_person_is_a_member_once_they_came() {
    let facts = CommunityFacts {
        memberships: vec![MembershipSpell { interested: true, ..member(1, 0) }],
        sessions: vec![session(10, 0..3)],
        ..founded()
    };
    assert_eq!(history(&facts).members(day(9)), (0, 0));
    assert_eq!(history(&facts).members(day(10)), (1, 0));
}

#[test]
fn a_pin_holds_for_ninety_days_at_most_and_the_last_one_set_wins() {
    let pin = |from, until, phase| Pin { from: day(from), until: day(until), phase, reason: "slow".into() };
    let facts =
        CommunityFacts { pins: vec![pin(0, 400, Phase::Forming), pin(10, 20, Phase::Maturing)], ..founded() };
    let history = history(&facts);
    let pinned = |on| history.pin(day(on)).map(|pin| pin.phase);
    assert_eq!(pinned(9), Some(Phase::Forming));
    assert_eq!(pinned(15), Some(Phase::Maturing));
    assert_eq!(pinned(21), Some(Phase::Forming));
    assert_eq!((pinned(90), pinned(91)), (Some(Phase::Forming), None));
}

#[test]
fn the_founder_needs_not_to_have_come() {
    let facts = CommunityFacts { founder: person(99), sessions: vec![session(10, 0..3)], ..founded() };
    let history = history(&facts);
    assert!(!history.held(day(10))[0].had(history.founder()));
}
