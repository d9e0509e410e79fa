use axum::extract::{Path, State};
use axum::response::Response;

use super::super::actions::{AnswerForm, NO_ANSWER, OfferedAnswer};
use super::super::but_for;
use super::{queries, say_no, say_yes};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::SeriesId;
use crate::platform::web::{Form, done};

pub async fn answer(
    SignedIn { person, shell, .. }: SignedIn,
    State(app): State<App>,
    Path(series): Path<SeriesId>,
    Form(form): Form<AnswerForm>,
) -> Result<Response> {
    let open = queries::open(&app.db, series, person.id).await?.ok_or(Error::NotFound)?;
    if open.archived {
        return Err(Error::Refused("This community is archived, so its sessions take no answers."));
    }
    let mut tx = app.db.begin().await?;
    let words = match form.answer.ok_or(NO_ANSWER)? {
        OfferedAnswer::Going => {
            let skipped = say_yes(&mut tx, &app, series, person.id, shell.now).await?;
            but_for("You’re signed up for every session. You’ll get one email with all of them.", skipped)
        }
        OfferedAnswer::NotGoing => {
            let skipped = say_no(&mut tx, &app, series, person.id, shell.now).await?;
            but_for("You left the series. Your places in all future sessions are cancelled.", skipped)
        }
        OfferedAnswer::Maybe => {
            return Err(Error::Unreadable(
                "A series is answered with yes or no. Go back and choose one of them.",
            ));
        }
    };
    tx.commit().await?;
    Ok(done(&format!("/series/{series}"), &words))
}
