use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::pages::{EditPage, IndexPage, NotesPage, RoleForm, RoleNotesForm};
use super::queries;
use super::who::{Assigning, Tending};
use crate::communities::{Organising, members};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::once::already_made;
use crate::platform::web::{Form, Problems, done, is_overtaken};

const NAME_TAKEN: &str = "There is a role with this name already. Choose another name.";

/// Adds a role: one of the usual ones, or one with a name of its own.
pub async fn add(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<RoleForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut problems = Problems::default();
    let words = form.read(&[], &mut problems);
    if problems.is_empty() {
        let mut tx = app.db.begin().await?;
        if let Some(earlier) = form.once.take(&mut tx, seen.person.id, seen.shell.now).await? {
            return Ok(already_made(&earlier));
        }
        match super::add(&mut tx, seen.community.id, &words, seen.shell.now).await {
            Ok(role) => {
                let act = Act::of(seen.person.id, ActVerb::Create, ActThing::Role, role)
                    .in_community(seen.community.id);
                acts::record(&mut tx, act, seen.shell.now).await?;
                let path = format!("{}/roles", seen.community.path());
                form.once.made(&mut tx, seen.person.id, &path).await?;
                tx.commit().await?;
                let words = format!("“{}” is added. Next, say who does it.", words.name);
                return Ok(done(&path, &words));
            }
            Err(Error::Refused(_)) => problems.add("name", NAME_TAKEN),
            Err(error) => return Err(error),
        }
    }
    let page = IndexPage::new(&app.db, seen, form, problems).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub async fn change(
    Assigning(tending): Assigning,
    State(app): State<App>,
    Form(mut form): Form<RoleForm>,
) -> Result<Response> {
    tending.community.must_be_open()?;
    let members = members::named_members(&app.db, tending.community.id).await?;
    let mut problems = Problems::default();
    let words = form.read(&members, &mut problems);
    let current = RoleForm::of(&tending.role, &members).shown;
    is_overtaken(&mut form.shown, current, &mut problems, "name", "the roles");
    if problems.is_empty() {
        let mut tx = app.db.begin().await?;
        match super::change(&mut tx, tending.role.id, &words).await {
            Ok(()) => {
                let act = Act::of(tending.person.id, ActVerb::Edit, ActThing::Role, tending.role.id)
                    .in_community(tending.community.id);
                acts::record(&mut tx, act, tending.shell.now).await?;
                tx.commit().await?;
                let path = format!("{}/roles", tending.community.path());
                return Ok(done(&path, "Your changes are saved."));
            }
            Err(Error::Refused(_)) => problems.add("name", NAME_TAKEN),
            Err(error) => return Err(error),
        }
    }
    let page = EditPage::new(tending, members, form, problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub async fn write_notes(
    tending: Tending,
    State(app): State<App>,
    Form(mut form): Form<RoleNotesForm>,
) -> Result<Response> {
    tending.community.must_be_open()?;
    let Tending { person, shell, community, role } = tending;
    let mut problems = Problems::default();
    let notes = problems.text("notes", &form.notes, 4000);
    let current = RoleNotesForm::of(&role).shown;
    is_overtaken(&mut form.shown, current, &mut problems, "notes", "the roles");
    if !problems.is_empty() {
        let page = NotesPage { shell, community, role, form, problems };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    queries::set_notes(&mut tx, role.id, &notes).await?;
    let act = Act::of(person.id, ActVerb::Edit, ActThing::Role, role.id).in_community(community.id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("{}/roles", community.path()), "The notes are saved."))
}

pub async fn remove(Assigning(tending): Assigning, State(app): State<App>) -> Result<Response> {
    tending.community.must_be_open()?;
    let Tending { person, shell, community, role } = tending;
    let mut tx = app.db.begin().await?;
    queries::delete(&mut tx, role.id).await?;
    let act = Act::of(person.id, ActVerb::TakeOff, ActThing::Role, role.id).in_community(community.id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("{}/roles", community.path()), &format!("“{}” is removed.", role.name)))
}
