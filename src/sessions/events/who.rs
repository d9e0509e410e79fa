//! Who may see and who runs a session: extractors that load it, or answer that it is not there.

use axum::RequestPartsExt;
use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Event};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::EventId;
use crate::platform::web::Shell;

#[derive(Deserialize)]
struct Id {
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

impl<S> FromRequestParts<S> for SeenEvent
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, state).await?;
        let Path(Id { event }) = parts.extract::<Path<Id>>().await.map_err(|_| Error::NotFound)?;
        let app = App::from_ref(state);
        let event = queries::seen(&app.db, event, person.id).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, event })
    }
}

impl<S> FromRequestParts<S> for RunsEvent
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let invited = SeenEvent::from_request_parts(parts, state).await?;
        if invited.event.run_by_me { Ok(Self(invited)) } else { Err(Error::NotFound) }
    }
}
