//! Passwords: choosing a new one by a link from a mail, changing it, and saying it again before a sensitive change.

mod actions;
pub mod hashing;
mod mails;
mod pages;
mod queries;

use axum::Router;
use axum::routing::get;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::cookie;
use crate::organisation::people::WorkEmail;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;

pub use queries::{forget_old_resets, void_resets};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/reset", get(pages::forgot).post(actions::forgot))
        .route("/reset/{token}", get(pages::reset).post(actions::reset))
        .route("/me/password", get(pages::edit).post(actions::change))
        .route("/me/confirmation", get(pages::confirmation).post(actions::confirm))
}

/// Sends the owner of a new account a link to choose a password.
pub async fn welcome(
    db: &mut PgConnection,
    person: PersonId,
    name: &str,
    email: &WorkEmail,
    base_url: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let token = cookie::Token::random();
    queries::keep_reset(&mut *db, email, &token.hash(), now, now + time::Duration::days(7)).await?;
    let link = format!("{base_url}/reset/{}", token.as_str());
    let letter = mails::welcome(person, email.as_str(), name, &link)?;
    crate::platform::mail::queue(db, &[letter], now).await?;
    Ok(())
}
