//! People: someone in the organisation, with an account. What they know about and want to learn,
//! their team and their time zone.

mod actions;
mod address;
mod pages;
mod passwords;
mod queries;
pub mod rules;
mod states;

/// What people may be asked about, and whether they still like to be.
pub mod offers;

use axum::Router;
use axum::routing::get;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{PersonId, TeamId};

pub use address::WorkEmail;
pub use queries::{
    KeptFeed, PersonFacts, ToMeet, by_email, by_feed, find_person_to_meet, kept_feed, label, named, set_site,
};
pub use states::{InterestKind, SeenBy};

/// The person who asks, as every page knows them.
#[derive(Clone, Debug)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub team_id: Option<TeamId>,
    pub zone: String,
    pub is_admin: bool,
    pub is_leader: bool,
}

/// What it takes to make an account.
pub struct NewPerson {
    pub name: String,
    pub email: WorkEmail,
    pub password_hash: Option<String>,
    pub team_id: Option<TeamId>,
    pub zone: String,
}

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me", get(pages::edit).post(actions::change))
        .route("/people/{person}", get(pages::show))
        .merge(offers::routes())
}

/// Makes an account. The e-mail address is the person's alone, however it is written.
///
/// # Errors
/// [`Error::Refused`] when the address is taken.
pub async fn make(db: &mut PgConnection, new: &NewPerson, now: OffsetDateTime) -> Result<PersonId> {
    queries::insert(db, new, now).await.on_constraint("people_email_taken", ADDRESS_TAKEN)
}

/// What [`make`] answers when someone has the address already.
pub const ADDRESS_TAKEN: Error = Error::Refused("An account has this email address already.");

/// Everything a person's page and their own form show to `reader`: whatever they chose to keep to themselves or to their
/// communities is empty for everyone else.
pub async fn facts(db: &PgPool, person: PersonId, reader: PersonId) -> Result<PersonFacts> {
    queries::facts(db, person, reader).await?.ok_or(Error::NotFound)
}

/// What a person says of themselves.
pub struct Described<'a> {
    pub about: &'a str,
    pub open_to_host: bool,
    pub knows: &'a [&'static str],
    pub wants: &'a [&'static str],
}

/// Writes down what a person says of themselves, beside what they said before.
pub async fn describe(db: &mut PgConnection, person: PersonId, said: &Described<'_>) -> Result<()> {
    queries::describe(&mut *db, person, said.about, said.open_to_host).await?;
    let topic = |kind, topic: &&str| queries::Interest { kind, topic: (*topic).to_owned() };
    let knows = said.knows.iter().map(|known| topic(InterestKind::Knows, known));
    let topics: Vec<_> =
        knows.chain(said.wants.iter().map(|wanted| topic(InterestKind::Wants, wanted))).collect();
    Ok(queries::add_topics(db, person, &topics).await?)
}

/// Gives or takes the roles of the organisation. The last administrator stays one.
pub async fn set_roles(
    db: &mut PgConnection,
    person: PersonId,
    is_admin: Option<bool>,
    is_leader: Option<bool>,
) -> Result<()> {
    queries::lock_admins(&mut *db).await?;
    if queries::set_roles(&mut *db, person, is_admin, is_leader).await? == 0 {
        return Err(Error::NotFound);
    }
    keep_an_administrator(db).await
}

/// Writes down who someone reports to, or that it is not known.
///
/// # Errors
/// [`Error::Refused`] for someone who would report to themselves, [`Error::NotFound`] when the person is not there.
pub async fn set_manager(db: &mut PgConnection, person: PersonId, manager: Option<PersonId>) -> Result<()> {
    let themselves = Error::Refused("Nobody reports to themselves. Enter someone else.");
    let set = queries::set_manager(db, person, manager).await;
    if set.on_constraint("people_manager_is_another", themselves)? == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
    }
}

/// Keeps the hash of the secret link of a person's calendar feed; the one before is of no use any more.
pub async fn keep_feed(
    db: &mut PgConnection,
    person: PersonId,
    hash: &[u8],
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::keep_feed(db, person, Some(hash), Some(now)).await?)
}

/// Ends the secret link of a person's calendar feed.
pub async fn end_feed(db: &mut PgConnection, person: PersonId) -> Result<()> {
    Ok(queries::keep_feed(db, person, None, None).await?)
}

/// Holds a person until the transaction ends: what changes with their departure, and what they do meanwhile, take turns.
pub async fn hold(db: &mut PgConnection, person: PersonId) -> Result<()> {
    Ok(queries::hold(db, person).await?)
}

/// Lets nobody in as this person from now on; the row and what it stands for stay.
pub async fn deactivate(db: &mut PgConnection, person: PersonId, now: OffsetDateTime) -> Result<()> {
    queries::lock_admins(&mut *db).await?;
    if queries::deactivate(&mut *db, person, now).await? == 0 {
        return Err(Error::NotFound);
    }
    keep_an_administrator(db).await
}

/// Lets a deactivated person in again.
pub async fn reactivate(db: &mut PgConnection, person: PersonId) -> Result<()> {
    if queries::reactivate(db, person).await? == 0 { Err(Error::NotFound) } else { Ok(()) }
}

async fn keep_an_administrator(db: &mut PgConnection) -> Result<()> {
    if queries::administrators(db).await? == 0 {
        return Err(Error::Refused(
            "The site needs an administrator. Make someone else an administrator first.",
        ));
    }
    Ok(())
}
