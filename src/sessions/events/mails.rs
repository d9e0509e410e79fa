use askama::Template;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::queries::{self, Event, SessionRecipient};
use super::rules::SessionPlan;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::mail::{self, Letter, words};
use crate::platform::web::when::{self, TimeSpan};
use crate::sessions::{calendar, reminders};

#[derive(Template)]
#[template(path = "sessions/events/mail/cancelled.txt")]
struct Cancelled<'a> {
    to: &'a SessionRecipient,
    event: &'a Event,
    when: String,
    reason: &'a str,
    base_url: &'a str,
}

fn cancelled(
    to: &SessionRecipient,
    event: &Event,
    reason: &str,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let span = TimeSpan { from: event.starts_at, to: event.ends_at };
    let when = when::spelled::span(span, now, &when::zone_or_utc(&to.zone));
    let words = Cancelled { to, event, when, reason, base_url };
    let letter = words::letter(Some(to.person_id), &to.email, "cancelled", &words)?;
    let letter = letter.about_session(event.community_id, event.id);
    Ok(Letter { key: Some(format!("cancelled:{}:{}", event.id, to.person_id)), ..letter })
}

#[derive(Template)]
#[template(path = "sessions/events/mail/moved.txt")]
struct Moved<'a> {
    to: &'a SessionRecipient,
    event: &'a Event,
    plan: &'a SessionPlan,
    was: String,
    when: String,
    base_url: &'a str,
}

/// The session has another time or place.
fn moved(
    to: &SessionRecipient,
    event: &Event,
    plan: &SessionPlan,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let zone = when::zone_or_utc(&to.zone);
    let words = |from, to| when::spelled::span(TimeSpan { from, to }, now, &zone);
    let was = words(event.starts_at, event.ends_at);
    let when = words(plan.starts_at, plan.ends_at);
    let words = Moved { to, event, plan, was, when, base_url };
    let letter = words::letter(Some(to.person_id), &to.email, "moved", &words)?;
    Ok(letter.about_session(event.community_id, event.id))
}

/// Tells everyone who answered of the new time or place; what the session told of the old one is taken back.
pub async fn tell_of_move(
    db: &mut PgConnection,
    app: &App,
    event: &Event,
    plan: &SessionPlan,
    now: OffsetDateTime,
) -> Result<()> {
    let base_url = app.config.base_url();
    let readers = queries::readers(&mut *db, event.id).await?;
    let mut letters: Vec<Letter> =
        readers.iter().map(|reader| moved(reader, event, plan, now, &base_url)).collect::<Result<_>>()?;
    calendar::invite(&mut *db, app, event.id, &mut letters, now).await?;
    if event.starts_at == plan.starts_at {
        reminders::take_back(&mut *db, &[event.id], now).await?;
    } else {
        reminders::moved(&mut *db, &[event.id], now).await?;
    }
    mail::queue(db, &letters, now).await?;
    Ok(())
}

/// Tells everyone who answered that the session is off; its reminders fall silent.
pub async fn tell_of_cancellation(
    db: &mut PgConnection,
    app: &App,
    event: &Event,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let base_url = app.config.base_url();
    let readers = queries::readers(&mut *db, event.id).await?;
    let mut letters: Vec<Letter> = readers
        .iter()
        .map(|reader| cancelled(reader, event, reason, now, &base_url))
        .collect::<Result<_>>()?;
    calendar::uninvite(&mut *db, app, event.id, &mut letters, now).await?;
    reminders::take_back(&mut *db, &[event.id], now).await?;
    mail::queue(db, &letters, now).await?;
    Ok(())
}
