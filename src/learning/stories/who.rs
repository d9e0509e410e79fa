//! Who may read a story and who may change it: extractors that load it, or answer that it is not there.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Story};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::StoryId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct StoryPath {
    story: StoryId,
}

/// A story this signed-in person may read: a published one that is for them, or their own.
pub struct SeenStory {
    pub person: Person,
    pub shell: Shell,
    pub story: Story,
}

/// A story this person wrote.
pub struct StoryAuthor(pub SeenStory);

impl FromRequestParts<App> for SeenStory {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let StoryPath { story } = path(parts).await?;
        let story = queries::find(&app.db, story, Some(person.id)).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, story })
    }
}

impl FromRequestParts<App> for StoryAuthor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, |reader: &SeenStory| reader.story.mine).await.map(Self)
    }
}
