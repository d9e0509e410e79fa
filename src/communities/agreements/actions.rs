use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::AgreementsForm;
use super::pages::EditPage;
use super::{ListWritten, queries};
use crate::communities::{Belonging, Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Form, Problems, YesNo, done};

fn act(seen: &SeenCommunity, verb: ActVerb) -> Act {
    Act::of(seen.person.id, verb, ActThing::Agreements, seen.community.id).in_community(seen.community.id)
}

fn list_of(seen: &SeenCommunity) -> String {
    format!("{}/agreements", seen.community.path())
}

pub async fn change(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(mut form): Form<AgreementsForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut problems = Problems::default();
    if !form.is_saved() {
        form.rearrange();
        let SeenCommunity { shell, community, .. } = seen;
        return Ok(EditPage { shell, community, form, problems }.into_response());
    }
    let lines = form.read(&mut problems);
    if !problems.is_empty() {
        return Ok(shown_again(seen, form, problems));
    }
    let mut tx = app.db.begin().await?;
    let (verb, words) = match super::write(&mut tx, seen.community.id, &form.was, &lines, seen.shell.now)
        .await?
    {
        ListWritten::Changed => (ActVerb::Edit, "The agreements are saved."),
        ListWritten::Reviewed => (ActVerb::Review, "Nothing changed. You looked at them today."),
        ListWritten::ChangedMeanwhile(now) => {
            problems.add(
                    "lines",
                    format!(
                        "Someone else changed the agreements while you were writing. They are now: {}. Save again to \
                         replace them with yours.",
                        now.iter().map(|line| format!("“{line}”")).collect::<Vec<_>>().join(", ")
                    ),
                );
            form.was = now;
            return Ok(shown_again(seen, form, problems));
        }
    };
    acts::record(&mut tx, act(&seen, verb), seen.shell.now).await?;
    tx.commit().await?;
    Ok(done(&list_of(&seen), words))
}

fn shown_again(seen: SeenCommunity, form: AgreementsForm, problems: Problems) -> Response {
    let SeenCommunity { shell, community, .. } = seen;
    (StatusCode::UNPROCESSABLE_ENTITY, EditPage { shell, community, form, problems }).into_response()
}

pub async fn review(Organising(seen): Organising, State(app): State<App>) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut tx = app.db.begin().await?;
    super::review(&mut tx, seen.community.id, seen.shell.now).await?;
    acts::record(&mut tx, act(&seen, ActVerb::Review), seen.shell.now).await?;
    tx.commit().await?;
    Ok(done(&list_of(&seen), "Noted: you looked at them today."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ConsentForm {
    agree: YesNo,
}

/// Not logged: who agrees is theirs, and is shown to nobody by name.
pub async fn consent(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Form(form): Form<ConsentForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut db = app.db.acquire().await?;
    let words = if form.agree.is_yes() {
        super::agree(&mut db, seen.community.id, seen.person.id, seen.shell.now).await?;
        "Thank you. Names are not shown."
    } else {
        queries::withdraw(&mut db, seen.community.id, seen.person.id).await?;
        "Undone."
    };
    Ok(done(&list_of(&seen), words))
}
