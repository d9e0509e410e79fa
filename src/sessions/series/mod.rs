//! Series: sessions that recur. A series holds the rule and what its next dates look like; each date is a session of
//! its own, made ahead of time, that keeps its answers whatever becomes of the rule.

mod change;
pub mod form;
pub mod jobs;
mod mails;
mod pages;
mod queries;
pub mod recurrence;
mod reshape;
pub mod rules;
mod words;

use axum::Router;
use axum::routing::get;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId};
use crate::sessions::events::dates::CommunityChange;
use crate::sessions::events::{self, SessionPlan};

pub use change::{Changed, call_off, change};
pub use form::{OwnTitles, Scope};
pub use mails::tell;
pub use queries::{Rest, Series, StoredRule, of_ids};
pub use recurrence::Rule;
pub use reshape::{Edit, ReshapeProblem};

pub fn routes() -> Router<App> {
    Router::new().route("/series/{series}", get(pages::show))
}

/// Begins a series of sessions like `plan`, and makes its first dates. Its uid is its identity in calendars for life. Tells
/// nobody.
pub async fn found(
    db: &mut PgConnection,
    community: CommunityId,
    rule: &Rule,
    plan: &SessionPlan,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<(SeriesId, Vec<EventId>)> {
    let id = SeriesId::random();
    queries::write(&mut *db, id, community, rule, plan, by, now).await?;
    Ok((id, fill(db, id, now).await?))
}

/// The pauses of a community, in which a series makes no dates.
pub async fn pauses(db: &PgPool, community: CommunityId) -> Result<Vec<Rest>> {
    Ok(queries::rests(&mut *db.acquire().await?, community).await?)
}

/// Makes the dates of a series that are due to be made: some weeks ahead, and at least a handful. Answers the new
/// ones. A process that fills it at the same moment waits and finds nothing left to do, and a date that is there
/// already, in whatever state, is never made again. Tells nobody.
pub async fn fill(db: &mut PgConnection, series: SeriesId, now: OffsetDateTime) -> Result<Vec<EventId>> {
    let Some(series) = queries::lock(&mut *db, series).await? else { return Ok(Vec::new()) };
    let rests = queries::rests(&mut *db, series.community_id).await?;
    if series.cancelled_at.is_some() || rests.iter().any(|rest| rest.archived) {
        return Ok(Vec::new());
    }
    let slots = rules::slots(&series.rule(), i64::from(series.minutes), &rests, now);
    let (community, by, plan) = (series.community_id, series.created_by, series.plan());
    let made = events::dates::make(&mut *db, community, series.id, &plan, &slots, by, now).await?;
    if let Some(last) = slots.last() {
        queries::filled(db, series.id, last.on).await?;
    }
    Ok(made)
}

/// Series go to another community with their dates to come, under the same uid; dates held stay where they were held.
/// Which sessions went, those by themselves among them. Tells nobody.
pub async fn change_community(
    db: &mut PgConnection,
    communities: CommunityChange,
    series: &[SeriesId],
    single: &[EventId],
    now: OffsetDateTime,
) -> Result<Vec<EventId>> {
    queries::change_community(&mut *db, communities, series, now).await?;
    Ok(events::dates::change_community(db, communities, single, series, now).await?)
}

/// The series of that id; the caller has made sure that it may be seen.
pub async fn of(db: &PgPool, series: SeriesId) -> Result<Option<Series>> {
    Ok(queries::of_id(db, series).await?)
}
