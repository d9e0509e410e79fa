use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use serde::Deserialize;

use super::pages::ShowPage;
use crate::learning::coffee::{self, ProgrammeForm};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::organisation::logins::Admin;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{Form, Problems, done, when};

const PAGE: &str = "/admin/coffee";

pub async fn change(
    Admin(who): Admin,
    State(app): State<App>,
    Form(form): Form<ProgrammeForm>,
) -> Result<Response> {
    let weeks = form.weeks()?;
    let mut tx = app.db.begin().await?;
    let programme = coffee::set_rhythm(&mut tx, None, weeks, who.person.id, who.shell.now).await?;
    let act = Act::of(who.person.id, ActVerb::ChangeSettings, ActThing::Coffee, programme);
    acts::record(&mut tx, act, who.shell.now).await?;
    tx.commit().await?;
    Ok(done(PAGE, "Saved. Everyone finds it on their coffee page."))
}

pub async fn end(Admin(who): Admin, State(app): State<App>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if coffee::end(&mut tx, None, who.shell.now).await? {
        let act =
            Act { thing_id: None, ..Act::of(who.person.id, ActVerb::Close, ActThing::Coffee, who.person.id) };
        acts::record(&mut tx, act, who.shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(PAGE, "Coffee rounds have ended. Open matches go on."))
}

/// Matches the round that asks today instead of on its Monday.
pub async fn match_now(Admin(who): Admin, State(app): State<App>) -> Result<Response> {
    const NONE: Error =
        Error::Refused("There are no coffee rounds of the whole organisation. Start them first.");
    let programme = coffee::programme(&app.db, None).await?.ok_or(NONE)?;
    let mut tx = app.db.begin().await?;
    coffee::match_now(&mut tx, programme.id, programme.every_weeks, who.shell.now).await?;
    let act = Act::of(who.person.id, ActVerb::Move, ActThing::Coffee, programme.id);
    acts::record(&mut tx, act, who.shell.now).await?;
    tx.commit().await?;
    Ok(done(PAGE, "Matched. Emails leave now, or at 10:00 where that is still to come."))
}

/// A day off as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct DayOffForm {
    pub on_day: String,
    pub name: String,
    once: FormToken,
}

impl DayOffForm {
    fn day(&self) -> Option<time::Date> {
        let read = self.on_day.trim().parse::<Date>().ok();
        read.filter(|day| (2000..2200).contains(&day.year())).map(when::to_date)
    }
}

pub async fn keep_day_off(
    Admin(who): Admin,
    State(app): State<App>,
    Form(form): Form<DayOffForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let name = problems.line("name", &form.name, 1..=60, "Enter its name, for example New Year’s Day.");
    let day = form.day();
    if day.is_none() {
        problems.add("on_day", "Choose the day.");
    }
    let Some(day) = day.filter(|_| problems.is_empty()) else {
        let page = ShowPage { form, problems, ..ShowPage::load(who, &app).await? };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, who.person.id, who.shell.now).await? {
        return Ok(already_made(&earlier));
    }
    coffee::keep_day_off(&mut tx, day, &name).await?;
    let act = Act { thing_id: None, ..Act::of(who.person.id, ActVerb::Add, ActThing::Coffee, who.person.id) };
    acts::record(&mut tx, act, who.shell.now).await?;
    form.once.made(&mut tx, who.person.id, PAGE).await?;
    tx.commit().await?;
    Ok(done(PAGE, "The day off is saved."))
}

pub async fn forget_day_off(
    Admin(who): Admin,
    State(app): State<App>,
    Form(form): Form<DayOffForm>,
) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    if let Some(day) = form.day()
        && coffee::forget_day_off(&mut tx, day).await?
    {
        let act = Act {
            thing_id: None,
            ..Act::of(who.person.id, ActVerb::TakeOff, ActThing::Coffee, who.person.id)
        };
        acts::record(&mut tx, act, who.shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(PAGE, "The day is a working day again."))
}
