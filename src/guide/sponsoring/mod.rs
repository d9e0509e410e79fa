//! Sponsoring: the page of the person who stands up for a community. It says what the community is, where it is, and
//! what its organisers asked for, and suggests one concrete thing a month. What the sponsor did is shown to members, and
//! never counted or compared.

mod actions;
mod pages;
mod queries;
pub mod rules;
mod states;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

pub use queries::SponsorAct;
pub use states::SponsorActKind;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/sponsor", get(pages::show).post(actions::act))
        .route("/communities/{slug}/sponsor/acts/{act}/removal", post(actions::remove))
}

/// Something a sponsor did.
#[derive(Clone, Copy, Debug)]
pub struct NewSponsorAct<'a> {
    pub community: CommunityId,
    pub sponsor: PersonId,
    pub kind: SponsorActKind,
    /// The first day of its month, in the community’s zone.
    pub month_on: Date,
    pub line: &'a str,
}

/// Keeps what a sponsor did; the same thing twice in a month is one. Tells nobody: members see it on their pages.
pub async fn keep(db: &mut PgConnection, new: &NewSponsorAct<'_>, now: OffsetDateTime) -> Result<()> {
    Ok(queries::insert(db, new, now).await?)
}
