//! Looks at the clock. A claim and its mails are one transaction: a program that dies between the two has done
//! neither, and of two that look at the same moment each claims what the other does not.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::mails::MessageLetters;
use super::queries::{self, ClaimedMessage, RemindedSession, SessionStarts, TimedSession, Yesterdays};
use super::rules::{self, SessionMessage};
use crate::notices::Paper;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::EventId;
use crate::platform::jobs::Job;
use crate::platform::mail;
use crate::platform::web::markdown::{self, Prose};
use crate::platform::web::when;
use crate::sessions::Answer;

/// How many messages one transaction claims: enough to be quick, few enough that a stop loses no time.
const BATCH: i64 = 1000;
/// How many names a host gets to read.
const NAMES: i64 = 40;
/// How long we know that a message was sent.
const KEPT_FOR: Duration = Duration::days(90);

/// Reminds people who are going, or may be, of sessions that start within a day.
#[derive(Default, Deserialize, Serialize)]
pub struct DayBeforeReminders {}

impl Job for DayBeforeReminders {
    const KIND: &'static str = "day_before_reminders";

    async fn run(&self, app: &App) -> Result<()> {
        send(app, SessionMessage::Reminder).await
    }
}

/// Sends every other email that a session sends by itself, the most urgent first.
#[derive(Default, Deserialize, Serialize)]
pub struct SessionMessages {}

impl Job for SessionMessages {
    const KIND: &'static str = "session_messages";

    async fn run(&self, app: &App) -> Result<()> {
        send(app, SessionMessage::Soon).await?;
        send(app, SessionMessage::TakeAttendance).await?;
        send(app, SessionMessage::HostBrief).await?;
        send(app, SessionMessage::WillYouCome).await?;
        send(app, SessionMessage::DayAfter).await
    }
}

/// Forgets which messages were sent long ago.
#[derive(Default, Deserialize, Serialize)]
pub struct ForgetOldReminders {}

impl Job for ForgetOldReminders {
    const KIND: &'static str = "forget_old_reminders";

    async fn run(&self, app: &App) -> Result<()> {
        Ok(queries::forget_old(&app.db, app.clock.now() - KEPT_FOR).await?)
    }
}

/// Claims and queues until nothing more of it is due.
async fn send(app: &App, message: SessionMessage) -> Result<()> {
    loop {
        let now = app.clock.now();
        let mut tx = app.db.begin().await?;
        let claimed = claim(&mut tx, message, now).await?;
        if claimed.is_empty() {
            return Ok(());
        }
        let letters = letters(&mut tx, app, message, claimed).await?;
        mail::queue(&mut tx, &letters, now).await?;
        tx.commit().await?;
    }
}

async fn claim(
    db: &mut PgConnection,
    message: SessionMessage,
    now: OffsetDateTime,
) -> Result<Vec<ClaimedMessage>> {
    let due = match message {
        SessionMessage::Reminder => {
            let (until, answers) = (now + rules::REMINDER_BEFORE, [Answer::Going, Answer::Maybe]);
            queries::due_before(&mut *db, message, until, &answers, now, BATCH).await?
        }
        SessionMessage::Soon => {
            let (until, answers) = (now + rules::SOON_BEFORE, [Answer::Going]);
            queries::due_before(&mut *db, message, until, &answers, now, BATCH).await?
        }
        SessionMessage::WillYouCome => {
            let sessions = coming_up(&mut *db, rules::is_time_to_ask, now).await?;
            queries::due_unanswered(&mut *db, message, &sessions, BATCH).await?
        }
        SessionMessage::HostBrief => {
            let sessions = coming_up(&mut *db, rules::is_time_to_brief, now).await?;
            queries::due_to_hosts(&mut *db, message, &sessions, BATCH).await?
        }
        SessionMessage::TakeAttendance => {
            let (from, to) = (now - rules::LIST_UNTIL, now - rules::LIST_AFTER);
            let sessions = starts(queries::ended_without_list(&mut *db, from, to).await?);
            queries::due_to_hosts(&mut *db, message, &sessions, BATCH).await?
        }
        SessionMessage::DayAfter => {
            let yesterdays = yesterdays(&queries::zones(&mut *db).await?, now);
            queries::due_day_after(&mut *db, message, &yesterdays, now, BATCH).await?
        }
    };
    Ok(queries::claim(db, message, &due, now).await?)
}

async fn letters(
    db: &mut PgConnection,
    app: &App,
    message: SessionMessage,
    claimed: Vec<ClaimedMessage>,
) -> Result<Vec<mail::Letter>> {
    let mut events: Vec<EventId> = claimed.iter().map(|claimed| claimed.event_id).collect();
    events.dedup();
    let mut names = HashMap::<EventId, Vec<String>>::new();
    if message == SessionMessage::HostBrief {
        for coming in queries::coming(&mut *db, &events, NAMES).await? {
            names.entry(coming.event_id).or_default().push(coming.name);
        }
    }
    let sessions = queries::sessions(&mut *db, &events).await?;
    let sessions: HashMap<EventId, _> = sessions.into_iter().map(|session| (session.id, session)).collect();
    let paper = Paper::of(&mut *db, app).await?;
    let texts = texts(message, &sessions).await;
    let letters = MessageLetters { paper, message, sessions, names, texts };
    // A thousand texts of their own: not where requests are answered.
    let write = move || claimed.iter().filter_map(|claimed| letters.to(claimed)).collect();
    tokio::task::spawn_blocking(write)
        .await
        .map_err(|error| Error::Internal(format!("messages were not written: {error}")))?
}

/// What someone wrote about each session and the message passes on.
async fn texts(
    message: SessionMessage,
    sessions: &HashMap<EventId, RemindedSession>,
) -> HashMap<EventId, Arc<Prose>> {
    let mut texts = HashMap::new();
    for session in sessions.values() {
        let text = match message {
            SessionMessage::HostBrief => &session.agenda,
            SessionMessage::DayAfter => &session.recap,
            _ => break,
        };
        texts.insert(session.id, markdown::prose(text).await);
    }
    texts
}

/// The sessions to come for which it is time, as lists for a query.
async fn coming_up(
    db: &mut PgConnection,
    is_time: impl Fn(OffsetDateTime, &jiff::tz::TimeZone, OffsetDateTime) -> bool,
    now: OffsetDateTime,
) -> Result<SessionStarts> {
    let mut sessions = queries::starting(db, now, now + rules::FARTHEST).await?;
    sessions.retain(|session| is_time(session.starts_at, &when::zone_or_utc(&session.zone), now));
    Ok(starts(sessions))
}

fn starts(sessions: Vec<TimedSession>) -> SessionStarts {
    let (events, starts) = sessions.into_iter().map(|session| (session.id, session.starts_at)).unzip();
    SessionStarts { events, starts }
}

fn yesterdays(zones: &[String], now: OffsetDateTime) -> Yesterdays {
    let mut yesterdays = Yesterdays::default();
    for zone in zones {
        if let Some((from, to)) = rules::yesterday(now, &when::zone_or_utc(zone)) {
            yesterdays.zones.push(zone.clone());
            yesterdays.from.push(from);
            yesterdays.to.push(to);
        }
    }
    yesterdays
}
