//! Looks at the clock. A claim and its mails are one transaction: a program that dies between the two has done
//! neither, and of two that look at the same moment each claims what the other does not.

use serde::{Deserialize, Serialize};
use std::collections::HashMap;

use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::mails::Letters;
use super::queries::{self, Due, Timed, Yesterdays};
use super::rules::{self, SessionMessage};
use crate::notices::Paper;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::EventId;
use crate::platform::jobs::Job;
use crate::platform::mail;
use crate::platform::web::when;
use crate::sessions::Answer;
use crate::sessions::rsvps::Signature;

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
        let due = claim(&mut tx, message, now).await?;
        if due.is_empty() {
            return Ok(());
        }
        let letters = letters(&mut tx, app, message, &due).await?;
        mail::queue(&mut tx, &letters, now).await?;
        tx.commit().await?;
    }
}

async fn claim(db: &mut PgConnection, message: SessionMessage, now: OffsetDateTime) -> Result<Vec<Due>> {
    let batch = (now, BATCH);
    let due = match message {
        SessionMessage::Reminder => {
            let answers = [Answer::Going, Answer::Maybe];
            queries::claim_before(db, message, now + rules::REMINDER_BEFORE, &answers, batch).await
        }
        SessionMessage::Soon => {
            queries::claim_before(db, message, now + rules::SOON_BEFORE, &[Answer::Going], batch).await
        }
        SessionMessage::WillYouCome => {
            let wanted = coming_up(&mut *db, rules::is_time_to_ask, now).await?;
            queries::claim_unanswered(db, (&wanted.0, &wanted.1), batch).await
        }
        SessionMessage::HostBrief => {
            let wanted = coming_up(&mut *db, rules::is_time_to_brief, now).await?;
            queries::claim_hosts(db, message, (&wanted.0, &wanted.1), batch).await
        }
        SessionMessage::TakeAttendance => {
            let (from, to) = (now - rules::LIST_UNTIL, now - rules::LIST_AFTER);
            let wanted = split(queries::ended_without_list(&mut *db, from, to).await?);
            queries::claim_hosts(db, message, (&wanted.0, &wanted.1), batch).await
        }
        SessionMessage::DayAfter => {
            let yesterdays = yesterdays(&queries::zones(&mut *db).await?, now);
            queries::claim_day_after(db, &yesterdays, batch).await
        }
    };
    Ok(due?)
}

async fn letters(
    db: &mut PgConnection,
    app: &App,
    message: SessionMessage,
    due: &[Due],
) -> Result<Vec<mail::Letter>> {
    let mut events: Vec<EventId> = due.iter().map(|due| due.event_id).collect();
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
    let signature = Signature::load(db, app).await?;
    let letters = Letters { paper, signature, message, sessions, names };
    due.iter().filter_map(|due| letters.to(due)).collect()
}

/// The sessions to come for which it is time, as lists for a query.
async fn coming_up(
    db: &mut PgConnection,
    is_time: impl Fn(OffsetDateTime, &jiff::tz::TimeZone, OffsetDateTime) -> bool,
    now: OffsetDateTime,
) -> Result<(Vec<EventId>, Vec<OffsetDateTime>)> {
    let mut sessions = queries::starting(db, now, now + rules::FARTHEST).await?;
    sessions.retain(|session| is_time(session.starts_at, &when::zone_or_utc(&session.zone), now));
    Ok(split(sessions))
}

fn split(sessions: Vec<Timed>) -> (Vec<EventId>, Vec<OffsetDateTime>) {
    sessions.into_iter().map(|session| (session.id, session.starts_at)).unzip()
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
