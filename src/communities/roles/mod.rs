//! Roles: who does what in a community. A role has a holder and a backup, both members, and notes for the next person.
//! Of someone who leaves or whose account is closed, nothing is held any more from that moment on.

mod actions;
mod pages;
mod queries;
pub mod rules;
mod states;
mod suggestions;
mod who;

/// A role on its way from one person to another.
pub mod handovers;

use std::collections::HashMap;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, PersonId, RoleId};

pub use queries::{CommunityRole, RoleCoverage, of_community};
pub use states::{HandoverState, HandoverStep};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/roles", get(pages::index).post(actions::add))
        .route("/communities/{slug}/roles/print", get(pages::print))
        .route("/roles/{role}/edit", get(pages::edit).post(actions::change))
        .route("/roles/{role}/notes", get(pages::notes).post(actions::write_notes))
        .route("/roles/{role}/removal", post(actions::remove))
        .merge(handovers::routes())
}

/// What is said of a role.
pub struct RoleWords {
    pub name: String,
    pub duties: String,
    pub holders: rules::Holders,
    pub notes: String,
}

/// Adds a role to a community. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when it has one of this name.
pub async fn add(
    db: &mut PgConnection,
    community: CommunityId,
    words: &RoleWords,
    now: OffsetDateTime,
) -> Result<RoleId> {
    queries::insert(db, community, words, now).await.on_constraint("roles_name_taken", NAME_TAKEN)
}

/// Writes down what is said of a role. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when another one has its name.
pub async fn change(db: &mut PgConnection, role: RoleId, words: &RoleWords) -> Result<()> {
    queries::update(db, role, words).await.on_constraint("roles_name_taken", NAME_TAKEN)
}

const NAME_TAKEN: Error = Error::Refused("There is a role with this name already.");

/// Someone leaves a community, or all of them: what they held is held by nobody, and no handover to or from them goes on. Tells nobody.
pub async fn give_up_all(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::release(&mut *db, community, person).await?;
    handovers::cancel_all(db, community, person, now).await
}

/// How many roles each of these communities has, and how many of them two members can do.
pub async fn coverage(
    db: &PgPool,
    communities: &[CommunityId],
) -> Result<HashMap<CommunityId, RoleCoverage>> {
    let rows = queries::coverage(db, communities).await?;
    Ok(rows.into_iter().map(|row| (row.community_id, row.coverage())).collect())
}
