//! The record as a file that other programs read. Its shape is a promise: `version` rises when it changes.
//!
//! ```json
//! {
//!   "format": "guildhall-contribution-record", "version": 1,
//!   "made_at": "2026-11-27T10:00:00Z", "organisation": "Northmere Water",
//!   "person": { "name": "Ben Okafor", "team": "Field crews", "department": "Operations" },
//!   "period": { "from": "2026-01-01", "to": "2026-12-31" },
//!   "entries": [
//!     { "part": "hosted", "at": "2026-03-12T14:00:00Z", "title": "Test clinic", "community": "Testing circle",
//!       "stage": null, "people": null, "by": null, "thanked_for": null, "line": null }
//!   ]
//! }
//! ```
//!
//! `part` is one of the parts of the page; `stage` is that of a story; `people` counts those who used a story too or said
//! thanks to it with one tap; `by`, `thanked_for` (story, session or help) and `line` belong to thanks by name. Moments
//! are RFC 3339 in UTC, days are RFC 3339 dates; a period of all days has neither.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::IntoResponse;
use axum_extra::extract::Query;
use serde::Serialize;
use time::format_description::well_known::Rfc3339;
use time::{OffsetDateTime, UtcOffset};

use super::RecordPart;
use super::pages::{self, RecordLine, RecordQuery};
use crate::learning::stories::Cycle;
use crate::organisation::logins::SignedIn;
use crate::organisation::people;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::Problems;

#[derive(Serialize)]
struct RecordFile<'a> {
    format: &'static str,
    version: u8,
    made_at: String,
    organisation: &'a str,
    person: PersonOfRecord<'a>,
    period: PeriodOfRecord,
    entries: Vec<RecordEntry<'a>>,
}

#[derive(Serialize)]
struct PersonOfRecord<'a> {
    name: &'a str,
    team: Option<&'a str>,
    department: Option<&'a str>,
}

#[derive(Serialize)]
struct PeriodOfRecord {
    from: Option<String>,
    to: Option<String>,
}

#[derive(Serialize)]
struct RecordEntry<'a> {
    part: RecordPart,
    at: String,
    title: &'a str,
    community: Option<&'a str>,
    stage: Option<Cycle>,
    people: Option<i64>,
    by: Option<&'a str>,
    thanked_for: Option<&'a str>,
    line: Option<&'a str>,
}

fn moment(at: OffsetDateTime) -> Result<String> {
    // Nobody reads nanoseconds.
    let at = at.to_offset(UtcOffset::UTC).replace_nanosecond(0).unwrap_or(at);
    at.format(&Rfc3339).map_err(|error| Error::Internal(format!("a moment has no words: {error}")))
}

fn entry(line: &RecordLine) -> Result<RecordEntry<'_>> {
    let row = &line.row;
    Ok(RecordEntry {
        part: row.part,
        at: moment(row.at)?,
        title: &row.title,
        community: row.community.as_deref(),
        stage: row.cycle,
        people: row.people,
        by: row.by.as_deref(),
        thanked_for: row.thing.as_deref(),
        line: row.line.as_deref().filter(|line| !line.is_empty()),
    })
}

/// The same lines as the page prints.
pub async fn download(
    who: SignedIn,
    State(app): State<App>,
    Query(asked): Query<RecordQuery>,
) -> Result<impl IntoResponse> {
    let mut problems = Problems::default();
    let record = pages::load(&app, &who, &asked, &mut problems).await?;
    if !problems.is_empty() {
        return Err(Error::Unreadable("These days make no period. Go back and choose others."));
    }
    let person = people::facts(&app.db, who.person.id, who.person.id).await?;
    let lines = record.sections.iter().filter(|section| section.shown).flat_map(|section| &section.lines);
    let file = RecordFile {
        format: "guildhall-contribution-record",
        version: 1,
        made_at: moment(who.shell.now)?,
        organisation: &who.shell.organisation,
        person: PersonOfRecord {
            name: &person.name,
            team: person.team.as_deref(),
            department: person.department.as_deref(),
        },
        period: PeriodOfRecord {
            from: record.period.from.map(|day| day.to_string()),
            to: record.period.to.map(|day| day.to_string()),
        },
        entries: lines.filter(|line| !line.out).map(entry).collect::<Result<_>>()?,
    };
    let text = serde_json::to_string_pretty(&file)
        .map_err(|error| Error::Internal(format!("a record has no words: {error}")))?;
    let named = (CONTENT_DISPOSITION, "attachment; filename=\"contribution-record.json\"");
    Ok(([(CONTENT_TYPE, "application/json"), named], text))
}
