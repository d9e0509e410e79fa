use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::form::ValueForm;
use super::pages::EditPage;
use super::{keep, queries};
use crate::organisation::logins::Admin;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Form, Page, Problems, done, when};

/// Keeps what was typed as a new version, unless another was saved since the form was opened.
pub async fn save(
    Admin(who): Admin,
    State(app): State<App>,
    Form(form): Form<ValueForm>,
) -> Result<Response> {
    let now = who.shell.now;
    let mut problems = Problems::default();
    let wanted = form.read(when::day(now, &who.shell.organisation_zone), &mut problems);
    let mut tx = app.db.begin().await?;
    let newest = queries::lock(&mut tx).await?;
    if form.seen.trim().parse() != Ok(newest) {
        problems.add("seen", "Someone saved another version meanwhile. Check it below, then save again.");
    }
    if !problems.is_empty() {
        tx.rollback().await?;
        let seen = newest.to_string();
        let page = EditPage::load(&app, who.shell, Page::default()).await?;
        let page = page.with(ValueForm { seen, ..form }, problems);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let number = keep(&mut tx, &wanted, who.person.id, now).await?;
    tx.commit().await?;
    let words = format!(
        "Version {number} is saved. Reports use it when they are next worked out, within ten minutes."
    );
    Ok(done("/admin/value", &words))
}
