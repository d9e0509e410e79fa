//! Phases: how far a community has come, inferred once a week from what happened in it.
//!
//! The five phases are Emily Webber's, with their counterparts in Wenger, `McDermott` & Snyder
//! (2002) and Gongla & Rizzuto (2001). The thresholds are Guildhall's own: each has a name, is
//! shown beside the value that was held against it, and can be changed by an administrator.

mod actions;
mod assessment;
mod bands;
mod criteria;
mod facts;
mod flags;
mod gathering;
mod guide;
mod history;
mod inference;
pub mod jobs;
mod lookback;
mod measures;
mod pages;
mod panel;
mod pauses;
mod phase;
mod queries;
mod remedies;
mod signals;
mod standing;
mod state;
pub mod thresholds;
mod tuning;
mod turnout;
mod words;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod simulation;

// What the tests of the rules call by its short name.
#[cfg(test)]
use self::{
    criteria::{entry_tests, passed},
    facts::{
        CommunityFacts, CommunityShape, Decision, MembershipSpell, Pause, Pin, SessionAttendee, SessionFact,
        StoryFact, Verdict,
    },
    flags::flags,
    history::History,
    inference::evaluate_through,
    state::{PhaseEvent, State},
};

use std::collections::HashMap;

use axum::Router;
use axum::routing::{get, post};
use sqlx::types::Json;
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::{Date, OffsetDateTime};

use crate::communities::Community;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, PersonId};

pub use assessment::Assessment;
pub use flags::{Flag, FlagKind};
pub use measures::TestName;
pub use phase::Phase;
use queries::{NewChoice, Override};
pub use remedies::{hosts_path, stories_path};
pub use signals::Signals;
pub use standing::{Standing, core, standings, standings_in_force};
pub use thresholds::Thresholds;
use thresholds::{ALL, Threshold};
use tuning::ReadTwice;
pub use tuning::ThresholdTurns;
pub use words::OrganiserChoice;

/// Communities whose past is in memory at the same time.
const AT_ONCE: usize = 50;
/// A community that is made up for has a hundred weeks or more, each of some kilobytes with what it was judged by.
const WEEKS_AT_ONCE: usize = 100;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/phase", get(pages::show))
        .route("/communities/{slug}/phase/pin", post(actions::pin))
        .route("/communities/{slug}/phase/unpin", post(actions::unpin))
        .route("/communities/{slug}/phase/transformation", post(actions::decide))
}

/// Evaluates every week until now that was not evaluated yet, of every community that is not archived. Each
/// week is judged by what was known when it began, so a year can be made up for at once. Answers how many
/// weeks are new.
pub async fn evaluate_all(db: &PgPool, now: OffsetDateTime) -> Result<u64> {
    let thresholds = thresholds(db).await?;
    let behind = queries::behind(db, now).await?;
    let mut new = 0;
    for communities in behind.chunks(AT_ONCE) {
        let mut weeks = Vec::new();
        for known in gathering::gather_lately(db, communities, now, &thresholds).await? {
            weeks.append(&mut known.weeks(&thresholds));
            if weeks.len() >= WEEKS_AT_ONCE {
                new += queries::insert(db, &std::mem::take(&mut weeks), now).await?;
            }
        }
        new += queries::insert(db, &weeks, now).await?;
    }
    Ok(new)
}

/// Writes down what an organiser decided about a transformation on a day of the community's zone. It takes effect
/// at once.
pub async fn decide(
    db: &mut PgConnection,
    community: CommunityId,
    by: PersonId,
    on: Date,
    said: OrganiserChoice,
    now: OffsetDateTime,
) -> Result<()> {
    let word = NewChoice { said, phase: None, until: None, reason: "" };
    say(db, community, by, on, &word, now).await
}

/// What a change says of the phase.
#[derive(Debug, Default)]
pub struct ChoicesToRecord {
    pub said: Vec<OrganiserChoice>,
    /// The community is in transformation before it.
    pub is_in_transformation: bool,
}

/// What is to be said of the phase when organisers carry out such a change today: [`decide`] says it.
pub async fn words_for(
    db: &PgPool,
    community: CommunityId,
    said: OrganiserChoice,
    now: OffsetDateTime,
) -> Result<ChoicesToRecord> {
    let states = gathering::states(db, &[community], now).await?;
    Ok(states.first().map_or_else(ChoicesToRecord::default, |(_, state)| ChoicesToRecord {
        said: words::leading_to(said, state),
        is_in_transformation: state.transformation.is_some(),
    }))
}

async fn say(
    db: &mut PgConnection,
    community: CommunityId,
    by: PersonId,
    on: Date,
    word: &NewChoice<'_>,
    now: OffsetDateTime,
) -> Result<()> {
    queries::say(&mut *db, community, by, on, word, now).await?;
    let act = Act::of(by, word.said.into(), ActThing::Phase, community).in_community(community);
    acts::record(db, act, now).await
}

/// The phase of a community as its page shows it to one person.
pub struct CurrentPhase {
    pub phase: Phase,
    pub next_move: &'static str,
    pub about: &'static str,
    /// For its organisers: what they should look at, as of the last evaluation.
    pub flags: Vec<Flag>,
    /// The numbers in force.
    pub thresholds: Thresholds,
}

/// Where a community stands: by its last evaluation, a pin, and what its organisers said since. Only
/// organisers see a transformation that is merely proposed.
pub async fn current_phase(db: &PgPool, community: &Community, now: OffsetDateTime) -> Result<CurrentPhase> {
    let (states, t) = gathering::states_in_force(db, &[community.id], now).await?;
    let (mut newest, state) = states.into_iter().next().ok_or(Error::NotFound)?;
    let phase = state.phase_for(community.organiser, newest.today);
    let guide = phase.guide();
    let signals = newest.signals.take().filter(|_| community.organiser && !community.is_archived());
    let flags = signals.map_or_else(Vec::new, |Json(signals)| flags::flags(&state, &signals, &t));
    Ok(CurrentPhase { phase, next_move: guide.next_move, about: guide.about, flags, thresholds: t })
}

/// The phase of a community as everyone but its organisers sees it.
pub async fn for_all(db: &PgPool, community: CommunityId, now: OffsetDateTime) -> Result<Phase> {
    let (newest, state) = gathering::states(db, &[community], now).await?.pop().ok_or(Error::NotFound)?;
    Ok(state.phase_for(false, newest.today))
}

/// The phase each of these communities is in, as its organisers see it: for jobs, not for pages of others.
pub async fn for_organisers(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> Result<HashMap<CommunityId, Phase>> {
    let states = gathering::states(db, communities, now).await?;
    Ok(states
        .iter()
        .map(|(newest, state)| (newest.community_id, state.phase_for(true, newest.today)))
        .collect())
}

/// These communities as their organisers see them at a moment, held against these numbers.
pub async fn assessments(
    db: &PgPool,
    communities: &[CommunityId],
    t: &Thresholds,
    now: OffsetDateTime,
) -> Result<Vec<Assessment>> {
    let known = gathering::gather(db, communities, now, t).await?;
    Ok(known.into_iter().map(|known| Assessment::of(known, t)).collect())
}

/// A community's phase as leaders see it.
pub struct CommunityPhase {
    pub phase: Phase,
    pub since: Date,
    /// In transformation, and an organiser confirmed it or 30 days have passed.
    pub in_review: bool,
    /// The phase at the end of each of the past twelve months, oldest first, this month as it is today: as others than
    /// organisers saw it then. Nothing before the founding.
    pub year: [Option<Phase>; 12],
}

/// The phases of those of these communities that this leader may see.
pub async fn over_a_year(
    db: &PgPool,
    leader: PersonId,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> Result<HashMap<CommunityId, CommunityPhase>> {
    let visible = queries::visible(db, leader, communities).await?;
    let ids: Vec<CommunityId> = visible.iter().map(|community| community.id).collect();
    let mut before: HashMap<CommunityId, Option<Date>> =
        visible.into_iter().map(|community| (community.id, community.before_since)).collect();
    let mut years: HashMap<CommunityId, CommunityPhase> = HashMap::new();
    for (newest, state) in gathering::states(db, &ids, now).await? {
        let before = before.remove(&newest.community_id).flatten().unwrap_or(newest.founded_on);
        let phase = state.phase_for(false, newest.today);
        let mut year = [None; 12];
        year[11] = Some(phase);
        let since = state.since_for_others(newest.today, before);
        let in_review = phase == Phase::Transformation;
        years.insert(newest.community_id, CommunityPhase { phase, since, in_review, year });
    }
    for end in queries::month_ends(db, &ids, now).await? {
        let shown = match end.state.zip(end.week_on) {
            Some((Json(state), week)) => Some(state.phase_for(false, week)),
            None => end.phase,
        };
        let month = usize::try_from(end.month).ok().filter(|month| *month < 11);
        if let Some((community, month)) = years.get_mut(&end.community_id).zip(month) {
            community.year[month] = shown.or(end.founded.then_some(Phase::Potential));
        }
    }
    Ok(years)
}

/// The numbers in force: the defaults, and an administrator's in their place.
pub async fn thresholds(db: impl PgExecutor<'_>) -> Result<Thresholds> {
    let overrides = queries::overrides(db).await?;
    Ok(Thresholds::with_overrides(overrides.iter().map(|(name, value)| (name.as_str(), *value))))
}

/// The numbers in force, which nobody else can change until the transaction ends.
pub async fn lock_thresholds(db: &mut PgConnection) -> Result<Thresholds> {
    queries::lock_overrides(&mut *db).await?;
    thresholds(&mut *db).await
}

/// Puts other numbers in force and notes old and new ones in the log. The weekly evaluation uses them from its next
/// pass on; weeks that were evaluated stay as they are.
pub async fn change_thresholds(
    db: &mut PgConnection,
    in_force: &Thresholds,
    wanted: &Thresholds,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    let number = |t: &Thresholds, name| t.get(name).unwrap_or_default();
    let differing = || ALL.iter().filter(|t| in_force.get(t.name) != wanted.get(t.name));
    let (usual, other): (Vec<&Threshold>, Vec<&Threshold>) =
        differing().partition(|t| wanted.get(t.name) == Some(t.default));
    let overrides: Vec<_> =
        other.iter().map(|t| Override { name: t.name, value: number(wanted, t.name) }).collect();
    queries::remove_overrides(&mut *db, &usual).await?;
    queries::set_overrides(&mut *db, &overrides, by, now).await?;
    let changes: Vec<_> = differing()
        .map(|t| {
            serde_json::json!({
                "threshold": t.name, "from": number(in_force, t.name), "to": number(wanted, t.name)
            })
        })
        .collect();
    if changes.is_empty() {
        return Ok(());
    }
    let act = Act {
        person: Some(by),
        verb: ActVerb::ChangeSettings,
        thing: ActThing::Threshold,
        thing_id: None,
        community: None,
    };
    acts::record_with(db, act, serde_json::json!({ "changes": changes }), now).await
}

/// What other thresholds would turn in one community that is not archived.
pub struct CommunityTurns {
    pub community: CommunityId,
    pub name: String,
    pub slug: String,
    pub is_private: bool,
    pub turns: ThresholdTurns,
}

/// What other thresholds would turn today, in every community that is not archived, by name.
pub async fn threshold_turns(
    db: &PgPool,
    in_force: &Thresholds,
    wanted: &Thresholds,
    now: OffsetDateTime,
) -> Result<Vec<CommunityTurns>> {
    let mut all = Vec::new();
    for communities in queries::open(db).await?.chunks(AT_ONCE) {
        let ids: Vec<CommunityId> = communities.iter().map(|community| community.id).collect();
        let known_now = gathering::gather(db, &ids, now, in_force).await?;
        let known_then = gathering::gather(db, &ids, now, wanted).await?;
        let mut turns: HashMap<CommunityId, ThresholdTurns> = known_now
            .iter()
            .zip(&known_then)
            .map(|(now, then)| (now.community, tuning::turns(&ReadTwice { now, then }, in_force, wanted)))
            .collect();
        all.extend(communities.iter().map(|community| CommunityTurns {
            community: community.id,
            name: community.name.clone(),
            slug: community.slug.clone(),
            is_private: community.is_private,
            turns: turns.remove(&community.id).unwrap_or_default(),
        }));
    }
    Ok(all)
}
