//! Who sees a pulse: members of its community, or everyone of the organisation. Results are for the organisers of the
//! community, and for leaders where it is the organisation's. Nobody's visit is written down.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;

use super::queries::{self, Pulse};
use crate::organisation::logins::{SignedIn, Unrecorded};
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PulseId;
use crate::platform::web::{Shell, only_if, path};

#[derive(Deserialize)]
struct PulsePath {
    pulse: PulseId,
}

/// A pulse this person may know of.
pub struct SeenPulse {
    pub person: Person,
    pub shell: Shell,
    pub pulse: Pulse,
}

/// A pulse this person runs: an organiser its community's, an administrator the organisation's.
pub struct RunsPulse(pub SeenPulse);

/// A closed pulse whose results this person reads.
pub struct ReadsPulse(pub SeenPulse);

impl SeenPulse {
    /// May this person open such a pulse, and cancel it?
    pub fn runs_it(&self) -> bool {
        match self.pulse.community_id {
            Some(_) => self.pulse.organiser,
            None => self.person.is_admin,
        }
    }

    /// May this person read the results, once it is closed?
    pub fn reads_results(&self) -> bool {
        match self.pulse.community_id {
            Some(_) => self.pulse.organiser,
            None => self.person.is_leader,
        }
    }
}

impl FromRequestParts<App> for SeenPulse {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let Unrecorded(SignedIn { person, shell, .. }) = Unrecorded::from_request_parts(parts, app).await?;
        let PulsePath { pulse } = path(parts).await?;
        let pulse = queries::seen(&app.db, pulse, person.id).await?.ok_or(Error::NotFound)?;
        Ok(Self { person, shell, pulse })
    }
}

impl FromRequestParts<App> for ReadsPulse {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let may = |seen: &SeenPulse| seen.pulse.closed_at.is_some() && seen.reads_results();
        only_if(parts, app, may).await.map(Self)
    }
}

impl FromRequestParts<App> for RunsPulse {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        only_if(parts, app, SeenPulse::runs_it).await.map(Self)
    }
}
