use askama::Template;
use time::OffsetDateTime;

use super::queries::{CalendarSession, Guest};
use crate::platform::error::Result;
use crate::platform::mail::{Letter, words};
use crate::platform::web::when::{self, TimeSpan};

#[derive(Template)]
#[template(path = "sessions/calendar/mail/taken_back.txt")]
struct TakenBack<'a> {
    to: &'a Guest,
    session: &'a CalendarSession,
    when: String,
    base_url: &'a str,
}

/// "It leaves your calendar", to someone who gave up the seat they were invited to.
pub fn taken_back(
    to: &Guest,
    session: &CalendarSession,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let span = TimeSpan { from: session.starts_at, to: session.ends_at };
    let when = when::spelled::span(span, now, &when::zone_or_utc(&to.zone), &session.zone);
    let words = TakenBack { to, session, when, base_url };
    let letter = words::letter(Some(to.id), &to.email, "seat_given_up", &words)?;
    let key = format!("taken_back:{}:{}", session.id, to.id);
    let thread = Some(format!("session-{}", session.id));
    Ok(Letter { key: Some(key), useless_at: Some(session.starts_at), thread, ..letter })
}
