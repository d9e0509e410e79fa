use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::pages::{self, NoteForm, ReportForm};
use super::{NoteList, RoadmapTest, queries};
use crate::communities::{Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::RoadmapNoteId;
use crate::platform::once::already_made;
use crate::platform::web::{Form, Problems, done};

/// Says that something was done elsewhere.
pub async fn report(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<ReportForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let test = test(&form)?;
    let mut problems = Problems::default();
    let note = problems.line("note", &form.note, 1..=300, "Say in a sentence where and when it was done.");
    if !problems.is_empty() {
        let page = pages::page(seen, &app, form, problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    queries::report(&mut tx, seen.community.id, test, &note, seen.person.id, seen.shell.now).await?;
    let detail = serde_json::json!({ "test": test.as_str(), "note": note });
    acts::record_with(&mut tx, act(&seen, ActVerb::ReportDone), detail, seen.shell.now).await?;
    tx.commit().await?;
    Ok(done(&step_path(&seen, test), "Saved. It is shown as reported by you."))
}

pub async fn withdraw_report(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<ReportForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let test = test(&form)?;
    let mut tx = app.db.begin().await?;
    if queries::withdraw_report(&mut tx, seen.community.id, test, seen.shell.now).await? > 0 {
        let detail = serde_json::json!({ "test": test.as_str() });
        acts::record_with(&mut tx, act(&seen, ActVerb::WithdrawReport), detail, seen.shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(&step_path(&seen, test), "Removed. Only the data count again."))
}

pub async fn add_note(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<NoteForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let list =
        form.list.parse::<NoteList>().map_err(|_| Error::Unreadable("Choose one of the two lists."))?;
    let (field, ask) = match list {
        NoteList::Kept => ("kept", "Write down what works."),
        NoteList::Stopped => ("stopped", "Write down what you stop."),
    };
    let mut problems = Problems::default();
    let body = problems.line(field, &form.body, 1..=300, ask);
    if !problems.is_empty() {
        let page = pages::keep_going_page(seen, &app, form, problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, seen.person.id, seen.shell.now).await? {
        return Ok(already_made(&earlier));
    }
    queries::add_note(&mut tx, seen.community.id, list, &body, seen.person.id, seen.shell.now).await?;
    form.once.made(&mut tx, seen.person.id, &keep_going_path(&seen)).await?;
    tx.commit().await?;
    Ok(done(&keep_going_path(&seen), "Added."))
}

pub async fn remove_note(
    Organising(seen): Organising,
    State(app): State<App>,
    Path((_, note)): Path<(String, RoadmapNoteId)>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut db = app.db.acquire().await?;
    if queries::remove_note(&mut db, seen.community.id, note, seen.shell.now).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(done(&keep_going_path(&seen), "Removed."))
}

fn test(form: &ReportForm) -> Result<RoadmapTest> {
    form.test.parse().map_err(|_| Error::Unreadable("Choose something on the roadmap."))
}

fn act(seen: &SeenCommunity, verb: ActVerb) -> Act {
    Act::of(seen.person.id, verb, ActThing::Roadmap, seen.community.id).in_community(seen.community.id)
}

fn step_path(seen: &SeenCommunity, test: RoadmapTest) -> String {
    format!("{}/roadmap#step-{}", seen.community.path(), test.step().number())
}

fn keep_going_path(seen: &SeenCommunity) -> String {
    format!("{}/roadmap/keep-going", seen.community.path())
}
