use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::form::ActionForm;
use super::queries::RetrospectiveAction;
use super::who::DecidesAction;
use crate::communities::members;
use crate::communities::members::naming::NamedMember;
use crate::guide::retrospectives::Retrospective;
use crate::guide::retrospectives::who::SeenRetrospective;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "guide/retrospectives/action.html")]
pub struct EditPage {
    pub shell: Shell,
    pub retrospective: Retrospective,
    pub action: RetrospectiveAction,
    pub members: Vec<NamedMember>,
    pub form: ActionForm,
    pub problems: Problems,
}

pub async fn edit(deciding: DecidesAction, State(app): State<App>) -> Result<EditPage> {
    let DecidesAction { seen, action } = deciding;
    if !action.state.is_open() {
        return Err(Error::Refused("This action is done or dropped. Open it again to change it."));
    }
    let SeenRetrospective { shell, retrospective, .. } = seen;
    let members = members::named_members(&app.db, retrospective.community_id).await?;
    let form = ActionForm::of(&action, &members);
    Ok(EditPage { shell, retrospective, action, members, form, problems: Problems::default() })
}
