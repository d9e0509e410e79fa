//! Who sees a handover: the two people it is between, and the organisers.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Handover};
use crate::communities::roles::CommunityRole;
use crate::communities::roles::queries as roles;
use crate::communities::{self, Community};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::HandoverId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct HandoverPath {
    handover: HandoverId,
}

/// A handover that concerns this person, or of a community they run.
pub struct Concerned {
    pub person: Person,
    pub shell: Shell,
    pub community: Community,
    pub role: CommunityRole,
    pub handover: Handover,
}

/// A handover from or to this person.
pub struct HandingOver(pub Concerned);

/// A handover to this person.
pub struct Receiving(pub Concerned);

impl FromRequestParts<App> for Concerned {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let HandoverPath { handover } = path(parts).await?;
        let handover = queries::one(&app.db, handover).await?.ok_or(Error::NotFound)?;
        let role = roles::one(&app.db, handover.role_id).await?.ok_or(Error::NotFound)?;
        let community = communities::seen(&app.db, &role.community_slug, person.id, shell.now)
            .await?
            .filter(|community| {
                community.organiser || (community.is_mine() && handover.is_between(&person.id))
            })
            .ok_or(Error::NotFound)?;
        Ok(Self { person, shell, community, role, handover })
    }
}

impl FromRequestParts<App> for HandingOver {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |it: &Concerned| it.handover.is_between(&it.person.id)).await.map(Self)
    }
}

impl FromRequestParts<App> for Receiving {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |it: &Concerned| it.handover.receiver_id == it.person.id).await.map(Self)
    }
}
