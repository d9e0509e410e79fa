use std::collections::BTreeSet;

use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::matching::{self, KnownPerson, MatchedRow};
use super::pages::{DryRunPage, NewPage};
use super::queries;
use super::reading::{self, ListContent, OtherFile, ReadList, Unreadable};
use super::unsettled::{self, OfferedRow, SentRow};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::{Form, Problems, done};
use crate::sessions::attendance::actions::{must_be_open, note};
use crate::sessions::attendance::{self, AttendanceSource};
use crate::sessions::events::{Event, RunsEvent, SeenEvent};

/// So many names are offered when one is typed.
const MOST_NAMES: usize = 200;
/// A list of two thousand people has a tenth of it.
const LARGEST_LIST: usize = 3 * 1024 * 1024;

/// Reads the list and shows what it would do. Nothing is written.
pub async fn try_out(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    upload: Result<Multipart, MultipartRejection>,
) -> Result<Response> {
    let SeenEvent { shell, event, .. } = invited;
    must_be_open(&event, shell.now)?;
    let Upload { file, text, too_large } = read(upload).await?;
    let field = too_large.unwrap_or(if file.is_empty() { "text" } else { "file" });
    let refused = |shell, event, words: &str| {
        let text = String::from_utf8_lossy(&text).into_owned();
        let page = NewPage { shell, event, text, problems: Problems::one(field, words), open: true };
        (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
    };
    if too_large.is_some() {
        return Ok(refused(
            shell,
            event,
            "This is more than 3 MB. A list of who came is far smaller: is it the right file?",
        ));
    }
    let names = expected(&app, &event).await?;
    let people = queries::everybody(&app.db, event.id).await?;
    let (file, pasted) = (file.clone(), text.clone());
    // A list of two thousand rows takes a while to read and to match.
    let matched = tokio::task::spawn_blocking(move || matched(&file, &pasted, &people));
    match matched.await.map_err(|error| Error::Internal(error.to_string()))? {
        Ok((rows, unread)) => Ok(DryRunPage { shell, event, rows, unread, names }.into_response()),
        Err(why) => Ok(refused(shell, event, refusal_message(why))),
    }
}

/// Names to choose from where a row is of nobody known: those who may be ticked.
async fn expected(app: &App, event: &Event) -> Result<BTreeSet<String>> {
    let mut db = app.db.acquire().await?;
    let listed = attendance::queries::tick_list(&mut db, event.id, None, None).await?;
    Ok(listed
        .into_iter()
        .filter(|person| !person.present())
        .map(|person| person.name)
        .take(MOST_NAMES)
        .collect())
}

fn matched(
    file: &[u8],
    pasted: &[u8],
    people: &[KnownPerson],
) -> std::result::Result<(Vec<MatchedRow>, Vec<String>), Unreadable> {
    let content =
        if file.is_empty() { ListContent::Text(reading::decoded(pasted)) } else { reading::content(file)? };
    let ReadList { attendees, unread } = reading::attendees(&content)?;
    Ok((matching::fates(attendees, people), unread))
}

fn refusal_message(why: Unreadable) -> &'static str {
    match why {
        Unreadable::Empty => "Choose a file, or paste the list.",
        Unreadable::NobodyOnIt => {
            "There is no one on this list. It needs a column called Name, or one name or email address on each line."
        }
        Unreadable::TooLong => {
            "There are more than 2,000 people on this list. Is it the list of this session?"
        }
        Unreadable::Other(OtherFile::Pdf) => {
            "This is a PDF. Open it where it was made, save it as CSV and choose that, or copy the names and paste them."
        }
        Unreadable::Other(OtherFile::Picture) => {
            "This is a picture. Paste the names instead, one on each line."
        }
        Unreadable::Other(OtherFile::WebPage) => {
            "This is a web page, even if its name says something else. Open it in a spreadsheet and save it as CSV."
        }
        Unreadable::Other(OtherFile::Document) => "This is a text document. Copy the names and paste them.",
        Unreadable::Other(OtherFile::OldSpreadsheet) => {
            "This is a spreadsheet in an old format. Save it as CSV or as .xlsx, and choose that."
        }
        Unreadable::Other(OtherFile::Archive) => {
            "This file is packed, and not a spreadsheet that can be read. Save the list as CSV, and choose that."
        }
    }
}

/// What was sent: a file, or a text that was pasted.
#[derive(Default)]
struct Upload {
    file: Vec<u8>,
    text: Vec<u8>,
    /// The field that held more than the largest list, of which the rest was not kept.
    too_large: Option<&'static str>,
}

async fn read(upload: Result<Multipart, MultipartRejection>) -> Result<Upload> {
    // A form that carries no file at all is an empty one.
    let Ok(mut fields) = upload else { return Ok(Upload::default()) };
    let mut read = Upload::default();
    while let Some(mut field) = fields.next_field().await.map_err(|error| refused(&error))? {
        let mut ignored = Vec::new();
        let (name, into) = match field.name() {
            Some("file") => ("file", &mut read.file),
            Some("text") => ("text", &mut read.text),
            _ => ("", &mut ignored),
        };
        while let Some(chunk) = field.chunk().await.map_err(|error| refused(&error))? {
            if into.len() + chunk.len() > LARGEST_LIST {
                read.too_large = Some(name);
            } else {
                into.extend_from_slice(&chunk);
            }
        }
    }
    Ok(read)
}

fn refused(error: &MultipartError) -> Error {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Error::TooMuch,
        _ => Error::Unreadable("The file arrived incomplete. Go back and send it again."),
    }
}

/// The people that the dry run showed, less those whose tick was taken off.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DryRunForm {
    person: Vec<PersonId>,
    /// Rows that the host was asked about, or of people who are not known.
    row: Vec<String>,
    /// Beside each of these rows, who it was, where the host typed a name.
    who: Vec<String>,
}

/// Does what was shown.
pub async fn record(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Form(form): Form<DryRunForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    must_be_open(&event, shell.now)?;
    let mut rows = OfferedRow::sent(&form.row, &form.who);
    let mut chosen = form.person;
    if rows.iter().any(|row| row.named.is_some()) {
        chosen.extend(SentRow::find(&mut rows, &queries::everybody(&app.db, event.id).await?));
    }
    let mut tx = app.db.begin().await?;
    let people = attendance::queries::active(&mut tx, &chosen).await?;
    let added =
        attendance::add(&mut tx, event.id, &people, AttendanceSource::Csv, person.id, shell.now).await?;
    if added > 0 {
        note(&mut tx, &event, person.id, shell.now).await?;
    }
    let left = SentRow::left_out(rows, &chosen);
    let kept = unsettled::keep(&mut tx, event.id, &left, shell.now).await?;
    tx.commit().await?;
    let mut words = match added {
        0 if chosen.is_empty() => "No one was added.".to_owned(),
        0 => "No one was added: everyone you chose is already on the list.".to_owned(),
        1 => "1 person added to the list.".to_owned(),
        more => format!("{more} people added to the list."),
    };
    if kept > 0 {
        let rows = if kept == 1 { "1 row is".to_owned() } else { format!("{kept} rows are") };
        words = format!("{words} {rows} kept below, to be settled later.");
    }
    Ok(done(&format!("{}/attendance", event.path()), &words))
}
