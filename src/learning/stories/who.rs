//! Who may read a story and who may change it: extractors that load it, or answer that it is not there.

use axum::RequestPartsExt;
use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Story};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::StoryId;
use crate::platform::web::Shell;

#[derive(Deserialize)]
struct Id {
    story: StoryId,
}

/// A story this signed-in person may read: a published one that is for them, or their own.
pub struct Reader {
    pub person: Person,
    pub shell: Shell,
    pub story: Story,
}

/// A story this person wrote.
pub struct Telling(pub Reader);

impl<S> FromRequestParts<S> for Reader
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, state).await?;
        let Path(Id { story }) = parts.extract::<Path<Id>>().await.map_err(|_| Error::NotFound)?;
        let app = App::from_ref(state);
        let story = queries::find(&app.db, story, Some(person.id)).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, story })
    }
}

impl<S> FromRequestParts<S> for Telling
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let reader = Reader::from_request_parts(parts, state).await?;
        if reader.story.mine { Ok(Self(reader)) } else { Err(Error::NotFound) }
    }
}
