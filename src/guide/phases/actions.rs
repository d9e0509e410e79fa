use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use time::format_description::well_known::Iso8601;
use time::{Date, Duration};

use super::pages::{self, PinForm};
use super::phase::Phase;
use super::queries::NewChoice;
use super::thresholds::Unit;
use super::words::{OrganiserChoice, may_decide};
use super::{gathering, thresholds};
use crate::communities::{Organising, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Form, Problems, done, when};

/// A pin that was read from its form.
struct NewPin {
    phase: Phase,
    until: Date,
    reason: String,
}

impl PinForm {
    fn read(&self, today: Date, longest: f64, problems: &mut Problems) -> Option<NewPin> {
        let phase = self.phase.parse().ok().filter(|phase| *phase != Phase::Transformation);
        if phase.is_none() {
            problems.add("phase", "Choose a stage.");
        }
        let last = today.saturating_add(Duration::seconds_f64(longest.min(10_000.0) * 86_400.0));
        let until =
            Date::parse(&self.until, &Iso8601::DATE).ok().filter(|until| (today..=last).contains(until));
        if until.is_none() {
            let words = format!("Choose a day between today and {} from now.", Unit::Days.text(longest));
            problems.add("until", words);
        }
        let reason = problems.line("reason", &self.reason, 1..=300, "Say in a sentence why you see it so.");
        let (phase, until) = (phase?, until?);
        problems.is_empty().then_some(NewPin { phase, until, reason })
    }
}

pub async fn pin(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<PinForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let longest = thresholds(&app.db).await?.pin_days;
    let mut problems = Problems::default();
    let Some(wanted) = form.read(today(&seen), longest, &mut problems) else {
        let page = pages::page(seen, &app, Some(form), problems).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let word = NewChoice {
        said: OrganiserChoice::Pin,
        phase: Some(wanted.phase),
        until: Some(wanted.until),
        reason: &wanted.reason,
    };
    say(&app, &seen, &word).await?;
    let message =
        format!("The stage is set to {}. The page also shows what the data suggest.", wanted.phase.name());
    Ok(done(&path(&seen), &message))
}

pub async fn unpin(Organising(seen): Organising, State(app): State<App>) -> Result<Response> {
    seen.community.must_be_open()?;
    let now = seen.shell.now;
    let states = gathering::states(&app.db, &[seen.community.id], now).await?;
    if states.iter().any(|(newest, state)| state.pinned(newest.today).is_some()) {
        say(&app, &seen, &NewChoice { said: OrganiserChoice::Unpin, phase: None, until: None, reason: "" })
            .await?;
    }
    Ok(done(&path(&seen), "The data decide the stage again."))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    said: String,
}

/// What organisers decide about a transformation. It takes effect at once.
pub async fn decide(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<DecisionForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let said = form.said.parse::<OrganiserChoice>().ok();
    let Some((said, verdict)) = said.and_then(|said| Some((said, said.verdict()?))) else {
        return Err(Error::Unreadable("Choose what happens to the community."));
    };
    let states = gathering::states(&app.db, &[seen.community.id], seen.shell.now).await?;
    let (_, state) = states.first().ok_or(Error::NotFound)?;
    may_decide(verdict, state).map_err(Error::Refused)?;
    let mut tx = app.db.begin().await?;
    super::decide(&mut tx, seen.community.id, seen.person.id, today(&seen), said, seen.shell.now).await?;
    tx.commit().await?;
    Ok(done(&path(&seen), "Saved. The stage follows your decision."))
}

async fn say(app: &App, seen: &SeenCommunity, word: &NewChoice<'_>) -> Result<()> {
    let mut tx = app.db.begin().await?;
    super::say(&mut tx, seen.community.id, seen.person.id, today(seen), word, seen.shell.now).await?;
    Ok(tx.commit().await?)
}

/// The day it is where the community is.
fn today(seen: &SeenCommunity) -> Date {
    when::to_date(when::day(seen.shell.now, &when::zone_or_utc(&seen.community.zone)))
}

fn path(seen: &SeenCommunity) -> String {
    format!("{}/phase", seen.community.path())
}
