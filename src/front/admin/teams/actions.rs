use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::pages::{RenamedTeam, TeamsPage};
use crate::front::admin::note;
use crate::organisation::acts::{ActThing, ActVerb};
use crate::organisation::logins::Admin;
use crate::organisation::teams;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{DepartmentId, TeamId};
use crate::platform::once::{FormToken, already_made};
use crate::platform::web::{AGAIN, Form, Problems, done};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TeamsForm {
    teams: String,
    once: FormToken,
}

pub async fn add(Admin(who): Admin, State(app): State<App>, Form(form): Form<TeamsForm>) -> Result<Response> {
    let mut problems = Problems::default();
    let outline = teams::outline("teams", &form.teams, &mut problems);
    if outline.lines.is_empty() {
        problems.add(
            "teams",
            "Enter one department a line. For example, Operations: Field service, Control room",
        );
    }
    if !problems.is_empty() {
        let page = TeamsPage::load(&app, who.shell, form.teams, problems).await?;
        return Ok((AGAIN, page).into_response());
    }
    let mut tx = app.db.begin().await?;
    if let Some(earlier) = form.once.take(&mut tx, who.person.id, who.shell.now).await? {
        return Ok(already_made(&earlier));
    }
    let added = teams::found(&mut tx, &outline).await?;
    form.once.made(&mut tx, who.person.id, "/admin/teams").await?;
    note(&mut tx, who.person.id, ActVerb::Add, ActThing::Team, who.person.id, who.shell.now).await?;
    tx.commit().await?;
    let words = match added {
        0 => "These teams are there already.".to_owned(),
        1 => "1 team is added.".to_owned(),
        added => format!("{added} teams are added."),
    };
    Ok(done("/admin/teams", &words))
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TeamForm {
    name: String,
    department: String,
}

pub async fn change(
    Admin(who): Admin,
    State(app): State<App>,
    Path(team): Path<TeamId>,
    Form(form): Form<TeamForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let name = problems.line("name", &form.name, 1..=80, "Enter a name for the team.");
    let department = form.department.parse::<DepartmentId>().map_err(|_| Error::NotFound)?;
    if problems.is_empty() {
        let mut tx = app.db.begin().await?;
        match teams::change(&mut tx, team, &name, department).await {
            Err(Error::Refused(taken)) => problems.add("name", taken),
            changed => {
                changed?;
                note(&mut tx, who.person.id, ActVerb::Edit, ActThing::Team, team, who.shell.now).await?;
                tx.commit().await?;
                return Ok(done("/admin/teams", "The team is saved."));
            }
        }
    }
    let renamed = RenamedTeam { team, name: form.name };
    let page = TeamsPage::renaming(&app, who.shell, renamed, problems).await?;
    Ok((AGAIN, page).into_response())
}

pub async fn close(Admin(who): Admin, State(app): State<App>, Path(team): Path<TeamId>) -> Result<Response> {
    let mut tx = app.db.begin().await?;
    teams::close(&mut tx, team, who.shell.now).await?;
    note(&mut tx, who.person.id, ActVerb::Close, ActThing::Team, team, who.shell.now).await?;
    tx.commit().await?;
    Ok(done(
        "/admin/teams",
        "The team is archived. Its people can choose another team. To open it again, add it under the same name.",
    ))
}
