//! What people are told of their seats, with what their calendars get, where one change tells several of them.

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::Freed;
use super::mails::{self, SeatedBecause};
use super::queries;
use crate::notices::Paper;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId};
use crate::platform::{jobs, mail};
use crate::sessions::calendar;
use crate::sessions::reminders::jobs::DayBeforeReminders;

/// Tells those who got a seat that came free, or those it is offered to.
pub async fn tell_freed(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    freed: &Freed,
    now: OffsetDateTime,
) -> Result<()> {
    tell_seated(&mut *db, app, event, &freed.seated, SeatedBecause::Waited, now).await?;
    if freed.offered.is_empty() {
        return Ok(());
    }
    let waiting = queries::addressed(&mut *db, event, &freed.offered).await?;
    let paper = Paper::of(&mut *db, app).await?;
    let letters: Vec<_> =
        waiting.iter().map(|person| mails::offered(person, now, &paper)).collect::<Result<_>>()?;
    mail::queue(db, &letters, now).await.map(drop)
}

/// Queues the mail that says "you have a seat", with the invitation, once for each person and starting time.
pub async fn tell_seated(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    people: &[PersonId],
    why: SeatedBecause<'_>,
    now: OffsetDateTime,
) -> Result<()> {
    if people.is_empty() {
        return Ok(());
    }
    let seated = queries::addressed(&mut *db, event, people).await?;
    let paper = Paper::of(&mut *db, app).await?;
    let mut letters: Vec<_> =
        seated.iter().map(|person| mails::seated(person, why, now, &paper)).collect::<Result<_>>()?;
    calendar::invite(&mut *db, app, event, &mut letters, now).await?;
    mail::queue(&mut *db, &letters, now).await?;
    remind_at_once_when_late(db, seated.first().map(|person| person.starts_at), now).await
}

/// Tells one person that an organiser took their seat or their place in the queue, and why.
pub async fn tell_moved(
    db: &mut PgConnection,
    app: &App,
    event: EventId,
    person: PersonId,
    waits: bool,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let people = queries::addressed(&mut *db, event, &[person]).await?;
    let base_url = app.config.base_url();
    let mut letters: Vec<_> = people
        .iter()
        .map(|person| mails::moved(person, waits, reason, now, &base_url))
        .collect::<Result<_>>()?;
    calendar::uninvite(&mut *db, app, event, &mut letters, now).await?;
    mail::queue(db, &letters, now).await.map(drop)
}

/// The reminder of a session that starts within a day is due now, not at the next look at the clock.
pub async fn remind_at_once_when_late(
    db: &mut PgConnection,
    first_start: Option<OffsetDateTime>,
    now: OffsetDateTime,
) -> Result<()> {
    if first_start.is_some_and(|start| start - now < Duration::days(1)) {
        jobs::enqueue(db, &DayBeforeReminders::default(), Some("late"), now).await?;
    }
    Ok(())
}
