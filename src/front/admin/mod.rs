//! For anyone who runs the place: people and their roles, teams, settings, mail that is kept, and the log of acts.
//! What belongs to people alone (answers, attendance, drafts) is not shown here.

mod actions;
mod coffee;
mod communities;
mod managers;
mod needs;
mod pages;
mod queries;
mod teams;
mod thresholds;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::people::{self, WorkEmail};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, ThingId};

pub use needs::{AdminNeed, needs};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin", get(pages::index))
        .route("/admin/people", get(pages::people).post(actions::add_person))
        .route("/admin/sign-ups/{sign_up}/answer", post(actions::answer_sign_up))
        .route("/admin/people/{person}/roles", post(actions::set_roles))
        .route("/admin/people/{person}/deactivation", get(pages::deactivation).post(actions::deactivate))
        .route("/admin/people/{person}/reactivation", post(actions::reactivate))
        .route("/admin/settings", get(pages::settings).post(actions::change_settings))
        .route("/admin/mail", get(pages::mails))
        .route("/admin/mail/retry", post(actions::retry_parked))
        .route("/admin/mail/{mail}", get(pages::mail))
        .route("/admin/mail/{mail}/retry", post(actions::retry_mail))
        .route("/admin/nudges", get(pages::nudges))
        .route("/admin/acts", get(pages::acts))
        .merge(communities::routes())
        .merge(thresholds::routes())
        .merge(coffee::routes())
        .merge(managers::routes())
        .merge(teams::routes())
}

/// Notes what an administrator did to a thing.
async fn note(
    db: &mut PgConnection,
    by: PersonId,
    verb: ActVerb,
    thing: ActThing,
    id: impl Into<ThingId>,
    now: OffsetDateTime,
) -> Result<()> {
    acts::record(db, Act::of(by, verb, thing, id), now).await
}

/// From the command line: makes the person with this address an administrator. False when nobody has it.
pub async fn make_administrator(db: &PgPool, email: &str, now: OffsetDateTime) -> Result<bool> {
    let Some(email) = WorkEmail::read(email) else { return Ok(false) };
    let mut tx = db.begin().await?;
    let Some((person, _)) = people::by_email(&mut tx, &email).await? else { return Ok(false) };
    people::set_roles(&mut tx, person, Some(true), None).await?;
    let act = Act { person: None, ..Act::of(person, ActVerb::Promote, ActThing::Person, person) };
    acts::record(&mut tx, act, now).await?;
    tx.commit().await?;
    Ok(true)
}
