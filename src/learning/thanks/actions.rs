use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::rules;
use crate::learning::stories::SeenStory;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Form, YesNo, done};

/// Which of the two buttons was clicked. It says what the person wants, so that a double click does not undo itself.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ThanksForm {
    said: Option<YesNo>,
}

impl ThanksForm {
    fn is_taken_back(&self) -> bool {
        self.said == Some(YesNo::No)
    }
}

pub async fn thank(
    reader: SeenStory,
    State(app): State<App>,
    Form(form): Form<ThanksForm>,
) -> Result<Response> {
    let SeenStory { person, shell, story } = reader;
    rules::may_say(story.mine).map_err(Error::Refused)?;
    let mut tx = app.db.begin().await?;
    let words = if form.is_taken_back() {
        super::take_back(&mut tx, story.id, person.id).await?;
        "Your thanks are removed."
    } else {
        super::thank(&mut tx, story.id, person.id, shell.now).await?;
        "You said thanks."
    };
    tx.commit().await?;
    Ok(done(&story.path(), words))
}

pub async fn reuse(
    reader: SeenStory,
    State(app): State<App>,
    Form(form): Form<ThanksForm>,
) -> Result<Response> {
    let SeenStory { person, shell, story } = reader;
    rules::may_say(story.mine).map_err(Error::Refused)?;
    let mut tx = app.db.begin().await?;
    let words = if form.is_taken_back() {
        super::take_back_reuse(&mut tx, story.id, person.id).await?;
        "Removed: you no longer count as using this."
    } else {
        super::reuse(&mut tx, story.id, person.id, shell.now).await?;
        "Saved: you used this too."
    };
    tx.commit().await?;
    Ok(done(&story.path(), words))
}
