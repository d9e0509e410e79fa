use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::pages::{CommunitiesPage, TypedOffer};
use crate::guide::transformation::successors;
use crate::organisation::logins::Admin;
use crate::organisation::people::{self, WorkEmail};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::CommunityId;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Problems, done};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AppointmentForm {
    email: String,
    once: FormToken,
}

/// Offers a community that has no organiser to someone, who accepts or declines. By their email address: a list
/// of members to choose from would tell who is in a private one.
pub async fn offer(
    Admin(who): Admin,
    State(app): State<App>,
    Path(community): Path<CommunityId>,
    Form(form): Form<AppointmentForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let found = match WorkEmail::read(&form.email) {
        Some(email) => people::by_email(&mut tx, &email).await?,
        None => None,
    };
    let Some((person, name)) = found else {
        drop(tx);
        let problems = Problems::one("email", "Enter the work email of someone with an active account.");
        let typed = TypedOffer { community, email: form.email };
        let page = CommunitiesPage::of(&app, who.shell, Some(typed), problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    if let Some(earlier) = form.once.take(&mut tx, who.person.id, who.shell.now).await? {
        return Ok(already_made(&earlier));
    }
    let of = successors::offer(&mut tx, &app, community, person, &who.person, who.shell.now).await?;
    form.once.made(&mut tx, who.person.id, "/admin/communities").await?;
    tx.commit().await?;
    let words =
        format!("{name} is asked by email to organise {of}. They become its organiser when they accept.");
    Ok(done("/admin/communities", &words))
}
