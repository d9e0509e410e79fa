use axum::extract::multipart::{MultipartError, MultipartRejection};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::matching::{self, MatchedRow};
use super::pages::{DryRunPage, NewPage};
use super::queries;
use super::reading::{self, ListedAttendee, Unreadable};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::{Form, Problems, done};
use crate::sessions::attendance::actions::{must_be_open, note};
use crate::sessions::attendance::{self, AttendanceSource};
use crate::sessions::events::{Event, RunsEvent, SeenEvent};

/// Reads the list and shows what it would do. Nothing is written.
pub async fn try_out(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    upload: Result<Multipart, MultipartRejection>,
) -> Result<Response> {
    let SeenEvent { shell, event, .. } = invited;
    must_be_open(&event, shell.now)?;
    let Upload { file, text } = read(upload).await?;
    let list = if file.is_empty() { text.clone() } else { reading::text(&file) };
    match reading::attendees(&list) {
        Ok(attendees) => {
            let rows = matched(&app, &event, attendees).await?;
            Ok(DryRunPage { shell, event, rows }.into_response())
        }
        Err(why) => {
            let problems = Problems::one(if file.is_empty() { "text" } else { "file" }, words(why));
            let page = NewPage { shell, event, text, problems, open: true };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

fn words(why: Unreadable) -> &'static str {
    match why {
        Unreadable::Empty => "Choose a file, or paste the list.",
        Unreadable::NobodyOnIt => {
            "There is no one on this list. It needs a column called Name, or one name or email address on each line."
        }
        Unreadable::TooLong => {
            "There are more than 2,000 people on this list. Is it the list of this session?"
        }
    }
}

async fn matched(app: &App, event: &Event, attendees: Vec<ListedAttendee>) -> Result<Vec<MatchedRow>> {
    let emails: Vec<String> =
        attendees.iter().filter_map(|attendee| attendee.email.as_ref()).map(ToString::to_string).collect();
    let names: Vec<String> =
        attendees.iter().flat_map(ListedAttendee::names).map(|name| name.to_lowercase()).collect();
    let people = queries::known(&app.db, event.id, &emails, &names).await?;
    Ok(matching::fates(attendees, &people))
}

/// What was sent: a file, or a text that was pasted.
#[derive(Default)]
struct Upload {
    file: Vec<u8>,
    text: String,
}

async fn read(upload: Result<Multipart, MultipartRejection>) -> Result<Upload> {
    // A form that carries no file at all is an empty one.
    let Ok(mut fields) = upload else { return Ok(Upload::default()) };
    let mut read = Upload::default();
    while let Some(field) = fields.next_field().await.map_err(|error| refused(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(|error| refused(&error))?;
        match name.as_str() {
            "file" => read.file = bytes.to_vec(),
            "text" => read.text = reading::text(&bytes),
            _ => {}
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
}

/// Does what was shown.
pub async fn record(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Form(form): Form<DryRunForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    must_be_open(&event, shell.now)?;
    let mut tx = app.db.begin().await?;
    let people = attendance::queries::active(&mut tx, &form.person).await?;
    let added =
        attendance::add(&mut tx, event.id, &people, AttendanceSource::Csv, person.id, shell.now).await?;
    if added > 0 {
        note(&mut tx, &event, person.id, shell.now).await?;
    }
    tx.commit().await?;
    let words = match added {
        0 => "No one was added: everyone you chose is already on the list.".to_owned(),
        1 => "1 person added to the list.".to_owned(),
        more => format!("{more} people added to the list."),
    };
    Ok(done(&format!("{}/attendance", event.path()), &words))
}
