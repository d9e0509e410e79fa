//! Who may propose, want and take off topics: members, and for the last organisers.

use axum::RequestPartsExt;
use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Place};
use crate::communities::Seen;
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::TopicId;
use crate::platform::web::Shell;

#[derive(Deserialize)]
struct Id {
    topic: TopicId,
}

/// A community this person belongs to.
pub struct Belonging(pub Seen);

/// A topic of a community this person belongs to.
pub struct Wanting {
    pub person: Person,
    pub shell: Shell,
    pub place: Place,
}

/// A topic of a community this person runs.
pub struct Choosing(pub Wanting);

impl<S> FromRequestParts<S> for Belonging
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let seen = Seen::from_request_parts(parts, state).await?;
        if seen.community.is_mine() { Ok(Self(seen)) } else { Err(Error::NotFound) }
    }
}

impl<S> FromRequestParts<S> for Wanting
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, state).await?;
        let Path(Id { topic }) = parts.extract::<Path<Id>>().await.map_err(|_| Error::NotFound)?;
        let app = App::from_ref(state);
        let place = queries::place(&app.db, topic, person.id).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, place })
    }
}

impl<S> FromRequestParts<S> for Choosing
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let wanting = Wanting::from_request_parts(parts, state).await?;
        if wanting.place.organiser { Ok(Self(wanting)) } else { Err(Error::NotFound) }
    }
}
