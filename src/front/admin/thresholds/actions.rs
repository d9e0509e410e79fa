use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::effects::ThresholdEffects;
use super::form::{ThresholdStep, ThresholdsForm};
use super::pages::{EditPage, PreviewPage};
use crate::guide::phases;
use crate::organisation::logins::{Admin, SignedIn};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Form, Problems, done};

/// Previews a change, goes back to the form with what was typed, or saves it.
pub async fn change(
    Admin(who): Admin,
    State(app): State<App>,
    Form(typed): Form<BTreeMap<String, String>>,
) -> Result<Response> {
    let form = ThresholdsForm::sent(typed);
    if form.step() == ThresholdStep::Save {
        return save(who, &app, form).await;
    }
    let in_force = phases::thresholds(&app.db).await?;
    let mut problems = Problems::default();
    let wanted = form.read(&in_force, &mut problems);
    if !problems.is_empty() {
        let page = EditPage { shell: who.shell, form, in_force, problems };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    if form.step() == ThresholdStep::Edit {
        return Ok(EditPage { shell: who.shell, form, in_force, problems }.into_response());
    }
    if wanted == in_force {
        return Ok(done("/admin/thresholds", "Nothing to save: no number differs from the one in use."));
    }
    let effects = ThresholdEffects::of(&app.db, &in_force, &wanted, who.shell.now).await?;
    Ok(PreviewPage { shell: who.shell, in_force, wanted, effects }.into_response())
}

async fn save(who: SignedIn, app: &App, form: ThresholdsForm) -> Result<Response> {
    let now = who.shell.now;
    // Weeks that are over are judged by the numbers of their time: any still to be evaluated come first.
    phases::evaluate_all(&app.db, now).await?;
    let mut tx = app.db.begin().await?;
    let in_force = phases::lock_thresholds(&mut tx).await?;
    let mut problems = Problems::default();
    let wanted = form.read(&in_force, &mut problems);
    if !problems.is_empty() {
        let page = EditPage { shell: who.shell, form, in_force, problems };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    phases::change_thresholds(&mut tx, &in_force, &wanted, who.person.id, now).await?;
    tx.commit().await?;
    Ok(done(
        "/admin/thresholds",
        "The thresholds are saved. Stages follow them from the next weekly evaluation on.",
    ))
}
