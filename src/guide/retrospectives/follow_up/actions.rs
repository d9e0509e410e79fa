use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::{ActionForm, today};
use super::pages::EditPage;
use super::who::DecidesAction;
use crate::communities::members;
use crate::guide::retrospectives::pages::ShowPage;
use crate::guide::retrospectives::who::{RunsRetrospective, SeenRetrospective};
use crate::guide::retrospectives::{ActionDecision, Retrospective};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{PersonId, RetrospectiveActionId};
use crate::platform::once::already_made;
use crate::platform::web::{AGAIN, Form, Problems, done};

fn act(person: PersonId, verb: ActVerb, action: RetrospectiveActionId, retrospective: &Retrospective) -> Act {
    Act::of(person, verb, ActThing::RetrospectiveAction, action).in_community(retrospective.community_id)
}

fn list_of(retrospective: &Retrospective) -> String {
    format!("{}#actions", retrospective.path())
}

pub async fn add(
    RunsRetrospective(seen): RunsRetrospective,
    State(app): State<App>,
    Form(form): Form<ActionForm>,
) -> Result<Response> {
    let SeenRetrospective { person, shell, retrospective } = &seen;
    let members = members::named_members(&app.db, retrospective.community_id).await?;
    let mut problems = Problems::default();
    let new = form.read(&members, today(&retrospective.zone, shell.now), None, &mut problems);
    if !problems.is_empty() {
        let page = ShowPage::of(&app, seen).await?.with_action(form, problems);
        return Ok((AGAIN, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    let action = super::add(&mut tx, retrospective.id, &new, shell.now).await?;
    acts::record(&mut tx, act(person.id, ActVerb::Add, action, retrospective), shell.now).await?;
    form.once.made(&mut tx, person.id, &list_of(retrospective)).await?;
    tx.commit().await?;
    Ok(done(
        &list_of(retrospective),
        "The action is added. It heads your next retrospective until it is done.",
    ))
}

pub async fn change(
    deciding: DecidesAction,
    State(app): State<App>,
    Form(form): Form<ActionForm>,
) -> Result<Response> {
    let DecidesAction { seen, action } = deciding;
    if !action.state.is_open() {
        return Err(Error::Refused("This action is done or dropped. Open it again to change it."));
    }
    let SeenRetrospective { person, shell, retrospective } = seen;
    let members = members::named_members(&app.db, retrospective.community_id).await?;
    let mut problems = Problems::default();
    let first = today(&retrospective.zone, shell.now);
    let new = form.read(&members, first, Some(action.due_on), &mut problems);
    if !problems.is_empty() {
        let page = EditPage { shell, retrospective, action, members, form, problems };
        return Ok((AGAIN, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    super::change(&mut tx, action.id, &new, shell.now).await?;
    acts::record(&mut tx, act(person.id, ActVerb::Edit, action.id, &retrospective), shell.now).await?;
    tx.commit().await?;
    Ok(done(&list_of(&retrospective), "Your changes are saved."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RetroDecisionForm {
    decision: String,
}

pub async fn decide(
    deciding: DecidesAction,
    State(app): State<App>,
    Form(form): Form<RetroDecisionForm>,
) -> Result<Response> {
    let DecidesAction { seen: SeenRetrospective { person, shell, retrospective }, action } = deciding;
    let decision: ActionDecision =
        form.decision.parse().map_err(|_| Error::Unreadable("Choose done, keep or drop."))?;
    let (verb, words) = match decision {
        ActionDecision::Done => (ActVerb::Finish, "Done. That is what a retrospective is for."),
        ActionDecision::Keep => (ActVerb::Keep, "Kept. It stays open."),
        ActionDecision::Drop => (ActVerb::Retire, "Dropped."),
    };
    let mut tx = app.db.begin().await?;
    if super::decide(&mut tx, retrospective.id, action.id, decision, shell.now).await? {
        acts::record(&mut tx, act(person.id, verb, action.id, &retrospective), shell.now).await?;
    }
    tx.commit().await?;
    let is_own = action.retrospective_id == retrospective.id;
    let anchor = if is_own { list_of(&retrospective) } else { format!("{}#earlier", retrospective.path()) };
    Ok(done(&anchor, words))
}
