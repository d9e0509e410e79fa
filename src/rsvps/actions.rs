use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::rules::{Answer, Place};
use super::{accept, give_up, tell_seated};
use crate::app::App;
use crate::error::{Error, Result};
use crate::events::Invited;
use crate::web::{Form, done};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    answer: String,
}

pub async fn answer(invited: Invited, State(app): State<App>, Form(form): Form<Typed>) -> Result<Response> {
    let Invited { person, shell, event } = invited;
    let mut tx = app.db.begin().await?;
    let words = match form.answer.as_str() {
        "going" => match accept(&mut tx, event.id, person.id, shell.now).await? {
            Place::Seated => {
                tell_seated(&mut tx, &app, event.id, (&[person.id], false), shell.now).await?;
                "Your seat is saved."
            }
            Place::Waiting => {
                "All seats are taken. You are on the waiting list, and get a mail when one is yours."
            }
        },
        "maybe" | "not_going" => {
            let answer = if form.answer == "maybe" { Answer::Maybe } else { Answer::NotGoing };
            give_up(&mut tx, &app, (event.id, person.id), answer, shell.now).await?;
            "Thank you for saying so."
        }
        _ => {
            return Err(Error::Unreadable(
                "That answer is not one we know. Go back and press one of the buttons.",
            ));
        }
    };
    tx.commit().await?;
    Ok(done(&event.path(), words))
}
