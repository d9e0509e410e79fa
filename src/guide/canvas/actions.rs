use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::pages::{CanvasForm, EditPage};
use super::queries;
use crate::communities::{Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Form, Problems, done, is_overtaken};

pub async fn change(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(mut form): Form<CanvasForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let mut problems = Problems::default();
    let words = form.read(&mut problems);
    let current = queries::canvas_words(&app.db, community.id).await?.fingerprint();
    is_overtaken(&mut form.shown, current, &mut problems, "gives", "the canvas");
    if !problems.is_empty() {
        let page = EditPage { shell, community, form, problems };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    super::write(&mut tx, community.id, &words, shell.now).await?;
    let act = Act::of(person.id, ActVerb::Edit, ActThing::Canvas, community.id).in_community(community.id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("{}/canvas", community.path()), "The canvas is saved."))
}
