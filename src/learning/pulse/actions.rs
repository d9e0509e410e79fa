use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;

use super::form::PulseForm;
use super::pages::{AnswerPage, NewPage, OpeningForm, PulseScope, ReviewPage};
use super::queries;
use super::who::{RunsPulse, SeenPulse};
use super::{PulseDimension, PulsePlan, cancelling, rules};
use crate::communities::{ARCHIVED, Organising, SeenCommunity};
use crate::notices::Paper;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::{Admin, SignedIn};
use crate::platform::app::App;
use crate::platform::error::{Error, OnConstraint, Result};
use crate::platform::ids::PersonId;
use crate::platform::once::already_made;
use crate::platform::web::{AGAIN, Form, Problems, done, when};

pub async fn open_for_community(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<OpeningForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let page = NewPage::load(&app, shell, PulseScope::Community(Box::new(community))).await?;
    open(&app, page, form, person.id).await
}

pub async fn open_for_all(
    Admin(who): Admin,
    State(app): State<App>,
    Form(form): Form<OpeningForm>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let page = NewPage::load(&app, shell, PulseScope::Organisation).await?;
    open(&app, page, form, person.id).await
}

async fn open(app: &App, page: NewPage, form: OpeningForm, by: PersonId) -> Result<Response> {
    let breakdown: PulseDimension =
        form.breakdown.parse().map_err(|_| Error::Unreadable("Choose team, site or time here."))?;
    if !PulseDimension::BREAKDOWNS.contains(&breakdown) {
        return Err(Error::Unreadable("Choose team, site or time here."));
    }
    let mut problems = Problems::default();
    let Some(closes_on) = closing_day(&form, &page, &mut problems) else {
        return Ok((AGAIN, NewPage { form, problems, ..page }).into_response());
    };
    let now = page.shell.now;
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, by, now).await? {
        return Ok(already_made(&earlier));
    }
    let plan = PulsePlan { breakdown, closes_on, asks_safety: form.asks_safety.is_yes() };
    let pulse = super::open(&mut tx, page.scope.community(), &plan, by, now).await?;
    let act =
        Act { community: page.scope.community(), ..Act::of(by, ActVerb::Create, ActThing::Pulse, pulse) };
    acts::record(&mut tx, act, now).await?;
    form.once.made(&mut tx, by, &page.scope.path()).await?;
    tx.commit().await?;
    Ok(done(&page.scope.path(), "The pulse is open. Everyone it asks gets an email."))
}

fn closing_day(form: &OpeningForm, page: &NewPage, problems: &mut Problems) -> Option<Date> {
    let today = when::day(page.shell.now, &page.shell.zone);
    let (first, last) = (today + rules::FEWEST_DAYS.days(), today + rules::MOST_DAYS.days());
    let day = form.closes_on.trim().parse().ok().filter(|day: &Date| (first..=last).contains(day));
    if day.is_none() {
        let (fewest, most) = (rules::FEWEST_DAYS, rules::MOST_DAYS);
        problems.add("closes_on", format!("Enter a day from {fewest} to {most} days from today."));
    }
    day
}

/// Shows what was filled in before it is sent, or the form again. Nothing is kept.
pub async fn review(seen: SeenPulse, Form(form): Form<PulseForm>) -> Result<Response> {
    let runs_it = seen.runs_it();
    let SeenPulse { shell, pulse, .. } = seen;
    if !pulse.is_asked {
        return Err(Error::NotFound);
    }
    let mut problems = Problems::default();
    form.answers(pulse.items(), &mut problems)?;
    if pulse.has_answered || !pulse.takes_answers(shell.now) {
        return Ok(Redirect::to(&pulse.path()).into_response());
    }
    if form.wants_back() {
        return Ok(AnswerPage { shell, pulse, runs_it, form, problems: Problems::default() }.into_response());
    }
    if !problems.is_empty() {
        return Ok((AGAIN, AnswerPage { shell, pulse, runs_it, form, problems }).into_response());
    }
    Ok(ReviewPage { shell, pulse, form }.into_response())
}

/// While it is open; asked for in the same words whether anyone has answered or not, since that is not told.
pub async fn cancel(RunsPulse(seen): RunsPulse, State(app): State<App>) -> Result<Response> {
    let SeenPulse { person, shell, pulse } = seen;
    if pulse.is_archived {
        return Err(ARCHIVED);
    }
    let mut tx = app.db.begin().await?;
    let paper = Paper::of(&mut tx, &app).await?;
    cancelling::cancel(&mut tx, &paper, pulse.id, person.id, shell.now).await?;
    tx.commit().await?;
    Ok(done(&pulse.list_path(), "The pulse is cancelled. Everyone who was asked by email is told."))
}

/// Puts away the news on Home that results are there, and leads to them.
pub async fn read(seen: SeenPulse, State(app): State<App>) -> Result<Redirect> {
    let SeenPulse { person, pulse, .. } = seen;
    if pulse.closed_at.is_some() {
        queries::mark_read(&mut *app.db.acquire().await?, pulse.id, person.id).await?;
    }
    Ok(Redirect::to(&pulse.path()))
}

/// Nothing is logged, and no act recorded: they would tell who answered when.
pub async fn answer(
    seen: SeenPulse,
    State(app): State<App>,
    Form(form): Form<PulseForm>,
) -> Result<Response> {
    let runs_it = seen.runs_it();
    let SeenPulse { person, shell, pulse } = seen;
    if !pulse.is_asked {
        return Err(Error::NotFound);
    }
    let mut problems = Problems::default();
    let answers = form.answers(pulse.items(), &mut problems)?;
    if !problems.is_empty() && !pulse.has_answered {
        return Ok((AGAIN, AnswerPage { shell, pulse, runs_it, form, problems }).into_response());
    }
    let mut tx = app.db.begin().await?;
    super::answer(&mut tx, pulse.id, person.id, &answers, shell.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(&pulse.path()).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct MinimumForm {
    answers: String,
}

pub async fn raise_minimum(
    Admin(who): Admin,
    State(app): State<App>,
    Form(form): Form<MinimumForm>,
) -> Result<Response> {
    let SignedIn { person, shell, .. } = who;
    let answers: i16 =
        form.answers.parse().map_err(|_| Error::Unreadable("Choose a number from the list."))?;
    let lower = || Error::Refused("The minimum can be raised, never lowered.");
    let mut tx = app.db.begin().await?;
    queries::raise_minimum(&mut tx, answers)
        .await
        .on_constraint("pulse_minimum_only_rises", lower())
        .or_else(|error| match error {
            Error::Database(error) => Err(error).on_constraint("pulse_minimum_at_least_five", lower()),
            other => Err(other),
        })?;
    let act = Act {
        person: Some(person.id),
        verb: ActVerb::ChangeSettings,
        thing: ActThing::Pulse,
        thing_id: None,
        community: None,
    };
    acts::record_with(&mut tx, act, serde_json::json!({ "minimum": answers }), shell.now).await?;
    tx.commit().await?;
    Ok(done("/pulse", "Saved. It counts for every pulse opened from now on."))
}
