//! Who sees polls and votes in them: members of the community. Its organisers make, edit, close and delete them.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Poll};
use crate::communities::ARCHIVED;
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PollId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct PollPath {
    poll: PollId,
}

/// A poll of a community this person belongs to.
pub struct SeenPoll {
    pub person: Person,
    pub shell: Shell,
    pub poll: Poll,
}

/// The same, where the community is no archive.
pub struct VotesInPoll(pub SeenPoll);

/// A poll of a community this person runs, which is no archive.
pub struct RunsPoll(pub SeenPoll);

impl FromRequestParts<App> for SeenPoll {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let PollPath { poll } = path(parts).await?;
        let poll = queries::seen(&app.db, poll, person.id).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, poll })
    }
}

impl FromRequestParts<App> for VotesInPoll {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let seen = SeenPoll::from_request_parts(parts, app).await?;
        if seen.poll.is_archived { Err(ARCHIVED) } else { Ok(Self(seen)) }
    }
}

impl FromRequestParts<App> for RunsPoll {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let seen = only_if(parts, app, |seen: &SeenPoll| seen.poll.organiser).await?;
        if seen.poll.is_archived { Err(ARCHIVED) } else { Ok(Self(seen)) }
    }
}
