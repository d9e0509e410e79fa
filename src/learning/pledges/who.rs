//! Who may pledge for a department: a leader of its own, or an administrator for it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde::Deserialize;
use sqlx::PgPool;

use super::queries::{self, DepartmentPledge};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::DepartmentId;
use crate::platform::web::{Shell, path};

#[derive(Deserialize)]
struct DepartmentPath {
    department: DepartmentId,
}

/// A department, which everyone who is signed in may read about.
pub struct SeenDepartment {
    pub shell: Shell,
    pub pledge: DepartmentPledge,
    pub may_pledge: bool,
    pub person: Person,
}

/// A department this person may pledge for.
pub struct Pledging(pub SeenDepartment);

/// The departments a person may pledge for.
#[derive(Clone, Copy, Debug)]
pub enum PledgesFor {
    All,
    Own(Option<DepartmentId>),
}

impl PledgesFor {
    pub async fn of(db: &PgPool, person: &Person) -> Result<Self> {
        if person.is_admin {
            return Ok(Self::All);
        }
        let Some(team) = person.team_id.filter(|_| person.is_leader) else { return Ok(Self::Own(None)) };
        Ok(Self::Own(queries::department_of(db, team).await?))
    }

    pub fn includes(self, department: DepartmentId) -> bool {
        match self {
            Self::All => true,
            Self::Own(own) => own == Some(department),
        }
    }
}

impl FromRequestParts<App> for SeenDepartment {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let SignedIn { person, shell, .. } = SignedIn::from_request_parts(parts, app).await?;
        let DepartmentPath { department } = path(parts).await?;
        let pledge = queries::one(&app.db, department).await?.ok_or(Error::NotFound)?;
        let may_pledge = PledgesFor::of(&app.db, &person).await?.includes(department);
        Ok(Self { shell, pledge, may_pledge, person })
    }
}

impl FromRequestParts<App> for Pledging {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let seen = SeenDepartment::from_request_parts(parts, app).await?;
        if seen.may_pledge { Ok(Self(seen)) } else { Err(Error::NotFound) }
    }
}
