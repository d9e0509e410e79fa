//! Who may propose, want and take off topics: members, and for the last organisers.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, ProposedTopic};
use crate::communities::ARCHIVED;
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::TopicId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct TopicPath {
    topic: TopicId,
}

/// A topic of a community this person belongs to.
pub struct Wanting {
    pub person: Person,
    pub shell: Shell,
    pub place: ProposedTopic,
}

/// A topic of a community this person runs.
pub struct Choosing(pub Wanting);

impl FromRequestParts<App> for Wanting {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let TopicPath { topic } = path(parts).await?;
        let place = queries::proposed(&app.db, topic, person.id).await?.ok_or(Error::NotFound)?;
        if place.archived {
            return Err(ARCHIVED);
        }
        Ok(Self { person, shell, place })
    }
}

impl FromRequestParts<App> for Choosing {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |wanting: &Wanting| wanting.place.organiser).await.map(Self)
    }
}
