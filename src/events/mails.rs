use askama::Template;
use time::OffsetDateTime;

use super::queries::{Due, Event, Reader};
use super::rules::Plan;
use crate::error::Result;
use crate::mail::{Letter, words};
use crate::web::when;

#[derive(Template)]
#[template(path = "events/mail/reminder.txt")]
struct Reminder<'a> {
    due: &'a Due,
    when: String,
    base_url: &'a str,
}

/// "Tomorrow, 14:00: …", of no use once the session has begun.
pub fn reminder(due: &Due, now: OffsetDateTime, base_url: &str) -> Result<Letter> {
    let when = when::words(due.starts_at, now, &when::zone_or_utc(&due.zone));
    let letter =
        words::letter(Some(due.person_id), &due.email, "reminder", &Reminder { due, when, base_url })?;
    let key = format!("{}{}", reminder_key_of(due.event_id, due.person_id), due.starts_at.unix_timestamp());
    Ok(Letter { key: Some(key), useless_at: Some(due.starts_at), ..letter })
}

/// What the keys of all reminders of a session start with.
pub fn reminder_key(event: uuid::Uuid) -> String {
    format!("reminder:{event}:")
}

/// What the keys of one person's reminders of a session start with.
pub fn reminder_key_of(event: uuid::Uuid, person: uuid::Uuid) -> String {
    format!("{}{person}:", reminder_key(event))
}

#[derive(Template)]
#[template(path = "events/mail/cancelled.txt")]
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
    Ok(Letter { key: Some(format!("cancelled:{}:{}", event.id, to.person_id)), ..letter })
}

#[derive(Template)]
#[template(path = "events/mail/moved.txt")]
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
    words::letter(Some(to.person_id), &to.email, "moved", &Moved { to, event, plan, was, when, base_url })
        .map_err(Into::into)
}
