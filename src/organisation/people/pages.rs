use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::actions::Details;
use super::offers::{self, HelpOffer};
use super::queries::{self, PersonCommunity};
use super::{PersonFacts, SeenBy, facts};
use crate::organisation::logins::SignedIn;
use crate::organisation::teams;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::{Problems, Shell, emblem, when};

#[derive(Template, WebTemplate)]
#[template(path = "organisation/people/show.html")]
pub struct ShowPage {
    shell: Shell,
    person: PersonFacts,
    hue: u8,
    places: Vec<PersonCommunity>,
    offers: Vec<HelpOffer>,
}

/// Lists of what was keep the names of people whose account is closed; their pages say no more than that.
#[derive(Template, WebTemplate)]
#[template(path = "organisation/people/gone.html")]
struct GonePage {
    shell: Shell,
}

pub async fn show(who: SignedIn, State(app): State<App>, Path(person): Path<PersonId>) -> Result<Response> {
    let places = queries::places(&app.db, person, who.person.id).await?;
    let person = facts(&app.db, person, who.person.id).await?;
    if person.deactivated_at.is_some() {
        return Ok((StatusCode::GONE, GonePage { shell: who.shell }).into_response());
    }
    let hue = emblem::hue(person.department.as_deref().unwrap_or(""));
    let offers = if who.person.id == person.id {
        offers::own(&app.db, person.id).await?
    } else {
        offers::of_person(&app.db, person.id, who.person.id, who.shell.now).await?
    };
    Ok(ShowPage { shell: who.shell, person, hue, places, offers }.into_response())
}

#[derive(Template, WebTemplate)]
#[template(path = "organisation/people/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub email: String,
    pub form: Details,
    pub problems: Problems,
    pub teams: Vec<(String, String)>,
    /// Those in use, to choose from.
    pub sites: Vec<String>,
    pub zones: Vec<String>,
    pub seen_by: Vec<(String, String)>,
}

impl EditPage {
    /// Who sees a field, as chosen.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn chosen(&self, typed: Option<&String>) -> String {
        typed.cloned().unwrap_or_else(|| SeenBy::Everyone.to_string())
    }
}

pub async fn edit(who: SignedIn, State(app): State<App>) -> Result<EditPage> {
    let facts = facts(&app.db, who.person.id, who.person.id).await?;
    let offers = offers::own(&app.db, who.person.id).await?;
    let teams = teams::choices(&teams::all(&app.db).await?);
    let email = facts.email.clone();
    Ok(EditPage {
        shell: who.shell,
        email,
        form: Details::of(facts, &offers),
        problems: Problems::default(),
        teams,
        sites: queries::sites(&app.db).await?,
        zones: when::zones(),
        seen_by: SeenBy::choices(),
    })
}
