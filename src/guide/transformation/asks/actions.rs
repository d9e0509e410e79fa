use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::MoveAnswer;
use super::pages;
use super::queries::{self, MoveAsk};
use crate::communities::{Community, SeenCommunity, members};
use crate::guide::departures::{self, Left};
use crate::guide::transformation::moving::{self, Move};
use crate::guide::transformation::{TransformationWay, merging, splitting};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::{AGAIN, Form, Problems, done};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MoveAnswerForm {
    answer: String,
}

const OVER: Error =
    Error::Refused("You answered already, or this was undone. Reload the page to see where you are.");

/// Someone who was asked answers, once. Only now anything changes for them.
pub async fn answer(
    seen: SeenCommunity,
    State(app): State<App>,
    Form(form): Form<MoveAnswerForm>,
) -> Result<Response> {
    let ask = queries::of_person(&app.db, seen.community.id, seen.person.id).await?.ok_or(Error::NotFound)?;
    let answer = form.answer.parse::<MoveAnswer>().ok();
    let answer = answer.filter(|answer| *answer != MoveAnswer::Both || ask.way == TransformationWay::Split);
    let Some(answer) = answer else {
        let problems = Problems::one("answer", "Choose one of the answers.");
        return Ok((AGAIN, pages::page(&app, seen, problems).await?).into_response());
    };
    let SeenCommunity { person, shell, community } = seen;
    let now = shell.now;
    let mut tx = app.db.begin().await?;
    if !say(&mut tx, &app, &community, &ask, MoveReply { person: person.id, answer, now }).await? {
        return Err(OVER);
    }
    members::commit(tx).await?;
    let words = match answer {
        MoveAnswer::Moves => format!("Welcome to {}.", ask.to_name),
        MoveAnswer::Both => {
            format!("Welcome to {}. You are still a member of {} too.", ask.to_name, community.name)
        }
        MoveAnswer::Stays => "You stay where you are.".to_owned(),
    };
    let next =
        if answer == MoveAnswer::Stays { community.path() } else { format!("/communities/{}", ask.to_slug) };
    Ok(done(&next, &words))
}

/// Who answers what, and when.
#[derive(Clone, Copy)]
pub struct MoveReply {
    pub person: PersonId,
    pub answer: MoveAnswer,
    pub now: OffsetDateTime,
}

/// Carries out what someone answers: false when they answered already, or it was undone. Those who lose places are told.
pub async fn say(
    db: &mut PgConnection,
    app: &App,
    community: &Community,
    ask: &MoveAsk,
    MoveReply { person, answer, now }: MoveReply,
) -> Result<bool> {
    if !queries::answer(&mut *db, ask.transformation_id, person, answer, now).await? {
        return Ok(false);
    }
    let stays = answer == MoveAnswer::Stays;
    if stays {
        stay(&mut *db, app, ask, person, now).await?;
    } else if ask.way == TransformationWay::Merge {
        merging::bring_along(&mut *db, ask.as_move(), &[person], now).await?;
    } else {
        splitting::bring_along(&mut *db, ask.as_move(), person, community.organiser, now).await?;
    }
    if answer == MoveAnswer::Moves && ask.way == TransformationWay::Split {
        leave(&mut *db, app, community, ask, person, now).await?;
    }
    let verb = if stays { ActVerb::StayBehind } else { ActVerb::ComeAlong };
    let act = Act::of(person, verb, ActThing::Community, ask.to_id).in_community(ask.to_id);
    acts::record(db, act, now).await?;
    Ok(true)
}

/// Someone who goes no further gives up their places at what went on.
async fn stay(
    db: &mut PgConnection,
    app: &App,
    ask: &MoveAsk,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    let [from, to] = moving::lock(&mut *db, [ask.from_id, ask.to_id]).await?;
    let held = moving::held_by(&mut *db, ask.transformation_id, person, now).await?;
    let moving = Move { transformation: ask.transformation_id, from: &from, to: &to };
    moving.leave_behind(db, app, &held, now).await
}

/// Leaves the community that a new one grew out of, as anyone who leaves; what moved on with the new one stays theirs.
async fn leave(
    db: &mut PgConnection,
    app: &App,
    community: &Community,
    ask: &MoveAsk,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    splitting::remember_place(&mut *db, ask.transformation_id, community.id, person).await?;
    departures::give_up(&mut *db, app, Left::Community(community.id), person, now).await?;
    let act = Act::of(person, ActVerb::Leave, ActThing::Community, community.id);
    acts::record(db, act.in_community(community.id), now).await
}
