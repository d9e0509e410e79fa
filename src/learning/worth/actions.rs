use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::WorthAnswer;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Form, done};
use crate::sessions::events::SeenEvent;

pub const COUNTED: &str = "Thank you. Your answer is counted, and nobody sees that it is yours.";
pub const ANSWERED: &str =
    "Your answer was counted before. It is kept without your name, so it can’t be changed.";

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WorthForm {
    answer: String,
}

impl WorthForm {
    pub fn read(&self) -> Result<WorthAnswer> {
        self.answer.parse().map_err(|_| Error::Unreadable("Choose one of the three answers."))
    }
}

/// Nothing about it is logged: the log would tell who answered when.
pub async fn answer(
    seen: SeenEvent,
    State(app): State<App>,
    Form(form): Form<WorthForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if !super::queries::was_first(&mut tx, seen.event.id, seen.person.id).await? {
        return Err(Error::NotFound);
    }
    let counted = super::answer(&mut tx, seen.event.id, seen.person.id, form.read()?).await?;
    tx.commit().await?;
    Ok(done("/", if counted { COUNTED } else { ANSWERED }))
}
