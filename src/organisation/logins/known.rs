//! A browser a person has signed in with before. Anyone who guesses their password from elsewhere uses up the tries of the
//! address, but not those of this browser, so that nobody can lock an owner out ("device cookies", OWASP Authentication
//! Cheat Sheet). The cookie opens nothing by itself.

use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::organisation;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::signed;

const NAME: &str = "browser";
const PURPOSE: &str = "known_browser";
/// Browsers keep no cookie for longer (RFC 6265bis, 5.5).
const KEPT_FOR: Duration = Duration::days(400);

/// The cookie of a browser in which this person has just signed in.
pub async fn cookie(
    db: &mut PgConnection,
    person: PersonId,
    https: bool,
    now: OffsetDateTime,
) -> Result<Cookie<'static>> {
    let secret = organisation::link_secret(db).await?;
    let token = signed::token(&secret, PURPOSE, &[person.into(), Uuid::new_v4()], now + KEPT_FOR);
    Ok(Cookie::build((NAME, token))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .max_age(KEPT_FOR)
        .build())
}

/// What tells this browser from others, where the person has signed in with it.
pub async fn browser_of(
    db: &mut PgConnection,
    jar: &CookieJar,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Option<Uuid>> {
    let Some(cookie) = jar.get(NAME) else { return Ok(None) };
    let secret = organisation::link_secret(db).await?;
    let read = signed::read::<2>(&secret, PURPOSE, cookie.value(), now);
    Ok(read.and_then(|[owner, browser]| (PersonId::from(owner) == person).then_some(browser)))
}
