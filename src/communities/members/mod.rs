//! Members: a person's place in one community, and the role of running it.
//! A community always has an organiser; the database refuses the commit that would leave it without.

mod actions;
mod mails;
pub mod merging;
pub mod naming;
mod pages;
mod queries;
pub mod rules;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::communities::{Community, Membership};
use crate::platform::app::App;
use crate::platform::error::{Error, Result, violates};
use crate::platform::ids::{CommunityId, PersonId};

pub use queries::{
    Member, RemovableMember, bar, end_waiting, leave, named_members, organisers, removable, start,
};
use rules::Entry;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/members", get(pages::index))
        .route("/communities/{slug}/membership", post(actions::join))
        .route("/me/notices/{slug}", get(pages::notices).post(actions::choose_notices))
        .route("/communities/{slug}/why", post(actions::say_why))
        .route("/communities/{slug}/invitations", post(actions::invite))
        .route("/communities/{slug}/members/{person}/admission", post(actions::admit))
        .route("/communities/{slug}/invitations/withdrawal", post(actions::withdraw_invitation))
        .route("/communities/{slug}/members/{person}/role", post(actions::set_role))
}

/// Joins, asks to join, or takes up an invitation; joining twice changes nothing.
///
/// # Errors
/// [`Error::Refused`] where only invited people may come in.
pub async fn join(
    db: &mut PgConnection,
    community: &Community,
    person: PersonId,
    why: &str,
    now: OffsetDateTime,
) -> Result<Entry> {
    let has_met = queries::has_met(&mut *db, community.id, now).await?;
    let entry = rules::entry(community.admission, community.membership, has_met).map_err(Error::Refused)?;
    let is_invited = community.membership.is_some_and(Membership::is_invited);
    if !is_invited && queries::is_barred(&mut *db, community.id, person).await? {
        return Err(Error::Refused("The organisers have closed this community to you. Talk to one of them."));
    }
    if entry != Entry::AlreadyIn {
        queries::enter(&mut *db, community.id, person, entry.membership(), why, now).await?;
    }
    if entry != Entry::Asked {
        queries::settle_invited(db, community.id, person).await?;
    }
    Ok(entry)
}

/// Brings a person in whatever the door says, as an organiser's yes does.
pub async fn bring_in(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    why: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let inside =
        if queries::has_met(&mut *db, community, now).await? { Entry::Member } else { Entry::Interested };
    queries::enter(&mut *db, community, person, inside.membership(), why, now).await?;
    Ok(queries::settle_invited(db, community, person).await?)
}

/// Asks to come in; an organiser answers.
pub async fn ask(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    why: &str,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::enter(db, community, person, Entry::Asked.membership(), why, now).await?)
}

/// Keeps an invitation for a person: false when they have a place already.
pub async fn invite(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<bool> {
    Ok(queries::invite(db, community, person, now).await? > 0)
}

/// Tells someone by email that an organiser removed them, and why.
pub async fn tell_removed(
    db: &mut PgConnection,
    member: &RemovableMember,
    community: &Community,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let to =
        mails::MembershipRecipient { person: member.person_id, name: &member.name, email: &member.email };
    crate::platform::mail::queue(db, &[mails::removed(to, community, reason)?], now).await.map(drop)
}

/// Makes a member an organiser, or an organiser a member.
pub async fn set_organiser(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    organiser: bool,
    now: OffsetDateTime,
) -> Result<()> {
    if queries::set_organiser(db, community, person, organiser, now).await? == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// Commits, and gives the refused departure of a last organiser its words.
pub async fn commit(tx: sqlx::Transaction<'_, sqlx::Postgres>) -> Result<()> {
    tx.commit().await.map_err(|error| {
        if violates(&error, "members_last_organiser") {
            Error::Refused("A community needs an organiser. Make another member an organiser first.")
        } else {
            error.into()
        }
    })
}
