//! Who may see and who runs a community: extractors that load it, or answer that it is not there.

use axum::RequestPartsExt;
use axum::extract::{FromRef, FromRequestParts, Path};
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Community};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::Shell;

#[derive(Deserialize)]
struct Slug {
    slug: String,
}

/// A community this person may see, with their own place in it.
pub struct Seen {
    pub person: Person,
    pub shell: Shell,
    pub community: Community,
}

/// A community this person belongs to.
pub struct Belonging(pub Seen);

/// A community this person runs.
pub struct Organising(pub Seen);

impl<S> FromRequestParts<S> for Seen
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, state).await?;
        let Path(Slug { slug }) = parts.extract::<Path<Slug>>().await.map_err(|_| Error::NotFound)?;
        let app = App::from_ref(state);
        let community = queries::seen(&app.db, &slug, person.id, shell.now).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, community })
    }
}

impl<S> FromRequestParts<S> for Organising
where
    App: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let seen = Seen::from_request_parts(parts, state).await?;
        if seen.community.organiser { Ok(Self(seen)) } else { Err(Error::NotFound) }
    }
}

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
