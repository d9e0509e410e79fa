use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::pages::{self, ShowPage, SponsorFields};
use super::who::{ReadsSponsorPage, Sponsoring};
use super::{NewSponsorAct, SponsorActKind, queries};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::SponsorActId;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Problems, done};

/// What the sponsor did, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SponsorActForm {
    kind: String,
    line: String,
    once: FormToken,
}

pub async fn act(
    Sponsoring(reader): Sponsoring,
    State(app): State<App>,
    Form(form): Form<SponsorActForm>,
) -> Result<Response> {
    if reader.community.archived {
        return Err(crate::communities::ARCHIVED);
    }
    let kind: SponsorActKind =
        form.kind.parse().map_err(|_| Error::Unreadable("Choose one of the things listed."))?;
    let mut problems = Problems::default();
    let least = usize::from(kind == SponsorActKind::Other);
    let line = problems.line("line", &form.line, least..=200, "Say in a line what you did.");
    if !problems.is_empty() {
        let typed = SponsorFields { kind: Some(kind), line: form.line };
        let page = ShowPage::new(&app.db, reader, typed, problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let ReadsSponsorPage { person, shell, community } = reader;
    let month_on = pages::month_of(pages::today(&shell, &community.zone));
    let new = NewSponsorAct { community: community.id, sponsor: person.id, kind, month_on, line: &line };
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, shell.now).await? {
        return Ok(already_made(&earlier));
    }
    super::keep(&mut tx, &new, shell.now).await?;
    let act = Act::of(person.id, ActVerb::Add, ActThing::Support, community.id).in_community(community.id);
    acts::record(&mut tx, act, shell.now).await?;
    form.once.made(&mut tx, person.id, &format!("{}/sponsor", community.path())).await?;
    tx.commit().await?;
    Ok(done(
        &format!("{}/sponsor", community.path()),
        "Thank you. Members can see it on the page of the community.",
    ))
}

#[derive(Deserialize)]
pub struct SponsorActPath {
    act: SponsorActId,
}

/// Anyone who did it may take it off the page for as long as they are the sponsor.
pub async fn remove(
    Sponsoring(reader): Sponsoring,
    State(app): State<App>,
    Path(SponsorActPath { act }): Path<SponsorActPath>,
) -> Result<Response> {
    let ReadsSponsorPage { person, shell, community } = reader;
    let mut tx = app.db.begin().await?;
    if queries::remove(&mut tx, act, community.id, person.id).await? == 0 {
        return Err(Error::NotFound);
    }
    let act =
        Act::of(person.id, ActVerb::Withdraw, ActThing::Support, community.id).in_community(community.id);
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("{}/sponsor", community.path()), "It’s off the page."))
}
