use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;

use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::HelpOfferId;
use crate::platform::web::{Form, YesNo, done};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct OfferAnswer {
    answer: Option<YesNo>,
}

/// "Still happy to be asked about it?"
pub async fn answer(
    who: SignedIn,
    State(app): State<App>,
    Path(offer): Path<HelpOfferId>,
    Form(form): Form<OfferAnswer>,
) -> Result<Response> {
    let person = who.person.id;
    let mine = super::own(&app.db, person).await?.iter().any(|own| own.id == offer);
    if !mine {
        return Err(Error::NotFound);
    }
    let mut tx = app.db.begin().await?;
    let words = match form.answer {
        Some(YesNo::Yes) => {
            super::confirm(&mut tx, offer, person, who.shell.now).await?;
            "Thank you. People see that it still stands."
        }
        Some(YesNo::No) => {
            super::withdraw(&mut tx, offer, person).await?;
            "Removed. You can add it again on your profile."
        }
        None => return Err(Error::Unreadable("Answer yes or no.")),
    };
    tx.commit().await?;
    Ok(done("/", words))
}
