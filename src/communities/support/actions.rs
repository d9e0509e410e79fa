use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::pages::{ShowPage, SupportForms};
use super::queries;
use crate::communities::{self, Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Form, Problems, done};

/// What would help, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SupportForm {
    words: String,
}

async fn note(db: &mut PgConnection, seen: &SeenCommunity, verb: ActVerb) -> Result<()> {
    let community = seen.community.id;
    let act = Act::of(seen.person.id, verb, ActThing::Support, community).in_community(community);
    acts::record(db, act, seen.shell.now).await
}

fn path(seen: &SeenCommunity) -> String {
    format!("{}/support", seen.community.path())
}

pub async fn ask(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<SupportForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut problems = Problems::default();
    let words = problems.line("words", &form.words, 1..=300, "Say what would help, in a sentence or two.");
    if !problems.is_empty() {
        let typed = SupportForms { words: Some(form.words), ..SupportForms::default() };
        let page = ShowPage::new(&app.db, seen, typed, problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    communities::ask_for_help(&mut tx, seen.community.id, &words, seen.shell.now).await?;
    note(&mut tx, &seen, ActVerb::Propose).await?;
    tx.commit().await?;
    let words = if seen.community.is_private() {
        "Your request is kept. Leaders don’t see it, since the community is private."
    } else {
        "Leaders now see your request on the impact page."
    };
    Ok(done(&path(&seen), words))
}

/// Withdrawn twice it changes nothing.
pub async fn withdraw(Organising(seen): Organising, State(app): State<App>) -> Result<Response> {
    if queries::open(&app.db, seen.community.id).await?.is_some() {
        let mut tx = app.db.begin().await?;
        communities::ask_for_help(&mut tx, seen.community.id, "", seen.shell.now).await?;
        note(&mut tx, &seen, ActVerb::Withdraw).await?;
        tx.commit().await?;
    }
    Ok(done(&path(&seen), "Your request is withdrawn."))
}

/// A word of thanks, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SupportThanksForm {
    thanks: String,
    /// When what the page showed was asked for.
    asked: String,
}

pub async fn thank(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<SupportThanksForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let thanks = problems.line("thanks", &form.thanks, 0..=200, "");
    if !problems.is_empty() {
        let typed = SupportForms { thanks: form.thanks, ..SupportForms::default() };
        let page = ShowPage::new(&app.db, seen, typed, problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let asked = queries::open(&app.db, seen.community.id).await?;
    if asked.is_some_and(|asked| !form.asked.is_empty() && form.asked != asked.fingerprint()) {
        return Err(Error::Refused("Something else is asked for by now. Reload the page to see it."));
    }
    let mut tx = app.db.begin().await?;
    super::answered(&mut tx, seen.community.id, &thanks, seen.shell.now).await?;
    note(&mut tx, &seen, ActVerb::Close).await?;
    tx.commit().await?;
    let words = if seen.community.is_private() {
        "Marked as answered."
    } else {
        "Marked as answered. Leaders can read your thanks for 90 days."
    };
    Ok(done(&path(&seen), words))
}
