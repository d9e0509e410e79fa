//! What is worth suggesting, and when a person may be spoken to.

use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use time::{Duration, OffsetDateTime};

use crate::guide::phases::Phase;
use crate::platform::ids::{CommunityId, EventId};
use crate::platform::states::states;
use crate::platform::web::when;

/// How long a purpose may be left for later.
const PURPOSE_AFTER: Duration = Duration::days(7);
/// How many people make a first date worth setting.
const PEOPLE_FOR_A_DATE: i64 = 5;
/// How soon after a session the next date is asked for.
const DATE_AFTER: Duration = Duration::hours(48);
/// Hours of a weekday, where the person is, in which they are spoken to: from, and no longer at.
const DECENT_HOURS: (i8, i8) = (9, 16);

states! {
    /// The kinds, the most important first, each under its number in the catalogue of nudges.
    pub enum NudgeKind {
        /// The purpose was left for later.
        Purpose = "N1",
        /// People are in, and no session has a date.
        FirstDate = "N3",
        /// A session was held, and none is to come.
        NextDate = "N5",
    }
}

impl NudgeKind {
    /// What it suggests.
    pub fn title(self) -> &'static str {
        match self {
            Self::Purpose => "Describe your community in one sentence",
            Self::FirstDate => "Plan a lean coffee: it needs no preparation",
            Self::NextDate => "Plan the next session: a regular rhythm builds trust",
        }
    }

    /// What the button that leads there says.
    pub fn button(self) -> &'static str {
        match self {
            Self::Purpose => "Add a description",
            Self::FirstDate => "Plan the first session",
            Self::NextDate => "Plan the next session",
        }
    }

    /// Where it can be done.
    pub fn path(self, slug: &str) -> String {
        match self {
            Self::Purpose => format!("/communities/{slug}/edit#purpose"),
            Self::FirstDate => format!("/communities/{slug}/events/new?kind=lean_coffee&minutes=45"),
            Self::NextDate => format!("/communities/{slug}/events/new?repeats=cadence"),
        }
    }

    /// Whether it is for this one of the organisers.
    pub fn is_for(self, founder: bool) -> bool {
        founder || self != Self::Purpose
    }
}

/// What is seen of a living community from outside its sessions.
#[derive(Clone, Debug)]
pub struct CommunitySigns {
    pub community_id: CommunityId,
    pub slug: String,
    pub name: String,
    pub founded_at: OffsetDateTime,
    pub purpose_set: bool,
    /// Members and those who are interested.
    pub people: i64,
    pub last_session: Option<EventId>,
    /// When it ended.
    pub last_held: Option<OffsetDateTime>,
    /// A session is published that is not over yet.
    pub to_come: bool,
}

/// Something worth suggesting, with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NudgeReason {
    pub kind: NudgeKind,
    /// The session it speaks of.
    pub event: Option<EventId>,
    pub evidence: String,
}

impl NudgeReason {
    pub fn is_of(&self, kind: NudgeKind, event: Option<EventId>) -> bool {
        self.kind == kind && self.event == event
    }
}

/// What is worth suggesting to a community in this phase, the most important first.
pub fn reasons(signs: &CommunitySigns, phase: Phase, now: OffsetDateTime) -> Vec<NudgeReason> {
    let reason = |kind, event, evidence| NudgeReason { kind, event, evidence };
    let mut reasons = Vec::new();
    let age = now - signs.founded_at;
    if phase == Phase::Potential && !signs.purpose_set && age >= PURPOSE_AFTER {
        let days = age.whole_days();
        reasons.push(reason(
            NudgeKind::Purpose,
            None,
            format!("Started {days} days ago; no description yet"),
        ));
    }
    match (phase, signs.last_held) {
        _ if signs.to_come => {}
        (Phase::Potential, None) if signs.people >= PEOPLE_FOR_A_DATE => {
            let people = signs.people;
            reasons.push(reason(
                NudgeKind::FirstDate,
                None,
                format!("{people} people have joined and no session is planned yet"),
            ));
        }
        (Phase::Potential | Phase::Forming, Some(held)) if now - held >= DATE_AFTER => {
            let days = (now - held).whole_days();
            let evidence = format!("The last session was {days} days ago and no new one is planned");
            reasons.push(reason(NudgeKind::NextDate, signs.last_session, evidence));
        }
        _ => {}
    }
    reasons
}

/// Whether there is anything to suggest in any phase: everything is suggested in the first.
pub fn may_have_reasons(signs: &CommunitySigns, now: OffsetDateTime) -> bool {
    !reasons(signs, Phase::Potential, now).is_empty()
}

/// Is it a weekday between nine and four where the person is?
pub fn is_decent(now: OffsetDateTime, zone: &TimeZone) -> bool {
    let there = when::zoned(now, zone);
    let weekend = matches!(there.weekday(), Weekday::Saturday | Weekday::Sunday);
    !weekend && (DECENT_HOURS.0..DECENT_HOURS.1).contains(&there.hour())
}

/// When the decent hours of this day end: a mail that is held up until then is not sent in the evening.
pub fn end_of_decent_hours(now: OffsetDateTime, zone: &TimeZone) -> Option<OffsetDateTime> {
    when::moment(when::day(now, zone).at(DECENT_HOURS.1, 0, 0, 0), zone)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-23 09:00 UTC);

    fn young() -> CommunitySigns {
        CommunitySigns {
            community_id: CommunityId::nil(),
            slug: "testing-circle".to_owned(),
            name: "Testing circle".to_owned(),
            founded_at: NOW - Duration::days(9),
            purpose_set: true,
            people: 1,
            last_session: None,
            last_held: None,
            to_come: false,
        }
    }

    fn kinds(signs: &CommunitySigns, phase: Phase) -> Vec<NudgeKind> {
        reasons(signs, phase, NOW).into_iter().map(|reason| reason.kind).collect()
    }

    #[test]
    fn a_purpose_left_for_later_is_asked_for_after_a_week() {
        let open = CommunitySigns { purpose_set: false, ..young() };
        let found = reasons(&open, Phase::Potential, NOW);
        assert_eq!(found[0].evidence, "Started 9 days ago; no description yet");
        let younger = CommunitySigns { founded_at: NOW - Duration::days(6), ..open.clone() };
        assert!(kinds(&younger, Phase::Potential).is_empty());
        assert!(kinds(&open, Phase::Forming).is_empty());
        assert!(kinds(&young(), Phase::Potential).is_empty());
    }

    #[test]
    fn a_first_date_is_suggested_once_five_people_are_in() {
        let five = CommunitySigns { people: 5, ..young() };
        assert_eq!(kinds(&five, Phase::Potential), [NudgeKind::FirstDate]);
        assert!(kinds(&CommunitySigns { people: 4, ..young() }, Phase::Potential).is_empty());
        assert!(kinds(&CommunitySigns { to_come: true, ..five }, Phase::Potential).is_empty());
    }

    #[test]
    fn a_next_date_is_suggested_two_days_after_a_session_while_a_community_is_young() {
        let held = |hours| CommunitySigns {
            people: 9,
            last_session: Some(EventId::from_u128(1)),
            last_held: Some(NOW - Duration::hours(hours)),
            ..young()
        };
        assert!(kinds(&held(47), Phase::Forming).is_empty());
        for phase in [Phase::Potential, Phase::Forming] {
            assert_eq!(kinds(&held(48), phase), [NudgeKind::NextDate]);
        }
        assert!(kinds(&held(48), Phase::Maturing).is_empty());
        assert!(kinds(&CommunitySigns { to_come: true, ..held(48) }, Phase::Forming).is_empty());
        let found = reasons(&held(75), Phase::Forming, NOW);
        assert_eq!(found[0].evidence, "The last session was 3 days ago and no new one is planned");
    }

    #[test]
    fn decent_hours_are_those_of_weekdays_where_the_person_is() {
        let (vienna, auckland) = (when::zone_or_utc("Europe/Vienna"), when::zone_or_utc("Pacific/Auckland"));
        for (at, here, there) in [
            (datetime!(2026-11-23 07:59 UTC), false, false), // Monday 08:59, and 20:59
            (datetime!(2026-11-23 08:00 UTC), true, false),
            (datetime!(2026-11-23 14:59 UTC), true, false),
            (datetime!(2026-11-23 15:00 UTC), false, false),
            (datetime!(2026-11-22 20:00 UTC), false, true), // Sunday evening, and Monday 09:00
            (datetime!(2026-11-21 10:00 UTC), false, false), // Saturday, and Saturday
        ] {
            assert_eq!((is_decent(at, &vienna), is_decent(at, &auckland)), (here, there), "{at}");
        }
        let end = end_of_decent_hours(datetime!(2026-11-23 10:00 UTC), &vienna);
        assert_eq!(end, Some(datetime!(2026-11-23 15:00 UTC)));
    }

    #[test]
    fn kinds_are_stored_by_their_numbers() {
        for kind in NudgeKind::ALL {
            assert_eq!(kind.as_str().parse::<NudgeKind>().unwrap(), kind);
            assert!(kind.path("x").starts_with("/communities/x/"));
        }
        assert!(NudgeKind::ALL.is_sorted());
        assert!("N24".parse::<NudgeKind>().is_err());
    }
}
