use askama::Template;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::change::Changed;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::EventId;
use crate::platform::mail::{self, Letter, words};
use crate::platform::web::when::{self, spelled};
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
    moved: Vec<MovedDate<'a>>,
    /// How many more moved than are listed.
    more: usize,
    cancelled: Vec<String>,
    reason: &'a str,
    /// Does this person hold a seat at one of those that moved?
    seated: bool,
    /// Some series have no limit, and so nobody who waits.
    limited: bool,
    /// "London time"
    zone: String,
    url: String,
}

/// One date that moved: where to, where from when that differs, and its place.
struct MovedDate<'a> {
    now: String,
    was: Option<String>,
    place: &'a str,
}

/// One letter for each person who answered: all their dates that moved or were called off.
fn letters(
    changed: &Changed,
    community: &str,
    reason: &str,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Vec<Letter>> {
    let of_people = changed.readers.chunk_by(|one, other| one.person_id == other.person_id);
    of_people.map(|rows| letter(changed, rows, community, reason, now, base_url)).collect()
}

fn letter(
    changed: &Changed,
    rows: &[SeriesDateRecipient],
    community: &str,
    reason: &str,
    now: OffsetDateTime,
    base_url: &str,
) -> Result<Letter> {
    let [to, ..] = rows else {
        return Err(crate::platform::error::Error::Internal("a letter to nobody".to_owned()));
    };
    let zone = when::zone_or_utc(&to.zone);
    let find = |dates: &'_ [SeriesDate], id| dates.iter().position(|date| date.id == id);
    let moved: Vec<MovedDate<'_>> = rows
        .iter()
        .filter_map(|row| {
            let new = &changed.kept[find(&changed.kept, row.event_id)?];
            let old = &changed.before[find(&changed.before, row.event_id)?];
            let was =
                (old.starts_at != new.starts_at).then(|| spelled::day_and_time(old.starts_at, now, &zone));
            Some(MovedDate { now: spelled::day_and_time(new.starts_at, now, &zone), was, place: &new.place })
        })
        .collect();
    let cancelled: Vec<String> = rows
        .iter()
        .filter(|row| changed.cancelled.contains(&row.event_id))
        .filter_map(|row| find(&changed.before, row.event_id))
        .map(|index| spelled::day_and_time(changed.before[index].starts_at, now, &zone))
        .collect();
    let title = changed.series.title.as_str();
    let more = moved.len().saturating_sub(LISTED);
    let mail = ChangedMail {
        subject: subject(&moved, cancelled.len(), title),
        name: &to.name,
        title,
        community,
        moved: moved.into_iter().take(LISTED).collect(),
        more,
        cancelled,
        reason,
        seated: rows.iter().any(|row| row.answer.is_going() && !changed.cancelled.contains(&row.event_id)),
        limited: changed.series.capacity.is_some(),
        zone: spelled::zone_in_words(&zone),
        url: format!("{base_url}{}", changed.series.path()),
    };
    let kind = if mail.moved.is_empty() { "cancelled" } else { "moved" };
    let letter = words::letter(Some(to.person_id), &to.email, kind, &mail)?;
    Ok(letter.about_series(changed.series.community_id, changed.series.id))
}

/// "Six sessions moved: Flaky tests"
fn subject(moved: &[MovedDate<'_>], cancelled: usize, title: &str) -> String {
    let sessions = |number: usize| {
        format!("{} {}", number_word(number), if number == 1 { "session" } else { "sessions" })
    };
    let retimed = moved.iter().any(|line| line.was.is_some());
    let did = if retimed { "moved" } else { "changed" };
    match (moved.len(), cancelled) {
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

/// Tells everyone who answered a date that moved or was called off: one mail each, with all their dates.
/// What these dates had told before is taken back.
pub async fn tell(
    db: &mut PgConnection,
    app: &App,
    changed: &Changed,
    community: &str,
    reason: &str,
    now: OffsetDateTime,
) -> Result<()> {
    let mut letters = letters(changed, community, reason, now, &app.config.base_url())?;
    let events: Vec<EventId> = changed.moved.iter().chain(&changed.cancelled).copied().collect();
    reminders::take_back(&mut *db, &events, now).await?;
    calendar::tell_of_dates(&mut *db, app, changed.series.id, &events, &mut letters, now).await?;
    mail::queue(db, &letters, now).await?;
    Ok(())
}
