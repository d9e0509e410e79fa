use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::mails::SeatedBecause;
use super::rules::{Declined, Placement};
use super::telling::tell_seated;
use super::{accept, give_up};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Form, done};
use crate::sessions::events::SeenEvent;

pub const NO_ANSWER: Error = Error::Unreadable("Choose one of the answers. Go back and try again.");

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    pub answer: Option<OfferedAnswer>,
}

/// The three answers that people are offered; waiting is none of them, but what going becomes where all seats are taken.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferedAnswer {
    Going,
    Maybe,
    NotGoing,
}

pub async fn answer(
    invited: SeenEvent,
    State(app): State<App>,
    Form(form): Form<AnswerForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    let mut tx = app.db.begin().await?;
    let words = give(&mut tx, &app, event.id, person.id, form.answer, shell.now).await?;
    tx.commit().await?;
    Ok(done(&event.path(), words))
}

/// Gives a person's answer and tells anyone who has to know; what to say to the person.
///
/// # Errors
/// [`Error::Unreadable`] without an answer, and those of [`accept`] and [`give_up`].
pub async fn give(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    person: PersonId,
    answer: Option<OfferedAnswer>,
    now: OffsetDateTime,
) -> Result<&'static str> {
    let answer = match answer.ok_or(NO_ANSWER)? {
        OfferedAnswer::Going => {
            let place = accept(&mut *db, event, person, now).await?;
            if place == Placement::Waiting {
                return Ok(
                    "All places are taken. You are on the waiting list. We’ll email you when you get a place.",
                );
            }
            tell_seated(db, app, event, &[person], SeatedBecause::Asked, now).await?;
            return Ok("You’re going.");
        }
        OfferedAnswer::Maybe => Declined::Maybe,
        OfferedAnswer::NotGoing => Declined::NotGoing,
    };
    give_up(db, app, event, person, answer, now).await?;
    Ok("Your answer is saved.")
}
