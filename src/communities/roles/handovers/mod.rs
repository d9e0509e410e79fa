//! Handovers: a role on its way to another member. They are asked by one email, and say yes or no; the two then go
//! through a list together, and at its end the new person holds the role and the old one is there to help.

mod actions;
mod mails;
mod pages;
mod queries;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{CommunityRole, HandoverState, queries as roles, rules};
use crate::communities::Community;
use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, HandoverId, PersonId, RoleId};
use crate::platform::mail;

pub use queries::{Handover, open_in, tick};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/roles/{role}/handover", get(pages::new).post(actions::offer))
        .route("/handovers/{handover}", get(pages::show))
        .route("/handovers/{handover}/answer", post(actions::answer))
        .route("/handovers/{handover}/ticks", post(actions::tick))
        .route("/handovers/{handover}/finish", post(actions::finish))
        .route("/handovers/{handover}/cancellation", post(actions::cancel))
}

/// A role offered to a member: by its holder, or by an organiser while nobody holds it.
pub struct HandoverOffer<'a> {
    pub community: &'a Community,
    pub role: &'a CommunityRole,
    pub by: PersonId,
    pub by_name: &'a str,
    pub to: PersonId,
}

/// Offers a role to a member, who gets one email about it.
///
/// # Errors
/// Those of [`begin`].
pub async fn offer(
    db: &mut PgConnection,
    app: &App,
    offer: &HandoverOffer<'_>,
    now: OffsetDateTime,
) -> Result<HandoverId> {
    let giver = offer.role.holder_id.unwrap_or(offer.by);
    let handover = begin(&mut *db, offer.role.id, giver, offer.to, now).await?;
    let to = queries::recipient(&mut *db, offer.to).await?.ok_or(Error::NotFound)?;
    let letter = mails::offered(&to, offer, handover, &app.config.base_url())?;
    mail::queue(db, &[letter], now).await?;
    Ok(handover)
}

/// Opens a handover, which waits for the receiver's answer; one to someone who has gone meanwhile makes way. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] while another handover of the role goes on.
pub async fn begin(
    db: &mut PgConnection,
    role: RoleId,
    giver: PersonId,
    receiver: PersonId,
    now: OffsetDateTime,
) -> Result<HandoverId> {
    queries::cancel_of_the_gone(&mut *db, role, now).await?;
    queries::insert(db, role, giver, receiver, now)
        .await
        .on_constraint("handovers_one_open", Error::Refused("This role is being handed over already."))
}

/// Says yes or no, once; false when there is nothing to answer. Tells nobody: the role's page shows it.
pub async fn answer(
    db: &mut PgConnection,
    handover: HandoverId,
    yes: bool,
    now: OffsetDateTime,
) -> Result<bool> {
    let state = if yes { HandoverState::UnderWay } else { HandoverState::Declined };
    let answered = queries::settle(&mut *db, handover, HandoverState::Offered, state, now).await?;
    mail::withdraw(db, &[mails::KIND], &[handover.into()], None, now).await?;
    Ok(answered > 0)
}

/// The receiver holds the role from now on; false when the handover is not under way. Tells nobody.
pub async fn finish(
    db: &mut PgConnection,
    handover: &Handover,
    role: &CommunityRole,
    now: OffsetDateTime,
) -> Result<bool> {
    let (from, to) = (HandoverState::UnderWay, HandoverState::Finished);
    if queries::settle(&mut *db, handover.id, from, to, now).await? == 0 {
        return Ok(false);
    }
    roles::set_holders(db, role.id, rules::handed_over(role.holders(), handover.receiver_id)).await?;
    Ok(true)
}

/// Ends a handover that is not finished; everything stays as it was. Tells nobody; an email that has not left is withdrawn.
/// False where it was over already.
pub async fn cancel(db: &mut PgConnection, handover: HandoverId, now: OffsetDateTime) -> Result<bool> {
    if queries::cancel(&mut *db, handover, now).await? == 0 {
        return Ok(false);
    }
    mail::withdraw(db, &[mails::KIND], &[handover.into()], None, now).await?;
    Ok(true)
}

/// Ends what goes on to or from someone in a community. Tells nobody.
pub async fn cancel_all(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    let ended = queries::cancel_with(&mut *db, community, person, now).await?;
    let ended: Vec<_> = ended.into_iter().map(Into::into).collect();
    mail::withdraw(db, &[mails::KIND], &ended, None, now).await?;
    Ok(())
}
