use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::mails::tell_of_cancellation;
use super::pages::RecapPage;
use super::{RunsEvent, SeenEvent, queries, rules};
use crate::communities::ARCHIVED;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{AGAIN, Form, Problems, YesNo, done, is_overtaken, plain_line};
use crate::sessions::hosting;
use crate::sessions::series::{self, Scope};

pub async fn publish(RunsEvent(invited): RunsEvent, State(app): State<App>) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    if event.archived {
        return Err(ARCHIVED);
    }
    if event.starts_at <= shell.now {
        return Err(Error::Refused("The session’s time has passed. Change the day first, then publish it."));
    }
    let mut tx = app.db.begin().await?;
    if super::publish(&mut tx, event.id, shell.now).await? {
        acts::record(
            &mut tx,
            Act::of(person.id, ActVerb::Publish, ActThing::Event, event.id).in_community(event.community_id),
            shell.now,
        )
        .await?;
    }
    tx.commit().await?;
    Ok(done(&event.path(), "The session is published. Members can now sign up."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Cancellation {
    reason: String,
    /// How many dates of its series it reaches: this, following or all.
    scope: String,
    /// The page showed a draft, which the button deletes.
    draft: YesNo,
}

const PUBLISHED: Error = Error::Refused(
    "This session was published in the meantime, so it can’t be deleted. You can cancel it instead.",
);

/// Cancels a published session and tells everyone who answered; throws a draft away.
pub async fn cancel(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Form(form): Form<Cancellation>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    let reason = plain_line(&form.reason, 300);
    let scope = Scope::of(&form.scope);
    if scope != Scope::This {
        return cancel_several(SeenEvent { person, shell, event }, &app, scope, &reason).await;
    }
    if form.draft.is_yes() && !event.is_draft() {
        return Err(PUBLISHED);
    }
    let mut tx = app.db.begin().await?;
    let act = |verb| Act::of(person.id, verb, ActThing::Event, event.id).in_community(event.community_id);
    if event.is_draft() {
        hosting::forget(&mut tx, event.id, shell.now).await?;
        queries::clear_hosts(&mut tx, event.id).await?;
        if queries::discard(&mut tx, event.id).await? == 0 {
            return Err(PUBLISHED);
        }
        acts::record(&mut tx, act(ActVerb::Discard), shell.now).await?;
        tx.commit().await?;
        return Ok(done(&format!("/communities/{}/events", event.community_slug), "The draft is deleted."));
    }
    if super::cancel(&mut tx, event.id, &reason, shell.now).await? {
        hosting::forget(&mut tx, event.id, shell.now).await?;
        tell_of_cancellation(&mut tx, &app, &event, &reason, shell.now).await?;
        acts::record(&mut tx, act(ActVerb::Cancel), shell.now).await?;
    } else if event.ends_at <= shell.now && event.state.is_published() {
        return Err(Error::Refused("This session has ended, so it can’t be cancelled."));
    }
    tx.commit().await?;
    Ok(done(&event.path(), "The session is cancelled. Everyone who answered gets an email."))
}

/// Cancels this and the following dates of a series, or all to come: for organisers, since a host runs one date.
async fn cancel_several(
    SeenEvent { person, shell, event }: SeenEvent,
    app: &App,
    scope: Scope,
    reason: &str,
) -> Result<Response> {
    let series = event.series_to_change().ok_or(Error::NotFound)?;
    let mut tx = app.db.begin().await?;
    let changed = series::call_off(&mut tx, series, event.id, scope, reason, shell.now).await?;
    series::tell(&mut tx, app, &changed, &event.community, reason, shell.now).await?;
    let act = Act::of(person.id, ActVerb::Cancel, ActThing::Series, series).in_community(event.community_id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    let number = changed.cancelled.len();
    let sessions = if number == 1 { "1 session is".to_owned() } else { format!("{number} sessions are") };
    Ok(done(
        &changed.series.path(),
        &format!("{sessions} cancelled. Everyone who answered gets one email with all their sessions."),
    ))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RecapForm {
    pub recap: String,
    pub recording_url: String,
    /// Hours that the hosts prepared together; left out, they stay as they are.
    pub prep_hours: Option<String>,
    /// What the recap was when the form was opened.
    pub shown: String,
}

pub async fn recap(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Form(mut form): Form<RecapForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    rules::may_recap(&event, shell.now).map_err(Error::Refused)?;
    let mut problems = Problems::default();
    let recap = problems.text("recap", &form.recap, 10_000);
    let recording = rules::link("recording_url", &form.recording_url, &mut problems);
    let current = rules::recap_shown(&event);
    is_overtaken(&mut form.shown, current, &mut problems, "recap", "the session");
    let prep_hours = form.prep_hours.as_deref().and_then(|typed| rules::prep_hours(typed, &mut problems));
    if !problems.is_empty() {
        return Ok((AGAIN, RecapPage { shell, event, form, problems }).into_response());
    }
    let mut tx = app.db.begin().await?;
    super::post_recap(&mut tx, event.id, &recap, &recording, shell.now).await?;
    if let Some(hours) = prep_hours {
        queries::set_prep_hours(&mut tx, event.id, hours).await?;
    }
    acts::record(
        &mut tx,
        Act::of(person.id, ActVerb::PostRecap, ActThing::Event, event.id).in_community(event.community_id),
        shell.now,
    )
    .await?;
    tx.commit().await?;
    let is_there = !recap.is_empty() || !recording.is_empty();
    Ok(done(&event.path(), if is_there { "The recap is posted." } else { "There is no recap any more." }))
}
