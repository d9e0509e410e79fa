//! What extractors that guard a page share: what they refuse is answered as if it were not there.

use axum::RequestPartsExt;
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use crate::platform::app::App;
use crate::platform::error::{Error, Result};

/// What the path names, by the names of the route.
///
/// # Errors
/// [`Error::NotFound`] for what cannot be read.
pub async fn path<T: DeserializeOwned + Send + 'static>(parts: &mut Parts) -> Result<T> {
    let Path(named) = parts.extract().await.map_err(|_| Error::NotFound)?;
    Ok(named)
}

/// What another extractor loads, for those it lets pass if a further condition holds.
///
/// # Errors
/// The other extractor's; [`Error::NotFound`] where it is not true.
pub async fn only_if<T>(parts: &mut Parts, app: &App, may: impl FnOnce(&T) -> bool + Send) -> Result<T>
where
    T: FromRequestParts<App, Rejection = Error> + Send,
{
    let loaded = T::from_request_parts(parts, app).await?;
    if may(&loaded) { Ok(loaded) } else { Err(Error::NotFound) }
}
