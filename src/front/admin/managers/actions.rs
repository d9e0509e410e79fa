use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgPool;

use super::pages::EditPage;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::Admin;
use crate::organisation::people::{self, WorkEmail};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::{Form, Problems, done};

/// A name or an email; nothing where it is not known.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ManagerForm {
    name: String,
}

pub async fn change(
    Admin(who): Admin,
    State(app): State<App>,
    Path(person): Path<PersonId>,
    Form(form): Form<ManagerForm>,
) -> Result<Response> {
    let person = people::facts(&app.db, person, who.person.id).await?;
    let typed = form.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = match found(&app.db, &typed).await? {
        Ok(manager) if manager == Some(person.id) => "Enter someone else. Nobody reports to themselves.",
        Ok(manager) => {
            let mut tx = app.db.begin().await?;
            people::set_manager(&mut tx, person.id, manager).await?;
            let act = Act::of(who.person.id, ActVerb::Edit, ActThing::Person, person.id);
            let detail = serde_json::json!({ "manager": manager });
            acts::record_with(&mut tx, act, detail, who.shell.now).await?;
            tx.commit().await?;
            return Ok(done("/admin/people", "Saved."));
        }
        Err(words) => words,
    };
    let problems = Problems::one("name", words);
    let page = EditPage { shell: who.shell, person, typed: form.name, problems };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// The one person of this name or address; or what to do instead.
async fn found(db: &PgPool, typed: &str) -> Result<std::result::Result<Option<PersonId>, &'static str>> {
    if typed.is_empty() {
        return Ok(Ok(None));
    }
    if typed.contains('@') {
        let known = match WorkEmail::read(typed) {
            Some(email) => people::by_email(&mut *db.acquire().await?, &email).await?,
            None => None,
        };
        return Ok(known.map(|(id, _)| Some(id)).ok_or("Nobody has this email."));
    }
    Ok(match people::named(db, typed).await?[..] {
        [only] => Ok(Some(only)),
        [] => Err("Nobody has this name. Type it as their profile shows it."),
        _ => Err("Several people have this name. Enter the email instead."),
    })
}
