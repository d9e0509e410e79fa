//! Who sees a sponsor's page: the sponsor, member or not, and the members.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Sponsored};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct SponsoredPath {
    slug: String,
}

/// A community whose sponsor's page this person may read.
pub struct ReadsSponsorPage {
    pub person: Person,
    pub shell: Shell,
    pub community: Sponsored,
}

/// A community this person sponsors.
pub struct Sponsoring(pub ReadsSponsorPage);

impl FromRequestParts<App> for ReadsSponsorPage {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let SponsoredPath { slug } = path(parts).await?;
        let found = queries::sponsored(&app.db, &slug, person.id, shell.now).await?;
        Ok(Self { person, shell, community: found.ok_or(Error::NotFound)? })
    }
}

impl FromRequestParts<App> for Sponsoring {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |reader: &ReadsSponsorPage| reader.community.is_mine).await.map(Self)
    }
}
