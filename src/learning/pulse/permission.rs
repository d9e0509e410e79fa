//! The page of the seven yearly sentences: where they come from, how they are worded and counted here, and on what ground
//! they may be used. Everyone may read it; an administrator writes the ground down.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::queries::{self, SafetyPermission};
use super::safety::{ITEMS, SafetyItem};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::{Admin, SignedIn};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::{Form, Problems, Shell, done};

const PATH: &str = "/pulse/safety";

#[derive(Template, WebTemplate)]
#[template(path = "learning/pulse/safety.html")]
pub struct SafetyPage {
    shell: Shell,
    permission: Option<SafetyPermission>,
    form: PermissionForm,
    problems: Problems,
}

impl SafetyPage {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn items(&self) -> &'static [SafetyItem] {
        &ITEMS
    }
}

/// As typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PermissionForm {
    ground: String,
}

pub async fn show(who: SignedIn, State(app): State<App>) -> Result<SafetyPage> {
    let permission = queries::safety_permission(&app.db).await?;
    let form =
        PermissionForm { ground: permission.as_ref().map(|one| one.ground.clone()).unwrap_or_default() };
    Ok(SafetyPage { shell: who.shell, permission, form, problems: Problems::default() })
}

pub async fn permit(
    Admin(who): Admin,
    State(app): State<App>,
    Form(form): Form<PermissionForm>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let mut problems = Problems::default();
    let missing = "Enter who permitted it, or why no permission is needed.";
    let ground = problems.line("ground", &form.ground, 5..=300, missing);
    if !problems.is_empty() {
        let permission = queries::safety_permission(&app.db).await?;
        let page = SafetyPage { shell, permission, form, problems };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    super::permit_safety(&mut tx, &ground, person.id, shell.now).await?;
    tx.commit().await?;
    Ok(done(PATH, "Saved. Organisers can ask these sentences once a year."))
}

pub async fn withdraw(Admin(who): Admin, State(app): State<App>) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let mut tx = app.db.begin().await?;
    if queries::withdraw_safety(&mut tx).await? == 0 {
        return Err(Error::Refused("It is withdrawn already."));
    }
    acts::record(&mut tx, changed(person.id), shell.now).await?;
    tx.commit().await?;
    Ok(done(PATH, "Withdrawn. New pulses can’t ask these sentences. What was answered stays."))
}

/// What is recorded when it is given or withdrawn.
pub fn changed(by: PersonId) -> Act {
    Act {
        person: Some(by),
        verb: ActVerb::ChangeSettings,
        thing: ActThing::Pulse,
        thing_id: None,
        community: None,
    }
}
