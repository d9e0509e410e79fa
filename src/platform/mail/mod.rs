//! The outbox: a mail is written in the transaction of the change it tells of, and sent after it.
//!
//! Delivered and parked together are all that ever left, and nobody gets two: before the first byte of a
//! message goes out, the outbox says so for good. A program that dies after that leaves a mail of which nobody
//! knows whether it arrived; it is parked for an administrator and never sent again by itself.
//! One that dies before leaves a mail that the next one sends.

mod delivery;
mod headers;
pub mod jobs;
mod kept;
mod lane;
mod message;
mod queries;
mod smtp;
mod state;
mod trial;
pub mod words;

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, MailId, PersonId, SeriesId, ThingId};

pub use delivery::{deliver_due, deliver_forever};
pub use kept::{KeptMail, MailRow, Sending, StateCount, newest, one, retry, retry_parked, sendings, tally};
pub use message::in_ascii;
pub use queries::{forget, withdraw, withdraw_calendar, withdraw_kind, withdraw_of_community};
pub use state::{CalendarMethod, MailState};
pub use trial::attempt;

/// The longest subject, in characters: the database refuses more.
const LONGEST_SUBJECT: usize = 300;

/// One mail to one address.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// Given where something keeps it, such as the claim that a mail belongs to; else the outbox gives one.
    pub id: Option<MailId>,
    /// The person it is for, if they have an account: once it is deactivated, they get nothing.
    pub person: Option<PersonId>,
    pub to: String,
    /// What it is, in lower-case letters and underscores, such as `password_reset`.
    pub kind: &'static str,
    /// The session, series or other thing it tells of: what tells of a thing is found, and withdrawn, by it.
    pub about: Option<ThingId>,
    /// The same news has the same key, and is sent once. It is compared as a whole, and never taken apart.
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
    /// Its id, given now unless it has one.
    pub fn keep_id(&mut self) -> MailId {
        *self.id.get_or_insert_with(MailId::random)
    }

    /// Stands with all other mails about a session of a community.
    #[must_use]
    pub fn about_session(self, community: CommunityId, event: EventId) -> Self {
        let thread = Some(format!("session-{event}"));
        Self { community: Some(community), about: Some(event.into()), thread, ..self }
    }

    /// Stands with all other mails about a series of a community.
    #[must_use]
    pub fn about_series(self, community: CommunityId, series: SeriesId) -> Self {
        let thread = Some(format!("series-{series}"));
        Self { community: Some(community), about: Some(series.into()), thread, ..self }
    }
}

/// What a mail carries for the calendar of its reader, beside its words.
#[derive(Clone, Debug)]
pub struct CalendarPart {
    pub method: CalendarMethod,
    /// A whole calendar object, with its own line ends.
    pub text: String,
    /// The session or the series it is about.
    pub of: ThingId,
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
    Ok(queries::insert(db, letters, now).await?)
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
