use axum::extract::State;
use axum::response::Response;
use rand::RngExt;
use sha2::{Digest, Sha256};

use super::pages::LinkPage;
use crate::organisation::logins::SignedIn;
use crate::organisation::people;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::done;

/// What is kept of a link.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// Makes the secret link of a person's feed, in place of the one they had. The answer shows it, and nothing does again: it
/// travels in no address and no cookie.
pub async fn make_link(who: SignedIn, State(app): State<App>) -> Result<LinkPage> {
    let secret: [u8; 32] = rand::rng().random();
    let secret = hex::encode(secret);
    let mut db = app.db.acquire().await?;
    people::keep_feed(&mut db, who.person.id, &hash(&secret), who.shell.now).await?;
    drop(db);
    let link = format!("{}/calendar/{secret}.ics", app.config.base_url());
    LinkPage::of(&app, who, Some(link)).await
}

pub async fn end_link(who: SignedIn, State(app): State<App>) -> Result<Response> {
    let mut db = app.db.acquire().await?;
    people::end_feed(&mut db, who.person.id).await?;
    Ok(done("/me/calendar", "The link is deleted. Calendars that used it are no longer updated."))
}
