use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::queries::{self, PersonCommunity};
use super::{PersonFacts, facts};
use crate::organisation::logins::SignedIn;
use crate::organisation::teams;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::{Problems, Shell, emblem, when};

#[derive(Template, WebTemplate)]
#[template(path = "organisation/people/show.html")]
pub struct ShowPage {
    shell: Shell,
    person: PersonFacts,
    hue: u8,
    places: Vec<PersonCommunity>,
}

pub async fn show(who: SignedIn, State(app): State<App>, Path(person): Path<PersonId>) -> Result<ShowPage> {
    let places = queries::places(&app.db, person, who.person.id).await?;
    let person = facts(&app.db, person).await?;
    if person.deactivated_at.is_some() {
        return Err(Error::NotFound);
    }
    let hue = emblem::hue(person.department.as_deref().unwrap_or(""));
    Ok(ShowPage { shell: who.shell, person, hue, places })
}

#[derive(Template, WebTemplate)]
#[template(path = "organisation/people/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub email: String,
    pub form: super::actions::Details,
    pub problems: Problems,
    pub teams: Vec<(String, String)>,
    /// Those in use, to choose from.
    pub sites: Vec<String>,
    pub zones: Vec<String>,
}

pub async fn edit(who: SignedIn, State(app): State<App>) -> Result<EditPage> {
    let facts = facts(&app.db, who.person.id).await?;
    let teams = teams::choices(&teams::all(&app.db).await?);
    let email = facts.email.clone();
    Ok(EditPage {
        shell: who.shell,
        email,
        form: facts.into(),
        problems: Problems::default(),
        teams,
        sites: queries::sites(&app.db).await?,
        zones: when::zones(),
    })
}
