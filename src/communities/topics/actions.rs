use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::NewTopic;
use super::pages::{IndexPage, TopicForm};
use super::queries::{self, ProposedTopic};
use super::who::{Choosing, Wanting};
use crate::communities::Belonging;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::once::already_made;
use crate::platform::web::{Form, Problems, YesNo, done};

fn list_of(place: &ProposedTopic) -> String {
    format!("/communities/{}/topics", place.community_slug)
}

pub async fn propose(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Form(form): Form<TopicForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut problems = Problems::default();
    let title = problems.line("title", &form.title, 2..=120, "Enter a title.");
    let details = problems.text("details", &form.details, 1000);
    if problems.is_empty() {
        let new = NewTopic { title: &title, details: &details };
        let mut tx = app.db.begin().await?;
        if let Some(earlier) = form.once.take(&mut tx, seen.person.id, seen.shell.now).await? {
            return Ok(already_made(&earlier));
        }
        match super::propose(&mut tx, seen.community.id, &new, seen.person.id, seen.shell.now).await {
            Ok(topic) => {
                let act = Act::of(seen.person.id, ActVerb::Propose, ActThing::Topic, topic)
                    .in_community(seen.community.id);
                acts::record(&mut tx, act, seen.shell.now).await?;
                form.once.made(&mut tx, seen.person.id, &format!("{}/topics", seen.community.path())).await?;
                tx.commit().await?;
                let words = "Your topic is on the list. Others can now vote for it.";
                return Ok(done(&format!("{}/topics", seen.community.path()), words));
            }
            Err(Error::Refused(_)) => {
                problems.add("title", "This topic is already on the list. You can vote for it there.");
            }
            Err(other) => return Err(other),
        }
    }
    let page = IndexPage::new(&app.db, seen, form, problems).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Vote {
    wanted: YesNo,
}

/// Wants it, or takes that back.
pub async fn vote(wanting: Wanting, State(app): State<App>, Form(vote): Form<Vote>) -> Result<Response> {
    let Wanting { person, shell, place } = wanting;
    let mut db = app.db.acquire().await?;
    let words = if vote.wanted.is_yes() {
        super::vote(&mut db, place.topic_id, person.id, shell.now).await?;
        "Your vote is counted."
    } else {
        queries::take_vote_back(&mut db, place.topic_id, person.id).await?;
        "Your vote is removed."
    };
    Ok(done(&list_of(&place), words))
}

/// Takes a topic off the list; its votes go with it.
pub async fn retire(Choosing(wanting): Choosing, State(app): State<App>) -> Result<Response> {
    let Wanting { person, shell, place } = wanting;
    let mut tx = app.db.begin().await?;
    if queries::retire(&mut tx, place.topic_id, person.id, shell.now).await? > 0 {
        let act = Act::of(person.id, ActVerb::Retire, ActThing::Topic, place.topic_id)
            .in_community(place.community_id);
        acts::record(&mut tx, act, shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(&list_of(&place), "The topic is removed. It can be proposed again."))
}
