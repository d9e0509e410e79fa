//! Answering from an email, without signing in. The link shows a page, and only a click there counts anything, because
//! mail scanners follow every link.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use time::Duration;

use super::WorthAnswer;
use super::actions::{ANSWERED, COUNTED, WorthForm};
use super::queries::{self, WorthSession};
use crate::notices::Paper;
use crate::organisation::logins::linked;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Form, Shell, done};

const PURPOSE: &str = "worth";
/// Mails are read late.
const GOOD_FOR: Duration = Duration::days(30);

/// The page at which this person answers without signing in.
pub fn path(paper: &Paper, event: EventId, person: PersonId) -> String {
    format!("/worth/{}", paper.token(PURPOSE, &[event.into(), person.into()], paper.now() + GOOD_FOR))
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/worth/answer.html")]
pub struct AnswerPage {
    shell: Shell,
    token: String,
    asked: WorthSession,
}

impl AnswerPage {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn answers(&self) -> [WorthAnswer; WorthAnswer::ALL.len()] {
        WorthAnswer::ALL
    }
}

const INSTEAD: &str = "Links in emails work for 30 days. Sign in to see what is next for you.";

pub async fn show(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<Response> {
    let asked = match read(&app, &token).await {
        Ok(asked) => asked,
        Err(error) => return linked::expired(error, INSTEAD),
    };
    let shell = linked::shell_in(&app, &jar, "/", &asked.zone).await?;
    Ok(AnswerPage { shell, token, asked }.into_response())
}

pub async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    Form(form): Form<WorthForm>,
) -> Result<Response> {
    let asked = read(&app, &token).await?;
    let said = form.read()?;
    let mut tx = app.db.begin().await?;
    let counted = super::answer(&mut tx, asked.event_id, asked.person_id, said).await?;
    tx.commit().await?;
    Ok(done(&format!("/worth/{token}"), if counted { COUNTED } else { ANSWERED }))
}

/// The session and the person a link speaks of. One that was changed or ran out, and someone who may not answer, look
/// alike.
async fn read(app: &App, token: &str) -> Result<WorthSession> {
    let [event, person] = linked::ids_of(app, PURPOSE, token).await?;
    queries::asked(&app.db, event.into(), person.into(), app.clock.now()).await?.ok_or(Error::NotFound)
}
