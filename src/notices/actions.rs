use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::pages::{Stop, StopPage};
use super::{NoticeChoice, NoticeKind, Way, queries};
use crate::organisation::logins::{SignedIn, signed_out_shell};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::{Form, done};

/// A field for each kind; what is not there stays as it is.
type Typed = Form<BTreeMap<String, String>>;

/// The kinds that were sent with a way they can be told in.
fn ways(form: &BTreeMap<String, String>) -> Vec<NoticeChoice> {
    let way = |kind: NoticeKind| form.get(kind.as_str())?.parse().ok().filter(|way| kind.allows(*way));
    NoticeKind::ALL.into_iter().filter_map(|kind| Some(NoticeChoice { kind, way: way(kind)? })).collect()
}

pub async fn choose(who: SignedIn, State(app): State<App>, Form(form): Typed) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    queries::choose(&mut db, who.person.id, &ways(&form), who.shell.now).await?;
    Ok(done("/me/notices", "Your email notifications are saved."))
}

/// What a person chose for one community: a way for each kind, or "as everywhere".
pub async fn choose_for_community(
    db: &mut PgConnection,
    person: PersonId,
    community: CommunityId,
    form: &BTreeMap<String, String>,
    now: OffsetDateTime,
) -> Result<()> {
    let is_usual = |kind: &NoticeKind| form.get(kind.as_str()).is_some_and(|way| way == "everywhere");
    let usual: Vec<NoticeKind> = NoticeKind::ALL.into_iter().filter(is_usual).collect();
    queries::as_everywhere(&mut *db, person, community, &usual).await?;
    Ok(queries::choose_for(db, person, community, &ways(form), now).await?)
}

/// A click on the page, or one click in a mail program (RFC 8058): a request of the reader's mail provider, with no
/// cookie and no origin, whose body says nothing that the link does not. It must not be redirected, since providers
/// do not follow; twice is like once.
pub async fn stop(State(app): State<App>, jar: CookieJar, Path(token): Path<String>) -> Result<Response> {
    let shell = signed_out_shell(&app, &jar, "/notices/stop").await?;
    let stop = Stop::read(&app, &token, shell.now).await?;
    if let Some(stop) = &stop {
        let mut db = app.db.acquire().await?;
        let off = [NoticeChoice { kind: stop.kind, way: Way::Off }];
        match stop.community {
            Some(community) => {
                queries::choose_for(&mut db, stop.person, community, &off, shell.now).await?;
            }
            None => queries::choose(&mut db, stop.person, &off, shell.now).await?,
        }
    }
    let status = if stop.is_some() { StatusCode::OK } else { StatusCode::GONE };
    Ok((status, StopPage { shell, token, stop, done: true }).into_response())
}
