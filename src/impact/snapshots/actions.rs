use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use time::OffsetDateTime;

use super::pages::{IndexPage, SnapshotForm};
use super::{NewSnapshot, content, make, rules};
use crate::communities::{Community, Organising, SeenCommunity};
use crate::impact::period::of_leaders;
use crate::organisation;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::{Leader, SignedIn};
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CommunityId, PersonId, SnapshotId};
use crate::platform::web::{Form, Page, Problems, Shell, done, when};

pub async fn make_of_all(
    Leader(who): Leader,
    State(app): State<App>,
    Form(form): Form<SnapshotForm>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    share(&app, person, shell, None, form).await
}

pub async fn make_of_community(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<SnapshotForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    if community.is_private() {
        return Err(Error::Refused(
            "A private community has no snapshots: its figures stay with its members.",
        ));
    }
    share(&app, person, shell, Some(community), form).await
}

async fn share(
    app: &App,
    person: Person,
    shell: Shell,
    community: Option<Community>,
    form: SnapshotForm,
) -> Result<Response> {
    let now = shell.now;
    let offered = of_leaders(when::day(now, &shell.organisation_zone));
    let reading = offered.into_iter().find(|offered| offered.pick == form.period);
    let reading = reading.ok_or(Error::Unreadable("Choose one of the periods listed."))?;
    let life = rules::life(&form.days).ok_or(Error::Unreadable("Choose how long the link works."))?;
    let mut problems = Problems::default();
    let title = problems.line("title", &form.title, 2..=120, "Enter a title.");
    if !problems.is_empty() {
        let page = IndexPage::load(app, shell, community, Page::default()).await?.with(form, problems);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let id = community.as_ref().map(|community| community.id);
    let content = content(app, id, reading, person.id, now).await?;
    let secret = rules::secret(form.once.as_id(), &organisation::link_secret(&app.db).await?);
    let new = NewSnapshot {
        community: id,
        made_by: person.id,
        title: &title,
        expires_at: now + life,
        token_hash: rules::hash(&secret),
    };
    let path =
        community.map_or_else(|| "/impact".to_owned(), |community| format!("{}/impact", community.path()));
    let made = done(&format!("{path}/snapshots"), &format!("{}/shared/{secret}", app.config.base_url()));
    let mut tx = app.db.begin().await?;
    // The link is shown this once: a second press shows it too.
    if form.once.take(&mut tx, person.id, now).await?.is_some() {
        return Ok(made);
    }
    let snapshot = make(&mut tx, &new, &content, now).await?;
    acts::record(&mut tx, act(person.id, ActVerb::Publish, snapshot, id), now).await?;
    tx.commit().await?;
    Ok(made)
}

fn act(person: PersonId, verb: ActVerb, snapshot: SnapshotId, community: Option<CommunityId>) -> Act {
    Act { community, ..Act::of(person, verb, ActThing::Snapshot, snapshot) }
}

pub async fn revoke_of_all(
    Leader(who): Leader,
    State(app): State<App>,
    Path(snapshot): Path<SnapshotId>,
) -> Result<Response> {
    revoke(&app, who.person.id, snapshot, None, who.shell.now).await
}

#[derive(Deserialize)]
pub struct CommunitySnapshot {
    snapshot: SnapshotId,
}

pub async fn revoke_of_community(
    Organising(seen): Organising,
    State(app): State<App>,
    Path(path): Path<CommunitySnapshot>,
) -> Result<Response> {
    revoke(&app, seen.person.id, path.snapshot, Some(&seen.community), seen.shell.now).await
}

async fn revoke(
    app: &App,
    person: PersonId,
    snapshot: SnapshotId,
    community: Option<&Community>,
    now: OffsetDateTime,
) -> Result<Response> {
    let id = community.map(|community| community.id);
    let mut tx = app.db.begin().await?;
    let snapshot = super::revoke(&mut tx, snapshot, id, now).await?.ok_or(Error::NotFound)?;
    acts::record(&mut tx, act(person, ActVerb::Withdraw, snapshot, id), now).await?;
    tx.commit().await?;
    let path =
        community.map_or_else(|| "/impact".to_owned(), |community| format!("{}/impact", community.path()));
    Ok(done(&format!("{path}/snapshots"), "The link no longer works."))
}
