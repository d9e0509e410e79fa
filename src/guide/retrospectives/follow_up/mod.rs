//! What a retrospective decided: actions with one owner or nobody yet, and a date. Open ones head the next retrospective,
//! which says of each that it is done, kept or dropped. A leaver's are nobody's from that moment on.

mod actions;
mod form;
mod pages;
mod queries;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use super::{ActionDecision, Retrospective};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, RetrospectiveActionId, RetrospectiveId};

pub use form::ActionForm;
pub use queries::{OpenAction, RetrospectiveAction, of_retrospective, open_in};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/retrospectives/{retrospective}/actions", post(actions::add))
        .route(
            "/retrospectives/{retrospective}/actions/{action}/edit",
            get(pages::edit).post(actions::change),
        )
        .route("/retrospectives/{retrospective}/actions/{action}/decision", post(actions::decide))
}

/// What is to be done, by one person or nobody yet, until a day.
pub struct NewAction {
    pub body: String,
    pub owner: Option<PersonId>,
    pub due_on: Date,
}

/// Writes down what was decided. Tells nobody.
pub async fn add(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    new: &NewAction,
    now: OffsetDateTime,
) -> Result<RetrospectiveActionId> {
    Ok(queries::insert(db, retrospective, new, now).await?)
}

/// Changes what is to be done, who does it or until when. Tells nobody.
pub async fn change(
    db: &mut PgConnection,
    action: RetrospectiveActionId,
    new: &NewAction,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::update(db, action, new, now).await?)
}

/// Says in a retrospective what becomes of an action. Saying the same twice changes nothing; answers whether it was new.
/// Tells nobody.
pub async fn decide(
    db: &mut PgConnection,
    retrospective: RetrospectiveId,
    action: RetrospectiveActionId,
    decision: ActionDecision,
    now: OffsetDateTime,
) -> Result<bool> {
    Ok(queries::decide(db, retrospective, action, decision.state(), now).await? > 0)
}

/// The actions of a retrospective as its page shows them.
pub struct FollowUp {
    /// Of earlier ones: they head it.
    pub earlier: Vec<RetrospectiveAction>,
    pub own: Vec<RetrospectiveAction>,
}

impl FollowUp {
    pub fn of(retrospective: &Retrospective, actions: Vec<RetrospectiveAction>) -> Self {
        let (own, earlier) =
            actions.into_iter().partition(|action| action.retrospective_id == retrospective.id);
        Self { earlier, own }
    }
}
