use crate::guide::phases::{
    CommunityFacts, CommunityShape, Decision, SessionAttendee, SessionFact, Signals, Verdict,
    fixtures::{act, day, founded, hosted, pause, person, room, session, signals, story, thriving},
};

fn with(sessions: Vec<SessionFact>) -> CommunityFacts {
    CommunityFacts { sessions, ..founded() }
}

/// Fortnightly sessions from day 10 on with so many people each.
fn sized(sizes: &[u128]) -> CommunityFacts {
    with((10..).step_by(14).zip(sizes).map(|(on, size)| session(on, 0..*size)).collect())
}

fn undeclared(days: &[i64]) -> CommunityFacts {
    let sessions = days.iter().map(|on| session(*on, 0..5)).collect();
    CommunityFacts { cadence_days: None, ..with(sessions) }
}

#[test]
fn nothing_is_known_of_a_community_that_has_not_met() {
    let new = signals(&founded(), 50);
    let undefined = (new.age, new.rhythm, new.gap, new.repeat, new.core, new.recorded);
    assert_eq!(undefined, (None, None, None, None, None, None));
    assert_eq!((new.top, new.otop, new.decl, new.mixing, new.returned), (None, None, None, None, None));
    assert!((new.founded - 50.0).abs() < f64::EPSILON);
}

#[test]
fn the_cadence_is_declared_or_the_median_gap_of_the_last_six_sessions() {
    let cadence = |facts: &CommunityFacts| signals(facts, 400).cadence.to_string();
    assert_eq!(cadence(&sized(&[5, 5])), "14");
    assert_eq!(cadence(&undeclared(&[])), "30");
    assert_eq!(cadence(&undeclared(&[10])), "30");
    assert_eq!(cadence(&undeclared(&[10, 31])), "21");
    // The gap of 100 days lies before the last six sessions.
    assert_eq!(cadence(&undeclared(&[10, 110, 120, 130, 140, 160, 180])), "10");
    assert_eq!(cadence(&undeclared(&[10, 30, 60])), "25");
}

#[test]
fn a_cadence_read_from_the_past_is_between_a_week_and_a_quarter() {
    assert_eq!(signals(&undeclared(&[10, 11]), 20).cadence.to_string(), "7");
    assert_eq!(signals(&undeclared(&[10, 300]), 320).cadence.to_string(), "90");
}

#[test]
fn the_gap_is_counted_in_cadences() {
    let facts = with(vec![session(10, 0..5)]);
    assert_eq!(signals(&facts, 31).gap, Some(1.5));
}

#[test]
fn the_window_holds_the_sessions_of_the_last_ninety_days() {
    let facts = with(vec![session(10, 0..5), session(50, 0..5)]);
    assert_eq!(signals(&facts, 99).n, 2);
    assert_eq!(signals(&facts, 100).n, 1);
}

#[test]
fn rhythm_expects_no_more_sessions_than_the_community_is_old() {
    assert_eq!(signals(&sized(&[5]), 12).rhythm, Some(1.0));
    assert_eq!(signals(&sized(&[5, 5, 5]), 52).rhythm, Some(1.0));
    assert_eq!(signals(&with(vec![session(10, 0..5), session(24, 0..5)]), 66).rhythm, Some(0.5));
}

#[test]
fn people_come_again_when_they_took_a_second_chance() {
    // 0 to 2 came twice, 3 and 4 had the chance and did not take it; 5 to 9 had none.
    let facts = with(vec![session(10, 0..5), session(24, [0, 1, 2, 5, 6, 7, 8, 9])]);
    assert_eq!(signals(&facts, 25).repeat, Some(0.6));
    assert_eq!(signals(&with(vec![session(10, 0..5)]), 11).repeat, None);
}

#[test]
fn who_is_not_on_an_unfinished_list_may_have_been_there_all_the_same() {
    let unfinished = SessionFact { list_complete: false, ..session(24, 5..10) };
    let facts = with(vec![session(10, 0..5), unfinished, session(38, 0..5)]);
    assert_eq!(signals(&facts, 40).repeat, Some(1.0));
    assert_eq!(signals(&facts, 40).core, None);
}

#[test]
fn core_people_come_to_half_of_the_sessions() {
    let facts = with(vec![
        session(10, [0, 1, 2]),
        session(24, [0, 1, 3]),
        session(38, [0, 4, 5]),
        session(52, [0, 6, 7]),
    ]);
    assert_eq!(signals(&facts, 53).core, Some(2));
    assert_eq!(signals(&facts, 38).core, Some(2), "three lists are enough");
    assert_eq!(signals(&facts, 37).core, None, "two are not");
}

#[test]
fn the_busiest_hosts_share_is_of_the_sessions_that_name_a_host() {
    let mut facts =
        with(vec![hosted(10, 1, 0..5), hosted(24, 1, 0..5), hosted(38, 2, 0..5), session(52, 0..5)]);
    facts.sessions[2].hosts.push(person(1));
    let signals = signals(&facts, 53);
    assert_eq!((signals.hosts, signals.top), (2, Some(1.0)));
}

#[test]
fn work_on_one_session_counts_once_a_person() {
    let acts = vec![act(1, 0, 1), act(2, 0, 1), act(3, 0, 1), act(3, 1, 1), act(4, 1, 2), act(5, 0, 3)];
    let signals = signals(&CommunityFacts { acts, ..founded() }, 50);
    assert_eq!((signals.orgs, signals.otop), (2, Some(0.5)));
}

#[test]
fn a_solo_session_is_well_attended_without_the_founder() {
    let facts = with(vec![
        session(10, 0..8),
        session(24, 1..9),
        session(38, 1..7),
        session(52, 1..6),
        session(66, 0..8),
    ]);
    // The median is 8, so 6 people are enough and 5 are not.
    assert_eq!(signals(&facts, 67).solo, 2);
}

#[test]
fn a_room_a_little_emptier_than_three_quarters_is_no_solo_session() {
    let facts = with(vec![
        session(10, 0..100),
        session(24, 1..76),
        session(38, 1..75),
        session(52, 0..100),
        session(66, 0..100),
    ]);
    assert_eq!(signals(&facts, 67).solo, 1, "75 of 100 are enough, 74 are not");
}

#[test]
fn newcomers_return_within_the_next_two_sessions_or_count_as_lost() {
    let facts =
        with(vec![session(10, 0..4), session(24, [0, 4, 5]), session(38, [1, 6, 7]), session(52, [2, 4, 8])]);
    let signals = signals(&facts, 53);
    assert_eq!(signals.newcomers, 9);
    // Of eight with a later chance 0, 1 and 4 came back in time; 2 came too late.
    assert_eq!(signals.returned, Some(0.375));
}

#[test]
fn stories_count_for_half_a_year() {
    let facts = CommunityFacts { stories: vec![story(10, 1), story(150, 1), story(160, 2)], ..founded() };
    let (then, later) = (signals(&facts, 189), signals(&facts, 190));
    assert_eq!((then.stories, then.authors, then.stories_lately), (3, 2, 2));
    assert_eq!((later.stories, later.authors), (2, 2));
    assert_eq!(signals(&facts, 249).stories_lately, 1);
    assert_eq!(signals(&facts, 250).stories_lately, 0);
}

#[test]
fn attendance_declines_from_the_best_three_sessions_of_a_year() {
    let facts = sized(&[10, 10, 10, 9, 5, 5, 5]);
    let signals = signals(&facts, 100);
    assert_eq!((signals.best, signals.recent, signals.decl), (Some(10.0), Some(5.0), Some(0.5)));
}

#[test]
fn a_small_room_has_no_peak_to_decline_from() {
    assert_eq!(signals(&sized(&[5, 5, 5, 3, 3, 3]), 90).decl, None);
    assert_eq!(signals(&sized(&[6, 6, 6, 3, 3, 3]), 90).decl, Some(0.5));
    assert_eq!(signals(&sized(&[9, 9]), 90).decl, None);
}

#[test]
fn the_best_spell_is_forgotten_after_a_year() {
    let facts = sized(&[10, 10, 10, 6, 6, 6]);
    // Three of ten until the session of day 24 is a year ago.
    assert_eq!(signals(&facts, 388).best, Some(10.0));
    assert_eq!(signals(&facts, 389).best, Some(6.0));
}

#[test]
fn after_a_new_shape_attendance_is_compared_with_the_new_community_only() {
    let mut facts = sized(&[12, 12, 12, 6, 6, 6]);
    facts.decisions.push(Decision { on: day(45), verdict: Verdict::Reshaped(CommunityShape::Smaller) });
    assert_eq!(signals(&facts, 40).decl, Some(1.0));
    let reshaped = signals(&facts, 100);
    assert_eq!((reshaped.best, reshaped.decl), (Some(6.0), Some(1.0)));
}

#[test]
fn sessions_without_recorded_attendance_are_marked_as_estimated() {
    let guessed = SessionFact { list_complete: false, going: room(0..5), ..session(24, []) };
    let signals = signals(&with(vec![session(10, 0..5), guessed]), 30);
    assert_eq!((signals.n, signals.recorded, signals.estimated), (2, Some(0.5), true));
}

fn close(value: Option<f64>, wanted: f64) -> bool {
    value.is_some_and(|value| (value - wanted).abs() < 1e-9)
}

#[test]
fn people_of_all_teams_in_one_room_mix_fully() {
    assert!(close(signals(&sized(&[10, 10, 10]), 60).mixing, 1.0));
    // Four people of team 0 met among themselves, as did four of team 1.
    let apart = with(vec![session(10, [0, 5, 10, 15]), session(24, [1, 6, 11, 16])]);
    assert!(close(signals(&apart, 30).mixing, 0.0));
}

#[test]
fn half_of_a_meeting_is_forgotten_after_ninety_days() {
    // Three teams met, and 45 days later three people of one team, so that the first weighs 0.7071 of the second. Of the
    // ten pairs that five people make, three are of one team.
    let facts = with(vec![session(10, [0, 1, 2]), session(55, [0, 5, 10])]);
    assert!(close(signals(&facts, 56).mixing, (2_f64.sqrt() - 1.0) / 0.7));
}

#[test]
fn one_team_alone_has_no_mixing_ratio_and_fills_the_room() {
    let alone = signals(&with(vec![session(10, [0, 5, 10, 15])]), 30);
    assert_eq!((alone.teams, alone.team_share, alone.mixing), (1, Some(1.0), None));
}

#[test]
fn a_large_talk_makes_no_ties() {
    let talk = with(vec![session(10, [0, 5, 10, 15]), session(24, 0..41)]);
    assert_eq!(signals(&talk, 30).mixing, None);
    assert_eq!(signals(&talk, 30).teams, 5);
    let full = with(vec![session(24, 0..40)]);
    assert!(signals(&full, 30).mixing.is_some(), "forty people are the most");
}

#[test]
fn a_person_without_a_team_belongs_to_none() {
    let mut facts = with(vec![session(10, 0..4)]);
    let guests = room(20..25).into_iter().map(|guest| SessionAttendee { team: None, ..guest });
    facts.sessions[0].present.extend(guests);
    let signals = signals(&facts, 30);
    assert_eq!((signals.teams, signals.team_share), (4, Some(0.25)));
}

#[test]
fn a_pause_leaves_every_signal_as_it_was_on_its_eve() {
    let running = thriving(200);
    let paused = CommunityFacts { pauses: vec![pause(205, Some(300))], ..running.clone() };
    let (before, during, after) = (signals(&running, 204), signals(&paused, 300), signals(&paused, 301));
    assert_eq!(Signals { as_of: day(204), ..during }, before);
    assert_eq!(Signals { as_of: day(205), ..after }, signals(&running, 205));
}
