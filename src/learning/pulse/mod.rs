//! The pulse: what people say of opportunity, trust and motivation, in two minutes, every two or three months; of a
//! community, or of the whole organisation. Answers are counters per item and one group at a time. No stored row ties
//! them to a person, results are shown after the close only, and never of fewer than five answers.

mod actions;
mod answering;
mod cancelling;
mod closing;
mod comments;
mod form;
pub mod jobs;
mod mails;
mod opening;
mod pages;
mod permission;
mod queries;
mod bars;
mod results;
mod rules;
mod safety;
mod scoring;
mod sharing;
mod states;
mod suppression;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;

use crate::organisation::acts;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, PulseId};

pub use answering::answer;
pub use bars::{PulseBar, PulsePrecision};
pub use opening::{PulsePlan, open};
pub use queries::{NewAnswers, PulseCount, WaitingPulse};
pub use rules::{ANSWERS_FOR_LEADERS, RESULTS_ARE_NEWS_FOR};
pub use scoring::{BarrierScore, PulseScores, PulseTrend, trend, weakest};
pub use sharing::{DepartmentItem, SharedItem, item_by_department, item_for_teams, scores};
pub use states::{PulseDimension, PulseItem, PulseQuestion, TRIED};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/pulse", get(pages::organisation).post(actions::open_for_all))
        .route("/pulse/new", get(pages::new_for_all))
        .route("/pulse/minimum", post(actions::raise_minimum))
        .route("/pulse/safety", get(permission::show).post(permission::permit))
        .route("/pulse/safety/withdrawal", post(permission::withdraw))
        .route("/communities/{slug}/pulse", get(pages::community).post(actions::open_for_community))
        .route("/communities/{slug}/pulse/new", get(pages::new_for_community))
        .route("/pulses/{pulse}", get(pages::show))
        .route("/pulses/{pulse}/review", post(actions::review))
        .route("/pulses/{pulse}/answers", post(actions::answer))
        .route("/pulses/{pulse}/cancellation", post(actions::cancel))
        .route("/pulses/{pulse}/reading", post(actions::read))
        .route("/pulses/{pulse}/comments", get(comments::index))
        .route("/pulses/{pulse}/comments/{comment}/removal", post(comments::take_out))
}

/// Is nothing to be written to the log of requests to this path? What happens on a pulse's own pages leaves no line, at
/// whatever level the log is: a line has a time.
pub fn is_unlogged(path: &str) -> bool {
    path.starts_with("/pulses/")
}

/// What waits for this person: rounds for their answers, and results to be read.
pub async fn waiting_for(db: &PgPool, person: PersonId, now: OffsetDateTime) -> Result<Vec<WaitingPulse>> {
    Ok(queries::waiting_for(db, person, now - rules::RESULTS_ARE_NEWS_FOR, now).await?)
}

/// Writes down on what ground the seven yearly sentences may be used here. Tells nobody.
pub async fn permit_safety(
    db: &mut PgConnection,
    ground: &str,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::permit_safety(&mut *db, ground, by, now).await?;
    acts::record(db, permission::changed(by), now).await
}

/// What members read of their community's last pulse: "Of 18 answers …".
async fn sentence(
    db: &PgPool,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> Result<Option<String>> {
    let Some(round) = queries::last_closed(db, community, now, 1).await?.pop() else { return Ok(None) };
    total(db, round.id, community).await
}

/// The same, of counts that were read already.
pub fn sentence_of(counts: &[PulseCount], community: CommunityId) -> Option<String> {
    PulseScores::of_all(counts).sentence(PulsePrecision::of(Some(community)))
}

/// What members read of one closed round.
async fn total(
    db: impl PgExecutor<'_>,
    pulse: PulseId,
    community: Option<CommunityId>,
) -> Result<Option<String>> {
    let counts = queries::counts_of_all(db, &[pulse]).await?;
    let counts: Vec<_> = counts.into_iter().map(|(_, count)| count).collect();
    Ok(PulseScores::of_all(&counts).sentence(PulsePrecision::of(community)))
}
