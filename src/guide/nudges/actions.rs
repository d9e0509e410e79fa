use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use time::Duration;

use super::queries;
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::NudgeId;
use crate::platform::web::{Form, done, local_path};

/// How long "not now" is.
const SNOOZE: Duration = Duration::days(30);

/// Where the nudge was looked at.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ReturnForm {
    next: String,
}

impl ReturnForm {
    fn path(&self) -> &str {
        local_path(&self.next).unwrap_or("/")
    }
}

pub async fn snooze(
    who: SignedIn,
    State(app): State<App>,
    Path(nudge): Path<NudgeId>,
    Form(place): Form<ReturnForm>,
) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    if queries::snooze(&mut db, nudge, who.person.id, who.shell.now + SNOOZE).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(done(place.path(), "We’ll remind you in a month."))
}

pub async fn mute(
    who: SignedIn,
    State(app): State<App>,
    Path(nudge): Path<NudgeId>,
    Form(place): Form<ReturnForm>,
) -> Result<Response> {
    let (person, now) = (who.person.id, who.shell.now);
    let mut tx = app.db.begin().await?;
    let kind = queries::mute(&mut tx, nudge, person, now).await?.ok_or(Error::NotFound)?;
    queries::cancel_kind(&mut tx, person, &kind, now).await?;
    tx.commit().await?;
    Ok(done(place.path(), "We won’t suggest this again."))
}
