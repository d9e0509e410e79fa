use askama::Template;
use time::OffsetDateTime;

use super::queries::{Event, Reader};
use super::rules::Plan;
use crate::platform::error::Result;
use crate::platform::mail::{Letter, words};
use crate::platform::web::when;

#[derive(Template)]
#[template(path = "sessions/events/mail/cancelled.txt")]
struct Cancelled<'a> {
    to: &'a Reader,
    event: &'a Event,
    when: String,
    reason: &'a str,
    base_url: &'a str,
}

pub fn cancelled(
    to: &Reader,
    event: &Event,
    reason: &str,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let when = when::words(event.starts_at, now, &when::zone_or_utc(&to.zone));
    let words = Cancelled { to, event, when, reason, base_url };
    let letter = words::letter(Some(to.person_id), &to.email, "cancelled", &words)?;
    let letter = letter.about_session(event.community_id, event.id);
    Ok(Letter { key: Some(format!("cancelled:{}:{}", event.id, to.person_id)), ..letter })
}

#[derive(Template)]
#[template(path = "sessions/events/mail/moved.txt")]
struct Moved<'a> {
    to: &'a Reader,
    event: &'a Event,
    plan: &'a Plan,
    was: String,
    when: String,
    base_url: &'a str,
}

/// The session has another time or place.
pub fn moved(to: &Reader, event: &Event, plan: &Plan, now: OffsetDateTime, base_url: &str) -> Result<Letter> {
    let zone = when::zone_or_utc(&to.zone);
    let was = when::words(event.starts_at, now, &zone);
    let when = when::words(plan.starts_at, now, &zone);
    let words = Moved { to, event, plan, was, when, base_url };
    let letter = words::letter(Some(to.person_id), &to.email, "moved", &words)?;
    Ok(letter.about_session(event.community_id, event.id))
}
