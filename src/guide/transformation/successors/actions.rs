use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::queries;
use crate::communities::{Belonging, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::CommunityId;
use crate::platform::web::{Form, YesNo, done};

/// A member runs a community that nobody runs. Those who were asked are asked no more.
pub async fn accept(Belonging(seen): Belonging, State(app): State<App>) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let path = format!("{}/transformation", community.path());
    let mut tx = app.db.begin().await?;
    let found = queries::lock(&mut tx, community.id).await?.ok_or(Error::NotFound)?;
    if !found.is_vacant {
        let words = if community.organiser {
            "You are an organiser of this community."
        } else {
            "Someone else has taken over by now. Thank you all the same."
        };
        return Ok(done(&path, words));
    }
    super::install(&mut tx, community.id, person.id, shell.now).await?;
    let act = Act::of(person.id, ActVerb::TakeOver, ActThing::Community, community.id);
    acts::record(&mut tx, act.in_community(community.id), shell.now).await?;
    tx.commit().await?;
    Ok(done(&community.path(), "You are the organiser now. Thank you."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct SuccessorAnswer {
    answer: YesNo,
}

/// Someone an administrator offered a community to accepts or declines.
pub async fn answer_offer(
    SignedIn { person, shell, .. }: SignedIn,
    State(app): State<App>,
    Path(community): Path<CommunityId>,
    Form(form): Form<SuccessorAnswer>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let found = queries::lock(&mut tx, community).await?.ok_or(Error::NotFound)?;
    if !form.answer.is_yes() {
        if queries::decline(&mut tx, community, person.id, shell.now).await? == 0 {
            return Err(Error::NotFound);
        }
        tx.commit().await?;
        return Ok(done("/", "Thank you for telling us. Nothing changes for you."));
    }
    // Read under the lock: of two people who accept at the same moment one does.
    queries::offer_to(&mut *tx, community, person.id).await?.ok_or(Error::NotFound)?;
    super::install(&mut tx, community, person.id, shell.now).await?;
    let act = Act::of(person.id, ActVerb::TakeOver, ActThing::Community, community);
    acts::record(&mut tx, act.in_community(community), shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("/communities/{}", found.slug), "You are the organiser now. Thank you."))
}
