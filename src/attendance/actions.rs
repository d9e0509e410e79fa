use std::borrow::Borrow;
use std::collections::HashSet;

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::queries;
use crate::acts::{self, Act};
use crate::app::App;
use crate::error::{Error, Result};
use crate::events::{Event, Hosting, Invited};
use crate::web::{Form, done};

/// People come early: the list opens two hours before the start.
const OPENS_BEFORE: Duration = Duration::hours(2);

/// May attendance be taken now?
pub fn is_open(event: &Event, now: impl Borrow<OffsetDateTime>) -> bool {
    event.state == "published" && event.starts_at - OPENS_BEFORE <= *now.borrow()
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Ticks {
    present: Vec<Uuid>,
    complete: Option<String>,
}

pub async fn record(
    Hosting(invited): Hosting,
    State(app): State<App>,
    Form(form): Form<Ticks>,
) -> Result<Response> {
    let Invited { person, shell, event } = invited;
    if !is_open(&event, shell.now) {
        return Err(Error::Refused("Attendance opens two hours before the session starts."));
    }
    // Whoever can be ticked was looked at; an id from elsewhere is passed over.
    let looked_at: Vec<Uuid> =
        queries::tick_list(&app.db, event.id).await?.into_iter().map(|listed| listed.person_id).collect();
    let known: HashSet<&Uuid> = looked_at.iter().collect();
    let present: Vec<Uuid> = form.present.into_iter().filter(|id| known.contains(id)).collect();
    let by = (person.id, form.complete.is_some());
    let mut tx = app.db.begin().await?;
    super::record(&mut tx, event.id, (&looked_at, &present), by, shell.now).await?;
    acts::record(
        &mut tx,
        Act::of(person.id, "take_attendance", "event", event.id).in_community(event.community_id),
        shell.now,
    )
    .await?;
    tx.commit().await?;
    let words = match present.len() {
        1 => "Saved: 1 person was there.".to_owned(),
        people => format!("Saved: {people} people were there."),
    };
    Ok(done(&event.path(), &words))
}
