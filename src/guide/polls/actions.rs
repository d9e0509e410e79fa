use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::form::{PollButton, PollForm};
use super::pages::{EditPage, ShowPage};
use super::queries::{self, Poll};
use super::who::{RunsPoll, SeenPoll, VotesInPoll};
use super::{NewPoll, PollKind, rules};
use crate::communities::{Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::once::already_made;
use crate::platform::web::{AGAIN, Form, Problems, done, is_overtaken};

fn act(person: PersonId, verb: ActVerb, poll: &Poll) -> Act {
    Act::of(person, verb, ActThing::Poll, poll.id).in_community(poll.community_id)
}

/// The form again: with its problems, with more rows, or with what is to be seen before it is saved.
fn again(page: EditPage, problems: Problems) -> Response {
    if page.form.then == PollButton::Rows {
        return page.into_response();
    }
    let status = problems.status();
    (status, EditPage { is_preview: problems.is_empty(), problems, ..page }).into_response()
}

/// Is it to be saved, and has everything been said that is to be known before?
fn is_ready(form: &PollForm) -> bool {
    form.then == PollButton::Save && !form.has_news()
}

pub async fn open(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<PollForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let mut problems = Problems::default();
    let plan = form.read(&[], shell.now, &mut problems).filter(|_| is_ready(&form));
    let Some(plan) = plan else {
        return Ok(again(EditPage::new_in(shell, &community, form), problems));
    };
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    let poll = super::open(&mut tx, community.id, &plan, person.id, shell.now).await?;
    form.once.made(&mut tx, person.id, &format!("/polls/{poll}")).await?;
    let act = Act::of(person.id, ActVerb::Create, ActThing::Poll, poll).in_community(community.id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("/polls/{poll}"), "The poll is open. Members are told of it."))
}

pub async fn change(
    RunsPoll(seen): RunsPoll,
    State(app): State<App>,
    Form(form): Form<PollForm>,
) -> Result<Response> {
    let SeenPoll { person, shell, poll } = seen;
    let mut form = PollForm { kind: poll.kind.to_string(), ..form };
    let before = queries::options(&app.db, poll.id, person.id).await?;
    let mut problems = Problems::default();
    let plan = form.read(&before, shell.now, &mut problems);
    // What only shows the form again writes over nothing.
    let is_overtaken = form.then == PollButton::Save && {
        let current = PollForm::to_change(&poll, &before).shown;
        is_overtaken(&mut form.shown, current, &mut problems, "title", "the poll")
    };
    let plan = plan.filter(|_| is_ready(&form) && !is_overtaken);
    let Some(plan) = plan else { return Ok(again(EditPage::of(shell, poll, form), problems)) };
    let mut tx = app.db.begin().await?;
    let changes = super::change(&mut tx, &app, &poll, &plan, shell.now).await?;
    acts::record(&mut tx, act(person.id, ActVerb::Edit, &poll), shell.now).await?;
    tx.commit().await?;
    Ok(done(&poll.path(), &saved(&poll, &plan, changes.cleared().is_empty())))
}

/// What an edit did to votes.
fn saved(poll: &Poll, plan: &NewPoll, keeps_votes: bool) -> String {
    if poll.voters > 0 && poll.kind == PollKind::Dates && poll.zone != plan.zone {
        return format!(
            "Saved. Times stay as they were on the clock, now in {}. Check them with those who voted.",
            plan.zone
        );
    }
    if keeps_votes {
        "Your changes are saved. All votes are kept.".to_owned()
    } else {
        "Saved. Votes on what you moved or removed are cleared, and those people get an email.".to_owned()
    }
}

pub async fn vote(
    VotesInPoll(seen): VotesInPoll,
    State(app): State<App>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response> {
    let options = queries::options(&app.db, seen.poll.id, seen.person.id).await?;
    let removes = fields.iter().any(|(name, value)| name == "then" && value == "remove");
    let ballot = if removes { Ok(Vec::new()) } else { rules::ballot(&seen.poll, &options, &fields) };
    let votes = match ballot {
        Ok(votes) => votes,
        Err(words) => {
            let page = ShowPage::of(&app, seen, Problems::one("ballot", words)).await?;
            return Ok((AGAIN, page).into_response());
        }
    };
    let SeenPoll { person, shell, poll } = seen;
    let mut tx = app.db.begin().await?;
    super::vote(&mut tx, poll.id, person.id, &votes, shell.now).await?;
    tx.commit().await?;
    let words = if removes { "Your vote is removed." } else { "Your vote is counted." };
    Ok(done(&poll.path(), words))
}

pub async fn close(RunsPoll(seen): RunsPoll, State(app): State<App>) -> Result<Response> {
    let SeenPoll { person, shell, poll } = seen;
    let mut tx = app.db.begin().await?;
    if super::close(&mut tx, poll.id, shell.now).await? {
        acts::record(&mut tx, act(person.id, ActVerb::Close, &poll), shell.now).await?;
    }
    tx.commit().await?;
    let words = match poll.kind {
        PollKind::Dates => "The poll is closed. Choose the date that suits most.",
        PollKind::Question => "The poll is closed. Members see the result.",
    };
    Ok(done(&poll.path(), words))
}

pub async fn delete(RunsPoll(seen): RunsPoll, State(app): State<App>) -> Result<Response> {
    let SeenPoll { person, shell, poll } = seen;
    let mut tx = app.db.begin().await?;
    queries::delete(&mut tx, poll.id).await?;
    acts::record(&mut tx, act(person.id, ActVerb::Discard, &poll), shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("/communities/{}/polls", poll.community_slug), "The poll and its votes are deleted."))
}
