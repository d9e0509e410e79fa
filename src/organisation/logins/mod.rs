//! Logins: being signed in. Passwords, the cookie, sign-up, the first administrator, and reset by mail.

mod actions;
mod cookie;
pub mod jobs;
mod limits;
mod mails;
mod pages;
mod password;
mod queries;
pub mod rules;
mod who;

use axum::Router;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::people::WorkEmail;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::login_path;

pub use actions::sign_in_to_demo;
pub use limits::{TryLimit, allow};
pub use who::{Admin, Leader, SignedIn, Unrecorded, signed_out_shell};

pub use queries::end_all;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/login", get(pages::login).post(actions::login))
        .route("/logout", post(actions::logout))
        .route("/sign-up", get(pages::sign_up).post(actions::sign_up))
        .route("/set-up/{token}", get(pages::set_up).post(actions::set_up))
        .route("/reset", get(pages::forgot).post(actions::forgot))
        .route("/reset/{token}", get(pages::reset).post(actions::reset))
        .route("/me/logins", get(pages::index))
        .route("/me/logins/ending", post(actions::end_others))
        .route("/me/logins/{login}/ending", post(actions::end))
}

/// Every path nobody serves. Signed out it leads to the login like any other, so that paths cannot be probed.
pub async fn unknown_path(method: Method, who: Result<SignedIn>) -> Response {
    match who {
        Err(Error::SignInFirst(path)) if method == Method::GET => {
            Redirect::to(&login_path(&path)).into_response()
        }
        Err(Error::SignInFirst(_)) => Redirect::to("/login").into_response(),
        Err(other) => other.into_response(),
        Ok(_) => Error::NotFound.into_response(),
    }
}

/// Makes a fresh one-time link for the first administrator, where there is none yet. The link, not its hash.
pub async fn set_up_link(db: &PgPool, base_url: &str) -> Result<Option<String>> {
    let token = cookie::Token::random();
    let armed = crate::organisation::arm_set_up(db, &token.hash()).await?;
    Ok(armed.then(|| format!("{base_url}/set-up/{}", token.as_str())))
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
    let letter =
        mails::welcome(person, email.as_str(), name, &format!("{base_url}/reset/{}", token.as_str()))?;
    crate::platform::mail::queue(db, &[letter], now).await?;
    Ok(())
}
