//! Puts what is known of communities together, for as many as are asked for in the same few queries.

use std::collections::{HashMap, HashSet};

use sqlx::PgPool;
use sqlx::types::Json;
use time::{Date, OffsetDateTime};

use super::facts::CommunityFacts;
use super::history::History;
use super::inference::{apply_choices, catch_up, first_open_week};
use super::lookback::Lookback;
use super::queries::facts::{CommunityFact, EarlierQuestions, ReadPast};
use super::queries::{self, EvaluatedWeek, Newest};
use super::state::State;
use super::thresholds::Thresholds;
use super::words;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

/// A community with its past, as it was last evaluated.
pub struct EvaluatedCommunity {
    pub community: CommunityId,
    pub today: Date,
    /// As of the last evaluated week, or of the founding.
    last: State,
    pub history: History,
}

impl EvaluatedCommunity {
    /// The weeks that were not evaluated yet.
    pub fn weeks(&self, thresholds: &Thresholds) -> Vec<EvaluatedWeek> {
        catch_up(&self.last, &self.history, self.today, thresholds)
            .into_iter()
            .map(|(monday, state, signals)| EvaluatedWeek {
                community: self.community,
                monday,
                state,
                signals,
            })
            .collect()
    }

    /// Where it stands now, whether the week was evaluated yet or not. The changes are those that no stored
    /// week has.
    pub fn now(&self, thresholds: &Thresholds) -> State {
        let mut changes = Vec::new();
        let mut state = self.last.clone();
        for week in self.weeks(thresholds) {
            state = week.state;
            changes.append(&mut state.changes);
        }
        state = apply_choices(&state, &self.history, self.today, thresholds);
        changes.append(&mut state.changes);
        State { changes, ..state }
    }
}

/// Where a community stands now, and since which day it is there.
pub struct Standpoint {
    pub state: State,
    pub founded_on: Date,
    pub today: Date,
}

impl Standpoint {
    pub fn of(known: &EvaluatedCommunity, t: &Thresholds) -> Self {
        Self { state: known.now(t), founded_on: known.history.founded_on(), today: known.today }
    }
}

/// Where a community stands now. Its past is read only when a week was not evaluated yet.
pub async fn standpoint(
    db: &PgPool,
    community: CommunityId,
    now: OffsetDateTime,
) -> Result<Option<Standpoint>> {
    let newest = queries::newest(db, &[community], now).await?;
    let t = queries::in_force(&newest);
    if newest.iter().all(is_evaluated) {
        let known = with_states(newest, &t).pop();
        return Ok(known.map(|(newest, state)| Standpoint {
            state,
            founded_on: newest.founded_on,
            today: newest.today,
        }));
    }
    let known = with_past(db, newest, now, &t, |_| Lookback::WHOLE).await?.pop();
    Ok(known.map(|known| Standpoint::of(&known, &t)))
}

/// No week has begun since the last one that was evaluated.
fn is_evaluated(newest: &Newest) -> bool {
    let last = newest.state.as_ref().and_then(|Json(state)| state.evaluated_on);
    first_open_week(last, newest.founded_on) > newest.today
}

/// Everything that is known of communities.
pub async fn gather(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
    t: &Thresholds,
) -> Result<Vec<EvaluatedCommunity>> {
    let newest = queries::newest(db, communities, now).await?;
    with_past(db, newest, now, t, |_| Lookback::WHOLE).await
}

/// The same by the numbers in force, and those.
pub async fn gather_in_force(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> Result<(Vec<EvaluatedCommunity>, Thresholds)> {
    let newest = queries::newest(db, communities, now).await?;
    let t = queries::in_force(&newest);
    Ok((with_past(db, newest, now, &t, |_| Lookback::WHOLE).await?, t))
}

/// As much of their past as the weeks depend on that were not evaluated yet.
pub async fn gather_lately(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
    t: &Thresholds,
) -> Result<Vec<EvaluatedCommunity>> {
    let newest = queries::newest(db, communities, now).await?;
    let paused = queries::facts::paused_days(db, communities, now).await?;
    let paused: HashMap<CommunityId, i64> =
        paused.into_iter().map(|paused| (paused.community, paused.fact)).collect();
    let lookback = |newest: &Newest| {
        let last = newest.state.as_ref().and_then(|Json(state)| state.evaluated_on);
        let paused = paused.get(&newest.community_id).copied().unwrap_or_default();
        last.map_or(Lookback::WHOLE, |week| Lookback::after(week, cadence_days(newest), paused, t))
    };
    with_past(db, newest, now, t, lookback).await
}

async fn with_past(
    db: &PgPool,
    mut newest: Vec<Newest>,
    now: OffsetDateTime,
    t: &Thresholds,
    lookback: impl Fn(&Newest) -> Lookback,
) -> Result<Vec<EvaluatedCommunity>> {
    let lookbacks: HashMap<CommunityId, Lookback> =
        newest.iter().map(|newest| (newest.community_id, lookback(newest))).collect();
    let past = ReadPast {
        communities: newest.iter().map(|newest| newest.community_id).collect(),
        since: newest.iter().map(|newest| lookbacks[&newest.community_id].since).collect(),
    };
    let mut all: HashMap<CommunityId, CommunityFacts> =
        newest.iter().map(|newest| (newest.community_id, founded(newest))).collect();
    share_out(&mut all, queries::facts::sessions(db, &past, now).await?, |facts| &mut facts.sessions);
    let memberships = queries::facts::memberships(db, &past.communities).await?;
    share_out(&mut all, memberships, |facts| &mut facts.memberships);
    for CommunityFact { community, fact } in queries::facts::small(db, &past).await? {
        if let Some(facts) = all.get_mut(&community) {
            (facts.stories, facts.acts, facts.pauses) = (fact.stories, fact.acts, fact.pauses);
        }
    }
    add_words(&mut all, &mut newest);
    let known = newest.into_iter().filter_map(|mut newest| {
        let history = History::of(all.remove(&newest.community_id)?, t);
        let last = last(&mut newest);
        Some(EvaluatedCommunity { community: newest.community_id, today: newest.today, last, history })
    });
    let mut known: Vec<EvaluatedCommunity> = known.collect();
    add_earlier(db, &mut known, &lookbacks, now, t).await?;
    Ok(known)
}

/// Adds who came before what was read, of those of whom it changes something.
async fn add_earlier(
    db: &PgPool,
    known: &mut [EvaluatedCommunity],
    lookbacks: &HashMap<CommunityId, Lookback>,
    now: OffsetDateTime,
    t: &Thresholds,
) -> Result<()> {
    let mut questions = EarlierQuestions::default();
    for EvaluatedCommunity { community, history, .. } in &*known {
        let Lookback { since, fresh } = lookbacks[community];
        for person in history.unsure(fresh) {
            questions.communities.push(*community);
            questions.people.push(person);
            questions.before.push(since);
        }
    }
    if questions.people.is_empty() {
        return Ok(());
    }
    let mut earlier: HashMap<CommunityId, HashSet<PersonId>> = HashMap::new();
    let counted_people = t.participation().counted_people;
    for came in queries::facts::came_before(db, &questions, counted_people, now).await? {
        earlier.entry(came.community).or_default().insert(came.fact);
    }
    for known in known {
        if let Some(people) = earlier.get(&known.community) {
            known.history.add_earlier(people);
        }
    }
    Ok(())
}

fn founded(newest: &Newest) -> CommunityFacts {
    CommunityFacts {
        purpose_set_on: newest.purpose_set_on,
        cadence_days: cadence_days(newest),
        ..CommunityFacts::founded(newest.founded_on, newest.founder_id)
    }
}

fn cadence_days(newest: &Newest) -> Option<u32> {
    newest.cadence_days.and_then(|days| u32::try_from(days).ok())
}

/// Where communities stand by their last evaluation and what organisers said since: one small query, whatever the number
/// of communities, and nothing of their past. Only the peak of a transformation declared since then cannot be told from
/// it.
pub async fn states(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> Result<Vec<(Newest, State)>> {
    Ok(states_in_force(db, communities, now).await?.0)
}

/// The same, and the numbers in force.
pub async fn states_in_force(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> Result<(Vec<(Newest, State)>, Thresholds)> {
    let newest = queries::newest(db, communities, now).await?;
    let t = queries::in_force(&newest);
    Ok((with_states(newest, &t), t))
}

/// The same by thresholds that are at hand.
pub async fn states_by(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
    t: &Thresholds,
) -> Result<Vec<(Newest, State)>> {
    Ok(with_states(queries::newest(db, communities, now).await?, t))
}

fn with_states(mut newest: Vec<Newest>, t: &Thresholds) -> Vec<(Newest, State)> {
    let mut all: HashMap<CommunityId, CommunityFacts> = newest
        .iter()
        .map(|newest| (newest.community_id, CommunityFacts::founded(newest.founded_on, newest.founder_id)))
        .collect();
    add_words(&mut all, &mut newest);
    let states = newest.into_iter().filter_map(|mut newest| {
        let history = History::of(all.remove(&newest.community_id)?, t);
        let state = apply_choices(&last(&mut newest), &history, newest.today, t);
        Some((newest, state))
    });
    states.collect()
}

/// The state of the last evaluated week, or that of the founding.
fn last(newest: &mut Newest) -> State {
    newest.state.take().map_or_else(|| State::founded(newest.founded_on), |state| state.0)
}

fn add_words(all: &mut HashMap<CommunityId, CommunityFacts>, newest: &mut [Newest]) {
    for newest in newest {
        if let Some(Json(said)) = newest.words.take()
            && let Some(facts) = all.get_mut(&newest.community_id)
        {
            (facts.decisions, facts.pins) = words::read(&said);
        }
    }
}

/// Gives each community its own of the facts.
fn share_out<T>(
    all: &mut HashMap<CommunityId, CommunityFacts>,
    known: Vec<CommunityFact<T>>,
    list: impl Fn(&mut CommunityFacts) -> &mut Vec<T>,
) {
    for CommunityFact { community, fact } in known {
        if let Some(facts) = all.get_mut(&community) {
            list(facts).push(fact);
        }
    }
}
