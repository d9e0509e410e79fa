use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::pages::RemovalPage;
use super::who::Removing;
use crate::communities::{AtTheDoor, SeenCommunity, members};
use crate::guide::departures::{self, Left};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Problems, YesNo, done};
use crate::sessions::rsvps;

/// Leaves a community, and gives up whatever it held for the person.
pub async fn leave(AtTheDoor(seen): AtTheDoor, State(app): State<App>) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let mut tx = app.db.begin().await?;
    let cancelled =
        departures::give_up(&mut tx, &app, Left::Community(community.id), person.id, shell.now).await?;
    acts::record(
        &mut tx,
        Act::of(person.id, ActVerb::Leave, ActThing::Community, community.id).in_community(community.id),
        shell.now,
    )
    .await?;
    members::commit(tx).await?;
    // A private community is out of sight once one has left it.
    let next = if community.is_private() { "/communities".to_owned() } else { community.path() };
    let words = if community.is_only_invited() {
        "You declined the invitation."
    } else {
        "You have left. You can come back any time."
    };
    Ok(done(&next, &rsvps::but_for(words, cancelled)))
}

/// Why someone is removed, as typed, and whether they may come back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct RemovalForm {
    pub reason: String,
    pub again: YesNo,
    pub once: FormToken,
}

/// An organiser removes a member, who is told why and gives up what they held.
pub async fn remove(
    Removing { seen, member }: Removing,
    State(app): State<App>,
    Form(form): Form<RemovalForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut problems = Problems::default();
    let reason = problems.text("reason", &form.reason, 500);
    if reason.is_empty() {
        problems.add("reason", "Enter why. They read it, and can understand it or object.");
    }
    if !problems.is_empty() {
        let SeenCommunity { shell, community, .. } = seen;
        let page = RemovalPage { shell, community, member, form, problems };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let SeenCommunity { person, shell, community } = seen;
    let (removed, now) = (member.person_id, shell.now);
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, person.id, now).await? {
        return Ok(already_made(&earlier));
    }
    departures::give_up(&mut tx, &app, Left::Community(community.id), removed, now).await?;
    if !form.again.is_yes() {
        members::bar(&mut tx, community.id, removed, person.id, now).await?;
    }
    members::tell_removed(&mut tx, &member, &community, &reason, now).await?;
    let act = Act::of(person.id, ActVerb::Remove, ActThing::Member, removed).in_community(community.id);
    acts::record(&mut tx, act, now).await?;
    let back = format!("{}/members", community.path());
    form.once.made(&mut tx, person.id, &back).await?;
    members::commit(tx).await?;
    let words = format!("{} is removed, and gets an email with your reason.", member.name);
    Ok(done(&back, &words))
}
