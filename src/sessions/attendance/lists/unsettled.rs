//! Rows of a list that nobody could settle when it was read: kept with the session until its list is complete.

use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::matching::{self, Fate, KnownPerson, MatchedRow};
use super::queries;
use super::reading::ListedAttendee;
use crate::organisation::people::WorkEmail;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{EventId, PersonId, UnsettledAttendeeId};
use crate::platform::web::{Form, done, path};
use crate::sessions::attendance::actions::must_be_open;
use crate::sessions::events::{RunsEvent, SeenEvent};

const LONGEST_NAME: usize = 120;
const LONGEST_REASON: usize = 200;

/// A row as the preview sends it back: its people are those that were offered for it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OfferedRow {
    name: String,
    email: Option<WorkEmail>,
    minutes: Option<i32>,
    reason: String,
    people: Vec<PersonId>,
}

impl OfferedRow {
    /// The row, where it is not settled by itself.
    pub fn of(row: &MatchedRow) -> Option<Self> {
        let (people, reason) = match &row.fate {
            Fate::Record(_) | Fate::Present(_) | Fate::Again(_) => return None,
            Fate::Ask { people, why } => (people.iter().map(|person| person.id).collect(), why.label(people)),
            Fate::Nobody => (Vec::new(), "No one here has this email or name.".to_owned()),
        };
        let attendee = &row.attendee;
        Some(Self {
            name: attendee.name.clone(),
            email: attendee.email.clone(),
            minutes: attendee.minutes().and_then(|minutes| i32::try_from(minutes).ok()),
            reason,
            people,
        })
    }

    /// What the preview sent back, with the names that the host typed; what is no row is passed over.
    pub fn sent(rows: &[String], typed: &[String]) -> Vec<SentRow> {
        let typed = typed.iter().map(|name| name.trim()).chain(std::iter::repeat(""));
        let read = |(text, name): (&String, &str)| {
            let row: Self = serde_json::from_str(text).ok()?;
            let fits = !row.name.trim().is_empty() && row.name.chars().count() <= LONGEST_NAME;
            let named = (!name.is_empty()).then(|| name.chars().take(LONGEST_NAME).collect());
            fits.then_some(SentRow { row, named, person: None })
        };
        rows.iter().zip(typed).filter_map(read).collect()
    }
}

/// A row of the preview as it came back.
pub struct SentRow {
    row: OfferedRow,
    /// Who it was, as the host typed it.
    pub named: Option<String>,
    /// The one person of that name.
    person: Option<PersonId>,
}

impl SentRow {
    /// Looks for the names that were typed; answers who they name.
    pub fn find(rows: &mut [Self], people: &[KnownPerson]) -> Vec<PersonId> {
        let typed = rows.iter().map(|row| ListedAttendee::called(row.named.as_deref().unwrap_or_default()));
        let found = matching::fates(typed.collect(), people);
        for (row, found) in rows.iter_mut().zip(found) {
            row.person = match found.fate {
                Fate::Record(person) | Fate::Present(person) | Fate::Again(person) => Some(person.id),
                Fate::Ask { .. } | Fate::Nobody => None,
            };
            if let (Some(name), None) = (&row.named, row.person) {
                row.row.reason = format!("No one is certainly meant by “{name}”.");
            }
        }
        rows.iter().filter_map(|row| row.person).collect()
    }

    /// The rows of which nobody was ticked or named.
    pub fn left_out(rows: Vec<Self>, ticked: &[PersonId]) -> Vec<OfferedRow> {
        let open =
            |row: &Self| row.person.is_none() && !row.row.people.iter().any(|person| ticked.contains(person));
        let cut = |SentRow { row, .. }: Self| OfferedRow {
            reason: row.reason.chars().take(LONGEST_REASON).collect(),
            ..row
        };
        rows.into_iter().filter(open).map(cut).collect()
    }
}

/// A row that waits to be settled.
pub struct UnsettledAttendee {
    pub id: UnsettledAttendeeId,
    pub name: String,
    pub email: Option<String>,
    pub minutes: Option<i32>,
    pub reason: String,
}

impl UnsettledAttendee {
    /// What to look for first: the rest of the name may be what kept it from being found.
    pub fn first_word(&self) -> &str {
        self.name.split_whitespace().find(|word| word.chars().count() > 1).unwrap_or(&self.name)
    }
}

/// Keeps rows with the session, unless its list is complete already.
pub async fn keep(
    db: &mut sqlx::PgConnection,
    event: EventId,
    rows: &[OfferedRow],
    now: OffsetDateTime,
) -> Result<u64> {
    let names: Vec<String> = rows.iter().map(|row| row.name.clone()).collect();
    let emails: Vec<Option<String>> =
        rows.iter().map(|row| row.email.as_ref().map(ToString::to_string)).collect();
    let minutes: Vec<Option<i32>> =
        rows.iter().map(|row| row.minutes.filter(|minutes| *minutes >= 0)).collect();
    let reasons: Vec<String> = rows.iter().map(|row| row.reason.clone()).collect();
    Ok(queries::keep(db, event, &names, &emails, &minutes, &reasons, now).await?)
}

#[derive(Deserialize)]
struct UnsettledPath {
    row: UnsettledAttendeeId,
}

/// A row of a session that this person runs.
pub struct SettlesRow(UnsettledAttendeeId);

impl axum::extract::FromRequestParts<App> for SettlesRow {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut axum::http::request::Parts, _: &App) -> Result<Self> {
        let UnsettledPath { row } = path(parts).await?;
        Ok(Self(row))
    }
}

/// Nothing more is to be found out about this row.
pub async fn leave_out(
    RunsEvent(invited): RunsEvent,
    SettlesRow(row): SettlesRow,
    State(app): State<App>,
    Form(LeaveOutForm {}): Form<LeaveOutForm>,
) -> Result<Response> {
    let SeenEvent { shell, event, .. } = invited;
    must_be_open(&event, shell.now)?;
    let mut db = app.db.acquire().await?;
    queries::settle(&mut db, event.id, row).await?;
    Ok(done(&format!("{}/attendance", event.path()), "Left out."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct LeaveOutForm {}
