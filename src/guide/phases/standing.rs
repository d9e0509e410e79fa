//! Where communities stand, for what is suggested in them: by their last evaluation, so that no past is read again.

use std::collections::HashMap;

use sqlx::PgPool;
use sqlx::types::Json;
use time::{Date, OffsetDateTime};

use super::criteria::entry_tests;
use super::flags::{Flag, FlagKind, flags};
use super::gathering;
use super::measures::TestName;
use super::phase::Phase;
use super::queries::Newest;
use super::signals::{Signals, cadence, within};
use super::state::State;
use super::thresholds::Thresholds;
use super::turnout::Turnout;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

/// What may be said of a community to the people who run it.
#[derive(Clone, Debug)]
pub struct Standing {
    /// As organisers see it, since when, and today, where the community is.
    pub phase: Phase,
    pub since: Date,
    pub today: Date,
    /// It rose to this phase from the one below, and no organiser set another.
    pub risen: bool,
    /// A transformation waits for an organiser's answer.
    pub proposed: bool,
    /// The last day the flags and what follows know of.
    pub as_of: Option<Date>,
    /// Who came for the first time in the short window, which is this many days.
    pub newcomers: Option<u32>,
    pub short_window: f64,
    /// What the community met to enter its phase, as people read it.
    pub met: Vec<String>,
    pub flags: Vec<Flag>,
}

impl Standing {
    fn of(newest: &Newest, signals: Option<&Signals>, state: &State, t: &Thresholds) -> Self {
        let (phase, today) = (state.phase_for(true, newest.today), newest.today);
        let pin = state.pinned(today);
        let tests = signals.map_or_else(Vec::new, |signals| entry_tests(phase, signals, t));
        let met = tests.iter().filter(|test| test.met && test.name != TestName::Age);
        Self {
            phase,
            since: pin.map_or(state.since, |pin| pin.from),
            today,
            risen: pin.is_none() && newest.before.is_some_and(|before| before.next() == Some(phase)),
            proposed: state.proposed(),
            as_of: signals.map(|signals| signals.as_of),
            newcomers: signals.map(|signals| signals.newcomers),
            short_window: signals.map_or(t.short_least, |signals| signals.short_window),
            met: met.map(|test| format!("{}: {}", test.label, test.value_text())).collect(),
            flags: signals.map_or_else(Vec::new, |signals| flags(state, signals, t)),
        }
    }

    pub fn has(&self, flag: FlagKind) -> bool {
        self.flags.iter().any(|raised| raised.kind == flag)
    }

    /// What a raised flag rests on most, as people read it.
    pub fn evidence(&self, flag: FlagKind) -> Option<String> {
        let test = self.flags.iter().find(|raised| raised.kind == flag)?.evidence.first()?;
        Some(format!("{}: {}", test.label, test.value_text()))
    }

    /// The number a measured value of a raised flag was held against.
    pub fn limit(&self, flag: FlagKind, test: TestName) -> Option<f64> {
        let raised = self.flags.iter().find(|raised| raised.kind == flag)?;
        raised.evidence.iter().find(|measured| measured.name == test).map(|measured| measured.threshold)
    }
}

/// Where each of these communities stands by these numbers: one query, whatever their number.
pub async fn standings(
    db: &PgPool,
    communities: &[CommunityId],
    t: &Thresholds,
    now: OffsetDateTime,
) -> Result<HashMap<CommunityId, Standing>> {
    Ok(by_community(gathering::states_by(db, communities, now, t).await?, t))
}

/// The same by the numbers in force, and those.
pub async fn standings_in_force(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> Result<(HashMap<CommunityId, Standing>, Thresholds)> {
    let (states, t) = gathering::states_in_force(db, communities, now).await?;
    Ok((by_community(states, &t), t))
}

fn by_community(states: Vec<(Newest, State)>, t: &Thresholds) -> HashMap<CommunityId, Standing> {
    let standings = states.into_iter().map(|(mut newest, state)| {
        let signals = newest.signals.take().map(|Json(signals)| signals);
        (newest.community_id, Standing::of(&newest, signals.as_ref(), &state, t))
    });
    standings.collect()
}

/// The people who came to half of the sessions or more, as it was when each community last met: of one that fell
/// silent too.
pub async fn core(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> Result<Vec<(CommunityId, PersonId)>> {
    if communities.is_empty() {
        return Ok(Vec::new());
    }
    let t = super::thresholds(db).await?;
    let known = gathering::gather(db, communities, now, &t).await?;
    let mut core = Vec::new();
    for community in &known {
        let history = &community.history;
        let held = history.held(community.today);
        let Some(last) = held.last() else { continue };
        let window = within(held, last.day, t.short_window(cadence(history, held, &t)));
        let turnout = Turnout { history, window, before: held.len() - window.len() };
        let people = turnout.core_people(&t).unwrap_or_default();
        core.extend(people.into_iter().map(|person| (community.community, history.person(person))));
    }
    Ok(core)
}

#[cfg(test)]
impl Standing {
    /// A community in this phase for so many days, of which the evaluation says nothing else.
    pub fn example(phase: Phase, today: Date, days: i64) -> Self {
        Self {
            phase,
            since: today - time::Duration::days(days),
            today,
            risen: false,
            proposed: false,
            as_of: Some(today),
            newcomers: Some(3),
            short_window: 90.0,
            met: Vec::new(),
            flags: Vec::new(),
        }
    }

    /// With a flag raised by one measured value.
    pub fn flagged(mut self, kind: FlagKind, value: f64, limit: f64) -> Self {
        use super::measures::{Comparison, Limit, Test, TestName};
        let limit = Limit { comparison: Comparison::LessThan, threshold: limit };
        let test =
            Test::new(TestName::Organisers, "Measured", Some(value), limit, super::thresholds::Unit::Count);
        self.flags.push(Flag { kind, evidence: vec![test] });
        self
    }
}
