use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use crate::communities::{Belonging, SeenCommunity};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::BuddyId;
use crate::platform::web::{Form, done, local_path};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct VolunteerForm {
    answer: String,
}

/// "I can welcome newcomers", on and off.
pub async fn volunteer(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Form(form): Form<VolunteerForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let mut tx = app.db.begin().await?;
    let words = match form.answer.as_str() {
        "yes" => {
            community.must_be_open()?;
            super::volunteer(&mut tx, community.id, person.id, shell.now).await?;
            "Thank you. You get an email when someone new comes, two people at most at a time."
        }
        "no" => {
            super::pause(&mut tx, community.id, person.id, shell.now).await?;
            "You’re not asked any more. Someone else takes over if you had a newcomer."
        }
        _ => return Err(Error::Unreadable("Choose one of the two.")),
    };
    tx.commit().await?;
    Ok(done(&format!("{}/welcome", community.path()), words))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HelloForm {
    said: String,
    next: String,
}

/// "I said hello", and "not yet" for whoever clicked by mistake.
pub async fn hello(
    who: SignedIn,
    State(app): State<App>,
    Path(buddy): Path<BuddyId>,
    Form(form): Form<HelloForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let said_at = match form.said.as_str() {
        "yes" => Some(who.shell.now),
        // Read as a mistake only where it is someone's newcomer: 404 comes first.
        _ => None,
    };
    if !super::say_hello(&mut tx, buddy, who.person.id, said_at).await? {
        return Err(Error::NotFound);
    }
    if !["yes", "no"].contains(&form.said.as_str()) {
        return Err(Error::Unreadable("Say whether you said hello."));
    }
    tx.commit().await?;
    let words = if said_at.is_some() { "Noted. Thank you for saying hello." } else { "Noted: no hello yet." };
    Ok(done(local_path(&form.next).unwrap_or("/"), words))
}
