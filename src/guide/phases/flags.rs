use super::{
    measures::{Comparison, Limit, MeasuredSignals, Test, TestName},
    phase::Phase,
    signals::Signals,
    state::State,
    thresholds::{Thresholds, Unit},
};
use crate::platform::states::states;

states! {
    /// A health flag: what an organiser, and nobody else, should look at. Independent of the phase.
    pub enum FlagKind {
        SingleOrganiser = "single_organiser",
        SingleHost = "single_host",
        Fading = "fading",
        OffRhythm = "off_rhythm",
        Stalled = "stalled",
        ClosedCircle = "closed_circle",
        OneTeamRoom = "one_team_room",
        LeakyDoor = "leaky_door",
        Silent = "silent",
        NeedsLeadershipTeam = "needs_leadership_team",
    }
}

/// A raised flag with the values that raised it.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    pub kind: FlagKind,
    /// Each is met.
    pub evidence: Vec<Test>,
}

impl Flag {
    /// What it rests on most, and the number that was held against it.
    pub fn summary(&self) -> String {
        self.evidence.first().map_or_else(String::new, |test| {
            format!("{}: {} (warning at {})", test.label, test.value_text(), test.threshold_text())
        })
    }
}

impl FlagKind {
    /// The words that people read.
    pub fn name(self) -> &'static str {
        match self {
            Self::SingleOrganiser => "Single organiser",
            Self::SingleHost => "Single host",
            Self::Fading => "Fading",
            Self::OffRhythm => "Off rhythm",
            Self::Stalled => "Stalled",
            Self::ClosedCircle => "Few newcomers",
            Self::OneTeamRoom => "Mostly one team",
            Self::LeakyDoor => "Newcomers don’t come back",
            Self::Silent => "No stories lately",
            Self::NeedsLeadershipTeam => "Needs a leadership team",
        }
    }

    /// What is wrong, in a sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::SingleOrganiser => {
                "Nearly all the organising is done by one person. If they stop, so does the community."
            }
            Self::SingleHost => "One person hosts nearly every session. When they can’t, nobody does.",
            Self::Fading => "Attendance is well below your best months.",
            Self::OffRhythm => "The last session was longer ago than your rhythm says.",
            Self::Stalled => "There has been no session for a long time.",
            Self::ClosedCircle => "Hardly anyone came for the first time lately.",
            Self::OneTeamRoom => "Most who come are from one team, or teams keep to themselves.",
            Self::LeakyDoor => "Most newcomers come once, and not again.",
            Self::Silent => "No one has shared a story lately, so what you learn stays in the room.",
            Self::NeedsLeadershipTeam => "It has grown too large for one or two people to run.",
        }
    }

    /// Another host would help most.
    pub fn wants_hosts(self) -> bool {
        self == Self::SingleHost
    }
}

/// The flags raised by a week's signals, each with its evidence.
pub fn flags(state: &State, signals: &Signals, thresholds: &Thresholds) -> Vec<Flag> {
    use Comparison::{AtLeast, LessThan, MoreThan};
    let (is, t) = (MeasuredSignals(signals), thresholds);
    let old_enough = is.age(MoreThan, t.flag_age);
    let enough_sessions = is.long_sessions(AtLeast, t.flag_sessions);
    let weeks = Some(state.fading.into());
    let thin_for = "Weeks in a row with low attendance";
    let all = [
        (
            FlagKind::SingleOrganiser,
            vec![is.organiser_share(MoreThan, t.flag_organiser), enough_sessions.clone(), old_enough.clone()],
        ),
        (
            FlagKind::SingleHost,
            vec![is.host_share(MoreThan, t.flag_host), enough_sessions, old_enough.clone()],
        ),
        (
            FlagKind::Fading,
            vec![
                is.decline(t.flag_decline),
                Test::new(
                    TestName::LowWeeks,
                    thin_for,
                    weeks,
                    Limit { comparison: AtLeast, threshold: t.flag_decline_weeks },
                    Unit::Weeks,
                ),
            ],
        ),
        (FlagKind::OffRhythm, vec![is.gap(MoreThan, t.flag_gap)]),
        (FlagKind::ClosedCircle, vec![is.newcomers(LessThan, t.flag_newcomers), old_enough]),
        (
            FlagKind::LeakyDoor,
            vec![is.returned(LessThan, t.flag_return), is.newcomers(AtLeast, t.flag_return_newcomers)],
        ),
        (
            FlagKind::NeedsLeadershipTeam,
            vec![is.members(AtLeast, t.flag_members), is.organisers(LessThan, t.flag_organisers)],
        ),
    ];
    let mut raised: Vec<Flag> = all
        .into_iter()
        .filter(|(_, evidence)| evidence.iter().all(|test| test.met))
        .map(|(kind, evidence)| Flag { kind, evidence })
        .collect();
    raised.extend(one_team_room(is, t));
    raised.extend(by_phase(state.phase, is, t));
    raised.sort_by_key(|flag| flag.kind);
    raised
}

/// Either sign is enough: most people come from one team, or the teams keep to themselves.
fn one_team_room(is: MeasuredSignals, t: &Thresholds) -> Option<Flag> {
    let mut evidence = vec![
        is.team_share(Comparison::MoreThan, t.flag_team_share),
        is.mixing(Comparison::LessThan, t.flag_mixing),
    ];
    evidence.retain(|test| test.met);
    (!evidence.is_empty()).then_some(Flag { kind: FlagKind::OneTeamRoom, evidence })
}

/// What is a fault in one phase only: silence of a young community, and of a grown one's stories.
fn by_phase(phase: Phase, is: MeasuredSignals, t: &Thresholds) -> Option<Flag> {
    let (kind, test) = match phase {
        Phase::Potential => return None,
        Phase::Forming => (FlagKind::Stalled, is.gap(Comparison::MoreThan, t.flag_stalled)),
        _ => (FlagKind::Silent, is.stories_lately(t.flag_silence)),
    };
    test.met.then(|| Flag { kind, evidence: vec![test] })
}

#[cfg(test)]
mod tests;
