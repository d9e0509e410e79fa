use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::form::AgreementsForm;
use super::queries::Agreements;
use super::suggestions;
use crate::communities::{Belonging, Community, Organising, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "communities/agreements/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    agreements: Option<Agreements>,
}

pub async fn show(Belonging(seen): Belonging, State(app): State<App>) -> Result<ShowPage> {
    let SeenCommunity { person, shell, community } = seen;
    let agreements = super::of_community(&app.db, community.id, person.id).await?;
    Ok(ShowPage { shell, community, agreements })
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/agreements/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub community: Community,
    pub form: AgreementsForm,
    pub problems: Problems,
}

impl EditPage {
    fn suggested(&self) -> Vec<(usize, &'static str)> {
        suggestions::missing(&self.form.line)
    }

    fn is_full(&self) -> bool {
        self.form.rows().iter().all(|row| !row.is_empty())
    }
}

pub async fn edit(Organising(seen): Organising, State(app): State<App>) -> Result<EditPage> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let agreements = super::of_community(&app.db, community.id, person.id).await?;
    let form = AgreementsForm::of(agreements.map(|agreements| agreements.lines).unwrap_or_default());
    Ok(EditPage { shell, community, form, problems: Problems::default() })
}
