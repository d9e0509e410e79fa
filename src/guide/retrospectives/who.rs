//! Who sees retrospectives, writes cards and votes: members of the community. Its organisers open and close them and
//! keep the actions.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Retrospective};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::RetrospectiveId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct RetrospectivePath {
    retrospective: RetrospectiveId,
}

/// A retrospective of a community this person belongs to.
pub struct SeenRetrospective {
    pub person: Person,
    pub shell: Shell,
    pub retrospective: Retrospective,
}

/// The same, where the community is no archive.
pub struct TakesPart(pub SeenRetrospective);

/// A retrospective of a community this person runs, which is no archive.
pub struct RunsRetrospective(pub SeenRetrospective);

impl FromRequestParts<App> for SeenRetrospective {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let RetrospectivePath { retrospective } = path(parts).await?;
        let retrospective = queries::seen(&app.db, retrospective, person.id).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, retrospective })
    }
}

impl FromRequestParts<App> for TakesPart {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |seen: &SeenRetrospective| !seen.retrospective.is_archived).await.map(Self)
    }
}

impl FromRequestParts<App> for RunsRetrospective {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |seen: &SeenRetrospective| seen.retrospective.is_run_by_me()).await.map(Self)
    }
}
