//! Logins: being signed in. Passwords, the cookie, sign-up, the first administrator, and reset by mail.

mod actions;
mod cookie;
pub mod jobs;
mod known;
pub mod linked;
mod limits;
mod pages;
mod queries;
pub mod rules;
mod who;

/// Changing one's own email address.
pub mod addresses;
/// Choosing a new password, changing it, and saying it again.
pub mod passwords;
/// Accounts that people ask for themselves.
pub mod sign_ups;

use axum::Router;
use axum::http::Method;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::login_path;

pub use actions::sign_in_to_demo;
pub use limits::{TryLimit, allow, allow_from, forgive};
pub use passwords::welcome;
pub use queries::{end_all, end_others};
use who::IDLE_FOR;
pub use who::{Admin, ConfirmedAdmin, ConfirmedPerson, Leader, SignedIn, Unrecorded, signed_out_shell};

/// The window in which tries are counted.
const QUARTER: Duration = Duration::minutes(15);

pub fn routes() -> Router<App> {
    Router::new()
        .route("/login", get(pages::login).post(actions::login))
        .route("/logout", post(actions::logout))
        .route("/set-up/{token}", get(pages::set_up).post(actions::set_up))
        .route("/me/logins", get(pages::index))
        .route("/me/logins/ending", post(actions::end_others))
        .route("/me/logins/{login}/ending", post(actions::end))
        .merge(addresses::routes())
        .merge(passwords::routes())
        .merge(sign_ups::routes())
}

/// Every path nobody serves. Signed out it leads to the login like any other, so that paths cannot be probed.
#[expect(clippy::unused_async, reason = "a handler is async")]
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

/// The one-time link for the first administrator, where there is none yet; every copy of the program says the same. The
/// link, not its hash.
pub async fn set_up_link(db: &PgPool, base_url: &str) -> Result<Option<String>> {
    let secret = crate::organisation::link_secret(db).await?;
    let token = cookie::Token::of_set_up(&secret, queries::accounts(db).await?);
    let armed = crate::organisation::arm_set_up(db, &token.hash()).await?;
    Ok(armed.then(|| format!("{base_url}/set-up/{}", token.as_str())))
}

/// A sign-in failed, with the account it was for where there is one.
pub async fn note_failure(db: &PgPool, person: Option<PersonId>, now: OffsetDateTime) -> Result<()> {
    let act = Act {
        person,
        verb: ActVerb::FailToSignIn,
        thing: ActThing::Person,
        thing_id: person.map(Into::into),
        community: None,
    };
    acts::record(&mut *db.acquire().await?, act, now).await
}
