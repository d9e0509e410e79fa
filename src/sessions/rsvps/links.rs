//! Answering from a mail, without signing in. The link says who answers which session and is signed; it shows a page,
//! and only a click on that page changes anything, because mail scanners follow every link.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::actions::{AnswerForm, give};
use super::queries;
use crate::organisation;
use crate::organisation::logins::signed_out_shell;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Form, Shell, done, error_page, signed, when};
use crate::sessions::events::{self, Event};

const PURPOSE: &str = "rsvp";
/// A link stays good a day past the start, to say that it is too late instead of that it is broken.
const GOOD_AFTER_START: Duration = Duration::days(1);

/// What it takes to write links into mails.
pub struct Signature {
    secret: Vec<u8>,
    pub base_url: String,
}

impl Signature {
    pub async fn load(db: &mut PgConnection, app: &App) -> Result<Self> {
        Ok(Self { secret: organisation::link_secret(db).await?, base_url: app.config.base_url() })
    }

    /// The address at which this person answers this session.
    pub fn url(&self, event: EventId, person: PersonId, starts_at: OffsetDateTime) -> String {
        let token = signed::token(
            &self.secret,
            PURPOSE,
            &[event.into(), person.into()],
            starts_at + GOOD_AFTER_START,
        );
        format!("{}/rsvp/{token}", self.base_url)
    }
}

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

pub async fn show(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<Response> {
    let (event, person) = match read(&app, &token).await {
        Err(Error::NotFound) => return Ok(run_out()),
        read => read?,
    };
    let shell = signed_out_shell(&app, &jar, "/rsvp").await?;
    let shell = Shell { zone: when::zone_or_utc(&person.zone), ..shell };
    Ok(AnswerPage { shell, token, event, name: person.name }.into_response())
}

/// Says what to do instead, and not whether the link was ever good.
fn run_out() -> Response {
    error_page::page(
        StatusCode::NOT_FOUND,
        "This link has expired",
        "Links in emails work until a day after the session. Sign in to see what is next.",
    )
}

pub async fn answer(
    State(app): State<App>,
    Path(token): Path<String>,
    Form(form): Form<AnswerForm>,
) -> Result<Response> {
    let (event, person) = read(&app, &token).await?;
    let words = give(&app, event.id, person.id, form.answer, app.clock.now()).await?;
    Ok(done(&format!("/rsvp/{token}"), words))
}

/// The session and the person a link speaks of. One that was changed or ran out, someone who was deactivated and a
/// session this person may not see any more all look alike.
async fn read(app: &App, token: &str) -> Result<(Event, queries::LinkOwner)> {
    let secret = organisation::link_secret(&app.db).await?;
    let [event, person] = signed::read(&secret, PURPOSE, token, app.clock.now()).ok_or(Error::NotFound)?;
    let person = queries::linked(&app.db, person.into()).await?.ok_or(Error::NotFound)?;
    let event = events::seen(&app.db, event.into(), person.id).await?.ok_or(Error::NotFound)?;
    Ok((event, person))
}
