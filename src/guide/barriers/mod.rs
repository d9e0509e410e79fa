//! Barriers: which of opportunity, trust and motivation holds a community back, as its pulse and its last months say; and
//! plays against it, which are put on the roadmap and looked at again after the next pulse.

mod actions;
mod pages;
mod queries;
mod rules;
mod states;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::learning::pulse::{self, BarrierScore, PulseScores, PulseTrend};
use crate::learning::stories::Barrier;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, PersonId, PlayId};
use queries::PlayRow;

pub use states::{Play, PlayState};

/// Rounds that are looked back over: three years of them.
const ROUNDS: i64 = 18;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/barriers", get(pages::show))
        .route("/communities/{slug}/plays", post(actions::start))
        .route("/communities/{slug}/plays/{play}/review", post(actions::review))
        .route("/impact/barriers", get(pages::of_organisation))
}

/// Puts a play on the roadmap; one that is being tried already stays as it is. Tells nobody.
pub async fn start(
    db: &mut PgConnection,
    community: CommunityId,
    play: Play,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<bool> {
    Ok(queries::start(db, community, play, by, now).await? > 0)
}

/// Keeps or drops a play that is being tried. Tells nobody.
///
/// # Errors
/// [`Error::NotFound`] where it is not being tried.
pub async fn settle(
    db: &mut PgConnection,
    community: CommunityId,
    play: PlayId,
    state: PlayState,
    now: OffsetDateTime,
) -> Result<Play> {
    queries::settle(db, community, play, state, now).await?.ok_or(Error::NotFound)
}

/// A play on the roadmap, with what the pulse said of its barrier before it was started and in the first round after.
pub struct PlayLine {
    pub id: PlayId,
    pub play: Play,
    pub state: PlayState,
    pub started_at: OffsetDateTime,
    /// When it was looked at again, and kept or dropped.
    pub settled_at: Option<OffsetDateTime>,
    /// Favourable, of a hundred.
    pub before: Option<i64>,
    pub after: Option<i64>,
    pub trend: Option<PulseTrend>,
}

impl PlayLine {
    fn of(row: &PlayRow, rounds: &[(OffsetDateTime, PulseScores)]) -> Self {
        let barrier = row.play.barrier();
        let score = |(_, scores): &(OffsetDateTime, PulseScores)| scores.barrier(barrier);
        let before = rounds.iter().find(|(closed_at, _)| *closed_at <= row.started_at).and_then(score);
        let after = rounds.iter().rev().find(|(closed_at, _)| *closed_at > row.started_at).and_then(score);
        Self {
            id: row.id,
            play: row.play,
            state: row.state,
            started_at: row.started_at,
            settled_at: row.settled_at,
            trend: before
                .as_ref()
                .zip(after.as_ref())
                .and_then(|(before, after)| pulse::trend(before, after)),
            before: before.as_ref().map(BarrierScore::percent),
            after: after.as_ref().map(BarrierScore::percent),
        }
    }

    pub fn is_tried(&self) -> bool {
        self.state == PlayState::Trying
    }

    /// A pulse has closed since: it is time to look at it again.
    pub fn is_due(&self) -> bool {
        self.is_tried() && self.after.is_some()
    }

    /// "Trust: 45% favourable before, 61% after"
    pub fn reading(&self) -> String {
        let barrier = self.play.barrier().name();
        match (self.before, self.after) {
            (Some(before), Some(after)) => format!("{barrier}: {before}% favourable before, {after}% after"),
            (Some(before), None) => {
                format!("{barrier}: {before}% favourable before; the next pulse says more")
            }
            (None, Some(after)) => format!("{barrier}: {after}% favourable since; no pulse before"),
            (None, None) => format!("{barrier}: no pulse yet to hold it against"),
        }
    }
}

/// The plays of a community, for its roadmap.
pub async fn plays(db: &PgPool, community: CommunityId, now: OffsetDateTime) -> Result<Vec<PlayLine>> {
    let rows = queries::of_community(db, community).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let rounds = pulse::scores(db, Some(community), now, ROUNDS).await?;
    Ok(rows.iter().map(|row| PlayLine::of(row, &rounds)).collect())
}

/// What the last pulse of a community with enough answers found of trust.
pub struct TrustReading {
    /// Favourable, of a hundred.
    pub percent: i64,
    pub answers: i64,
    pub closed_at: OffsetDateTime,
}

/// The trust of a community, for its organisers; nothing before a pulse with enough answers.
pub async fn trust(db: &PgPool, community: CommunityId, now: OffsetDateTime) -> Result<Option<TrustReading>> {
    let rounds = pulse::scores(db, Some(community), now, ROUNDS).await?;
    Ok(rounds.iter().find_map(|(closed_at, scores)| {
        let trust = scores.barrier(Barrier::Trust)?;
        Some(TrustReading { percent: trust.percent(), answers: trust.answers(), closed_at: *closed_at })
    }))
}

/// What members read on their community's page: what the last pulse said, and what is being tried.
pub struct MembersReading {
    pub sentence: Option<String>,
    pub trying: Vec<&'static str>,
}

pub fn for_members(sentence: Option<String>, trying: &[Play]) -> Option<MembersReading> {
    let trying: Vec<_> = trying.iter().map(|play| play.title()).collect();
    (sentence.is_some() || !trying.is_empty()).then_some(MembersReading { sentence, trying })
}
