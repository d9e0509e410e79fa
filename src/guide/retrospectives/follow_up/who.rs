//! Who decides what becomes of an action: the organisers of its community.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, RetrospectiveAction};
use crate::guide::retrospectives::who::{RunsRetrospective, SeenRetrospective};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::RetrospectiveActionId;
use crate::platform::web::path;

#[derive(Deserialize)]
struct ActionPath {
    action: RetrospectiveActionId,
}

/// An action that a retrospective shows, which this person runs.
pub struct DecidesAction {
    pub seen: SeenRetrospective,
    pub action: RetrospectiveAction,
}

impl FromRequestParts<App> for DecidesAction {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let RunsRetrospective(seen) = RunsRetrospective::from_request_parts(parts, app).await?;
        let ActionPath { action } = path(parts).await?;
        let shown = queries::of_retrospective(&app.db, seen.retrospective.id).await?;
        let action = shown.into_iter().find(|shown| shown.id == action).ok_or(Error::NotFound)?;
        Ok(Self { seen, action })
    }
}
