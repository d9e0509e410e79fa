use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::{HostAsker, pages};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Form, YesNo, done, local_path};
use crate::sessions::events::{RunsEvent, SeenEvent, rules};

const GONE: Error =
    Error::Refused("No answer is needed any more: it was given, or the session does not take place.");

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HostAnswerForm {
    answer: YesNo,
}

impl HostAnswerForm {
    fn label(&self) -> &'static str {
        if self.answer.is_yes() {
            "You’re the host. Thank you."
        } else {
            "That’s fine. The organisers see that you can’t."
        }
    }
}

/// Answers on a page of the site.
pub async fn answer(
    who: SignedIn,
    State(app): State<App>,
    Path(event): Path<EventId>,
    Form(form): Form<HostAnswerForm>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let mut tx = app.db.begin().await?;
    if !super::answer(&mut tx, event, person.id, form.answer.is_yes(), shell.now).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    let next = if form.answer.is_yes() { format!("/events/{event}") } else { "/".to_owned() };
    Ok(done(&next, form.label()))
}

/// One person who is asked to host, and where they were found.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HostRequestForm {
    person: String,
    next: String,
}

/// Asks one more person of the community to host.
pub async fn request(
    RunsEvent(seen): RunsEvent,
    State(app): State<App>,
    Form(form): Form<HostRequestForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = seen;
    rules::may_change(&event, shell.now).map_err(Error::Refused)?;
    let wanted: PersonId = form.person.parse().map_err(|_| Error::Unreadable("Choose a member."))?;
    let mut tx = app.db.begin().await?;
    let asker = HostAsker { by: person.id, name: &person.name, now: shell.now };
    if super::ask_also(&mut tx, &app, event.id, &[wanted], asker).await?.is_empty() {
        return Err(Error::Refused("This person can’t be asked: they host it, or are asked already."));
    }
    let act = Act::of(person.id, ActVerb::Edit, ActThing::Event, event.id).in_community(event.community_id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    let next = local_path(&form.next).map_or_else(|| event.path(), str::to_owned);
    Ok(done(&next, "Asked. They get an email, and host once they say yes."))
}

/// Answers by the link of the mail, signed in or not.
pub async fn answer_by_link(
    State(app): State<App>,
    Path(token): Path<String>,
    who: Result<SignedIn>,
    Form(form): Form<HostAnswerForm>,
) -> Result<Response> {
    let now = app.clock.now();
    let Some((event, person)) = pages::read(&app.db, &token, now).await? else {
        return Err(who.err().unwrap_or(Error::NotFound));
    };
    let mut tx = app.db.begin().await?;
    if !super::answer(&mut tx, event, person, form.answer.is_yes(), now).await? {
        return Err(GONE);
    }
    tx.commit().await?;
    Ok(done(&format!("/hosting/{token}"), form.label()))
}
