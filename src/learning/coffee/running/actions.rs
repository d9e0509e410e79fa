use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use crate::communities::{Organising, SeenCommunity};
use crate::learning::coffee;
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Form, done};

/// How often a programme has a round.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct ProgrammeForm {
    pub every_weeks: String,
}

impl ProgrammeForm {
    /// 1, 2 or 4 weeks.
    ///
    /// # Errors
    /// [`Error::Refused`] for anything else: the page offers nothing else.
    pub fn weeks(&self) -> Result<i32> {
        let known = |weeks: &i32| [1, 2, 4].contains(weeks);
        let weeks = self.every_weeks.parse().ok().filter(known);
        weeks.ok_or(Error::Refused("Choose how often from the list."))
    }
}

pub async fn change(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<ProgrammeForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let weeks = form.weeks()?;
    let mut tx = app.db.begin().await?;
    let programme = coffee::set_rhythm(&mut tx, Some(community.id), weeks, person.id, shell.now).await?;
    let act = Act::of(person.id, ActVerb::ChangeSettings, ActThing::Coffee, programme);
    acts::record(&mut tx, act.in_community(community.id), shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("{}/coffee", community.path()), "Saved. Members find it on their coffee page."))
}

pub async fn end(Organising(seen): Organising, State(app): State<App>) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    let mut tx = app.db.begin().await?;
    if coffee::end(&mut tx, Some(community.id), shell.now).await? {
        let act = Act::of(person.id, ActVerb::Close, ActThing::Coffee, community.id);
        acts::record(&mut tx, act.in_community(community.id), shell.now).await?;
    }
    tx.commit().await?;
    Ok(done(&format!("{}/coffee", community.path()), "Coffee rounds have ended. Open matches go on."))
}
