use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::form::PledgeForm;
use super::pages::EditPage;
use super::who::{Pledging, SeenDepartment};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::once::already_made;
use crate::platform::web::{Form, Problems, done};

pub async fn publish(
    Pledging(seen): Pledging,
    State(app): State<App>,
    Form(form): Form<PledgeForm>,
) -> Result<Response> {
    let SeenDepartment { shell, pledge, person, .. } = seen;
    let mut problems = Problems::default();
    let words = form.read(&mut problems);
    if !problems.is_empty() {
        return Ok(
            (StatusCode::UNPROCESSABLE_ENTITY, EditPage { shell, pledge, form, problems }).into_response()
        );
    }
    let department = pledge.department_id;
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    super::publish(&mut tx, department, &words, person.id, shell.now).await?;
    acts::record(&mut tx, Act::of(person.id, ActVerb::Publish, ActThing::Pledge, department), shell.now)
        .await?;
    form.once.made(&mut tx, person.id, &format!("/pledges/{department}")).await?;
    tx.commit().await?;
    Ok(done(
        &format!("/pledges/{department}"),
        "The pledge is published. Everyone with an account can read it.",
    ))
}

/// Ended twice it changes nothing.
pub async fn end(Pledging(seen): Pledging, State(app): State<App>) -> Result<Response> {
    let SeenDepartment { shell, pledge, person, .. } = seen;
    let department = pledge.department_id;
    let mut tx = app.db.begin().await?;
    if super::end(&mut tx, department, shell.now).await? {
        let act = Act::of(person.id, ActVerb::Withdraw, ActThing::Pledge, department);
        acts::record(&mut tx, act, shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(
        &format!("/pledges/{department}"),
        "The pledge is ended. It can still be read under “Earlier pledges”.",
    ))
}
