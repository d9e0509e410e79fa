//! Who asks: extractors that load the signed-in person, and those that let only some of them pass.

use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use axum_extra::extract::cookie::CookieJar;
use time::{Duration, OffsetDateTime};

use super::cookie::Token;
use super::queries;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::LoginId;
use crate::platform::web::{Me, Shell, flash, only_if, when};

/// How long a login lasts, from when it was made.
pub const LOGIN_DAYS: i64 = 60;
/// A login that nobody uses ends sooner.
pub const IDLE_FOR: Duration = Duration::days(14);
/// For so long a password that was said holds for sensitive changes.
const CONFIRMED_FOR: Duration = Duration::minutes(15);
/// "Last seen" is told by the hour; a page that is looked at writes at most that often.
const SEEN_EVERY: Duration = Duration::hours(1);

/// A person who is signed in, with the frame of their page.
pub struct SignedIn {
    pub person: Person,
    pub shell: Shell,
    pub login_id: LoginId,
    /// When they last said their password.
    confirmed_at: OffsetDateTime,
}

/// A signed-in person whose visit is written down nowhere, not even as when they were last seen: for pages on which a
/// moment beside a name would tell too much.
pub struct Unrecorded(pub SignedIn);

/// A signed-in person who is a leader; for others the page is not there.
pub struct Leader(pub SignedIn);

/// A signed-in person who is an administrator; for others the page is not there.
pub struct Admin(pub SignedIn);

/// An administrator who said their password in the last minutes: for changes to other people's accounts. Others are asked
/// for it first, and come back to the list of people.
pub struct ConfirmedAdmin(pub SignedIn);

/// The person who is signed in, who said their password in the last quarter of an hour: for changes of the account itself.
pub struct ConfirmedPerson(pub SignedIn);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let (who, seen_at) = SignedIn::load(parts, app).await?;
        if seen_at + SEEN_EVERY < who.shell.now {
            queries::seen(&app.db, who.login_id, who.shell.now).await?;
        }
        Ok(who)
    }
}

impl FromRequestParts<App> for Unrecorded {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        SignedIn::load(parts, app).await.map(|(who, _)| Self(who))
    }
}

impl SignedIn {
    /// Who asks, and when their login was last seen. Writes nothing.
    async fn load(parts: &Parts, app: &App) -> Result<(Self, OffsetDateTime)> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = Token::from_jar(&jar).ok_or_else(|| sign_in_first(parts))?;
        let now = app.clock.now();
        let found =
            queries::signed_in(&app.db, &token.hash(), now).await?.ok_or_else(|| sign_in_first(parts))?;
        let shell = Shell {
            me: Some(Me::new(
                found.person_id,
                &found.name,
                found.department.as_deref(),
                found.is_admin,
                found.is_leader,
            )),
            organisation: found.organisation,
            said: flash::waiting(&jar, app.config.is_https()),
            demo: found.demo,
            zone: when::zone_or_utc(&found.zone),
            organisation_zone: when::zone_or_utc(&found.organisation_zone),
            now,
            base_url: app.config.base_url(),
            path: parts.uri.path().to_owned(),
        };
        let person = Person {
            id: found.person_id,
            name: found.name,
            team_id: found.team_id,
            zone: found.zone,
            is_admin: found.is_admin,
            is_leader: found.is_leader,
        };
        let (login_id, confirmed_at) = (found.login_id, found.confirmed_at);
        Ok((Self { person, shell, login_id, confirmed_at }, found.seen_at))
    }
}

/// Where to go on after the login: the page asked for; a form that was sent is not sent again.
fn sign_in_first(parts: &Parts) -> Error {
    let wanted = match parts.method {
        Method::GET => parts.uri.path_and_query().map_or("/", |path| path.as_str()),
        _ => "/",
    };
    Error::SignInFirst(wanted.to_owned())
}

impl FromRequestParts<App> for Leader {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |who: &SignedIn| who.person.is_leader).await.map(Self)
    }
}

impl FromRequestParts<App> for Admin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |who: &SignedIn| who.person.is_admin).await.map(Self)
    }
}

impl FromRequestParts<App> for ConfirmedAdmin {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Admin(who) = Admin::from_request_parts(parts, app).await?;
        confirmed(who, "/admin/people").map(Self)
    }
}

impl FromRequestParts<App> for ConfirmedPerson {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let who = SignedIn::from_request_parts(parts, app).await?;
        confirmed(who, "/me/email").map(Self)
    }
}

/// Someone whose password was said just now; else they are asked for it, and come back to `next`.
fn confirmed(who: SignedIn, next: &'static str) -> Result<SignedIn> {
    // The made-up people of a demo have no password to say.
    if who.shell.demo || who.confirmed_at + CONFIRMED_FOR > who.shell.now {
        return Ok(who);
    }
    Err(Error::ConfirmFirst(next))
}

/// The frame of the few pages a signed-out visitor may see.
pub async fn signed_out_shell(app: &App, jar: &CookieJar, path: &str) -> Result<Shell> {
    let organisation = crate::organisation::load(&app.db).await?;
    let zone = when::zone_or_utc(&organisation.zone);
    Ok(Shell {
        organisation: organisation.name,
        me: None,
        said: flash::waiting(jar, app.config.is_https()),
        demo: organisation.demo,
        zone: zone.clone(),
        organisation_zone: zone,
        now: app.clock.now(),
        base_url: app.config.base_url(),
        path: path.to_owned(),
    })
}
