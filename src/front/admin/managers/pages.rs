use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use crate::front::admin::queries;
use crate::organisation::logins::Admin;
use crate::organisation::people::{self, PersonFacts};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/managers/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub person: PersonFacts,
    pub typed: String,
    pub problems: Problems,
}

pub async fn edit(
    Admin(who): Admin,
    State(app): State<App>,
    Path(person): Path<PersonId>,
) -> Result<EditPage> {
    let person = people::facts(&app.db, person, who.person.id).await?;
    let typed = queries::manager(&app.db, person.id).await?.unwrap_or_default();
    Ok(EditPage { shell: who.shell, person, typed, problems: Problems::default() })
}
