use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use time::OffsetDateTime;

use super::answering::{Answering, GivenAnswer, answer_all, remind_at_once_when_late};
use super::rules::Declined;
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
    Extension(answering): Extension<Answering>,
    Form(form): Form<AnswerForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    let words = give(&app, &answering, event.id, person.id, form.answer, shell.now).await?;
    Ok(done(&event.path(), words))
}

/// Gives a person's answer, together with everyone else who answers the session at the moment, and tells anyone who has
/// to know; what to say to the person.
///
/// # Errors
/// [`Error::Unreadable`] without an answer; [`Error::Refused`] when the session has started or is not open for answers, or
/// when only members of its community may come.
pub async fn give(
    app: &App,
    answering: &Answering,
    event: EventId,
    person: PersonId,
    answer: Option<OfferedAnswer>,
    now: OffsetDateTime,
) -> Result<&'static str> {
    let declined = match answer.ok_or(NO_ANSWER)? {
        OfferedAnswer::Going => None,
        OfferedAnswer::Maybe => Some(Declined::Maybe),
        OfferedAnswer::NotGoing => Some(Declined::NotGoing),
    };
    let all = |given| answer_all(app.clone(), event, given, now);
    let seat_from = answering.ask(event.into(), GivenAnswer { person, declined }, all).await??;
    if seat_from.is_some() {
        // Not under the lock: it hurries what comes anyway.
        remind_at_once_when_late(&mut *app.db.acquire().await?, seat_from, now).await?;
    }
    Ok(match (declined, seat_from) {
        (Some(_), _) => "Your answer is saved.",
        (None, Some(_)) => "You’re going.",
        (None, None) => {
            "All places are taken. You are on the waiting list. We’ll email you when you get a place."
        }
    })
}
