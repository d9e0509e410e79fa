//! The door: a code that is shown where people come in, and with which they write themselves down.

mod actions;
mod code;
mod pages;
mod picture;
mod queries;

use axum::Router;
use axum::routing::get;
use sqlx::PgPool;
use time::{Duration, OffsetDateTime};

use super::rules::DoorHours;
use crate::organisation;
use crate::organisation::logins::{self, TryLimit};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use queries::Door;

/// How often one person may try a code. Nobody mistypes that often, and at this pace finding one of a hundred open
/// codes by guessing takes a thousand years.
const TRIES: TryLimit = TryLimit { action: "check_in", most: 20, window: Duration::minutes(15) };

pub fn routes() -> Router<App> {
    Router::new()
        .route("/events/{event}/door", get(pages::show).post(actions::renew))
        .route("/check-in", get(pages::check_in).post(actions::check_in))
}

/// The session whose code this is, among those this person may see and whose door is open: any other code is no code.
/// Each try counts, right or wrong, since a guess is known to be right only afterwards.
async fn find(db: &PgPool, typed: &str, person: PersonId, now: OffsetDateTime) -> Result<Option<Door>> {
    logins::allow(db, &TRIES, &person.to_string(), now).await?;
    let Some(typed) = code::read(typed) else { return Ok(None) };
    let secret = organisation::link_secret(db).await?;
    let doors = queries::doors(db, person, now).await?;
    Ok(doors.into_iter().find(|door| {
        code::of(&secret, door.event_id, door.renewals) == typed
            && DoorHours::of(door.starts_at, door.ends_at, &door.zone).include(now)
    }))
}
