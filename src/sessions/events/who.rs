//! Who may see and who runs a session: extractors that load it, or answer that it is not there.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Event};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::EventId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct EventPath {
    event: EventId,
}

/// A session this person may see: of a community they may see, and no draft unless they run it.
pub struct SeenEvent {
    pub person: Person,
    pub shell: Shell,
    pub event: Event,
}

/// A session this person runs, as its host or as an organiser of its community.
pub struct RunsEvent(pub SeenEvent);

impl FromRequestParts<App> for SeenEvent {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let EventPath { event } = path(parts).await?;
        let event = queries::seen(&app.db, event, person.id).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, event })
    }
}

impl FromRequestParts<App> for RunsEvent {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |invited: &SeenEvent| invited.event.run_by_me).await.map(Self)
    }
}
