use axum::extract::State;
use axum::response::Response;

use crate::communities::{SeenCommunity, members, roles};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::done;
use crate::sessions::rsvps;

/// Leaves a community, and with a private one whatever it held for the person: they may not see it any more.
pub async fn leave(seen: SeenCommunity, State(app): State<App>) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let mut tx = app.db.begin().await?;
    members::leave(&mut tx, community.id, person.id, shell.now).await?;
    roles::give_up_all(&mut tx, community.id, person.id, shell.now).await?;
    if community.is_private() {
        rsvps::give_up_all(&mut tx, &app, community.id, person.id, shell.now).await?;
    }
    acts::record(
        &mut tx,
        Act::of(person.id, ActVerb::Leave, ActThing::Community, community.id).in_community(community.id),
        shell.now,
    )
    .await?;
    members::commit(tx).await?;
    // A private community is out of sight once one has left it.
    let next = if community.is_private() { "/communities".to_owned() } else { community.path() };
    Ok(done(&next, "You have left. You can come back any time."))
}
