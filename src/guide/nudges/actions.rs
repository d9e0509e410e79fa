use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use time::Duration;

use super::kinds::NudgeKind;
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

pub async fn unsnooze(who: SignedIn, State(app): State<App>, Path(nudge): Path<NudgeId>) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    if queries::unsnooze(&mut db, nudge, who.person.id).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(done("/nudges", "It’s back among your suggestions."))
}

/// Of a kind that is not muted there is nothing to undo.
pub async fn unmute(who: SignedIn, State(app): State<App>, Path(kind): Path<String>) -> Result<Response> {
    let kind: NudgeKind = kind.parse().map_err(|_| Error::NotFound)?;
    let mut db = app.db.acquire().await?;
    if queries::unmute(&mut db, who.person.id, kind).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(done("/nudges", "You’ll get this suggestion again when there is a reason for it."))
}

pub async fn mute(
    who: SignedIn,
    State(app): State<App>,
    Path(nudge): Path<NudgeId>,
    Form(place): Form<ReturnForm>,
) -> Result<Response> {
    let (person, now) = (who.person.id, who.shell.now);
    let mut tx = app.db.begin().await?;
    if queries::mute(&mut tx, nudge, person, now).await? == 0 {
        return Err(Error::NotFound);
    }
    queries::cancel_alike(&mut tx, nudge, person, now).await?;
    tx.commit().await?;
    Ok(done(place.path(), "We won’t suggest this again."))
}
