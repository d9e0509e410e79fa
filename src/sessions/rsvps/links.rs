//! Answering from a mail, without signing in. The link says who answers which session and is signed; it shows a page,
//! and only a click on that page changes anything, because mail scanners follow every link.

use askama::Template;
use askama_web::WebTemplate;
use axum::Extension;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;

use super::actions::{AnswerForm, Answering, give};
use super::queries;
use crate::organisation::logins::linked;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Form, Shell, done};
use crate::sessions::ANSWER_LINK;
use crate::sessions::events::{self, Event};

#[derive(Template, WebTemplate)]
#[template(path = "sessions/rsvps/answer.html")]
pub struct AnswerPage {
    shell: Shell,
    token: String,
    event: Event,
    /// Whose answer it is: links are forwarded, and nobody should answer for another unawares.
    name: String,
}

impl AnswerPage {
    fn is_open(&self) -> bool {
        self.event.state.is_published() && self.event.starts_at > self.shell.now
    }
}

const INSTEAD: &str = "Links in emails work until a day after the session. Sign in to see what is next.";

pub async fn show(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<Response> {
    let (event, person) = match read(&app, &token).await {
        Ok(found) => found,
        Err(error) => return linked::expired(error, INSTEAD),
    };
    let shell = linked::shell_in(&app, &jar, "/rsvp", &person.zone).await?;
    Ok(AnswerPage { shell, token, event, name: person.name }.into_response())
}

pub async fn answer(
    State(app): State<App>,
    Extension(answering): Extension<Answering>,
    Path(token): Path<String>,
    Form(form): Form<AnswerForm>,
) -> Result<Response> {
    let (event, person) = read(&app, &token).await?;
    let words = give(&app, &answering, event.id, person.id, form.answer, app.clock.now()).await?;
    Ok(done(&format!("/rsvp/{token}"), words))
}

/// The session and the person a link speaks of. One that was changed or ran out, someone who was deactivated and a
/// session this person may not see any more all look alike.
async fn read(app: &App, token: &str) -> Result<(Event, queries::LinkOwner)> {
    let [event, person] = linked::ids_of(app, ANSWER_LINK, token).await?;
    let person = queries::linked(&app.db, person.into()).await?.ok_or(Error::NotFound)?;
    let event = events::seen(&app.db, event.into(), person.id).await?.ok_or(Error::NotFound)?;
    Ok((event, person))
}
