//! A form that makes something makes it once, however often it is sent. Its hidden token, see `components.html`, is taken
//! in the transaction that makes the thing: a second press waits for the first, and is led to what that made.

mod queries;

use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::done;

/// A press is remembered for as long as someone may go back to the form.
const REMEMBERED: Duration = Duration::days(7);

/// The token of one form, as it came back. A form without one makes something each time.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct FormToken(String);

impl FormToken {
    /// The token as the id of what is made, where nobody may read who pressed: the second of the same is none.
    pub fn as_id(&self) -> Option<Uuid> {
        self.0.parse().ok()
    }

    /// As it was written into the form; what is none is no token.
    fn read(&self) -> Option<String> {
        self.0.parse().ok().map(|token: Uuid| token.to_string())
    }

    /// Takes the token for as long as the transaction lasts. Answers what an earlier press of the same form made, if
    /// there was one: then nothing more is to be made.
    pub async fn take(
        &self,
        db: &mut PgConnection,
        person: PersonId,
        now: OffsetDateTime,
    ) -> Result<Option<String>> {
        let Some(token) = self.read() else { return Ok(None) };
        queries::forget(&mut *db, person, now - REMEMBERED).await?;
        if queries::take(&mut *db, person, &token, now).await? {
            return Ok(None);
        }
        Ok(Some(queries::path(db, person, &token).await?.unwrap_or_else(|| "/".to_owned())))
    }

    /// Writes down where the thing is that this press made.
    pub async fn made(&self, db: &mut PgConnection, person: PersonId, path: &str) -> Result<()> {
        let Some(token) = self.read() else { return Ok(()) };
        Ok(queries::made(db, person, &token, path).await?)
    }
}

/// Ends a second press: goes to what the first one made.
pub fn already_made(path: &str) -> Response {
    done(path, "This was saved already, so nothing was added a second time.")
}
