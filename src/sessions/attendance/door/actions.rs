use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::pages::{CheckInPage, DoorForm, must_take_place};
use super::queries;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, done};
use crate::sessions::attendance::{self, AttendanceSource};
use crate::sessions::events::{RunsEvent, SeenEvent};

/// A second press would make the code useless that the first one made, and that people are typing already.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct NewCodeForm {
    once: FormToken,
}

/// Makes another code; the one that was shown so far is no code any more.
pub async fn renew(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Form(form): Form<NewCodeForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    must_take_place(&event)?;
    let path = format!("{}/door", event.path());
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    queries::renew(&mut tx, event.id, person.id, shell.now).await?;
    let act =
        Act::of(person.id, ActVerb::RenewDoor, ActThing::Event, event.id).in_community(event.community_id);
    acts::record(&mut tx, act, shell.now).await?;
    form.once.made(&mut tx, person.id, &path).await?;
    tx.commit().await?;
    Ok(done(&path, "New code. The old one no longer works."))
}

/// Someone is here and says so. Saying it twice changes nothing.
pub async fn check_in(who: SignedIn, State(app): State<App>, Form(form): Form<DoorForm>) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let Some(door) = super::find(&app.db, &form.code, person.id, shell.now).await? else {
        let page = CheckInPage::no_such_code(shell, form);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let mut tx = app.db.begin().await?;
    attendance::add(&mut tx, door.event_id, &[person.id], AttendanceSource::Code, person.id, shell.now)
        .await?;
    tx.commit().await?;
    Ok(done(&format!("/events/{}", door.event_id), "You’re checked in. Good to have you here."))
}
