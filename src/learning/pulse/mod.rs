//! The pulse: what people say of opportunity, trust and motivation, in two minutes, every two or three months; of a
//! community, or of the whole organisation. Answers are counters per item and one group at a time. No stored row ties
//! them to a person, results are shown after the close only, and never of fewer than five answers.

mod actions;
mod answering;
mod closing;
mod comments;
mod form;
pub mod jobs;
mod mails;
mod opening;
mod pages;
mod queries;
mod results;
mod rules;
mod scoring;
mod sharing;
mod states;
mod suppression;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgPool;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

pub use answering::answer;
pub use opening::{PulsePlan, open};
pub use queries::{NewAnswers, OpenPulse};
pub use results::{Precision, PulseBar};
pub use scoring::{BarrierScore, PulseScores, PulseTrend, trend, weakest};
pub use sharing::{DepartmentItem, SharedItem, item_by_department, item_for_teams, scores};
pub use states::{PulseDimension, PulseItem, PulseQuestion, TRIED};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/pulse", get(pages::organisation).post(actions::open_for_all))
        .route("/pulse/new", get(pages::new_for_all))
        .route("/pulse/minimum", post(actions::raise_minimum))
        .route("/communities/{slug}/pulse", get(pages::community).post(actions::open_for_community))
        .route("/communities/{slug}/pulse/new", get(pages::new_for_community))
        .route("/pulses/{pulse}", get(pages::show))
        .route("/pulses/{pulse}/review", post(actions::review))
        .route("/pulses/{pulse}/answers", post(actions::answer))
        .route("/pulses/{pulse}/comments", get(comments::index))
        .route("/pulses/{pulse}/comments/{comment}/removal", post(comments::take_out))
}

/// Is nothing to be written to the log of requests to this path? What happens on a pulse's own pages leaves no line, at
/// whatever level the log is: a line has a time.
pub fn is_unlogged(path: &str) -> bool {
    path.starts_with("/pulses/")
}

/// The rounds that wait for this person's answers.
pub async fn open_for(db: &PgPool, person: PersonId, now: OffsetDateTime) -> Result<Vec<OpenPulse>> {
    Ok(queries::open_for(db, person, now).await?)
}

/// What members read of their community's last pulse: "Of 18 answers …".
pub async fn sentence(
    db: &PgPool,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> Result<Option<String>> {
    let Some(round) = queries::last_closed(db, community, now, 1).await?.pop() else { return Ok(None) };
    let counts = queries::counts_of_all(db, &[round.id]).await?;
    let counts: Vec<_> = counts.into_iter().map(|(_, count)| count).collect();
    Ok(PulseScores::of_all(&counts).sentence(Precision::of(community)))
}
