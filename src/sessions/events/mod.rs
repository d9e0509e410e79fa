//! Sessions, as every page calls them: what a community meets for.

mod actions;
pub mod changes;
pub mod dates;
mod details;
pub mod kinds;
mod mails;
mod pages;
mod queries;
mod rhythm;
pub mod rules;
mod span_form;
mod states;
mod who;

use axum::Router;
use axum::routing::{get, post};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::web::Rows;

pub use changes::ChangeNotice;
pub use details::SessionDetails;
pub(crate) use details::{details, has_details};
pub use mails::{tell_of_cancellation, tell_of_change};
pub use queries::end_hosting;
pub use queries::people::{Going, PossibleHost, going, possible_hosts};
pub use queries::{
    Event, RhythmSession, SessionCard, agenda, hosts, hosts_held, newest_start, seen, set_topic,
};
pub use rhythm::Rhythm;
pub use rules::SessionPlan;
pub use span_form::{LONGEST, SpanForm, UNTIL, WHOLE_DAYS, clock_note};
pub use states::{SessionFormat, SessionState};
pub use who::{RunsEvent, SeenEvent};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/events", get(pages::index))
        .route("/events/{event}/people", get(pages::people))
        .route("/events/{event}/publication", post(actions::publish))
        .route("/events/{event}/cancellation", post(actions::cancel))
        .route("/events/{event}/recap", get(pages::recap).post(actions::recap))
}

/// Writes a session down as a draft, with its hosts. Its uid is its identity in calendars for life. Tells nobody.
pub async fn draft(
    db: &mut PgConnection,
    community: CommunityId,
    plan: &SessionPlan,
    by: PersonId,
    now: OffsetDateTime,
) -> Result<EventId> {
    let id = EventId::random();
    queries::insert(&mut *db, id, community, plan, by, now).await?;
    queries::add_hosts(db, id, &plan.hosts).await?;
    Ok(id)
}

/// Shows a draft to the community. Publishing twice changes nothing. Tells nobody: the digest and "will you come?" do.
pub async fn publish(db: &mut PgConnection, event: EventId, now: OffsetDateTime) -> Result<bool> {
    Ok(queries::publish(db, event, now).await? > 0)
}

/// Writes a changed plan; the sequence that calendars follow rises where people are to be told of it, which is answered.
/// Tells nobody: [`tell_of_change`] does.
///
/// # Errors
/// [`Error::Refused`] when there would be fewer seats than people seated.
pub async fn change(
    db: &mut PgConnection,
    event: &Event,
    plan: &SessionPlan,
    telling: ChangeNotice,
    now: OffsetDateTime,
) -> Result<bool> {
    let told = telling == ChangeNotice::Everyone && !changes::between(event.facts(), plan.facts()).is_empty();
    queries::change(&mut *db, event.id, plan, told, now).await.on_constraint(
        "events_not_overbooked",
        Error::Refused("More people than that are going. Give the session at least as many places."),
    )?;
    queries::clear_hosts(&mut *db, event.id).await?;
    queries::add_hosts(db, event.id, &plan.hosts).await?;
    Ok(told)
}

/// Someone of the community said yes to hosting. Tells nobody.
pub async fn add_host(db: &mut PgConnection, event: EventId, person: PersonId) -> Result<()> {
    Ok(queries::add_hosts(db, event, &[person]).await?)
}

/// Calls a session off. Tells nobody: the action that calls this sends the mails, and takes the reminders back.
pub async fn cancel(
    db: &mut PgConnection,
    event: EventId,
    reason: &str,
    now: OffsetDateTime,
) -> Result<bool> {
    Ok(queries::cancel(db, event, reason, now).await? > 0)
}

/// Writes down what came of a session, in words. Tells nobody: the mail of the day after shows it.
pub async fn post_recap(
    db: &mut PgConnection,
    event: EventId,
    recap: &str,
    recording: &str,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::post_recap(db, event, recap, recording, now).await?)
}

/// The next sessions of a community, the nearest first.
pub async fn upcoming(
    db: &PgPool,
    community: CommunityId,
    person: &Person,
    now: OffsetDateTime,
) -> Result<Vec<SessionCard>> {
    Ok(queries::to_come_of(db, community, person.id, now, Rows::first(4)).await?)
}
