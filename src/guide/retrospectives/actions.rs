use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::pages::{CardForm, NewPage, RetrospectiveForm, ShowPage};
use super::queries::{self, RetroSession, Retrospective};
use super::who::{RunsRetrospective, SeenRetrospective, TakesPart};
use super::{CardList, NewCard, NewRetrospective};
use crate::communities::{Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId, RetrospectiveCardId, RetrospectiveId};
use crate::platform::once::already_made;
use crate::platform::web::{AGAIN, Form, Problems, YesNo, done};

fn act(person: PersonId, verb: ActVerb, retrospective: &Retrospective) -> Act {
    Act::of(person, verb, ActThing::Retrospective, retrospective.id).in_community(retrospective.community_id)
}

pub async fn open(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<RetrospectiveForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let sessions = queries::free_sessions(&app.db, community.id, shell.now).await?;
    let mut problems = Problems::default();
    let title = problems.line("title", &form.title, 2..=120, "Enter a title.");
    let named = match form.names.as_str() {
        "with" => true,
        "without" => false,
        _ => {
            problems.add("names", "Choose whether names are shown.");
            false
        }
    };
    let event = chosen_session(&form.event, &sessions, &mut problems);
    if problems.is_empty() {
        let new = NewRetrospective { title: &title, named, event };
        let mut tx = app.db.begin().await?;
        if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
            return Ok(already_made(&earlier));
        }
        match super::open(&mut tx, community.id, &new, person.id, shell.now).await {
            Ok(id) => {
                let act = Act::of(person.id, ActVerb::Create, ActThing::Retrospective, id)
                    .in_community(community.id);
                acts::record(&mut tx, act, shell.now).await?;
                form.once.made(&mut tx, person.id, &format!("/retrospectives/{id}")).await?;
                tx.commit().await?;
                return Ok(done(&format!("/retrospectives/{id}"), "The retrospective is open."));
            }
            Err(Error::Refused(words)) => problems.add("event", words),
            Err(error) => return Err(error),
        }
    }
    Ok((AGAIN, NewPage { shell, community, sessions, form, problems }).into_response())
}

fn chosen_session(typed: &str, sessions: &[RetroSession], problems: &mut Problems) -> Option<EventId> {
    let chosen = sessions.iter().map(|session| session.id).find(|id| id.to_string() == typed);
    if chosen.is_none() && !typed.is_empty() {
        problems.add("event", "Choose a session from the list, or none.");
    }
    chosen
}

/// Nothing about cards is logged: the log would name who wrote.
pub async fn write(
    TakesPart(seen): TakesPart,
    State(app): State<App>,
    Form(form): Form<CardForm>,
) -> Result<Response> {
    let list: CardList =
        form.list.parse().map_err(|_| Error::Unreadable("Choose one of the three lists."))?;
    let mut problems = Problems::default();
    let body = problems.line(list.as_str(), &form.body, 1..=300, "Write something on the card.");
    if !problems.is_empty() {
        let page = ShowPage::of(&app, seen).await?.with_card(form, problems);
        return Ok((AGAIN, page).into_response());
    }
    let SeenRetrospective { person, retrospective, .. } = seen;
    let mut tx = app.db.begin().await?;
    let new = NewCard { id: form.once.as_id(), list, body: &body };
    super::write(&mut tx, retrospective.id, &new, person.id).await?;
    tx.commit().await?;
    let words = if retrospective.named {
        "Your card is added."
    } else {
        "Your card is added. Nothing says that it is yours."
    };
    Ok(done(&format!("{}#{list}-cards", retrospective.path()), words))
}

#[derive(Deserialize)]
pub struct CardPath {
    retrospective: RetrospectiveId,
    card: RetrospectiveCardId,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CardVote {
    wanted: YesNo,
}

pub async fn vote(
    TakesPart(seen): TakesPart,
    State(app): State<App>,
    Path(CardPath { retrospective: id, card }): Path<CardPath>,
    Form(form): Form<CardVote>,
) -> Result<Response> {
    let SeenRetrospective { person, retrospective, .. } = seen;
    let mut tx = app.db.begin().await?;
    let words = if form.wanted.is_yes() {
        super::vote(&mut tx, id, card, person.id).await?;
        "Your vote is counted. Only you see it until the retrospective is closed."
    } else {
        super::remove_vote(&mut tx, id, card, person.id).await?;
        "Your vote is removed."
    };
    tx.commit().await?;
    Ok(done(&format!("{}#card-{card}", retrospective.path()), words))
}

pub async fn remove_card(
    TakesPart(seen): TakesPart,
    State(app): State<App>,
    Path(CardPath { retrospective: id, card }): Path<CardPath>,
) -> Result<Response> {
    let SeenRetrospective { person, shell, retrospective } = seen;
    let mut tx = app.db.begin().await?;
    // What an organiser removes is noted; what people do with their own cards is theirs.
    if super::remove_card(&mut tx, id, card, person.id, retrospective.organiser).await? {
        acts::record(&mut tx, act(person.id, ActVerb::TakeOff, &retrospective), shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(&retrospective.path(), "The card is removed."))
}

pub async fn close(RunsRetrospective(seen): RunsRetrospective, State(app): State<App>) -> Result<Response> {
    let SeenRetrospective { person, shell, retrospective } = seen;
    let mut tx = app.db.begin().await?;
    if super::close(&mut tx, retrospective.id, shell.now).await? {
        acts::record(&mut tx, act(person.id, ActVerb::Close, &retrospective), shell.now).await?;
    }
    tx.commit().await?;
    let words = "The retrospective is closed, and the votes are counted. What do you do next?";
    Ok(done(&format!("{}#actions", retrospective.path()), words))
}

pub async fn delete(RunsRetrospective(seen): RunsRetrospective, State(app): State<App>) -> Result<Response> {
    let SeenRetrospective { person, shell, retrospective } = seen;
    let mut tx = app.db.begin().await?;
    super::delete(&mut tx, retrospective.id).await?;
    acts::record(&mut tx, act(person.id, ActVerb::Discard, &retrospective), shell.now).await?;
    tx.commit().await?;
    Ok(done(&retrospective.list_path(), "The retrospective is deleted."))
}
