use axum::extract::State;
use axum::response::Response;

use super::queries;
use crate::communities::{Belonging, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::done;

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
