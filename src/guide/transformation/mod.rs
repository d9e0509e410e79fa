//! Transformation: what becomes of a community. Its organisers renew, refocus, pause, split, merge or close it; the program
//! shows the consequences first, carries the decision out, and takes it back for a while. It never closes a community by
//! itself.

mod actions;
/// People who are asked whether they come along.
mod asks;
mod closing;
mod form;
pub mod jobs;
/// How communities grew out of each other, and became one.
mod lineage;
mod mails;
/// Two communities become one.
mod merging;
/// Sessions and series that change community.
mod moving;
mod pages;
mod queries;
mod rules;
/// A part becomes a community of its own.
mod splitting;
/// Who runs a community once its last organiser has no account any more.
pub mod successors;
mod things;
mod ways;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use crate::communities::{self, Community};
use crate::guide::phases::{self, ChoicesToRecord, OrganiserChoice};
use crate::platform::app::App;
use crate::platform::error::{Error, ErrorRemedy, OnConstraint, Result};
use crate::platform::ids::{CommunityId, PersonId, TransformationId};
use crate::platform::states::states;
use crate::platform::web::when;

pub use asks::{CommunityQuestion, MoveAnswer, MoveReply, of_person as move_ask, say as answer_move};
pub use lineage::Lineage;
pub use queries::Closing;
pub use rules::{ClosingPlan, PausePlan, TransformationDecision};
pub use splitting::{SplitPlan, Splitting};

states! {
    /// What may become of a community.
    pub enum TransformationWay {
        Renew = "renew",
        Refocus = "refocus",
        Pause = "pause",
        Split = "split",
        Merge = "merge",
        Close = "close",
    }
}

states! {
    /// How far a decision is carried out.
    pub enum TransformationState {
        /// A merge that waits for an organiser of the other community.
        Proposed = "proposed",
        /// A merge that they did not want.
        Declined = "declined",
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
        .route(
            "/communities/{slug}/transformation/split",
            get(splitting::pages::show).post(splitting::actions::decide),
        )
        .route(
            "/communities/{slug}/transformation/merge",
            get(merging::pages::show).post(merging::actions::decide),
        )
        .route("/communities/{slug}/transformation/merge/answer", post(merging::actions::answer))
        .route("/communities/{slug}/transformation/going", get(asks::pages::show).post(asks::actions::answer))
        .route("/communities/{slug}/transformation/organiser", post(successors::actions::accept))
        .route(
            "/organiser-offers/{community}",
            get(successors::pages::offer).post(successors::actions::answer_offer),
        )
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
    choices: &ChoicesToRecord,
) -> Result<TransformationId> {
    let taken = Error::Refused("Another decision was made in the meantime. Go back and look at it first.");
    let Decider { community, by, today, now } = decider;
    let id = queries::insert(&mut *db, decider, number, decision, choices.is_in_transformation)
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
    for said in &choices.said {
        phases::decide(&mut *db, community, by, today, *said, now).await?;
    }
    Ok(id)
}

/// Makes a community of a part of another, once its organiser confirmed it. Tells those it concerns. Answers its slug.
///
/// # Errors
/// [`Error::Refused`] when another decision took its number, or something else is under way.
pub async fn split(
    db: &mut PgConnection,
    app: &App,
    community: &Community,
    plan: &SplitPlan,
    splitting: &Splitting<'_>,
) -> Result<String> {
    splitting::carry_out(db, app, community, plan, splitting).await
}

/// The day it is in a zone.
fn day_in(zone: &str, now: OffsetDateTime) -> Date {
    when::to_date(when::day(now, &when::zone_or_utc(zone)))
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
) -> Result<ChoicesToRecord> {
    let said = match way {
        TransformationWay::Pause => return Ok(ChoicesToRecord::default()),
        TransformationWay::Renew => OrganiserChoice::Renewing,
        TransformationWay::Refocus => OrganiserChoice::Refocused,
        TransformationWay::Split => OrganiserChoice::Split,
        TransformationWay::Merge => OrganiserChoice::Merged,
        TransformationWay::Close => OrganiserChoice::Confirmed,
    };
    phases::words_for(db, community, said, now).await
}

/// The last day of a community whose closing is announced.
pub async fn last_day(db: &PgPool, community: CommunityId) -> Result<Option<Date>> {
    let closing = queries::closing(db, community).await?.filter(queries::Closing::is_announced);
    Ok(closing.map(|closing| closing.closes_on))
}

const CLOSING_FIRST: &str = "A closing is announced. Stop it before you decide something else.";

/// While a closing is announced nothing else is decided: said before a form is filled in, and again when it is sent.
///
/// # Errors
/// [`Error::RefusedUntil`] with the page on which the closing can be stopped.
async fn must_not_be_closing(db: &PgPool, community: &Community) -> Result<()> {
    if queries::closing(db, community.id).await?.is_none() {
        return Ok(());
    }
    Err(Error::RefusedUntil {
        why: CLOSING_FIRST,
        remedy: ErrorRemedy {
            path: format!("{}/transformation", community.path()),
            label: "See the closing",
        },
    })
}
