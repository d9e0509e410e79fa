//! Pathways: an ordered set of sessions and materials that members of a community work through, each at their own pace.
//! What someone ticked only they see; organisers see how many, never who.

mod actions;
mod form;
mod pages;
mod queries;
pub mod rules;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, EventId, PathwayId, PathwayItemId, PersonId, SeriesId};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/pathways", get(pages::index).post(actions::create))
        .route("/pathways/{pathway}", get(pages::show))
        .route("/pathways/{pathway}/edit", get(pages::edit).post(actions::change))
        .route("/pathways/{pathway}/publication", post(actions::publish))
        .route("/pathways/{pathway}/items", post(actions::add))
        .route("/pathways/{pathway}/items/{item}", get(pages::edit_item).post(actions::change_item))
        .route("/pathways/{pathway}/items/{item}/place", post(actions::shift))
        .route("/pathways/{pathway}/items/{item}/removal", post(actions::remove))
        .route("/pathways/{pathway}/items/{item}/restoration", post(actions::put_back))
        .route("/pathways/{pathway}/items/{item}/tick", post(actions::tick))
        .route("/me/pathways", get(pages::record))
}

/// What a pathway is called and for.
pub struct PathwayWords {
    pub title: String,
    pub purpose: String,
}

/// One thing of a pathway, with the title it had when it was added.
pub enum NewItem {
    Session {
        event: EventId,
        title: String,
    },
    /// All dates of it.
    Series {
        series: SeriesId,
        title: String,
    },
    Material(PathwayMaterial),
}

/// A page elsewhere.
pub struct PathwayMaterial {
    pub title: String,
    pub url: String,
    /// How long it takes.
    pub minutes: Option<i32>,
}

impl NewItem {
    pub fn title(&self) -> &str {
        match self {
            Self::Session { title, .. } | Self::Series { title, .. } => title,
            Self::Material(material) => &material.title,
        }
    }
}

const TITLE_TAKEN: Error = Error::Refused("There is a pathway with this title already.");

/// Makes a pathway, which only organisers see until it is published. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when the community has one of this title.
pub async fn create(
    db: &mut PgConnection,
    community: CommunityId,
    words: &PathwayWords,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<PathwayId> {
    queries::insert(db, community, words, by, now).await.on_constraint("pathways_title_taken", TITLE_TAKEN)
}

/// Shows a pathway to all members. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] while nothing belongs to it.
pub async fn publish(db: &mut PgConnection, pathway: PathwayId, now: OffsetDateTime) -> Result<()> {
    if queries::order(&mut *db, pathway).await?.is_empty() {
        return Err(Error::Refused("Add at least one item first."));
    }
    Ok(queries::set_published(db, pathway, Some(now)).await?)
}

/// Hides a pathway from all but organisers; ticks and finishes stay.
pub async fn hide(db: &mut PgConnection, pathway: PathwayId) -> Result<()> {
    Ok(queries::set_published(db, pathway, None).await?)
}

/// Adds an item at the end.
pub async fn add(
    db: &mut PgConnection,
    pathway: PathwayId,
    item: &NewItem,
    now: OffsetDateTime,
) -> Result<PathwayItemId> {
    Ok(queries::insert_item(db, pathway, item, now).await?)
}

/// Removes an item; people who ticked it keep that in their own record. Who has ticked all that is left has finished.
///
/// # Errors
/// [`Error::NotFound`] when it is no item of the pathway, or was removed before.
pub async fn remove(
    db: &mut PgConnection,
    pathway: PathwayId,
    item: PathwayItemId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::lock(&mut *db, pathway).await?;
    if queries::remove_item(&mut *db, pathway, item, now).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(queries::finish(db, pathway, now).await?)
}

/// Puts a removed item back at the end, with the ticks it had. Who finished meanwhile has finished.
///
/// # Errors
/// [`Error::Refused`] when it is there, or its session or series was added again.
pub async fn put_back(db: &mut PgConnection, pathway: PathwayId, item: PathwayItemId) -> Result<()> {
    queries::lock(&mut *db, pathway).await?;
    if queries::removed::put_back(db, pathway, item).await? == 0 {
        return Err(Error::Refused("This item is in the pathway already."));
    }
    Ok(())
}

/// Ticks an item for a person. A person who has ticked all there is has finished, and that day is kept.
pub async fn tick(
    db: &mut PgConnection,
    pathway: PathwayId,
    item: PathwayItemId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::lock(&mut *db, pathway).await?;
    queries::tick(&mut *db, item, person, now).await?;
    Ok(queries::finish(db, pathway, now).await?)
}
