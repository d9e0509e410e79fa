use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;

use super::HandoverOffer;
use super::pages::NewPage;
use super::queries;
use super::who::{Concerned, HandingOver, Receiving};
use crate::communities::members;
use crate::communities::members::naming;
use crate::communities::roles::HandoverStep;
use crate::communities::roles::who::Tending;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Problems, YesNo, done};

const OVER: Error = Error::Refused("This handover is not open any more. See who has the role now.");

/// Who is to have the role, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HandoverForm {
    receiver: String,
    once: FormToken,
}

pub async fn offer(
    tending: Tending,
    State(app): State<App>,
    Form(form): Form<HandoverForm>,
) -> Result<Response> {
    tending.community.must_be_open()?;
    let Tending { person, shell, community, role } = tending;
    let members = members::named_members(&app.db, community.id).await?;
    let giver = role.holder_id.unwrap_or(person.id);
    let to = match receiver(&form.receiver, &members, giver, role.holder_id.is_some()) {
        Ok(to) => to,
        Err(words) => {
            let (receiver, problems) = (form.receiver, Problems::one("receiver", words));
            let page = NewPage { shell, community, role, members, receiver, problems };
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
    };
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    let offer =
        HandoverOffer { community: &community, role: &role, by: person.id, by_name: &person.name, to };
    let handover = super::offer(&mut tx, &app, &offer, shell.now).await?;
    let act = Act::of(person.id, ActVerb::Offer, ActThing::Handover, handover).in_community(community.id);
    acts::record(&mut tx, act, shell.now).await?;
    form.once.made(&mut tx, person.id, &format!("/handovers/{handover}")).await?;
    tx.commit().await?;
    Ok(done(&format!("/handovers/{handover}"), "They get an email and say yes or no."))
}

/// Who it is, if they can take the role over from the giver.
fn receiver(
    typed: &str,
    members: &[naming::NamedMember],
    giver: PersonId,
    is_held: bool,
) -> Result<PersonId, String> {
    match naming::by_name(typed, members)? {
        None => Err("Enter the name of a member.".to_owned()),
        Some(person) if person == giver && is_held => Err("They have this role already.".to_owned()),
        Some(person) if person == giver => {
            Err("Nobody holds this role yet. Edit it, and enter your name as its holder.".to_owned())
        }
        Some(person) => Ok(person),
    }
}

async fn note(db: &mut PgConnection, concerned: &Concerned, verb: ActVerb) -> Result<()> {
    let Concerned { person, shell, community, handover, .. } = concerned;
    let act = Act::of(person.id, verb, ActThing::Handover, handover.id).in_community(community.id);
    acts::record(db, act, shell.now).await
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HandoverAnswer {
    answer: YesNo,
}

pub async fn answer(
    Receiving(concerned): Receiving,
    State(app): State<App>,
    Form(form): Form<HandoverAnswer>,
) -> Result<Response> {
    concerned.community.must_be_open()?;
    let yes = form.answer.is_yes();
    let (handover, now) = (concerned.handover.id, concerned.shell.now);
    let mut tx = app.db.begin().await?;
    if !super::answer(&mut tx, handover, yes, now).await? {
        return Err(OVER);
    }
    note(&mut tx, &concerned, if yes { ActVerb::Accept } else { ActVerb::Decline }).await?;
    tx.commit().await?;
    if yes {
        let words = "Thank you. Go through the list together, at your own pace.";
        return Ok(done(&format!("/handovers/{handover}"), words));
    }
    let path = format!("{}/roles#handover", concerned.community.path());
    Ok(done(&path, "That’s fine. Everything stays as it was."))
}

/// One step, done or not.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TickForm {
    step: String,
    done: YesNo,
}

pub async fn tick(
    HandingOver(concerned): HandingOver,
    State(app): State<App>,
    Form(form): Form<TickForm>,
) -> Result<Response> {
    concerned.community.must_be_open()?;
    let Concerned { person, shell, handover, .. } = concerned;
    if !handover.state.is_under_way() {
        return Err(OVER);
    }
    let step: HandoverStep =
        form.step.parse().map_err(|_| Error::Unreadable("Choose a step of the list."))?;
    let mut tx = app.db.begin().await?;
    if form.done.is_yes() {
        queries::tick(&mut tx, handover.id, person.id, step, shell.now).await?;
    } else {
        queries::untick(&mut tx, handover.id, person.id, step).await?;
    }
    tx.commit().await?;
    Ok(done(&format!("/handovers/{}", handover.id), "Saved."))
}

pub async fn finish(concerned: Concerned, State(app): State<App>) -> Result<Response> {
    concerned.community.must_be_open()?;
    let mut tx = app.db.begin().await?;
    if !super::finish(&mut tx, &concerned.handover, &concerned.role, concerned.shell.now).await? {
        return Err(OVER);
    }
    note(&mut tx, &concerned, ActVerb::Finish).await?;
    tx.commit().await?;
    let words = format!("{} now holds “{}”.", concerned.handover.receiver, concerned.role.name);
    Ok(done(&format!("{}/roles", concerned.community.path()), &words))
}

pub async fn cancel(concerned: Concerned, State(app): State<App>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if !super::cancel(&mut tx, concerned.handover.id, concerned.shell.now).await? {
        return Err(OVER);
    }
    note(&mut tx, &concerned, ActVerb::Cancel).await?;
    tx.commit().await?;
    let path = format!("{}/roles", concerned.community.path());
    Ok(done(&path, "The handover is cancelled. Everything stays as it was."))
}
