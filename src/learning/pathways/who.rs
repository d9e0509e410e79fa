//! Who sees a pathway: members once it is published, organisers always.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Pathway};
use crate::communities::{self, Community};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PathwayId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct PathwayPath {
    pathway: PathwayId,
}

/// A pathway of a community this person belongs to.
pub struct Following {
    pub person: Person,
    pub shell: Shell,
    pub community: Community,
    pub pathway: Pathway,
}

/// A pathway of an open community this person runs.
pub struct Designing(pub Following);

impl FromRequestParts<App> for Following {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let PathwayPath { pathway } = path(parts).await?;
        let pathway = queries::one(&app.db, pathway).await?.ok_or(Error::NotFound)?;
        let community = communities::seen(&app.db, &pathway.community_slug, person.id, shell.now)
            .await?
            .filter(|community| {
                community.is_mine() && (community.organiser || pathway.published_at.is_some())
            })
            .ok_or(Error::NotFound)?;
        Ok(Self { person, shell, community, pathway })
    }
}

impl FromRequestParts<App> for Designing {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let following = only_if(parts, app, |following: &Following| following.community.organiser).await?;
        following.community.must_be_open()?;
        Ok(Self(following))
    }
}
