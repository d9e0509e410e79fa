use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::form::SplitForm;
use super::pages::{self, SplitPage};
use super::rules::{self, SplitReach};
use super::{SplitPlan, Splitting};
use crate::communities::{Organising, members};
use crate::guide::phases::{self, OrganiserChoice};
use crate::guide::transformation::form::DecisionButton;
use crate::guide::transformation::moving;
use crate::guide::transformation::pages::today;
use crate::organisation::people::Person;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;
use crate::platform::web::{Form, done};

/// Shows what a split would come to, or carries it out once that was confirmed.
pub async fn decide(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<SplitForm>,
) -> Result<Response> {
    seen.community.must_be_open()?;
    let person = seen.person.clone();
    let mut page = pages::page(&app, seen, form).await?;
    let Some(plan) = page.form.read(person.id, &page.members, &page.coming, &mut page.problems) else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    match page.form.then {
        DecisionButton::Confirm => confirm(&app, &page, &person, &plan).await,
        DecisionButton::Preview => {
            let reach = reach(&app, &page, person.id, &plan).await?;
            let (name, private) = (page.community.name.as_str(), page.community.is_private());
            page.consequences = rules::consequences(name, private, &plan, &reach, page.shell.now);
            Ok(page.into_response())
        }
        DecisionButton::Edit => Ok(page.into_response()),
    }
}

/// The people and things the split reaches.
async fn reach(app: &App, page: &SplitPage, by: PersonId, plan: &SplitPlan) -> Result<SplitReach> {
    let now = page.shell.now;
    let events: Vec<_> = plan.things.iter().filter_map(|thing| thing.event_id).collect();
    let series: Vec<_> = plan.things.iter().filter_map(|thing| thing.series_id).collect();
    let left_behind = if page.community.is_private() {
        let insiders: Vec<PersonId> = plan.people.iter().copied().chain([by]).collect();
        moving::outsiders(&app.db, &events, &series, &insiders, now).await?
    } else {
        0
    };
    let asked = page.members.iter().filter(|member| plan.people.contains(&member.person_id));
    Ok(SplitReach {
        asked: asked.map(|member| member.name.clone()).collect(),
        signed_up: moving::signed_up(&app.db, &events, &series, now).await?,
        left_behind,
    })
}

async fn confirm(app: &App, page: &SplitPage, person: &Person, plan: &SplitPlan) -> Result<Response> {
    let (community, now) = (&page.community, page.shell.now);
    let choices = phases::words_for(&app.db, community.id, OrganiserChoice::Split, now).await?;
    let splitting = Splitting {
        by: person.id,
        by_name: &person.name,
        number: page.form.number,
        today: today(community, now),
        now,
        said: &choices.said,
    };
    let mut tx = app.db.begin().await?;
    let slug = super::carry_out(&mut tx, app, community, plan, &splitting).await?;
    members::commit(tx).await?;
    Ok(done(
        &format!("/communities/{slug}"),
        &format!("{} is a community of its own. Next, describe it in a sentence.", plan.name),
    ))
}
