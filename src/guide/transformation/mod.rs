//! Transformation: what becomes of a community. Its organisers renew, refocus, pause or close it; the program shows the
//! consequences first, carries the decision out, and takes it back for a while. It never closes a community by itself.

mod actions;
mod closing;
mod form;
pub mod jobs;
mod mails;
mod pages;
mod queries;
mod rules;
mod ways;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use crate::communities;
use crate::guide::phases::{self, OrganiserChoice};
use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, PersonId, TransformationId};
use crate::platform::states::states;

pub use queries::{Closing, closing};
pub use rules::{ClosingPlan, TransformationDecision};

states! {
    /// What may become of a community.
    pub enum TransformationWay {
        Renew = "renew",
        Refocus = "refocus",
        Pause = "pause",
        Close = "close",
    }
}

states! {
    /// How far a decision is carried out.
    pub enum TransformationState {
        /// A closing that members were told of, and whose day is to come.
        Announced = "announced",
        CarriedOut = "carried_out",
        Undone = "undone",
    }
}

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/transformation", get(pages::index))
        .route("/communities/{slug}/transformation/{way}", get(pages::way).post(actions::decide))
        .route("/communities/{slug}/transformation/reversal", post(actions::undo))
        .route("/communities/{slug}/transformation/takeover", post(actions::offer))
}

/// Whose decision it is, of which community, and when.
#[derive(Clone, Copy)]
pub struct Decider {
    pub community: CommunityId,
    pub by: PersonId,
    /// Today, where the community is.
    pub today: Date,
    pub now: OffsetDateTime,
}

/// Writes a decision down and changes the community accordingly; a closing is announced, and a job carries it out. Tells
/// nobody, and leaves the sessions alone: the action does both.
///
/// # Errors
/// [`Error::Refused`] when another decision took this number.
pub async fn carry_out(
    db: &mut PgConnection,
    decider: Decider,
    number: i32,
    decision: &TransformationDecision,
    said: &[OrganiserChoice],
) -> Result<TransformationId> {
    let taken = Error::Refused("Another decision was made in the meantime. Go back and look at it first.");
    let Decider { community, by, today, now } = decider;
    let id = queries::insert(&mut *db, decider, number, decision)
        .await
        .on_constraint("transformations_once", taken)?;
    match decision {
        TransformationDecision::Renew | TransformationDecision::Close(_) => {}
        TransformationDecision::Refocus { after, .. } => {
            communities::refocus(&mut *db, community, after, now).await?;
        }
        TransformationDecision::Pause(plan) => {
            communities::pause(&mut *db, community, plan.from, plan.until, &plan.reason).await?;
        }
    }
    // Two at most: a review that begins, and what it ends with.
    for said in said {
        phases::decide(&mut *db, community, by, today, *said, now).await?;
    }
    Ok(id)
}

/// A member would run a community that is closing: false when they said so already. Tells nobody.
pub async fn offer_to_take_over(
    db: &mut PgConnection,
    closing: TransformationId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<bool> {
    Ok(queries::offer(db, closing, person, now).await?)
}

/// What a decision says of the phase. A pause says nothing: its days do not count.
async fn phase_words(
    db: &PgPool,
    community: CommunityId,
    way: TransformationWay,
    now: OffsetDateTime,
) -> Result<Vec<OrganiserChoice>> {
    let said = match way {
        TransformationWay::Pause => return Ok(Vec::new()),
        TransformationWay::Renew => OrganiserChoice::Renewing,
        TransformationWay::Refocus => OrganiserChoice::Refocused,
        TransformationWay::Close => OrganiserChoice::Confirmed,
    };
    phases::words_for(db, community, said, now).await
}
