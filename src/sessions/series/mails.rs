use askama::Template;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::change::{Changed, DateChange};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::EventId;
use crate::platform::mail::{self, Letter, words};
use crate::platform::web::when::{self, spelled};
use crate::sessions::events::changes::{self, ChangeReader, FactChange};
use crate::sessions::events::dates::{SeriesDate, SeriesDateRecipient};
use crate::sessions::{calendar, reminders};

/// A mail lists so many dates; who holds more finds them on the page.
const LISTED: usize = 12;

#[derive(Template)]
#[template(path = "sessions/series/mail/changed.txt")]
struct ChangedMail<'a> {
    subject: String,
    name: &'a str,
    title: &'a str,
    community: &'a str,
    /// What changed of all their dates alike, each fact as it is and as it was.
    paragraphs: Vec<String>,
    dates: Vec<ChangedDate>,
    /// How many more changed than are listed.
    more: usize,
    cancelled: Vec<String>,
    reason: &'a str,
    /// Does this person hold a seat at one of those that changed?
    seated: bool,
    /// Some series have no limit, and so nobody who waits.
    limited: bool,
    /// "London time"
    zone: String,
    url: String,
}

/// One date that changed: when it is, when it was if that differs, and what else changed of it alone.
struct ChangedDate {
    now: String,
    was: Option<String>,
    place: String,
    own: Vec<String>,
}

/// What a change or a cancellation of many dates has to tell.
struct SeriesNews<'a> {
    changed: &'a Changed,
    community: &'a str,
    reason: &'a str,
    now: OffsetDateTime,
    base_url: &'a str,
}

/// One letter for each person who answered: all their dates that changed or were called off.
impl SeriesNews<'_> {
    fn letters(&self) -> Result<Vec<Letter>> {
        let of_people = self.changed.readers.chunk_by(|one, other| one.person_id == other.person_id);
        of_people.map(|rows| self.letter(rows)).collect()
    }

    fn letter(&self, rows: &[SeriesDateRecipient]) -> Result<Letter> {
        let Self { changed, now, .. } = *self;
        let [to, ..] = rows else {
            return Err(crate::platform::error::Error::Internal("a letter to nobody".to_owned()));
        };
        let zone = when::zone_or_utc(&to.zone);
        let may_join = rows.iter().any(|row| row.may_join);
        let reader = ChangeReader { may_join, now, zone: &zone };
        let changes: Vec<DateChange<'_>> = rows.iter().filter_map(|row| changed.date(row.event_id)).collect();
        let alike = alike(&changes);
        let date = |row: &SeriesDateRecipient| {
            let reader = ChangeReader { may_join: row.may_join, ..reader };
            changed.date(row.event_id).map(|change| changed_date(change, &alike, reader))
        };
        let dates: Vec<ChangedDate> = rows.iter().filter_map(date).collect();
        let called_off = rows.iter().filter(|row| changed.cancelled.contains(&row.event_id));
        let cancelled: Vec<String> = called_off
            .filter_map(|row| changed.before.iter().find(|date| date.id == row.event_id))
            .map(|date| spelled::day_and_start(date.facts().span, now, &zone, &date.zone))
            .collect();
        let title = changed.series.title.as_str();
        let more = dates.len().saturating_sub(LISTED);
        let mail = ChangedMail {
            subject: subject(&dates, cancelled.len(), title),
            name: &to.name,
            title,
            community: self.community,
            paragraphs: alike.iter().map(|change| change.paragraph(reader)).collect(),
            dates: dates.into_iter().take(LISTED).collect(),
            more,
            cancelled,
            reason: self.reason,
            seated: rows
                .iter()
                .any(|row| row.answer.is_going() && !changed.cancelled.contains(&row.event_id)),
            limited: changed.series.capacity.is_some(),
            zone: spelled::zone_in_words(&zone),
            url: format!("{}{}", self.base_url, changed.series.path()),
        };
        let kind = if mail.dates.is_empty() { "cancelled" } else { "moved" };
        let letter = words::letter(Some(to.person_id), &to.email, kind, &mail)?;
        Ok(letter.about_series(changed.series.community_id, changed.series.id))
    }
}

/// What changed of several dates in the same way. Each has a time of its own.
fn alike(dates: &[DateChange<'_>]) -> Vec<FactChange> {
    let mut of_each = dates.iter().map(|date| changes::between(date.was.facts(), date.is.facts()));
    let mut alike = of_each.next().unwrap_or_default();
    alike.retain(|change| !matches!(change, FactChange::Time { .. }));
    for others in of_each {
        alike.retain(|change| others.contains(change));
    }
    alike
}

fn changed_date(
    DateChange { was, is }: DateChange<'_>,
    alike: &[FactChange],
    reader: ChangeReader<'_>,
) -> ChangedDate {
    let said =
        |date: &SeriesDate| spelled::day_and_start(date.facts().span, reader.now, reader.zone, &date.zone);
    let own = changes::between(was.facts(), is.facts())
        .into_iter()
        .filter(|change| !alike.contains(change) && !matches!(change, FactChange::Time { .. }));
    ChangedDate {
        now: said(is),
        was: (was.starts_at != is.starts_at).then(|| said(was)),
        place: is.place.clone(),
        own: own.map(|change| change.line(reader)).collect(),
    }
}

/// "Six sessions moved: Flaky tests"
fn subject(dates: &[ChangedDate], cancelled: usize, title: &str) -> String {
    let sessions = |number: usize| {
        format!("{} {}", number_word(number), if number == 1 { "session" } else { "sessions" })
    };
    let retimed = dates.iter().any(|line| line.was.is_some());
    let did = if retimed { "moved" } else { "changed" };
    match (dates.len(), cancelled) {
        (0, cancelled) => format!("{} cancelled: {title}", sessions(cancelled)),
        (moved, 0) => format!("{} {did}: {title}", sessions(moved)),
        (moved, cancelled) => {
            format!("{} {did}, {cancelled} cancelled: {title}", sessions(moved))
        }
    }
}

fn number_word(number: usize) -> String {
    const WORDS: [&str; 13] = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven",
        "Twelve",
    ];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

/// Tells everyone who answered a date that changed or was called off: one mail each, with all their dates.
/// What these dates had told before is taken back.
pub async fn tell(
    db: &mut PgConnection,
    app: &App,
    changed: &Changed,
    community: &str,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let base_url = app.config.base_url();
    let mut letters = SeriesNews { changed, community, reason, now, base_url: &base_url }.letters()?;
    let events: Vec<EventId> = changed.told.iter().chain(&changed.cancelled).copied().collect();
    reminders::take_back(&mut *db, &events, now).await?;
    calendar::tell_of_dates(&mut *db, app, changed.series.id, &events, &mut letters, now).await?;
    mail::queue(db, &letters, now).await?;
    Ok(())
}
