use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::queries;
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Form, YesNo, done};

/// Whether the ring is worked out and shown.
#[derive(Deserialize)]
pub struct SwitchForm {
    shown: YesNo,
}

/// Turns it on or off. It is theirs alone: no act is recorded, so that no administrator reads who turned it off.
pub async fn switch(who: SignedIn, State(app): State<App>, Form(form): Form<SwitchForm>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let words = if form.shown.is_yes() {
        queries::turn_on(&mut tx, who.person.id).await?;
        "Your connections are shown to you again."
    } else {
        queries::turn_off(&mut tx, who.person.id, who.shell.now).await?;
        "Turned off. Nothing is worked out any more."
    };
    tx.commit().await?;
    Ok(done("/me/connections", words))
}
