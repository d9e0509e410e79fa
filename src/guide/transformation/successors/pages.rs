use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::queries::{self, OrganiserOffer};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::CommunityId;
use crate::platform::web::Shell;

/// What someone is offered: the name and the purpose of a community, and no more until they accept.
#[derive(Template, WebTemplate)]
#[template(path = "guide/transformation/offer.html")]
pub struct OfferPage {
    shell: Shell,
    offer: OrganiserOffer,
}

pub async fn offer(
    SignedIn { person, shell, .. }: SignedIn,
    State(app): State<App>,
    Path(community): Path<CommunityId>,
) -> Result<OfferPage> {
    let offer = queries::offer_to(&app.db, community, person.id).await?.ok_or(Error::NotFound)?;
    Ok(OfferPage { shell, offer })
}
