use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::ChosenAudience;
use crate::communities::{Organising, SeenCommunity};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{DepartmentId, TeamId};
use crate::platform::web::{Form, done};

/// The departments and teams that were ticked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct AudienceForm {
    department: Vec<DepartmentId>,
    team: Vec<TeamId>,
}

pub async fn choose(
    Organising(seen): Organising,
    State(app): State<App>,
    Form(form): Form<AudienceForm>,
) -> Result<Response> {
    let SeenCommunity { person, shell, community } = seen;
    community.must_be_open()?;
    let chosen = ChosenAudience { departments: form.department, teams: form.team };
    let mut tx = app.db.begin().await?;
    super::choose(&mut tx, community.id, &chosen).await?;
    let act = Act::of(person.id, ActVerb::Edit, ActThing::Community, community.id);
    acts::record(&mut tx, act.in_community(community.id), shell.now).await?;
    tx.commit().await?;
    let words = if chosen == ChosenAudience::default() {
        "Saved. Without a choice, all teams are listed and no share is shown."
    } else {
        "Saved. The page shows how far the community reaches."
    };
    Ok(done(&format!("{}/reach", community.path()), words))
}
