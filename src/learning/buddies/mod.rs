//! Buddies: members who like to welcome newcomers, one by name for each newcomer, at most two at once and for sixty days.
//! Someone who says no hello within a week is followed by the next one. Where nobody is there, nobody is promised.

mod actions;
pub mod jobs;
mod mails;
mod pages;
mod queries;
mod rules;
mod states;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::communities::Community;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{BuddyId, CommunityId, PersonId};

pub use queries::{AHEAD, MyBuddy, MyNewcomer, SuitedSession};
pub use rules::NEW_FOR;
pub use states::BuddyEnding;

/// So many sessions are suggested to a newcomer.
pub const SUGGESTED: i64 = 3;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/welcome", get(pages::show))
        .route("/communities/{slug}/welcome/volunteers", post(actions::volunteer))
        .route("/buddies/{buddy}/hello", post(actions::hello))
}

/// Says that a member can welcome newcomers; saying it twice changes nothing. Tells nobody.
///
/// # Errors
/// [`Error::Refused`] for someone who is not in the community, or not long enough.
pub async fn volunteer(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    let joined_at = queries::joined_at(&mut *db, community, person).await?;
    if !joined_at.is_some_and(|at| rules::may_volunteer(at, now)) {
        return Err(Error::Refused("You can welcome newcomers once you have been a member for 90 days."));
    }
    Ok(queries::volunteer(db, community, person, now).await?)
}

/// Says that a member welcomes nobody for now. Their newcomers here go to the next volunteer, who is found and told by
/// the job. Tells nobody.
pub async fn pause(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    end(db, Some(community), person, BuddyEnding::Paused, now).await
}

/// As [`pause`], in a community that someone leaves, or in all of them.
pub async fn leave(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<()> {
    end(db, community, person, BuddyEnding::Left, now).await
}

async fn end(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    ending: BuddyEnding,
    now: OffsetDateTime,
) -> Result<()> {
    queries::take_turns(&mut *db).await?;
    queries::forget_volunteer(&mut *db, community, person).await?;
    Ok(queries::end_of_buddy(db, community, person, ending, now).await?)
}

/// Notes that a buddy said hello; or that it was noted by mistake. False when it is not their newcomer. Tells nobody.
pub async fn say_hello(
    db: &mut PgConnection,
    buddy: BuddyId,
    person: PersonId,
    said_at: Option<OffsetDateTime>,
) -> Result<bool> {
    Ok(queries::say_hello(db, buddy, person, said_at).await? > 0)
}

/// The newcomers a person has not greeted yet.
pub async fn to_greet(db: &PgPool, person: PersonId) -> Result<Vec<MyNewcomer>> {
    let mut mine = queries::newcomers_of(db, person, None).await?;
    mine.retain(|newcomer| newcomer.hello_at.is_none());
    Ok(mine)
}

/// Who welcomes this person in a community, while they are new there.
async fn buddy_of(
    db: &PgPool,
    community: &Community,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Option<MyBuddy>> {
    if !is_newcomer(community, now) {
        return Ok(None);
    }
    Ok(queries::buddy_of(db, community.id, person).await?)
}

/// Is the asking person new in this community?
pub fn is_newcomer(community: &Community, now: OffsetDateTime) -> bool {
    let inside = community.is_mine() && !community.organiser && !community.is_archived();
    inside && community.joined_at.is_some_and(|at| rules::is_new(at, now))
}
