use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::super::mails::SeatedBecause;
use super::super::telling::{tell_freed, tell_moved, tell_seated};
use super::pages::SeatsPage;
use super::queries::{self, SeatedPerson};
use super::{MoveReason, give_seat, take_off};
use crate::communities::ARCHIVED;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::PersonId;
use crate::platform::web::{Form, Problems, done};
use crate::sessions::events::{Event, RunsEvent, SeenEvent};

/// To choose from when a name is that of several people.
const MOST_CANDIDATES: i64 = 10;

/// The form that moves one person, as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct SeatMoveForm {
    pub person: String,
    pub step: SeatButton,
    /// Whose seat it is to be, when all are taken: chosen, or found by what was typed of their name.
    pub instead: String,
    pub instead_name: String,
    pub reason: String,
}

/// The button that was clicked; without one, nobody gets a seat.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeatButton {
    Seat,
    #[default]
    Off,
}

/// A move that was read and understood.
struct SeatMove {
    person: PersonId,
    seat: bool,
    instead: Option<PersonId>,
}

pub async fn make(
    RunsEvent(invited): RunsEvent,
    State(app): State<App>,
    Form(form): Form<SeatMoveForm>,
) -> Result<Response> {
    let SeenEvent { person, shell, event } = invited;
    if event.archived {
        return Err(ARCHIVED);
    }
    let mut problems = Problems::default();
    let words = problems.line("reason", &form.reason, 3..=300, "Enter a reason. The person will see it.");
    let mut planned = SeatMove {
        person: form
            .person
            .parse()
            .map_err(|_| Error::Unreadable("No one was chosen. Go back and choose a person on the list."))?,
        seat: form.step == SeatButton::Seat,
        instead: form.instead.parse::<PersonId>().ok(),
    };
    let mut candidates = Vec::new();
    if planned.seat && event.is_full() && planned.instead.is_none() {
        candidates = named(&app, &event, &form.instead_name, &mut problems).await?;
        planned.instead = candidates.first().filter(|_| candidates.len() == 1).map(|one| one.id);
    }
    if !problems.is_empty() {
        let page = SeatsPage::typed(&app, shell, event, form, problems).await?.with(candidates);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    carry_out(&mut tx, &app, &event, &planned, MoveReason { by: person.id, words: &words }, shell.now)
        .await?;
    tx.commit().await?;
    Ok(done(
        &format!("{}/seats", event.path()),
        "Done. The people who were moved get an email with your reason.",
    ))
}

/// The people going that a typed name may mean; more or fewer than one is a problem.
async fn named(app: &App, event: &Event, typed: &str, problems: &mut Problems) -> Result<Vec<SeatedPerson>> {
    let typed = typed.trim();
    if typed.is_empty() {
        problems.add("instead", "All places are taken. Enter whose place to give, or add a place first.");
        return Ok(Vec::new());
    }
    let found = queries::seated_named(&app.db, event.id, typed, MOST_CANDIDATES).await?;
    match found.len() {
        0 => problems.add("instead", "No one who is going has this in their name."),
        1 => {}
        _ => problems
            .add("instead", "Several people have this in their name. Choose one, or enter more of it."),
    }
    Ok(found)
}

async fn carry_out(
    db: &mut PgConnection,
    app: &App,
    event: &Event,
    planned: &SeatMove,
    reason: MoveReason<'_>,
    now: OffsetDateTime,
) -> Result<()> {
    let person = planned.person;
    if planned.seat {
        give_seat(&mut *db, event.id, person, planned.instead, reason, now).await?;
        tell_seated(&mut *db, app, event.id, &[person], SeatedBecause::Given(reason.words), now).await?;
        if let Some(other) = planned.instead {
            tell_moved(&mut *db, app, event.id, other, true, reason.words, now).await?;
        }
    } else {
        let freed = take_off(&mut *db, event.id, person, reason, now).await?;
        tell_moved(&mut *db, app, event.id, person, false, reason.words, now).await?;
        tell_freed(&mut *db, app, event.id, &freed, now).await?;
    }
    let verb = if planned.seat { ActVerb::GiveSeat } else { ActVerb::TakeOff };
    let act = Act::of(reason.by, verb, ActThing::Event, event.id).in_community(event.community_id);
    let detail = serde_json::json!({
        "person": person, "instead": planned.instead, "reason": reason.words,
    });
    acts::record_with(db, act, detail, now).await
}
