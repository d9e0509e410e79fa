//! Topics: what members would like to meet about. Anybody of the community proposes one, the others say that they want it
//! too, and an organiser plans a session for it. A topic is open again when that session is cancelled.

mod actions;
mod pages;
mod queries;
mod who;

use std::collections::HashMap;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, PersonId, TopicId};

pub use queries::{Topic, vote};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/topics", get(pages::index).post(actions::propose))
        .route("/topics/{topic}/vote", post(actions::vote))
        .route("/topics/{topic}/retirement", post(actions::retire))
}

/// What it takes to propose a topic.
pub struct NewTopic<'a> {
    pub title: &'a str,
    pub details: &'a str,
}

/// Proposes a topic, with the first vote of the person who proposes it.
///
/// # Errors
/// [`Error::Refused`] when the community has one of this title.
pub async fn propose(
    db: &mut PgConnection,
    community: CommunityId,
    new: &NewTopic<'_>,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<TopicId> {
    let topic = queries::insert(&mut *db, community, new, by, now)
        .await
        .on_constraint("topics_title_taken", Error::Refused("This topic is already on the list."))?;
    queries::vote(db, topic, by, now).await?;
    Ok(topic)
}

/// How many topics wait for a session, in each of these communities that has any.
pub async fn open_in(db: &PgPool, communities: &[CommunityId]) -> Result<HashMap<CommunityId, i64>> {
    Ok(queries::open_in(db, communities)
        .await?
        .into_iter()
        .map(|open| (open.community_id, open.topics))
        .collect())
}
