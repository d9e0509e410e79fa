//! Who may see and who runs a community: extractors that load it, or answer that it is not there.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Community};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct Slug {
    slug: String,
}

/// A community this person may see, with their own place in it.
pub struct SeenCommunity {
    pub person: Person,
    pub shell: Shell,
    pub community: Community,
}

/// A community this person may see, or is invited to: of a private one they see what the invitation needs, no more.
pub struct AtTheDoor(pub SeenCommunity);

/// A community this person belongs to.
pub struct Belonging(pub SeenCommunity);

/// A community this person runs.
pub struct Organising(pub SeenCommunity);

impl FromRequestParts<App> for SeenCommunity {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let Slug { slug } = path(parts).await?;
        let community = queries::seen(&app.db, &slug, person.id, shell.now).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, community })
    }
}

impl FromRequestParts<App> for AtTheDoor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let Slug { slug } = path(parts).await?;
        let found = queries::seen_or_invited(&app.db, &slug, person.id, shell.now).await?;
        let community = found.ok_or(Error::NotFound)?;
        Ok(Self(SeenCommunity { person, shell, community }))
    }
}

impl FromRequestParts<App> for Organising {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |seen: &SeenCommunity| seen.community.organiser).await.map(Self)
    }
}

impl FromRequestParts<App> for Belonging {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |seen: &SeenCommunity| seen.community.is_mine()).await.map(Self)
    }
}
