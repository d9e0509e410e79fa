use std::collections::HashMap;

use time::{Date, Duration};

use super::{RoadmapResult, results};
use crate::communities::roles::RoleCoverage;
use crate::guide::phases::{Assessment, Thresholds};
use crate::guide::roadmap::facts::{DeedFacts, IdeaFacts, RoadmapFacts};
use crate::guide::roadmap::steps::RoadmapTest;
use crate::platform::ids::CommunityId;

fn days_ago(days: i64) -> Date {
    known().today - Duration::days(days)
}

/// A community that just meets everything.
fn facts() -> RoadmapFacts {
    let idea = IdeaFacts {
        community: CommunityId::nil(),
        purpose_written: true,
        published: true,
        sponsor_named: true,
        sponsor_lacking: false,
        cadence_chosen: true,
        others: 5,
        others_teams: 2,
        member_teams: 2,
        organisers: 2,
        reasons: 3,
        all_teams: 8,
    };
    let deeds = DeedFacts {
        community: CommunityId::nil(),
        circle_people: 4,
        kinds: ["lean_coffee", "retro", "workshop"].map(str::to_owned).to_vec(),
        hosts: 3,
        dates_ahead: 2,
        stories: 3,
        authors: 3,
        applied: 3,
        thanks: 2,
        snapshots: 1,
        agreements: 1,
        noted_roles: 1,
        stopped: 1,
        retrospective_on: Some(days_ago(120)),
        finished_on: Some(days_ago(120)),
        coffee_people: 6,
        coffee_groups: 2,
        coffee_met: 1,
    };
    let roles = RoleCoverage { roles: 4, with_backup: 4 };
    RoadmapFacts { idea, deeds, roles, reported: HashMap::new(), flagged_on: None }
}

fn known() -> Assessment {
    let mut known = Assessment::thriving();
    let signals = &mut known.signals;
    (signals.repeat, signals.hosts, signals.top) = (Some(0.40), 3, Some(0.40));
    (signals.newcomers, signals.returned, signals.teams) = (3, Some(0.50), 4);
    (signals.mixing, signals.members, signals.organisers) = (Some(0.80), 35, 3);
    (signals.founded, known.widest_gap) = (28.0, Some(1.75));
    known.flags.clear();
    known
}

fn result(test: RoadmapTest, facts: &RoadmapFacts, known: &Assessment) -> RoadmapResult {
    results(facts, known, &Thresholds::default()).into_iter().find(|result| result.test == test).unwrap()
}

fn met(test: RoadmapTest, facts: &RoadmapFacts, known: &Assessment) -> bool {
    result(test, facts, known).met
}

#[test]
fn a_community_at_every_limit_meets_everything_but_what_only_organisers_know() {
    for result in results(&facts(), &known(), &Thresholds::default()) {
        let only_they_know = result.test == RoadmapTest::TwoPlaces;
        assert_eq!(result.met, !only_they_know, "{}: {}", result.test, result.evidence);
    }
}

#[test]
fn one_below_each_limit_of_a_count_is_not_enough() {
    type Change = fn(&mut RoadmapFacts);
    let changes: [(RoadmapTest, Change); 22] = [
        (RoadmapTest::Purpose, |facts| facts.idea.purpose_written = false),
        (RoadmapTest::Sponsor, |facts| facts.idea.sponsor_named = false),
        (RoadmapTest::Published, |facts| facts.idea.published = false),
        (RoadmapTest::Interest, |facts| facts.idea.others = 2),
        (RoadmapTest::Interest, |facts| facts.idea.others_teams = 1),
        (RoadmapTest::Members, |facts| facts.idea.others = 4),
        (RoadmapTest::MemberTeams, |facts| facts.idea.member_teams = 1),
        (RoadmapTest::CoOrganiser, |facts| facts.idea.organisers = 1),
        (RoadmapTest::Reasons, |facts| facts.idea.reasons = 2),
        (RoadmapTest::FirstCircle, |facts| facts.deeds.circle_people = 3),
        (RoadmapTest::FirstStories, |facts| facts.deeds.stories = 2),
        (RoadmapTest::FirstStories, |facts| facts.deeds.authors = 2),
        (RoadmapTest::Cadence, |facts| facts.idea.cadence_chosen = false),
        (RoadmapTest::DatesAhead, |facts| facts.deeds.dates_ahead = 1),
        (RoadmapTest::Hosts, |facts| facts.deeds.hosts = 2),
        (RoadmapTest::Range, |facts| facts.deeds.kinds = vec!["retro".to_owned(), "workshop".to_owned()]),
        (RoadmapTest::Applied, |facts| facts.deeds.applied = 2),
        (RoadmapTest::Thanks, |facts| facts.deeds.thanks = 1),
        (RoadmapTest::Agreements, |facts| facts.deeds.agreements = 0),
        (RoadmapTest::Snapshot, |facts| facts.deeds.snapshots = 0),
        (RoadmapTest::HandoverNotes, |facts| facts.deeds.noted_roles = 0),
        (RoadmapTest::StopSomething, |facts| facts.deeds.stopped = 0),
    ];
    for (test, change) in changes {
        let mut less = facts();
        change(&mut less);
        assert!(!met(test, &less, &known()), "{test}");
    }
}

#[test]
fn to_have_no_sponsor_yet_is_an_answer_and_not_to_have_been_asked_is_none() {
    let said = |sponsor_named, sponsor_lacking| {
        let idea = IdeaFacts { sponsor_named, sponsor_lacking, ..facts().idea };
        let result = result(RoadmapTest::Sponsor, &RoadmapFacts { idea, ..facts() }, &known());
        (result.met, result.evidence)
    };
    assert_eq!(said(true, false), (true, "A sponsor is named".to_owned()));
    assert_eq!(said(false, true), (true, "You said that there is none yet".to_owned()));
    assert_eq!(said(false, false), (false, "Nobody is named yet".to_owned()));
}

#[test]
fn three_kinds_of_one_level_are_no_range() {
    let kinds = ["lean_coffee", "retro", "troika"].map(str::to_owned).to_vec();
    let deeds = DeedFacts { kinds, ..facts().deeds };
    assert!(!met(RoadmapTest::Range, &RoadmapFacts { deeds, ..facts() }, &known()));
}

#[test]
fn one_below_each_limit_of_a_signal_is_not_enough() {
    type Change = fn(&mut Assessment);
    let changes: [(RoadmapTest, Change); 8] = [
        (RoadmapTest::Steady, |known| known.widest_gap = Some(1.76)),
        (RoadmapTest::Steady, |known| known.widest_gap = None),
        (RoadmapTest::ComingBack, |known| known.signals.repeat = Some(0.39)),
        (RoadmapTest::Newcomers, |known| known.signals.newcomers = 2),
        (RoadmapTest::NewcomersReturn, |known| known.signals.returned = Some(0.49)),
        (RoadmapTest::Mixing, |known| known.signals.mixing = Some(0.79)),
        (RoadmapTest::LeadershipTeam, |known| known.signals.organisers = 2),
        (RoadmapTest::SharedHosting, |known| known.signals.top = Some(0.41)),
    ];
    for (test, change) in changes {
        let mut less = known();
        change(&mut less);
        assert!(!met(test, &facts(), &less), "{test}");
    }
}

#[test]
fn a_small_community_needs_no_leadership_team() {
    let mut small = known();
    (small.signals.members, small.signals.organisers) = (34, 1);
    assert!(met(RoadmapTest::LeadershipTeam, &facts(), &small));
}

#[test]
fn four_teams_or_half_of_them_are_reach() {
    let mut fewer = known();
    fewer.signals.teams = 3;
    assert!(!met(RoadmapTest::Reach, &facts(), &fewer));
    let of = |all_teams| RoadmapFacts { idea: IdeaFacts { all_teams, ..facts().idea }, ..facts() };
    assert!(met(RoadmapTest::Reach, &of(6), &fewer));
    assert!(!met(RoadmapTest::Reach, &of(7), &fewer));
}

#[test]
fn a_retrospective_counts_for_120_days_and_with_an_action_that_is_done() {
    let held = |retrospective: Option<i64>, finished: Option<i64>| {
        let deeds = DeedFacts {
            retrospective_on: retrospective.map(days_ago),
            finished_on: finished.map(days_ago),
            ..facts().deeds
        };
        let RoadmapResult { met, evidence, .. } =
            result(RoadmapTest::Retrospective, &RoadmapFacts { deeds, ..facts() }, &known());
        (met, evidence)
    };
    let words = |met, evidence: &str| (met, evidence.to_owned());
    assert_eq!(
        held(Some(120), Some(120)),
        words(true, "One with a finished action: 120 days ago (limit 120 days)")
    );
    assert_eq!(held(Some(121), Some(121)), words(false, "The last one: 121 days ago (limit 120 days)"));
    assert_eq!(held(Some(1), None), words(false, "The last one: 1 day ago, with no action finished yet"));
    assert_eq!(held(Some(0), Some(121)), words(false, "The last one: today, with no action finished yet"));
    assert_eq!(
        held(Some(0), Some(40)),
        words(true, "One with a finished action: 40 days ago (limit 120 days)")
    );
    assert_eq!(held(None, None), words(false, "None held yet"));
}

#[test]
fn every_role_has_a_backup_and_there_are_roles() {
    let with = |roles, with_backup| RoadmapFacts { roles: RoleCoverage { roles, with_backup }, ..facts() };
    assert!(!met(RoadmapTest::Backups, &with(4, 3), &known()));
    assert!(!met(RoadmapTest::Backups, &with(0, 0), &known()));
}

#[test]
fn calm_is_28_days_without_a_warning() {
    let known = known();
    let flagged = |days| RoadmapFacts { flagged_on: Some(known.today - Duration::days(days)), ..facts() };
    assert!(!met(RoadmapTest::Calm, &flagged(27), &known));
    assert!(met(RoadmapTest::Calm, &flagged(28), &known));
    let mut young = self::known();
    young.signals.founded = 27.0;
    assert!(!met(RoadmapTest::Calm, &facts(), &young));
}

#[test]
fn what_was_done_elsewhere_holds_for_good_in_the_first_steps_and_for_120_days_in_the_others() {
    let known = known();
    let reported = |test, days| {
        let reported = HashMap::from([(test, known.today - Duration::days(days))]);
        let idea = IdeaFacts { cadence_chosen: false, others: 0, ..facts().idea };
        let none = RoadmapFacts { idea, reported, ..facts() };
        result(test, &none, &known)
    };
    assert!(reported(RoadmapTest::Interest, 900).met);
    let cadence = reported(RoadmapTest::Cadence, 119);
    assert!(cadence.met && cadence.reported);
    assert!(!reported(RoadmapTest::Cadence, 120).met);
}

#[test]
fn a_coffee_round_counts_with_six_people_of_whom_half_met() {
    let round = |coffee_people, coffee_groups, coffee_met| {
        let deeds = DeedFacts { coffee_people, coffee_groups, coffee_met, ..facts().deeds };
        result(RoadmapTest::Coffee, &RoadmapFacts { deeds, ..facts() }, &known())
    };
    assert!(round(6, 2, 1).met);
    assert!(!round(5, 2, 2).met && !round(6, 3, 1).met && !round(0, 0, 0).met);
    let few = round(4, 2, 1).evidence;
    assert_eq!(few, "Fewer than 5 people in a round so far (needs 6, 50% met)");
}

#[test]
fn the_evidence_cites_the_numbers() {
    let evidence = |test| result(test, &facts(), &known()).evidence;
    assert_eq!(evidence(RoadmapTest::Interest), "5 people from 2 teams joined you (needs 3 from 2)");
    assert_eq!(evidence(RoadmapTest::Reach), "4 teams of 8 came (needs 4, or 50% of all)");
    assert_eq!(evidence(RoadmapTest::ComingBack), "40% of people came again (needs 40%)");
    let steady = evidence(RoadmapTest::Steady);
    assert!(steady.contains("of the last 7 fortnights had a session"), "{steady}");
}
