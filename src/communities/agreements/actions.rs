use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::AgreementsForm;
use super::pages::EditPage;
use super::queries;
use crate::communities::{Belonging, Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Form, Problems, done};

fn act(seen: &SeenCommunity, verb: ActVerb) -> Act {
    Act::of(seen.person.id, verb, ActThing::Agreements, seen.community.id).in_community(seen.community.id)
}

fn list_of(seen: &SeenCommunity) -> String {
    format!("{}/agreements", seen.community.path())
}

pub async fn change(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(mut form): Form<AgreementsForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut problems = Problems::default();
    if !form.is_saved() {
        form.rearrange();
        let SeenCommunity { shell, community, .. } = seen;
        return Ok(EditPage { shell, community, form, problems }.into_response());
    }
    let lines = form.read(&mut problems);
    if !problems.is_empty() {
        let SeenCommunity { shell, community, .. } = seen;
        let page = EditPage { shell, community, form, problems };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    let changed = super::write(&mut tx, seen.community.id, &lines, seen.shell.now).await?;
    let verb = if changed { ActVerb::Edit } else { ActVerb::Review };
    acts::record(&mut tx, act(&seen, verb), seen.shell.now).await?;
    tx.commit().await?;
    let words =
        if changed { "The agreements are saved." } else { "Nothing changed. You looked at them today." };
    Ok(done(&list_of(&seen), words))
}

pub async fn review(Organising(seen): Organising, State(app): State<App>) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut tx = app.db.begin().await?;
    super::review(&mut tx, seen.community.id, seen.shell.now).await?;
    acts::record(&mut tx, act(&seen, ActVerb::Review), seen.shell.now).await?;
    tx.commit().await?;
    Ok(done(&list_of(&seen), "Noted: you looked at them today."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ConsentForm {
    agree: String,
}

/// Not logged: who agrees is theirs, and is shown to nobody by name.
pub async fn consent(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Form(form): Form<ConsentForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut db = app.db.acquire().await?;
    let words = if form.agree == "yes" {
        super::agree(&mut db, seen.community.id, seen.person.id, seen.shell.now).await?;
        "Thank you. Names are not shown."
    } else {
        queries::withdraw(&mut db, seen.community.id, seen.person.id).await?;
        "Undone."
    };
    Ok(done(&list_of(&seen), words))
}
