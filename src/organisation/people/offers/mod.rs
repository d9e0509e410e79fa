//! "Ask me about": what someone is happy to be asked. It carries the month it was said, is asked again after half a
//! year, and is shown to nobody else once a year went by without an answer.

mod actions;
mod queries;
pub mod rules;

use axum::Router;
use axum::routing::post;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{HelpOfferId, PersonId};

pub use queries::HelpOffer;

pub fn routes() -> Router<App> {
    Router::new().route("/me/offers/{offer}/answer", post(actions::answer))
}

/// All of one's own, the old ones too.
pub async fn own(db: &PgPool, person: PersonId) -> Result<Vec<HelpOffer>> {
    Ok(queries::own(db, person).await?)
}

/// What `reader` may ask someone about.
pub async fn of_person(
    db: &PgPool,
    person: PersonId,
    reader: PersonId,
    now: OffsetDateTime,
) -> Result<Vec<HelpOffer>> {
    Ok(queries::of_person(db, person, reader, now - rules::SHOWN_FOR).await?)
}

/// Keeps exactly these. What was there keeps the moment it was said: saving a form confirms nothing. Tells nobody.
pub async fn keep(
    db: &mut PgConnection,
    person: PersonId,
    topics: &[String],
    now: OffsetDateTime,
) -> Result<()> {
    queries::forget_others(&mut *db, person, topics).await?;
    Ok(queries::add(db, person, topics, now).await?)
}

/// Still happy to be asked: said anew, as of now. False when it is not this person's. Tells nobody.
pub async fn confirm(
    db: &mut PgConnection,
    offer: HelpOfferId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<bool> {
    Ok(queries::confirm(db, offer, person, now).await? > 0)
}

/// No longer. False when it is not this person's. Tells nobody.
pub async fn withdraw(db: &mut PgConnection, offer: HelpOfferId, person: PersonId) -> Result<bool> {
    Ok(queries::delete(db, offer, person).await? > 0)
}
