use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{AttendanceSource, lists, queries, rules};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{PersonId, UnsettledAttendeeId};
use crate::platform::web::{Form, done, encoded};
use crate::sessions::events::{Event, RunsEvent, SeenEvent};

/// The tick list as sent: who had a tick when the page was made, and who has one now.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ticks {
    was: Vec<PersonId>,
    present: Vec<PersonId>,
    was_complete: Option<String>,
    complete: Option<String>,
    q: String,
    then: TicksButton,
}

/// The button that was clicked. Each of them saves.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TicksButton {
    #[default]
    Save,
    Everybody,
    Find,
    WalkIn,
}

pub async fn record(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Form(form): Form<Ticks>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    must_be_open(&event, shell.now)?;
    let mut tx = app.db.begin().await?;
    let mut changes = rules::changes(&form.was, &form.present);
    if form.then == TicksButton::Everybody {
        changes.added.extend(queries::said_yes(&mut tx, event.id).await?);
    }
    // An id from elsewhere is passed over.
    let listed = queries::tick_list(&mut tx, event.id, None, Some(&changes.added)).await?;
    let added: Vec<PersonId> = listed.into_iter().map(|listed| listed.person_id).collect();
    super::remove(&mut tx, event.id, &changes.removed).await?;
    super::add(&mut tx, event.id, &added, AttendanceSource::Host, person.id, shell.now).await?;
    if form.complete.is_some() != form.was_complete.is_some() {
        super::set_complete(&mut tx, event.id, form.complete.is_some(), shell.now).await?;
    }
    note(&mut tx, &event, person.id, shell.now).await?;
    let words = match queries::present(&mut tx, event.id).await? {
        1 => "Saved: 1 person was there.".to_owned(),
        people => format!("Saved: {people} people were there."),
    };
    tx.commit().await?;
    Ok(done(&next(&event, &form), &words))
}

fn next(event: &Event, form: &Ticks) -> String {
    match form.then {
        TicksButton::Everybody => format!("{}/attendance", event.path()),
        TicksButton::Find => format!("{}/attendance?q={}", event.path(), encoded(form.q.trim())),
        TicksButton::WalkIn => format!("{}/walk-ins", event.path()),
        TicksButton::Save => event.path(),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct WalkIns {
    person: Vec<PersonId>,
    /// The row of a meeting tool's list that this settles.
    row: Option<UnsettledAttendeeId>,
}

/// People nobody expected. They may be of any team and community: being written down shows them nothing.
pub async fn walk_in(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Form(form): Form<WalkIns>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    must_be_open(&event, shell.now)?;
    let mut tx = app.db.begin().await?;
    let known = queries::active(&mut tx, &form.person).await?;
    let source = if form.row.is_some() { AttendanceSource::Csv } else { AttendanceSource::WalkIn };
    let added = super::add(&mut tx, event.id, &known, source, person.id, shell.now).await?;
    if let Some(row) = form.row.filter(|_| !known.is_empty()) {
        lists::settle(&mut tx, event.id, row).await?;
    }
    if added > 0 {
        note(&mut tx, &event, person.id, shell.now).await?;
    }
    tx.commit().await?;
    let words = match added {
        0 => "No one was added. Tick someone first.".to_owned(),
        1 => "1 person added to the list.".to_owned(),
        more => format!("{more} people added to the list."),
    };
    Ok(done(&format!("{}/attendance", event.path()), &words))
}

/// The log says that attendance was taken, never whose.
pub async fn note(db: &mut PgConnection, event: &Event, by: PersonId, now: OffsetDateTime) -> Result<()> {
    let act =
        Act::of(by, ActVerb::TakeAttendance, ActThing::Event, event.id).in_community(event.community_id);
    acts::record(db, act, now).await
}

pub fn must_be_open(event: &Event, now: OffsetDateTime) -> Result<()> {
    if rules::is_open(event, now) {
        Ok(())
    } else {
        Err(Error::Refused("Attendance opens two hours before the session starts."))
    }
}
