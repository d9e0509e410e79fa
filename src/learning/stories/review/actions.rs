use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::pages::ReviewPage;
use super::{mails, queries};
use crate::communities::{Organising, SeenCommunity};
use crate::notices::Paper;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::StoryId;
use crate::platform::mail;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Page, Problems, done};

/// A story of the community in the address.
#[derive(Deserialize)]
pub struct ReviewedStory {
    story: StoryId,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct QuestionForm {
    question: String,
    once: FormToken,
}

pub async fn ask(
    Organising(seen): Organising,
    State(app): State<App>,
    Path(reviewed): Path<ReviewedStory>,
    Form(form): Form<QuestionForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    if !queries::may_review(&app.db, reviewed.story, community.id, person.id).await? {
        return Err(Error::NotFound);
    }
    community.must_be_open()?;
    let mut problems = Problems::default();
    let question = problems.line("question", &form.question, 2..=500, "Write what you would like to know.");
    if !problems.is_empty() {
        let page = ReviewPage::load(&app, person.id, shell, community, Page::default()).await?;
        let page = page.with(reviewed.story, form.question, problems);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    super::ask(&mut tx, reviewed.story, person.id, &question, shell.now).await?;
    if let Some(author) = queries::author(&mut tx, reviewed.story).await? {
        let paper = Paper::of(&mut tx, &app).await?;
        let letter = mails::about_numbers(&paper, &author, &question)?;
        mail::queue(&mut tx, &[letter], shell.now).await?;
    }
    let back = format!("{}/stories/review", community.path());
    form.once.made(&mut tx, person.id, &back).await?;
    tx.commit().await?;
    Ok(done(&back, "The author is asked. The story waits here until they answer."))
}
