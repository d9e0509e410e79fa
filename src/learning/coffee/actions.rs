use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use time::Date;

use super::form::ChoicesForm;
use super::pages::{ChoicesPage, IndexPage, RefusedPause};
use super::{CoffeeAnswer, CoffeeOutcome, queries};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::WorkEmail;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{CoffeeMatchId, CoffeeProgrammeId, PersonId};
use crate::platform::web::{AGAIN, Form, Problems, YesNo, done, when};

/// Only a programme that this person may be in is there.
async fn must_see(app: &App, person: PersonId, programme: CoffeeProgrammeId) -> Result<()> {
    if queries::may_join(&app.db, programme, person).await? { Ok(()) } else { Err(Error::NotFound) }
}

/// What changed nothing was not there.
fn must_change(rows: u64) -> Result<()> {
    if rows == 0 { Err(Error::NotFound) } else { Ok(()) }
}

pub async fn join(
    who: SignedIn,
    State(app): State<App>,
    Path(programme): Path<CoffeeProgrammeId>,
) -> Result<Response> {
    must_see(&app, who.person.id, programme).await?;
    let mut tx = app.db.begin().await?;
    super::join(&mut tx, programme, who.person.id, who.shell.now).await?;
    tx.commit().await?;
    Ok(done("/coffee", "You’re in. You get an email when you have a coffee partner."))
}

pub async fn leave(
    who: SignedIn,
    State(app): State<App>,
    Path(programme): Path<CoffeeProgrammeId>,
) -> Result<Response> {
    must_see(&app, who.person.id, programme).await?;
    let mut tx = app.db.begin().await?;
    queries::leave(&mut tx, programme, who.person.id, who.shell.now).await?;
    tx.commit().await?;
    Ok(done("/coffee", "You’re out. You can come back at any time."))
}

/// In, or not this once.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CoffeeAnswerForm {
    answer: String,
}

pub async fn answer(
    who: SignedIn,
    State(app): State<App>,
    Path(programme): Path<CoffeeProgrammeId>,
    Form(form): Form<CoffeeAnswerForm>,
) -> Result<Response> {
    let person = who.person.id;
    must_see(&app, person, programme).await?;
    let answer = form.answer.parse().unwrap_or(CoffeeAnswer::In);
    let skips = answer == CoffeeAnswer::Skip;
    let mut tx = app.db.begin().await?;
    // A round that asks is answered; else the next one is skipped, or not.
    if queries::answer(&mut tx, programme, person, answer).await? == 0 {
        must_change(queries::skip_next(&mut tx, programme, person, skips).await?)?;
    }
    tx.commit().await?;
    Ok(done("/coffee", if skips { "You skip one round. You’re in again after it." } else { "You’re in." }))
}

/// A day, or none: until they come back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CoffeePauseForm {
    until: String,
}

pub async fn pause(
    who: SignedIn,
    State(app): State<App>,
    Path(programme): Path<CoffeeProgrammeId>,
    Form(form): Form<CoffeePauseForm>,
) -> Result<Response> {
    must_see(&app, who.person.id, programme).await?;
    let typed = form.until.trim();
    let until = typed.parse::<jiff::civil::Date>().ok().filter(|day| (2000..2200).contains(&day.year()));
    let today = when::day(who.shell.now, &who.shell.zone);
    if until.is_some_and(|until| until < today) || (until.is_none() && !typed.is_empty()) {
        let mut problems = Problems::default();
        problems.add("until", "Choose today or a later day, or leave it empty to pause until you come back.");
        let refused = RefusedPause { programme, until: form.until, problems };
        return Ok((AGAIN, IndexPage::load(who, &app).await?.refusing(refused)).into_response());
    }
    let until: Option<Date> = until.map(when::to_date);
    let mut tx = app.db.begin().await?;
    must_change(queries::pause(&mut tx, programme, who.person.id, until, who.shell.now).await?)?;
    tx.commit().await?;
    Ok(done("/coffee", "Paused. Nobody is told."))
}

pub async fn resume(
    who: SignedIn,
    State(app): State<App>,
    Path(programme): Path<CoffeeProgrammeId>,
) -> Result<Response> {
    must_see(&app, who.person.id, programme).await?;
    let mut tx = app.db.begin().await?;
    must_change(queries::resume(&mut tx, programme, who.person.id, who.shell.now).await?)?;
    queries::take_seat(&mut tx, programme, who.person.id, who.shell.now).await?;
    tx.commit().await?;
    Ok(done("/coffee", "Welcome back. You’re in."))
}

pub async fn choose(
    who: SignedIn,
    State(app): State<App>,
    Form(form): Form<ChoicesForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let person = who.person.id;
    let Some(choices) = form.read(&mut problems) else {
        let page = ChoicesPage { form, problems, ..ChoicesPage::load(who, &app).await? };
        return Ok((AGAIN, page).into_response());
    };
    let mut tx = app.db.begin().await?;
    queries::choose(&mut tx, person, &choices).await?;
    tx.commit().await?;
    Ok(done("/coffee/choices", "Your choices are saved."))
}

/// Someone by their name or email.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ExclusionForm {
    name: String,
}

pub async fn exclude(
    who: SignedIn,
    State(app): State<App>,
    Form(form): Form<ExclusionForm>,
) -> Result<Response> {
    let typed = form.name.split_whitespace().collect::<Vec<_>>().join(" ");
    let found =
        queries::people_named(&app.db, &typed, WorkEmail::read(&typed).as_ref(), who.person.id).await?;
    let [other] = found[..] else {
        let words = if found.is_empty() {
            "Nobody has this name. Type it as their profile shows it."
        } else {
            "Several people have this name. Enter the email instead."
        };
        return not_found(who, &app, form.name, words).await;
    };
    let mut tx = app.db.begin().await?;
    queries::exclude(&mut tx, who.person.id, other, who.shell.now).await?;
    tx.commit().await?;
    Ok(done("/coffee/choices", "You won’t be matched. Only you see this."))
}

async fn not_found(who: SignedIn, app: &App, typed: String, words: &str) -> Result<Response> {
    let problems = Problems::one("name", words);
    let page = ChoicesPage { typed, problems, ..ChoicesPage::load(who, app).await? };
    Ok((AGAIN, page).into_response())
}

pub async fn include(who: SignedIn, State(app): State<App>, Path(other): Path<PersonId>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    must_change(queries::include(&mut tx, who.person.id, other).await?)?;
    tx.commit().await?;
    Ok(done("/coffee/choices", "Removed. You may be matched again."))
}

/// One of the two questions, answered.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct OutcomeForm {
    found_time: YesNo,
    outcome: String,
}

pub async fn tell(
    who: SignedIn,
    State(app): State<App>,
    Path(coffee): Path<CoffeeMatchId>,
    Form(form): Form<OutcomeForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    let mut words = "Noted. Only you see it.";
    if let Ok(outcome) = form.outcome.parse::<CoffeeOutcome>() {
        must_change(queries::say_outcome(&mut tx, coffee, who.person.id, outcome).await?)?;
        if outcome == CoffeeOutcome::Met {
            words = "Glad you met. Write a story about it, if you like.";
        }
    } else {
        let found = form.found_time.is_yes();
        must_change(queries::say_found_time(&mut tx, coffee, who.person.id, found).await?)?;
    }
    tx.commit().await?;
    Ok(done("/coffee", words))
}

pub async fn swap(
    who: SignedIn,
    State(app): State<App>,
    Path(coffee): Path<CoffeeMatchId>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    must_change(queries::swap_first_writer(&mut tx, coffee, who.person.id).await?)?;
    tx.commit().await?;
    Ok(done("/coffee", "Swapped."))
}

pub async fn give_up(
    who: SignedIn,
    State(app): State<App>,
    Path(coffee): Path<CoffeeMatchId>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    must_change(queries::give_up(&mut tx, coffee, who.person.id, who.shell.now).await?)?;
    tx.commit().await?;
    Ok(done("/coffee", "You’re out of this round. The others are told, without a reason."))
}
