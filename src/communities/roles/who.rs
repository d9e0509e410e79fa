//! Who may change a role: the organisers; and its notes, the person who holds it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, CommunityRole};
use crate::communities::{self, Community};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::RoleId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct RolePath {
    role: RoleId,
}

/// A role that this person holds, or whose community they run.
pub struct Tending {
    pub person: Person,
    pub shell: Shell,
    pub community: Community,
    pub role: CommunityRole,
}

/// A role of a community this person runs.
pub struct Assigning(pub Tending);

impl FromRequestParts<App> for Tending {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let RolePath { role } = path(parts).await?;
        let role = queries::one(&app.db, role).await?.ok_or(Error::NotFound)?;
        let community = communities::seen(&app.db, &role.community_slug, person.id, shell.now)
            .await?
            .filter(|community| community.organiser || role.holder_id == Some(person.id))
            .ok_or(Error::NotFound)?;
        Ok(Self { person, shell, community, role })
    }
}

impl FromRequestParts<App> for Assigning {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |tending: &Tending| tending.community.organiser).await.map(Self)
    }
}
