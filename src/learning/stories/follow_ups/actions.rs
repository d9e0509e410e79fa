use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::pages::FollowUpPage;
use super::{FollowUpAnswer, rules};
use crate::learning::stories::{SeenStory, StoryAuthor, act};
use crate::organisation::acts::{self, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Form, Problems, done};

/// What came of it, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct FollowUpForm {
    pub answer: String,
    pub words: String,
}

/// A sentence or two; a story has a form of its own for more.
const LONGEST: usize = 1000;

impl FollowUpForm {
    /// The answer and its words. A button that nobody was offered cannot be read.
    fn read(&self, problems: &mut Problems) -> Result<Option<FollowUpAnswer>> {
        if self.answer.is_empty() {
            problems.add("answer", "Choose one of the answers.");
            return Ok(None);
        }
        let answer: FollowUpAnswer =
            self.answer.parse().map_err(|_| Error::Unreadable("Choose one of the answers."))?;
        if answer.tells() && self.words.trim().is_empty() {
            problems.add("words", "Say in a sentence what you did, or what changed.");
        }
        Ok(Some(answer))
    }
}

pub async fn answer(
    StoryAuthor(reader): StoryAuthor,
    State(app): State<App>,
    Form(form): Form<FollowUpForm>,
) -> Result<Response> {
    let SeenStory { person, shell, story } = reader;
    if story.is_draft() {
        return Err(Error::NotFound);
    }
    let mut problems = Problems::default();
    let said = form.read(&mut problems)?;
    let room = said.map_or(LONGEST, |answer| rules::room(&story.parts(), answer)).min(LONGEST);
    let words = problems.text("words", &form.words, room);
    let Some(said) = said.filter(|_| problems.is_empty()) else {
        let page = FollowUpPage { shell, story, form, problems };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let mut tx = app.db.begin().await?;
    let again = super::answer(&mut tx, &story, said, &words, shell.now).await?;
    if said.tells() {
        let act = act(person.id, ActVerb::Edit, story.id, story.community_id, story.display);
        acts::record(&mut tx, act, shell.now).await?;
    }
    tx.commit().await?;
    let words = match (said.tells(), again) {
        (true, _) => "Thank you. It’s added to your story, and you can edit it there.",
        (_, true) => "Thank you. We’ll ask once more in a month.",
        _ => "Thank you. We won’t ask about this story again.",
    };
    Ok(done(&story.path(), words))
}
