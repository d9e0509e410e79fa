//! Pages that a signed link in an email leads to, without signing in. The link shows a page, and only a click there
//! changes anything, because mail scanners follow every link.

use axum::http::StatusCode;
use axum::response::Response;
use axum_extra::extract::cookie::CookieJar;
use uuid::Uuid;

use super::signed_out_shell;
use crate::organisation;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Shell, error_page, signed, when};

/// The ids that a link was signed for.
///
/// # Errors
/// [`Error::NotFound`] where the link was changed or ran out.
pub async fn ids_of<const COUNT: usize>(app: &App, purpose: &str, token: &str) -> Result<[Uuid; COUNT]> {
    let secret = organisation::link_secret(&app.db).await?;
    signed::read(&secret, purpose, token, app.clock.now()).ok_or(Error::NotFound)
}

/// The frame of such a page, at the clock of the person whose link it is; `path` is where signing in leads to.
pub async fn shell_in(app: &App, jar: &CookieJar, path: &str, zone: &str) -> Result<Shell> {
    Ok(Shell { zone: when::zone_or_utc(zone), ..signed_out_shell(app, jar, path).await? })
}

/// A page that says what to do instead, where nothing is found by a link; not whether the link was ever good.
///
/// # Errors
/// Every other error.
pub fn expired(error: Error, instead: &'static str) -> Result<Response> {
    match error {
        Error::NotFound => Ok(error_page::page(StatusCode::NOT_FOUND, "This link has expired", instead)),
        error => Err(error),
    }
}
