use time::Date;
use time::macros::datetime;

use super::*;
use crate::platform::ids::CommunityId;

const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);
const TODAY: Date = NOW.date();

fn reasons(signs: &CommunitySigns, standing: &Standing, now: OffsetDateTime) -> Vec<NudgeReason> {
    super::reasons(signs, standing, &Thresholds::default(), now)
}

/// Nine days old, with a purpose and one member.
pub fn young() -> CommunitySigns {
    CommunitySigns {
        community_id: CommunityId::nil(),
        slug: "testing-circle".to_owned(),
        name: "Testing circle".to_owned(),
        zone: "Etc/UTC".to_owned(),
        tags: Vec::new(),
        founded_at: ago(9),
        purpose_set: true,
        people: 1,
        teams: 1,
        organisers: 1,
        greeter: Some("Ana Ferreira".to_owned()),
        held: 0,
        hosts: 0,
        could_host: Vec::new(),
        last_session: None,
        last_title: None,
        last_held: None,
        to_come: false,
        next_session: None,
        next_title: None,
        next_at: None,
        next_ends: None,
        next_zone: None,
        next_has_topic: false,
        topics: 5,
        untold_since: None,
        last_retro: None,
        last_outside: None,
        applied: 0,
        last_snapshot: None,
        silence_told_at: None,
        sponsor_since: None,
        sponsor_seen_at: None,
    }
}

/// One that met some days ago, with enough people from two teams.
fn met(days: i64) -> CommunitySigns {
    CommunitySigns {
        people: 12,
        teams: 3,
        organisers: 2,
        founded_at: ago(400),
        held: 6,
        hosts: 4,
        last_session: Some(EventId::from_u128(1)),
        last_title: Some("Flaky tests".to_owned()),
        last_held: Some(ago(days)),
        last_retro: Some(ago(0)),
        last_outside: Some(ago(0)),
        ..young()
    }
}

/// The same, with another session planned.
fn planned(days: i64) -> CommunitySigns {
    CommunitySigns {
        to_come: true,
        next_session: Some(EventId::from_u128(2)),
        next_title: Some("Test clinic".to_owned()),
        next_at: Some(NOW + Duration::days(days)),
        next_ends: Some(NOW + Duration::days(days) + Duration::HOUR),
        next_zone: Some("Europe/London".to_owned()),
        ..met(3)
    }
}

fn ago(days: i64) -> OffsetDateTime {
    NOW - Duration::days(days)
}

fn standing(phase: Phase) -> Standing {
    Standing::example(phase, TODAY, 60)
}

/// What newcomers are asked after any session is left out: it has a test of its own.
fn kinds_by(signs: &CommunitySigns, standing: &Standing) -> Vec<NudgeKind> {
    let kinds = reasons(signs, standing, NOW).into_iter().map(|reason| reason.kind);
    kinds.filter(|kind| *kind != NudgeKind::Worth).collect()
}

fn kinds(signs: &CommunitySigns, phase: Phase) -> Vec<NudgeKind> {
    kinds_by(signs, &standing(phase))
}

fn evidence(signs: &CommunitySigns, standing: &Standing, kind: NudgeKind) -> String {
    let found = reasons(signs, standing, NOW).into_iter().find(|reason| reason.kind == kind);
    found.map(|reason| reason.evidence).unwrap_or_default()
}

#[test]
fn nothing_is_suggested_where_all_is_well() {
    for phase in [Phase::Forming, Phase::Maturing, Phase::SelfSustaining] {
        let welcome_only = kinds(&planned(12), phase);
        assert_eq!(welcome_only, [NudgeKind::Welcome], "{phase}: for newcomers, if there are any");
    }
}

#[test]
fn a_purpose_left_for_later_is_asked_for_after_a_week() {
    let open = |days| CommunitySigns { purpose_set: false, founded_at: ago(days), ..young() };
    assert_eq!(kinds(&open(7), Phase::Potential), [NudgeKind::Purpose]);
    assert!(kinds(&open(6), Phase::Potential).is_empty());
    assert!(kinds(&open(7), Phase::Forming).is_empty());
    let words = evidence(&open(9), &standing(Phase::Potential), NudgeKind::Purpose);
    assert_eq!(words, "Started 9 days ago; no description yet");
}

#[test]
fn more_people_are_asked_for_after_two_weeks_below_five_or_from_one_team() {
    let of = |people, teams, days| CommunitySigns { people, teams, founded_at: ago(days), ..young() };
    let asks = |signs| kinds(&signs, Phase::Potential).contains(&NudgeKind::MorePeople);
    assert!(asks(of(4, 2, 14)) && !asks(of(5, 2, 14)) && !asks(of(4, 2, 13)));
    assert!(asks(of(5, 1, 14)), "all from one team");
    assert!(!asks(of(5, 0, 14)), "nobody has a team");
    assert!(!asks(CommunitySigns { purpose_set: false, ..of(4, 2, 14) }), "first things first");
    let words = |signs: CommunitySigns| evidence(&signs, &standing(Phase::Potential), NudgeKind::MorePeople);
    assert_eq!(words(of(1, 1, 15)), "Started 15 days ago; 1 person is a member so far");
    assert_eq!(words(of(6, 1, 15)), "Started 15 days ago; the 6 members are from one team");
}

#[test]
fn a_first_date_is_suggested_once_five_people_are_in() {
    let of = |people| CommunitySigns { people, teams: 2, ..young() };
    assert_eq!(kinds(&of(5), Phase::Potential), [NudgeKind::FirstDate]);
    assert!(kinds(&of(4), Phase::Potential).is_empty());
    assert!(kinds(&CommunitySigns { to_come: true, ..of(5) }, Phase::Potential).is_empty());
}

#[test]
fn a_community_that_never_got_going_may_start_small_or_rest_after_two_months() {
    let old = |days| CommunitySigns { founded_at: ago(days), people: 5, teams: 2, ..young() };
    let small = |signs: CommunitySigns| kinds(&signs, Phase::Potential).contains(&NudgeKind::StartSmall);
    assert!(small(old(60)) && !small(old(59)));
    assert!(!small(CommunitySigns { to_come: true, ..old(60) }));
    assert!(small(met(60)) && !small(met(59)), "counted from the last session where there was one");
    assert!(!kinds(&met(60), Phase::Forming).contains(&NudgeKind::StartSmall));
    let words = evidence(&old(64), &standing(Phase::Potential), NudgeKind::StartSmall);
    assert_eq!(words, "Started 64 days ago; no session yet");
}

#[test]
fn a_next_date_is_suggested_two_days_after_a_session_while_a_community_is_young() {
    let held = |hours| CommunitySigns { last_held: Some(NOW - Duration::hours(hours)), ..met(0) };
    for phase in [Phase::Potential, Phase::Forming] {
        assert_eq!(kinds(&held(48), phase), [NudgeKind::NextDate]);
        assert!(kinds(&held(47), phase).is_empty());
    }
    assert!(kinds(&held(48), Phase::Maturing).is_empty());
    assert!(kinds(&CommunitySigns { to_come: true, ..held(48) }, Phase::Forming).is_empty());
    let words = evidence(&held(150), &standing(Phase::Forming), NudgeKind::NextDate);
    assert_eq!(words, "The last session was 6 days ago and no new one is planned");
}

#[test]
fn a_silent_community_is_not_told_to_set_the_next_date() {
    let silent = standing(Phase::Forming).flagged(FlagKind::Stalled, 4.0, 3.0);
    assert_eq!(kinds_by(&met(120), &silent), [NudgeKind::Silence]);
    assert!(kinds_by(&planned(12), &silent).iter().all(|kind| *kind != NudgeKind::Silence));
    let before = Standing { as_of: Some(TODAY - Duration::days(4)), ..silent.clone() };
    assert_eq!(kinds_by(&met(3), &before), [NudgeKind::NextDate], "it met since it was evaluated");
    assert_eq!(kinds(&met(60), Phase::Potential), [NudgeKind::StartSmall], "nor one that never got going");
    let words = evidence(&met(120), &silent, NudgeKind::Silence);
    assert_eq!(words, "The last session was 120 days ago and no new one is planned");
}

#[test]
fn another_host_is_asked_for_before_the_third_session() {
    let of = |held, hosts| CommunitySigns { held, hosts, ..planned(12) };
    let asks = |signs| kinds(&signs, Phase::Forming).contains(&NudgeKind::AnotherHost);
    assert!(asks(of(2, 1)) && !asks(of(1, 1)) && !asks(of(2, 2)));
    assert!(!kinds(&of(2, 1), Phase::Maturing).contains(&NudgeKind::AnotherHost));
    let named = CommunitySigns { could_host: ["Ben", "Chidi", "Dara"].map(str::to_owned).into(), ..of(3, 1) };
    let words = |signs: &CommunitySigns| evidence(signs, &standing(Phase::Forming), NudgeKind::AnotherHost);
    assert_eq!(words(&of(3, 1)), "The same person hosted all 3 sessions so far");
    assert_eq!(
        words(&named),
        "The same person hosted all 3 sessions so far. People you could ask: Ben, Chidi and Dara"
    );
}

#[test]
fn a_story_is_asked_for_two_weeks_after_a_session_without_one() {
    let of = |days, untold: Option<i64>| CommunitySigns {
        untold_since: untold.map(ago),
        to_come: true,
        ..met(days)
    };
    let asks = |signs| kinds(&signs, Phase::Forming).contains(&NudgeKind::TellStory);
    assert!(asks(of(14, Some(14))) && !asks(of(13, Some(13))));
    assert!(!asks(of(14, None)), "one told since is enough");
    assert!(asks(of(6, Some(20))) && asks(of(3, Some(14))), "also of those who meet every week");
    assert!(!asks(of(2, Some(14))), "nobody tried anything yet");
    assert!(!kinds(&of(14, Some(14)), Phase::Maturing).contains(&NudgeKind::TellStory));
    let found = reasons(&of(14, Some(14)), &standing(Phase::Forming), NOW);
    assert_eq!(found[0].event, Some(EventId::from_u128(1)));
}

#[test]
fn a_topic_is_asked_for_ten_days_before_a_session_with_fewer_than_two_ideas() {
    let of = |topics, days| CommunitySigns { topics, ..planned(days) };
    let asks = |signs| kinds(&signs, Phase::Maturing).contains(&NudgeKind::Topics);
    assert!(asks(of(1, 10)) && !asks(of(2, 10)) && !asks(of(1, 11)));
    assert!(!asks(CommunitySigns { next_has_topic: true, ..of(1, 10) }));
    let words = evidence(&of(1, 6), &standing(Phase::Maturing), NudgeKind::Topics);
    assert_eq!(words, "The next session is in 6 days and there is one open topic idea");
    assert!(has_lapsed(NudgeKind::Topics, Some(EventId::from_u128(1)), &of(1, 6)), "another session is next");
    assert!(!has_lapsed(NudgeKind::Topics, Some(EventId::from_u128(2)), &of(3, 6)), "ideas came");
}

#[test]
fn a_phase_that_was_risen_to_is_news_for_four_weeks() {
    for (phase, kind) in [(Phase::Maturing, NudgeKind::Grown), (Phase::SelfSustaining, NudgeKind::StepBack)] {
        let risen = |days| Standing { risen: true, ..Standing::example(phase, TODAY, days) };
        let told = |standing| kinds_by(&planned(12), &standing).contains(&kind);
        assert!(told(risen(27)) && !told(risen(28)));
        assert!(!told(Standing { risen: false, ..risen(1) }), "narrowed or renewed is no rise");
        assert!(has_lapsed(kind, None, &planned(12)));
    }
    let met = ["Core: 5", "Hosts: 3", "Teams: 4", "Stories: 6"].map(str::to_owned).into();
    let risen = Standing { risen: true, met, ..Standing::example(Phase::Maturing, TODAY, 3) };
    let words = evidence(&planned(12), &risen, NudgeKind::Grown);
    assert_eq!(words, "Maturing since 20 November. Core: 5 · Hosts: 3 · Teams: 4");
}

#[test]
fn a_look_back_is_asked_for_in_the_third_month_and_four_months_after_the_last() {
    let asks = |days, retro: Option<i64>| {
        let signs = CommunitySigns { last_retro: retro.map(ago), ..planned(12) };
        kinds_by(&signs, &Standing::example(Phase::Maturing, TODAY, days)).contains(&NudgeKind::LookBack)
    };
    assert!(asks(90, None) && !asks(89, None));
    assert!(asks(400, Some(120)) && !asks(400, Some(119)));
    assert!(!asks(400, Some(-5)), "one is planned");
    assert!(!kinds(&planned(12), Phase::SelfSustaining).contains(&NudgeKind::LookBack));
}

#[test]
fn once_a_year_it_is_asked_whether_the_community_goes_on() {
    let of = |days, phase| {
        let signs = CommunitySigns { founded_at: ago(days), ..planned(12) };
        evidence(&signs, &standing(phase), NudgeKind::Yearly)
    };
    assert_eq!(
        [364, 365, 392, 393].map(|days| of(days, Phase::Maturing)),
        ["", "Started a year ago", "Started a year ago", ""]
    );
    assert_eq!(of(3 * 365, Phase::SelfSustaining), "Started 3 years ago");
    assert_eq!(of(365, Phase::Transformation), "", "it is being decided");
}

#[test]
fn a_snapshot_is_asked_for_from_three_applied_stories_on_and_90_days_after_the_last() {
    let asks = |applied, last: Option<i64>| {
        let signs = CommunitySigns { applied, last_snapshot: last.map(ago), ..planned(12) };
        kinds(&signs, Phase::Maturing).contains(&NudgeKind::Snapshot)
    };
    assert!(asks(3, None) && !asks(2, None));
    assert!(asks(3, Some(90)) && !asks(3, Some(89)));
    let ready = CommunitySigns { applied: 9, ..planned(12) };
    for phase in [Phase::Forming, Phase::SelfSustaining] {
        assert!(!kinds(&ready, phase).contains(&NudgeKind::Snapshot), "{phase}");
    }
    let words = evidence(&ready, &standing(Phase::Maturing), NudgeKind::Snapshot);
    assert_eq!(words, "9 stories of something tried or changed; no snapshot yet");
}

#[test]
fn work_that_rests_on_one_person_is_to_be_shared_once_a_community_matures() {
    for flag in [FlagKind::SingleHost, FlagKind::SingleOrganiser] {
        let asks = |phase| {
            kinds_by(&planned(12), &standing(phase).flagged(flag, 1.0, 3.0)).contains(&NudgeKind::ShareWork)
        };
        assert!(asks(Phase::Maturing) && !asks(Phase::Forming));
    }
}

#[test]
fn a_room_of_one_team_is_to_be_mixed_once_a_community_matures() {
    let asks = |phase| {
        let flagged = standing(phase).flagged(FlagKind::OneTeamRoom, 0.8, 0.7);
        kinds_by(&planned(12), &flagged).contains(&NudgeKind::OneTeam)
    };
    assert!(asks(Phase::Maturing) && !asks(Phase::Forming) && !asks(Phase::SelfSustaining));
}

#[test]
fn a_leadership_team_is_asked_for_while_there_are_too_few_organisers_now() {
    let flag = FlagKind::NeedsLeadershipTeam;
    let asks = |organisers| {
        let signs = CommunitySigns { people: 41, organisers, ..planned(12) };
        evidence(&signs, &standing(Phase::Forming).flagged(flag, 1.0, 3.0), NudgeKind::LeadershipTeam)
    };
    assert_eq!(asks(2), "41 members and 2 organisers");
    assert_eq!(asks(3), "", "a third joined since the evaluation");
}

#[test]
fn something_from_outside_is_asked_for_after_ninety_days_or_without_newcomers() {
    let asks = |newcomers, outside: Option<i64>| {
        let signs = CommunitySigns { last_outside: outside.map(ago), ..planned(12) };
        let standing = Standing { newcomers, ..standing(Phase::SelfSustaining) };
        evidence(&signs, &standing, NudgeKind::Freshness)
    };
    assert_eq!(asks(Some(1), Some(89)), "");
    assert_eq!(asks(Some(1), Some(90)), "No guest and no visit in the last 90 days");
    assert_eq!(asks(Some(1), None), "No guest and no visit in the last 90 days");
    assert_eq!(asks(Some(0), Some(1)), "No newcomers in the last 90 days");
    assert!(
        !kinds(&CommunitySigns { last_outside: None, ..planned(12) }, Phase::Maturing)
            .contains(&NudgeKind::Freshness)
    );
}

#[test]
fn a_decline_is_told_until_a_transformation_is_proposed() {
    let fading = |phase| standing(phase).flagged(FlagKind::Fading, 0.7, 0.75);
    assert!(kinds_by(&planned(12), &fading(Phase::Maturing)).contains(&NudgeKind::Fading));
    let proposed = Standing { proposed: true, ..fading(Phase::Transformation) };
    let found = kinds_by(&planned(12), &proposed);
    assert!(found.contains(&NudgeKind::Transformation) && !found.contains(&NudgeKind::Fading));
    let words = evidence(&met(140), &proposed, NudgeKind::Transformation);
    assert_eq!(words, "A transformation is proposed; the last session was 140 days ago");
}

#[test]
fn a_newcomer_reads_when_the_next_session_is_and_whom_to_meet() {
    let words = evidence(&planned(12), &standing(Phase::Forming), NudgeKind::Welcome);
    assert_eq!(
        words,
        "“Test clinic” is on Saturday 5 December, 09:00, UTC. Ana Ferreira organises it and would be glad to meet you"
    );
    assert!(!kinds(&met(1), Phase::Forming).contains(&NudgeKind::Welcome), "with nothing to come to");
}

#[test]
fn whoever_came_for_the_first_time_is_asked_a_day_later_and_for_two_weeks() {
    let asks = |hours| {
        let signs = CommunitySigns { last_held: Some(NOW - Duration::hours(hours)), ..planned(12) };
        let found = reasons(&signs, &standing(Phase::Maturing), NOW);
        found.iter().any(|reason| reason.kind == NudgeKind::Worth)
    };
    assert!(!asks(23) && asks(24) && asks(14 * 24 - 1) && !asks(14 * 24));
    let words = evidence(&planned(12), &standing(Phase::Maturing), NudgeKind::Worth);
    assert_eq!(
        words,
        "You came to “Flaky tests” for the first time. The next session, “Test clinic”, is on Saturday 5 December, 09:00, UTC"
    );
    let words = evidence(&met(2), &standing(Phase::Maturing), NudgeKind::Worth);
    assert_eq!(words, "You came to “Flaky tests” for the first time");
}

#[test]
fn a_sponsor_is_asked_for_one_thing_after_sixty_days_that_members_saw_nothing_of_them() {
    let of = |since: i64, seen: Option<i64>| CommunitySigns {
        sponsor_since: Some(ago(since)),
        sponsor_seen_at: seen.map(ago),
        ..planned(12)
    };
    let words = |since, seen| evidence(&of(since, seen), &standing(Phase::Maturing), NudgeKind::Sponsor);
    assert_eq!(words(59, None), "");
    assert_eq!(words(60, None), "Named its sponsor 60 days ago; nothing they did is written down yet");
    assert_eq!(words(300, Some(59)), "");
    assert_eq!(words(300, Some(60)), "Members last saw something of their sponsor 60 days ago");
    assert_eq!(words(10, Some(100)), "", "what they did before they were the sponsor counts no day");
    assert_eq!(evidence(&planned(12), &standing(Phase::Maturing), NudgeKind::Sponsor), "", "there is none");
    let patient = Thresholds { nudge_sponsor_days: 90.0, ..Thresholds::default() };
    let asks = |seen| {
        let found = super::reasons(&of(300, Some(seen)), &standing(Phase::Maturing), &patient, NOW);
        found.iter().any(|reason| reason.kind == NudgeKind::Sponsor)
    };
    assert!(!asks(89) && asks(90), "as an administrator set it");
}

#[test]
fn nothing_counts_or_names_anybodys_absence() {
    for kind in NudgeKind::ALL {
        let title = kind.title().to_lowercase();
        assert!(!["absent", "missed", "did not come", "didn’t come"].iter().any(|word| title.contains(word)));
    }
}
