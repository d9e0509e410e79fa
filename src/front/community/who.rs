use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use crate::communities::members::{self, RemovableMember};
use crate::communities::{Organising, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::path;

#[derive(Deserialize)]
struct MemberPath {
    person: PersonId,
}

/// An organiser, and another member of their community, who they may remove. For oneself there is leaving.
pub struct Removing {
    pub seen: SeenCommunity,
    pub member: RemovableMember,
}

impl FromRequestParts<App> for Removing {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Organising(seen) = Organising::from_request_parts(parts, app).await?;
        let MemberPath { person } = path(parts).await?;
        let mut db = app.db.acquire().await?;
        let member = members::removable(&mut db, seen.community.id, person).await?;
        let member = member.filter(|member| member.person_id != seen.person.id).ok_or(Error::NotFound)?;
        Ok(Self { seen, member })
    }
}
