//! Sessions as the dates of a series: made, rewritten and called off many at once. The series says which and how.

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};

use super::changes::SessionFacts;
use super::queries::dates as queries;
use super::rules::SessionPlan;
use super::{SessionDetails, has_details};
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId};
use crate::platform::web::when::TimeSpan;
use crate::sessions::Answer;
use crate::sessions::events::SessionState;

pub use queries::{cancel, change_community, detach, lock, readers};

/// When a date takes place, and the day its rule gave it.
#[derive(Clone, Debug)]
pub struct SeriesSlot {
    pub on: Date,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
}

/// A date as it stands, with all that a change of the whole series may touch.
#[derive(Clone, Debug)]
pub struct SeriesDate {
    pub id: EventId,
    pub series_on: Date,
    pub state: SessionState,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub details: SessionDetails,
    pub seated: i32,
}

has_details!(SeriesDate);

impl SeriesDate {
    pub fn facts(&self) -> SessionFacts<'_> {
        SessionFacts { details: &self.details, span: TimeSpan { from: self.starts_at, to: self.ends_at } }
    }
}

/// Someone a mail about one date goes to.
pub struct SeriesDateRecipient {
    pub event_id: EventId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub answer: Answer,
    pub may_join: bool,
}

/// Makes published dates of a series, with their hosts; one it has already is left as it is. Answers the new ones.
pub async fn make(
    db: &mut PgConnection,
    community: CommunityId,
    series: SeriesId,
    plan: &SessionPlan,
    slots: &[SeriesSlot],
    by: PersonId,
    now: OffsetDateTime,
) -> Result<Vec<EventId>> {
    let made = queries::insert(&mut *db, community, series, plan, slots, by, now).await?;
    queries::add_hosts(db, &made, &plan.hosts).await?;
    Ok(made)
}

/// Writes dates as they are to be, into a series. Those that are `told` get a higher sequence, which calendars follow. The
/// caller tells people.
///
/// # Errors
/// [`Error::Refused`] when one would have fewer seats than people seated.
pub async fn rewrite(
    db: &mut PgConnection,
    series: SeriesId,
    dates: &[SeriesDate],
    told: &[EventId],
    now: OffsetDateTime,
) -> Result<()> {
    queries::rewrite(db, series, dates, told, now).await.on_constraint(
        "events_not_overbooked",
        Error::Refused("More people than that are going. Give each session at least as many places."),
    )
}

/// Takes some hosts from several sessions, and gives them others.
pub async fn change_hosts(
    db: &mut PgConnection,
    events: &[EventId],
    added: &[PersonId],
    removed: &[PersonId],
) -> Result<()> {
    queries::remove_hosts(&mut *db, events, removed).await?;
    Ok(queries::add_hosts(db, events, added).await?)
}

/// From which community to which.
#[derive(Clone, Copy, Debug)]
pub struct CommunityChange {
    pub from: CommunityId,
    pub to: CommunityId,
}
