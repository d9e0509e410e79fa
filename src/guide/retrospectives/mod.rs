//! Retrospectives: members write down what to keep, change and try, vote on what matters most, and decide what to do.
//! What was decided heads the next one. With or without names is chosen at the start: without, no author is stored, and
//! the database takes none. Nobody is notified of anything.

mod actions;
mod pages;
mod queries;
pub mod rules;
mod states;
mod who;

/// What was decided, and what became of it.
pub mod follow_up;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId, RetrospectiveCardId, RetrospectiveId};

pub use queries::{OpenRetrospective, Retrospective, SessionRetrospective};
pub use states::{ActionDecision, ActionState, CardList};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/retrospectives", get(pages::index).post(actions::open))
        .route("/communities/{slug}/retrospectives/new", get(pages::new))
        .route("/retrospectives/{retrospective}", get(pages::show))
        .route("/retrospectives/{retrospective}/cards", post(actions::write))
        .route("/retrospectives/{retrospective}/cards/{card}/votes", post(actions::vote))
        .route("/retrospectives/{retrospective}/cards/{card}/removal", post(actions::remove_card))
        .route("/retrospectives/{retrospective}/close", post(actions::close))
        .route("/retrospectives/{retrospective}/deletion", post(actions::delete))
        .merge(follow_up::routes())
}

/// What it takes to open a retrospective.
pub struct NewRetrospective<'a> {
    pub title: &'a str,
    /// Are names kept and shown beside cards? It can't be changed later.
    pub named: bool,
    /// The session in which it is held.
    pub event: Option<EventId>,
}

/// A card as it is written.
pub struct NewCard<'a> {
    /// Its id, where the form knows one: sent twice, it is one card.
    pub id: Option<Uuid>,
    pub list: CardList,
    pub body: &'a str,
}

/// Opens a retrospective. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when the session has one.
pub async fn open(
    db: &mut PgConnection,
    community: CommunityId,
    new: &NewRetrospective<'_>,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<RetrospectiveId> {
    let taken = Error::Refused("This session has a retrospective already.");
    queries::insert(db, community, new, by, now).await.on_constraint("retrospectives_one_a_session", taken)
}

/// Adds a card, with its author where the retrospective is with names. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when it is closed or full.
pub async fn write(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    card: &NewCard<'_>,
    writer: PersonId,
) -> Result<Option<RetrospectiveCardId>> {
    let locked = queries::lock(&mut *db, retrospective).await?;
    rules::may_write(locked.closed_at, locked.cards).map_err(Error::Refused)?;
    let author = rules::author(locked.named, writer);
    Ok(queries::insert_card(db, &locked, card, author).await?)
}

/// Removes a card with its votes. Tells nobody. Answers whether it was another's, or nobody's.
///
/// # Errors
/// [`Error::Refused`] when the retrospective is closed, [`Error::NotFound`] for a card that is not this person's to remove.
pub async fn remove_card(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    card: RetrospectiveCardId,
    person: PersonId,
    organiser: bool,
) -> Result<bool> {
    let locked = queries::lock(&mut *db, retrospective).await?;
    let author = queries::author(&mut *db, retrospective, card).await?.ok_or(Error::NotFound)?.author_id;
    if !rules::may_remove(locked.closed_at, author, person, organiser).map_err(Error::Refused)? {
        return Err(Error::NotFound);
    }
    queries::delete_card(db, card).await?;
    Ok(author != Some(person))
}

/// Votes for a card; voting twice is one vote. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when it is closed or all votes are given, [`Error::NotFound`] for a card that is not there.
pub async fn vote(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    card: RetrospectiveCardId,
    person: PersonId,
) -> Result<()> {
    let locked = queries::lock(&mut *db, retrospective).await?;
    queries::author(&mut *db, retrospective, card).await?.ok_or(Error::NotFound)?;
    let elsewhere = queries::votes_elsewhere(&mut *db, retrospective, card, person).await?;
    rules::may_vote(locked.closed_at, elsewhere).map_err(Error::Refused)?;
    Ok(queries::insert_vote(db, card, person).await?)
}

/// Removes a vote, where there is one. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when the retrospective is closed.
pub async fn remove_vote(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    card: RetrospectiveCardId,
    person: PersonId,
) -> Result<()> {
    let locked = queries::lock(&mut *db, retrospective).await?;
    rules::may_vote(locked.closed_at, 0).map_err(Error::Refused)?;
    Ok(queries::delete_vote(db, card, person).await?)
}

/// Closes a retrospective: votes become totals, and nothing says any more who gave them. Tells nobody. Closing twice
/// changes nothing.
pub async fn close(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    now: OffsetDateTime,
) -> Result<bool> {
    if queries::lock(&mut *db, retrospective).await?.closed_at.is_some() {
        return Ok(false);
    }
    queries::count_votes(&mut *db, retrospective).await?;
    queries::forget_votes(&mut *db, retrospective).await?;
    queries::close(db, retrospective, now).await?;
    Ok(true)
}

/// Deletes a retrospective that holds nothing yet, such as one opened with the wrong choice of names.
///
/// # Errors
/// [`Error::Refused`] once it has cards or actions.
pub async fn delete(db: &mut PgConnection, retrospective: RetrospectiveId) -> Result<()> {
    queries::lock(&mut *db, retrospective).await?;
    if queries::delete_empty(db, retrospective).await? == 0 {
        return Err(Error::Refused("It has cards or actions, which stay. Close it instead."));
    }
    Ok(())
}
