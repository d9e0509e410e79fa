//! The outbox: a mail is written in the transaction of the change it tells of, and sent after it.
//!
//! Delivered and parked together are all that ever left, and nobody gets two: before the first byte of a
//! message goes out, the outbox says so for good. Whoever dies after that leaves a mail of which nobody
//! knows whether it arrived; it is parked for an administrator and never sent again by itself.
//! Whoever dies before leaves a mail that the next one sends.

mod delivery;
mod headers;
pub(crate) mod jobs;
mod kept;
mod lane;
mod message;
mod presence;
mod queries;
mod smtp;
mod trial;
pub mod words;

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId, ThingId};

pub use delivery::{deliver_due, deliver_forever};
pub use kept::{Line, Sending, Tally, Whole, newest, one, retry, sendings, tally};
pub use queries::Turn;
pub use trial::attempt;

/// The longest subject, in characters: the database refuses more.
const LONGEST_SUBJECT: usize = 300;

/// One mail to one address.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// Whom it is for, if they have an account: once it is deactivated, they get nothing.
    pub person: Option<PersonId>,
    pub to: String,
    /// What it is, in lower-case letters and underscores, such as `password_reset`.
    pub kind: &'static str,
    /// The same news has the same key, and is sent once.
    pub key: Option<String>,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// Not sent from this moment on: a reminder is of no use once the session has begun.
    pub useless_at: Option<OffsetDateTime>,
    pub calendar: Option<CalendarPart>,
    /// The community it comes from: its people's mail programs can sort by it.
    pub community: Option<CommunityId>,
    /// The conversation it belongs to, such as all mails about one session.
    pub thread: Option<String>,
    /// Where its reader stops mails of its kind; none where they cannot be stopped.
    pub stop_url: Option<String>,
}

impl Letter {
    /// Stands with all other mails about a session of a community.
    #[must_use]
    pub fn about_session(self, community: CommunityId, event: EventId) -> Self {
        Self { community: Some(community), thread: Some(format!("session-{event}")), ..self }
    }

    /// Stands with all other mails about a series of a community.
    #[must_use]
    pub fn about_series(self, community: CommunityId, series: SeriesId) -> Self {
        Self { community: Some(community), thread: Some(format!("series-{series}")), ..self }
    }
}

/// What a mail carries for the calendar of its reader, beside its words.
#[derive(Clone, Debug)]
pub struct CalendarPart {
    /// REQUEST or CANCEL, as RFC 5546 says.
    pub method: &'static str,
    /// A whole calendar object, with its own line ends.
    pub text: String,
    /// The session or the series it is about.
    pub of: ThingId,
    /// Even while the reader's entry stands, odd once it is taken away; one more each time that changes.
    pub turn: i32,
    /// When nobody needs to know any more what the calendar holds.
    pub until: OffsetDateTime,
}

/// Queues letters, as many as there are in one go; they leave once the caller's transaction is committed.
/// Answers how many are new: one whose key is known already is left out.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn queue(db: &mut PgConnection, letters: &[Letter], now: OffsetDateTime) -> Result<u64> {
    if letters.is_empty() {
        return Ok(0);
    }
    let new = queries::insert(&mut *db, letters, now).await?;
    if new > 0 {
        queries::notify(db).await?;
    }
    Ok(new)
}

/// Takes back what has not left yet and whose key starts with `key`: news that is no longer true, such as
/// the reminders of a session that moved. The same news may be queued anew. Answers how many were taken back.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn withdraw(db: &mut PgConnection, key: &str, now: OffsetDateTime) -> Result<u64> {
    Ok(queries::withdraw(db, key, now).await?)
}

/// What the calendars of some people hold of sessions and series, by the mails that left or are about to.
///
/// # Errors
/// The database's.
pub async fn calendar_turns(db: &mut PgConnection, of: &[ThingId], people: &[PersonId]) -> Result<Vec<Turn>> {
    Ok(queries::calendar_turns(db, of, people).await?)
}

/// Takes back the mails of one calendar method to some people about a session or series, where they have not left yet.
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn withdraw_calendar(
    db: &mut PgConnection,
    (method, of): (&'static str, ThingId),
    people: &[PersonId],
    now: OffsetDateTime,
) -> Result<u64> {
    Ok(queries::withdraw_calendar(db, (method, of), people, now).await?)
}

/// Takes back what has not left yet and whose key starts with one of `keys`, like [`withdraw`].
///
/// # Errors
/// The database's; the caller's transaction is then of no more use.
pub async fn withdraw_all(db: &mut PgConnection, keys: &[String], now: OffsetDateTime) -> Result<()> {
    Ok(queries::withdraw_all(db, keys, now).await?)
}

/// A subject on one line, whatever the title in it holds: a line break would begin another header.
fn one_line(subject: &str) -> String {
    let words = subject.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(LONGEST_SUBJECT).collect()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_subject_is_one_line_of_bounded_length() {
        assert_eq!(
            one_line(" Tea\r\nBcc: all@example.org \u{0}\tat four "),
            "Tea Bcc: all@example.org at four"
        );
        assert_eq!(one_line(&"ä".repeat(400)).chars().count(), 300);
    }
}
