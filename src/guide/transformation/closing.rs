//! The steps of a closing that the action and the job share: sessions are cancelled, and members are told.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::mails::ClosingLetters;
use super::queries::{self, LaterSession};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId};
use crate::platform::mail;
use crate::sessions::events::{self, Event};
use crate::sessions::hosting;
use crate::sessions::series::{self, Scope};

/// How many letters are written at a time; all are in one transaction.
const BATCH: i64 = 1000;

/// What takes place after the last day.
pub struct SessionsToCancel {
    community: String,
    single: Vec<Event>,
    series: Vec<SeriesToEnd>,
}

struct SeriesToEnd {
    id: SeriesId,
    first: EventId,
}

impl SessionsToCancel {
    /// Before the transaction: it asks the pool. What is planned meanwhile keeps a community from being archived, and the
    /// job comes again.
    pub async fn of(
        db: &PgPool,
        community: CommunityId,
        name: &str,
        organiser: PersonId,
        from: OffsetDateTime,
    ) -> Result<Self> {
        let mut found = Self { community: name.to_owned(), single: Vec::new(), series: Vec::new() };
        for LaterSession { id, series_id } in queries::later_sessions(db, community, from).await? {
            if let Some(series) = series_id {
                found.series.push(SeriesToEnd { id: series, first: id });
            } else if let Some(event) = events::seen(db, id, organiser).await? {
                found.single.push(event);
            }
        }
        Ok(found)
    }

    /// Cancels them and tells those who answered: one mail for a session, one for a whole series.
    pub async fn cancel(&self, db: &mut PgConnection, app: &App, now: OffsetDateTime) -> Result<()> {
        let reason = format!("{} is closing.", self.community);
        for event in &self.single {
            hosting::forget(&mut *db, event.id, now).await?;
            if events::cancel(&mut *db, event.id, &reason, now).await? {
                events::tell_of_cancellation(&mut *db, app, event, &reason, now).await?;
            }
        }
        for SeriesToEnd { id, first } in &self.series {
            let changed = series::call_off(&mut *db, *id, *first, Scope::Following, &reason, now).await?;
            series::tell(&mut *db, app, &changed, &self.community, &reason, now).await?;
        }
        Ok(())
    }
}

/// Queues a letter to every member, in the caller's transaction.
pub async fn tell_members(
    db: &mut PgConnection,
    community: CommunityId,
    letters: &ClosingLetters<'_>,
    now: OffsetDateTime,
) -> Result<()> {
    let mut last = PersonId::nil();
    loop {
        let readers = queries::members_after(&mut *db, community, last, BATCH).await?;
        let Some(reader) = readers.last() else { return Ok(()) };
        last = reader.person_id;
        let batch: Vec<_> = readers.iter().map(|reader| letters.to(reader)).collect::<Result<_>>()?;
        mail::queue(&mut *db, &batch, now).await?;
    }
}
