use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::form::TrialForm;
use super::pages::NewPage;
use super::queries;
use crate::learning::breaks::who::Proposes;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::BreakTrialId;
use crate::platform::once::already_made;
use crate::platform::web::{Form, Problems, YesNo, done};

/// Proposes a trial; the team of the person who does takes part in it.
pub async fn propose(
    Proposes(who): Proposes,
    State(app): State<App>,
    Form(form): Form<TrialForm>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let mut problems = Problems::default();
    if let Some(new) = form.read(&mut problems, shell.now)? {
        let mut tx = app.db.begin().await?;
        if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
            return Ok(already_made(&earlier));
        }
        let trial = super::propose(&mut tx, &new, person.id, shell.now).await?;
        let act = Act::of(person.id, ActVerb::Propose, ActThing::BreakTrial, trial);
        acts::record(&mut tx, act, shell.now).await?;
        let agreed = match person.team_id {
            Some(team) => super::agree(&mut tx, trial, team, person.id, shell.now).await,
            None => Ok(()),
        };
        match agreed {
            Err(Error::Refused(words)) => problems.add("starts_on", words),
            agreed => {
                agreed?;
                form.once.made(&mut tx, person.id, &format!("/breaks/trials/{trial}")).await?;
                tx.commit().await?;
                let words = "The trial is proposed. Send other teams the link to this page.";
                return Ok(done(&format!("/breaks/trials/{trial}"), words));
            }
        }
    }
    let page = NewPage::of(shell, person.team_id.is_some(), form, problems);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// Whether one's own team takes part.
#[derive(Deserialize)]
pub struct AgreementForm {
    answer: YesNo,
}

pub async fn agree(
    who: SignedIn,
    State(app): State<App>,
    Path(trial): Path<BreakTrialId>,
    Form(form): Form<AgreementForm>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let team = person.team_id.ok_or(Error::Refused("Choose your team in your profile first."))?;
    let mut tx = app.db.begin().await?;
    let (verb, words) = if form.answer.is_yes() {
        super::agree(&mut tx, trial, team, person.id, shell.now).await?;
        (ActVerb::Accept, "Your team takes part. Tell your team.")
    } else {
        if !super::withdraw(&mut tx, trial, team, shell.now).await? {
            return Err(Error::Refused("Your team does not take part in this trial."));
        }
        (ActVerb::Withdraw, "Your team no longer takes part. Its own break holds again.")
    };
    let detail = serde_json::json!({ "team": team });
    acts::record_with(&mut tx, Act::of(person.id, verb, ActThing::BreakTrial, trial), detail, shell.now)
        .await?;
    tx.commit().await?;
    Ok(done(&format!("/breaks/trials/{trial}"), words))
}

/// Ends it early. The person who proposed it does, or an administrator.
pub async fn end(who: SignedIn, State(app): State<App>, Path(trial): Path<BreakTrialId>) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let found = queries::trial(&app.db, trial).await?.ok_or(Error::NotFound)?;
    if found.proposed_by != person.id && !person.is_admin {
        return Err(Error::NotFound);
    }
    let mut tx = app.db.begin().await?;
    super::end(&mut tx, trial, shell.now).await?;
    acts::record(&mut tx, Act::of(person.id, ActVerb::Close, ActThing::BreakTrial, trial), shell.now).await?;
    tx.commit().await?;
    Ok(done(&found.path(), "The trial is ended. From tomorrow each team’s own break holds again."))
}
