//! Answering from an email, without signing in. The link shows a page, and only a click there counts anything, because
//! mail scanners follow every link.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use time::{Duration, OffsetDateTime};

use super::WorthAnswer;
use super::actions::{ANSWERED, COUNTED, WorthForm};
use super::queries::{self, AskedSession};
use crate::notices::Paper;
use crate::organisation;
use crate::organisation::logins::signed_out_shell;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Form, Shell, done, error_page, signed, when};

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
    asked: AskedSession,
}

impl AnswerPage {
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn answers(&self) -> [WorthAnswer; WorthAnswer::ALL.len()] {
        WorthAnswer::ALL
    }
}

pub async fn show(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<Response> {
    let asked = match read(&app, &token).await {
        Err(Error::NotFound) => return Ok(run_out()),
        read => read?,
    };
    let shell = signed_out_shell(&app, &jar, "/").await?;
    let shell = Shell { zone: when::zone_or_utc(&asked.zone), ..shell };
    Ok(AnswerPage { shell, token, asked }.into_response())
}

/// Says what to do instead, and not whether the link was ever good.
fn run_out() -> Response {
    error_page::page(
        StatusCode::NOT_FOUND,
        "This link has expired",
        "Links in emails work for 30 days. Sign in to see what is next for you.",
    )
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
async fn read(app: &App, token: &str) -> Result<AskedSession> {
    let secret = organisation::link_secret(&app.db).await?;
    let now: OffsetDateTime = app.clock.now();
    let [event, person] = signed::read(&secret, PURPOSE, token, now).ok_or(Error::NotFound)?;
    queries::asked(&app.db, event.into(), person.into(), now).await?.ok_or(Error::NotFound)
}
