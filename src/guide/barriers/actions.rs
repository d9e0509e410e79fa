use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use super::{Play, PlayState};
use crate::communities::{Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PlayId;
use crate::platform::web::{Form, done};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PlayForm {
    play: String,
}

fn act(seen: &SeenCommunity, verb: ActVerb) -> Act {
    Act::of(seen.person.id, verb, ActThing::Roadmap, seen.community.id).in_community(seen.community.id)
}

/// Puts a play on the roadmap.
pub async fn start(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<PlayForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let play: Play = form.play.parse().map_err(|_| Error::Unreadable("Choose one of the plays."))?;
    let mut tx = app.db.begin().await?;
    if super::start(&mut tx, seen.community.id, play, seen.person.id, seen.shell.now).await? {
        let detail = serde_json::json!({ "play": play.as_str() });
        acts::record_with(&mut tx, act(&seen, ActVerb::Add), detail, seen.shell.now).await?;
    }
    tx.commit().await?;
    let path = format!("{}/roadmap#plays", seen.community.path());
    Ok(done(&path, "It is on the roadmap. Look at it again after the next pulse."))
}

#[derive(Deserialize)]
pub struct PlayPath {
    play: PlayId,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct VerdictForm {
    verdict: Option<PlayVerdict>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PlayVerdict {
    Keep,
    Drop,
}

/// Keeps a play, or drops it.
pub async fn review(
    Organising(seen): Organising,
    State(app): State<App>,
    Path(PlayPath { play }): Path<PlayPath>,
    Form(form): Form<VerdictForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let mut tx = app.db.begin().await?;
    let (state, verb, words) = match form.verdict {
        Some(PlayVerdict::Drop) => {
            (PlayState::Dropped, ActVerb::TakeOff, "Dropped. You can put it on the roadmap again.")
        }
        _ => (PlayState::Kept, ActVerb::Keep, "Kept."),
    };
    let known = super::settle(&mut tx, seen.community.id, play, state, seen.shell.now).await?;
    if form.verdict.is_none() {
        return Err(Error::Unreadable("Choose whether you keep it."));
    }
    let detail = serde_json::json!({ "play": known.as_str() });
    acts::record_with(&mut tx, act(&seen, verb), detail, seen.shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("{}/roadmap#plays", seen.community.path()), words))
}
