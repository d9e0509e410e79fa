//! Random coffee: people who are in a programme meet someone they do not work with, round by round. A round asks who is
//! in, matches on a Monday morning, and asks at its end whether people met, which nobody else is ever shown.

mod actions;
mod days;
#[cfg(test)]
mod fixtures;
mod form;
mod hours;
pub mod jobs;
mod links;
mod mails;
mod matching;
mod pages;
mod queries;
mod reasons;
mod rounds;
mod running;
mod states;
mod weights;

use axum::Router;
use axum::routing::{get, post};
use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CoffeeProgrammeId, CommunityId, PersonId};
use crate::platform::web::when;

pub use days::{DaysOff, RoundDays};
pub use queries::{CoffeeCoverage, CoffeeProgramme, CoffeeQuestion, CoffeeRound, NamedDayOff};
pub use queries::{coverage, keep_day_off, leave_all, named_days_off, programme, rounds, say_of_open};
pub use rounds::{CoffeePreview, match_now, preview};
pub use running::{PreviewQuery, ProgrammeForm};
pub use states::{CoffeeAnswer, CoffeeOutcome, CoffeeRoundState, CoffeeUnmatched};

/// Fewer people are a round that hardly mixes anyone; figures of fewer are never shown.
pub const FEW: i64 = 5;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/coffee", get(pages::index))
        .route("/coffee/choices", get(pages::choices).post(actions::choose))
        .route("/coffee/answers/{token}", get(links::show).post(links::answer))
        .route("/coffee/exclusions", post(actions::exclude))
        .route("/coffee/exclusions/{person}/removal", post(actions::include))
        .route("/coffee/{programme}/membership", post(actions::join))
        .route("/coffee/{programme}/departure", post(actions::leave))
        .route("/coffee/{programme}/answer", post(actions::answer))
        .route("/coffee/{programme}/pause", post(actions::pause))
        .route("/coffee/{programme}/resumption", post(actions::resume))
        .route("/coffee/matches/{match}/answer", post(actions::tell))
        .route("/coffee/matches/{match}/first-writer", post(actions::swap))
        .route("/coffee/matches/{match}/departure", post(actions::give_up))
        .route("/coffee/matches/{match}/calendar.ics", get(pages::calendar))
        .route("/communities/{slug}/coffee", get(running::show).post(running::change))
        .route("/communities/{slug}/coffee/end", post(running::end))
}

/// Starts a programme, or changes the rhythm of the one there is. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] when another organiser started one at the same moment.
pub async fn set_rhythm(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    every_weeks: i32,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<CoffeeProgrammeId> {
    if let Some(programme) = queries::change_rhythm(&mut *db, community, every_weeks).await? {
        return Ok(programme);
    }
    let off = queries::days_off(&mut *db).await?;
    let today = when::to_date(when::day(now, &when::zone_or_utc(&queries::zone(&mut *db).await?)));
    let first = RoundDays::first_after(today, every_weeks, &off);
    let taken = Error::Refused("Another programme was started just now. Reload the page.");
    let one = if community.is_some() {
        "coffee_programmes_one_of_community"
    } else {
        "coffee_programmes_one_of_all"
    };
    queries::start(db, community, every_weeks, first.monday_on, by, now).await.on_constraint(one, taken)
}

/// Ends a programme. Open matches stay; nobody is matched again. Tells nobody. False when there is none.
pub async fn end(db: &mut PgConnection, community: Option<CommunityId>, now: OffsetDateTime) -> Result<bool> {
    Ok(queries::end(db, community, now).await? > 0)
}

/// Lets someone in; those who are in already stay since when they were. Of a round that asks already, they are part.
pub async fn join(
    db: &mut PgConnection,
    programme: CoffeeProgrammeId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    queries::join(&mut *db, programme, person, now).await?;
    Ok(queries::take_seat(db, programme, person, now).await?)
}

pub async fn forget_day_off(db: &mut PgConnection, day: Date) -> Result<bool> {
    Ok(queries::forget_day_off(db, day).await? > 0)
}
