//! Who sets a team's break: its people, and administrators. For everyone else the page is not there.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, TeamLine, TeamReader};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::TeamId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct TeamPath {
    team: TeamId,
}

/// A team whose break this person may set.
pub struct SetsBreak {
    pub person: Person,
    pub shell: Shell,
    pub team: TeamLine,
}

impl FromRequestParts<App> for SetsBreak {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let TeamPath { team } = path(parts).await?;
        if person.team_id != Some(team) && !person.is_admin {
            return Err(Error::NotFound);
        }
        let team = queries::team(&app.db, team).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, team })
    }
}

/// Someone of a team, or an administrator: they propose a trial.
pub struct Proposes(pub SignedIn);

impl FromRequestParts<App> for Proposes {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let may = |who: &SignedIn| who.person.team_id.is_some() || who.person.is_admin;
        only_if(parts, app, may).await.map(Self)
    }
}

impl From<&Person> for TeamReader {
    fn from(person: &Person) -> Self {
        Self { team: person.team_id, is_admin: person.is_admin }
    }
}
