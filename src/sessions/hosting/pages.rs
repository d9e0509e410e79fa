use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};
use axum_extra::extract::cookie::CookieJar;
use sqlx::PgPool;
use time::OffsetDateTime;

use super::mails::PURPOSE;
use super::queries::{self, HostInvitation};
use crate::organisation;
use crate::organisation::logins::{SignedIn, signed_out_shell};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::{Shell, signed};

/// Where the link of a mail leads. Mail scanners follow links too, so only a press on it answers.
#[derive(Template, WebTemplate)]
#[template(path = "sessions/hosting/show.html")]
pub struct ShowPage {
    shell: Shell,
    token: String,
    invitation: Option<HostInvitation>,
    answered: Option<bool>,
    event: EventId,
}

pub async fn show(
    State(app): State<App>,
    jar: CookieJar,
    Path(token): Path<String>,
    who: Result<SignedIn>,
) -> Result<ShowPage> {
    let now = app.clock.now();
    let Some((event, person)) = read(&app.db, &token, now).await? else {
        // A link that was never handed out leads nowhere, as any other such path does.
        return Err(who.err().unwrap_or(Error::NotFound));
    };
    let invitation = super::invitation(&app.db, event, person, now).await?;
    let answered = queries::answered(&app.db, event, person).await?;
    let shell = match who {
        Ok(who) => who.shell,
        Err(Error::SignInFirst(_)) => signed_out_shell(&app, &jar, "/hosting").await?,
        Err(other) => return Err(other),
    };
    Ok(ShowPage { shell, token, invitation, answered, event })
}

/// The session and the person that a link was signed for.
pub async fn read(db: &PgPool, token: &str, now: OffsetDateTime) -> Result<Option<(EventId, PersonId)>> {
    let said = signed::read(&organisation::link_secret(db).await?, PURPOSE, token, now);
    Ok(said.map(|[event, person]| (event.into(), person.into())))
}
