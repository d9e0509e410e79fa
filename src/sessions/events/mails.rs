use askama::Template;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::changes::{self, ChangeReader, FactChange};
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
    let when = when::spelled::span(span, now, &when::zone_or_utc(&to.zone), &event.zone);
    let words = Cancelled { to, event, when, reason, base_url };
    let letter = words::letter(Some(to.person_id), &to.email, "cancelled", &words)?;
    let letter = letter.about_session(event.community_id, event.id);
    Ok(Letter { key: Some(format!("cancelled:{}:{}", event.id, to.person_id)), ..letter })
}

#[derive(Template)]
#[template(path = "sessions/events/mail/changed.txt")]
struct ChangedSession<'a> {
    to: &'a SessionRecipient,
    event: &'a Event,
    plan: &'a SessionPlan,
    /// Each fact that changed, as it is and as it was.
    paragraphs: Vec<String>,
    /// When it is, where that stays as it was.
    when: Option<String>,
    /// May a reader not come any more because of it?
    is_elsewhere: bool,
    base_url: &'a str,
}

/// A session and what was made of it.
struct ChangeNews<'a> {
    event: &'a Event,
    plan: &'a SessionPlan,
    changes: &'a [FactChange],
}

impl ChangeNews<'_> {
    fn letter(&self, to: &SessionRecipient, now: OffsetDateTime, base_url: &str) -> Result<Letter> {
        let Self { event, plan, changes } = *self;
        let zone = when::zone_or_utc(&to.zone);
        let reader = ChangeReader { may_join: to.may_join, now, zone: &zone };
        let is_retimed = changes.iter().any(FactChange::is_of_time);
        let words = ChangedSession {
            to,
            event,
            plan,
            paragraphs: changes.iter().map(|change| change.paragraph(reader)).collect(),
            when: (!is_retimed).then(|| when::spelled::span(plan.facts().span, now, &zone, &plan.zone)),
            is_elsewhere: super::rules::is_moved(event, plan),
            base_url,
        };
        let letter = words::letter(Some(to.person_id), &to.email, "moved", &words)?;
        Ok(letter.about_session(event.community_id, event.id))
    }
}

/// Tells everyone who answered what changed, each fact as it was and as it is; what the session told of the old ones is
/// taken back.
pub async fn tell_of_change(
    db: &mut PgConnection,
    app: &App,
    event: &Event,
    plan: &SessionPlan,
    now: OffsetDateTime,
) -> Result<()> {
    let base_url = app.config.base_url();
    let changes = changes::between(event.facts(), plan.facts());
    let news = ChangeNews { event, plan, changes: &changes };
    let readers = queries::readers(&mut *db, event.id).await?;
    let mut letters: Vec<Letter> =
        readers.iter().map(|reader| news.letter(reader, now, &base_url)).collect::<Result<_>>()?;
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
