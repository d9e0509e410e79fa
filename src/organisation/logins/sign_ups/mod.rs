//! Sign-ups: accounts that people ask for themselves. Where a mail server is set, a link in a mail and the password make
//! the account; without one an administrator lets people in. Until then nobody has the account, and nobody sees anything.

mod actions;
mod mails;
mod pages;
mod queries;
pub mod rules;

use axum::Router;
use axum::routing::get;
use sqlx::{PgConnection, PgPool};
use time::{Duration, OffsetDateTime};

use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::people::{self, NewPerson};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{PersonId, SignUpId};
use crate::platform::mail;

pub use actions::SignUp;
pub use queries::{WaitingSignUp, forget_old, waiting_password};

/// Someone who did not follow the link by then asks again.
const VERIFIED_WITHIN: Duration = Duration::hours(48);
/// Administrators have holidays.
const LET_IN_WITHIN: Duration = Duration::days(14);

pub fn routes() -> Router<App> {
    Router::new()
        .route("/sign-up", get(pages::new).post(actions::sign_up))
        .route("/sign-up/{token}", get(pages::verify).post(actions::verify))
}

/// An administrator lets someone in: they have an account from now on, and are told by email.
///
/// # Errors
/// [`Error::NotFound`] where nobody waits, [`Error::Refused`] when someone has the address by now.
pub async fn admit(
    db: &mut PgConnection,
    sign_up: SignUpId,
    by: PersonId,
    base_url: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let waiting = queries::take(&mut *db, sign_up, now).await?.ok_or(Error::NotFound)?;
    let new = NewPerson::try_from(waiting)?;
    let person = people::make(&mut *db, &new, now).await?;
    queries::forget_address(&mut *db, &new.email).await?;
    acts::record(&mut *db, Act::of(by, ActVerb::Admit, ActThing::Person, person), now).await?;
    let letter = mails::let_in(person, &new, base_url)?;
    mail::queue(db, &[letter], now).await.map(drop)
}

/// An administrator does not let someone in; they are forgotten. Tells nobody.
///
/// # Errors
/// [`Error::NotFound`] where nobody waits.
pub async fn refuse(
    db: &mut PgConnection,
    sign_up: SignUpId,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::take(&mut *db, sign_up, now).await?.ok_or(Error::NotFound)?;
    acts::record(db, Act::of(by, ActVerb::Decline, ActThing::SignUp, sign_up), now).await
}

/// Those who wait for an administrator, for their page.
pub async fn waiting_for_administrators(db: &PgPool, now: OffsetDateTime) -> Result<Vec<WaitingSignUp>> {
    Ok(queries::waiting(db, now).await?)
}
