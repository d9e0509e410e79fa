use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use time::OffsetDateTime;

use super::coming::come;
use super::leaving::give_up;
use super::rules::Declined;
use super::telling::remind_at_once_when_late;
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
    let words = give(&app, event.id, person.id, form.answer, shell.now).await?;
    Ok(done(&event.path(), words))
}

/// Gives a person's answer, in its turn, and tells anyone who has to know; what to say to the person.
///
/// # Errors
/// [`Error::Unreadable`] without an answer, and those of [`come`] and [`give_up`].
pub async fn give(
    app: &App,
    event: EventId,
    person: PersonId,
    answer: Option<OfferedAnswer>,
    now: OffsetDateTime,
) -> Result<&'static str> {
    match answer.ok_or(NO_ANSWER)? {
        OfferedAnswer::Going => go(app, event, person, now).await,
        OfferedAnswer::Maybe => stay_away(app, event, person, Declined::Maybe, now).await,
        OfferedAnswer::NotGoing => stay_away(app, event, person, Declined::NotGoing, now).await,
    }
}

/// Together with everyone else who says yes to it at the moment.
async fn go(app: &App, event: EventId, person: PersonId, now: OffsetDateTime) -> Result<&'static str> {
    let all = |people| come(app.clone(), event, people, now);
    let seat = app.saying_yes.ask(event.into(), person, all).await??;
    let Some(starts_at) = seat else {
        return Ok(
            "All places are taken. You are on the waiting list. We’ll email you when you get a place.",
        );
    };
    // Not under the lock: it hurries what comes anyway.
    remind_at_once_when_late(&mut *app.db.acquire().await?, Some(starts_at), now).await?;
    Ok("You’re going.")
}

async fn stay_away(
    app: &App,
    event: EventId,
    person: PersonId,
    answer: Declined,
    now: OffsetDateTime,
) -> Result<&'static str> {
    let pass = app.doors.enter(event.into()).await?;
    let mut tx = app.db.begin().await?;
    let given_up = match give_up(&mut tx, app, event, person, answer, now).await {
        Ok(late) => tx.commit().await.map(|()| late).map_err(Error::from),
        Err(error) => Err(error),
    };
    if let Err(Error::Unavailable(_)) = given_up {
        pass.shut();
    }
    if let Some(starts_at) = given_up? {
        // Not under the lock: it hurries what comes anyway.
        remind_at_once_when_late(&mut *app.db.acquire().await?, Some(starts_at), now).await?;
    }
    Ok("Your answer is saved.")
}
