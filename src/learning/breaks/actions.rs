use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::form::SlotForm;
use super::pages::EditPage;
use super::who::SetsBreak;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Form, Problems, done, when};

const PAGE: &str = "/breaks";

pub async fn publish(
    SetsBreak { person, shell, team }: SetsBreak,
    State(app): State<App>,
    Form(form): Form<SlotForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let Some(slot) = form.read(&mut problems)? else {
        let page = EditPage { shell, team, form, problems, zones: when::zones() };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let mut tx = app.db.begin().await?;
    super::publish(&mut tx, team.id, &slot, person.id, shell.now).await?;
    let detail = serde_json::json!({ "days": slot.weekdays, "time": slot.clock_words(), "zone": slot.zone });
    let act = Act::of(person.id, ActVerb::Publish, ActThing::Break, team.id);
    acts::record_with(&mut tx, act, detail, shell.now).await?;
    tx.commit().await?;
    Ok(done(PAGE, "The break is published. Everyone sees when your teams could meet."))
}

pub async fn remove(
    SetsBreak { person, shell, team }: SetsBreak,
    State(app): State<App>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if !super::remove(&mut tx, team.id).await? {
        return Err(Error::Refused("This team has no break to remove."));
    }
    acts::record(&mut tx, Act::of(person.id, ActVerb::TakeOff, ActThing::Break, team.id), shell.now).await?;
    tx.commit().await?;
    Ok(done(PAGE, "The break is removed."))
}
