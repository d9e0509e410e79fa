use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use crate::communities::{Belonging, SeenCommunity};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::BuddyId;
use crate::platform::web::{Form, YesNo, done, local_path};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct VolunteerForm {
    answer: Option<YesNo>,
}

/// "I can welcome newcomers", on and off.
pub async fn volunteer(
    Belonging(seen): Belonging,
    State(app): State<App>,
    Form(form): Form<VolunteerForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let mut tx = app.db.begin().await?;
    let words = match form.answer {
        Some(YesNo::Yes) => {
            community.must_be_open()?;
            super::volunteer(&mut tx, community.id, person.id, shell.now).await?;
            "Thank you. You get an email when someone new comes, two people at most at a time."
        }
        Some(YesNo::No) => {
            super::pause(&mut tx, community.id, person.id, shell.now).await?;
            "You’re not asked any more. Someone else takes over if you had a newcomer."
        }
        None => return Err(Error::Unreadable("Choose one of the two.")),
    };
    tx.commit().await?;
    Ok(done(&format!("{}/welcome", community.path()), words))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct HelloForm {
    said: Option<YesNo>,
    next: String,
}

/// "I said hello", and "not yet" for someone who clicked by mistake.
pub async fn hello(
    who: SignedIn,
    State(app): State<App>,
    Path(buddy): Path<BuddyId>,
    Form(form): Form<HelloForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let said_at = form.said.is_some_and(YesNo::is_yes).then_some(who.shell.now);
    // Missing, it is a mistake only where it is someone's newcomer: 404 comes first.
    if !super::say_hello(&mut tx, buddy, who.person.id, said_at).await? {
        return Err(Error::NotFound);
    }
    if form.said.is_none() {
        return Err(Error::Unreadable("Say whether you said hello."));
    }
    tx.commit().await?;
    let words = if said_at.is_some() { "Noted. Thank you for saying hello." } else { "Noted: no hello yet." };
    Ok(done(local_path(&form.next).unwrap_or("/"), words))
}
