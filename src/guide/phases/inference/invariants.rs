//! What holds for any history at all.

use std::collections::HashSet;
use std::mem::take;

use proptest::prelude::*;

use super::*;
use crate::guide::phases::{
    CommunityFacts, CommunityShape, MembershipSpell, Pin, SessionFact, StoryFact,
    facts::OrganisingAct,
    fixtures::{
        FOUNDED, act, day, history, hosted, known_on, member, pause, present, story, thriving, weeks,
    },
    lookback::Lookback,
};

prop_compose! {
    fn any_session()(
        on in 0..500_i64,
        people in proptest::collection::btree_set(0..24_u128, 0..12),
        host in 0..6_u128,
        recorded in 0..4_u8,
        cancelled in proptest::bool::weighted(0.1),
    ) -> SessionFact {
        let listed = SessionFact { cancelled, ..hosted(on, host, people.clone()) };
        match recorded {
            0 => SessionFact { going: people.into_iter().map(present).collect(), present: Vec::new(), list_complete: false, ..listed },
            1 => SessionFact { list_complete: false, ..listed },
            _ => listed,
        }
    }
}

fn any_verdict() -> impl Strategy<Value = Verdict> {
    prop_oneof![
        Just(Verdict::Declared),
        Just(Verdict::Confirmed),
        Just(Verdict::Renewing),
        Just(Verdict::Reshaped(CommunityShape::Split)),
        Just(Verdict::Withdrawn),
    ]
}

prop_compose! {
    fn any_pin()(from in 0..500_i64, long in 0..120_i64, phase in 0..5_usize) -> Pin {
        Pin { from: day(from), until: day(from + long), phase: Phase::ALL[phase], reason: "why".into() }
    }
}

prop_compose! {
    fn any_organising()(
        acts in proptest::collection::vec((0..500_i64, 0..6_u128, 0..40_u128), 0..60),
        stories in proptest::collection::vec((0..500_i64, 0..8_u128), 0..20),
        decisions in proptest::collection::vec((0..500_i64, any_verdict()), 0..4),
    ) -> (Vec<OrganisingAct>, Vec<StoryFact>, Vec<Decision>) {
        (
            acts.into_iter().map(|(on, who, what)| act(on, who, what)).collect(),
            stories.into_iter().map(|(on, author)| story(on, author)).collect(),
            decisions.into_iter().map(|(on, verdict)| Decision { on: day(on), verdict }).collect(),
        )
    }
}

prop_compose! {
    fn any_membership()(
        number in 0..40_u128,
        joined in 0..300_i64,
        left in proptest::option::of(0..200_i64),
        organises in proptest::option::of(0..200_i64),
        interested in proptest::bool::ANY,
    ) -> MembershipSpell {
        MembershipSpell {
            left_on: left.map(|days| day(joined + days)),
            organiser_from: organises.map(|days| day(joined + days)),
            organiser_until: organises.map(|days| day(joined + 2 * days)),
            interested,
            ..member(number, joined)
        }
    }
}

prop_compose! {
    fn any_facts()(
        sessions in proptest::collection::vec(any_session(), 0..40),
        regular in 0..500_i64,
        memberships in proptest::collection::vec(any_membership(), 0..20),
        purpose in 0..60_i64,
        cadence in proptest::sample::select(vec![None, Some(7), Some(14), Some(14), Some(30), Some(90)]),
        pauses in proptest::collection::vec((0..500_i64, proptest::option::of(0..60_i64)), 0..3),
        pins in proptest::collection::vec(any_pin(), 0..3),
        (acts, stories, decisions) in any_organising(),
    ) -> CommunityFacts {
        // A thriving stretch lets the later phases be reached.
        let mut facts = thriving(regular);
        facts.purpose_set_on = Some(day(purpose));
        facts.cadence_days = cadence;
        facts.sessions.extend(sessions);
        facts.memberships.extend(memberships);
        facts.acts.extend(acts);
        facts.stories.extend(stories);
        let pauses = pauses.into_iter().map(|(from, long)| pause(from, long.map(|days| from + days)));
        CommunityFacts { pauses: pauses.collect(), pins, decisions, ..facts }
    }
}

/// What is read of these facts: of sessions further back only their number of people, and whoever came to one of them
/// where it would change something.
fn read_lately(facts: &CommunityFacts, lookback: Lookback, t: &Thresholds) -> History {
    let mut lately = facts.clone();
    let mut earlier = HashSet::new();
    for session in lately.sessions.iter_mut().filter(|session| session.on < lookback.since) {
        let recorded = session.list_complete || !session.present.is_empty();
        let (present, going) = (take(&mut session.present), take(&mut session.going));
        let people: HashSet<_> =
            (if recorded { present } else { going }).iter().map(|came| came.person).collect();
        session.hosts.clear();
        session.head_count = Some(people.len());
        if t.participation().counts(people.len()) && !session.cancelled {
            earlier.extend(people);
        }
    }
    lately.acts.retain(|act| act.on >= lookback.since);
    lately.stories.retain(|story| story.on >= lookback.since);
    let mut history = History::of(lately, t);
    let unsure: HashSet<_> = history.unsure(lookback.fresh).into_iter().collect();
    earlier.retain(|person| unsure.contains(person));
    history.add_earlier(&earlier);
    history
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_comes_later_never_changes_what_was_inferred_before(facts in any_facts(), last in 0..500_i64) {
        let t = Thresholds::default();
        let week = day(last + 1);
        let then = evaluate_through(&history(&known_on(&facts, day(last))), &t, week);
        let now = evaluate_through(&history(&facts), &t, week);
        prop_assert_eq!(then, now);
    }

    #[test]
    fn of_what_lies_further_back_than_the_rules_look_numbers_of_people_are_enough(
        facts in any_facts(),
        split in 30..75_usize,
    ) {
        let t = Thresholds::default();
        let all = catch_up(&State::founded(FOUNDED), &history(&facts), day(540), &t);
        let (before, after) = all.split_at(split);
        let Some((week, state, _)) = before.last() else { return Ok(()) };
        let paused = facts.pauses.iter().map(|pause| (pause.until.unwrap_or(day(540)) - pause.from).whole_days() + 1);
        let lookback = Lookback::after(*week, facts.cadence_days, paused.sum(), &t);
        let lately = read_lately(&facts, lookback, &t);
        prop_assert_eq!(catch_up(state, &lately, day(540), &t), after.to_vec());
    }

    #[test]
    fn no_week_takes_a_community_up_more_than_one_phase_or_back_to_its_youth(facts in any_facts()) {
        let mut before = State::founded(FOUNDED);
        for (_, state) in weeks(&facts, 520) {
            let was = before.transformation.as_ref().map_or(before.phase, Transformation::leads_back_to);
            if state.phase != Phase::Transformation {
                prop_assert!(state.phase <= was.next().unwrap_or(was), "{} to {}", was, state.phase);
                if was <= Phase::Maturing && before.phase != Phase::Transformation {
                    prop_assert!(state.phase >= was, "{} to {}", was, state.phase);
                }
            }
            prop_assert_eq!(state.phase == Phase::Transformation, state.transformation.is_some());
            before = state;
        }
    }

    #[test]
    fn without_an_organiser_no_phase_lasts_less_than_four_weeks(facts in any_facts()) {
        let facts = CommunityFacts { decisions: Vec::new(), ..facts };
        let mut since = None;
        for (week, state) in weeks(&facts, 520) {
            if state.changes.iter().any(|change| change.what.changes_phase()) {
                prop_assert!(since.is_none_or(|since| week - since >= 28), "{:?}", state.changes);
                since = Some(week);
            }
        }
    }
}
