use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use crate::organisation::logins::Admin;
use crate::organisation::teams::{self, Department, Team};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::TeamId;
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/teams/index.html")]
pub struct TeamsPage {
    shell: Shell,
    teams: Vec<Team>,
    people: HashMap<TeamId, i64>,
    departments: Vec<Department>,
    typed: String,
    problems: Problems,
    /// A team whose new name could not be saved.
    renamed: Option<RenamedTeam>,
}

/// A team with its name as typed.
pub struct RenamedTeam {
    pub team: TeamId,
    pub name: String,
}

impl TeamsPage {
    pub async fn load(app: &App, shell: Shell, typed: String, problems: Problems) -> Result<Self> {
        Ok(Self {
            shell,
            teams: teams::all(&app.db).await?,
            people: teams::people_in_each(&app.db).await?,
            departments: teams::departments(&app.db).await?,
            typed,
            problems,
            renamed: None,
        })
    }

    /// With the name that was typed for a team, and what is wrong with it.
    pub async fn renaming(app: &App, shell: Shell, renamed: RenamedTeam, problems: Problems) -> Result<Self> {
        let page = Self::load(app, shell, String::new(), problems).await?;
        Ok(Self { renamed: Some(renamed), ..page })
    }

    fn typed_for(&self, team: &Team) -> Option<&str> {
        self.renamed.as_ref().filter(|renamed| renamed.team == team.id).map(|renamed| renamed.name.as_str())
    }

    fn people(&self, team: &Team) -> i64 {
        self.people.get(&team.id).copied().unwrap_or_default()
    }
}

pub async fn index(Admin(who): Admin, State(app): State<App>) -> Result<TeamsPage> {
    TeamsPage::load(&app, who.shell, String::new(), Problems::default()).await
}

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/teams/closing.html")]
pub struct ClosingPage {
    shell: Shell,
    team: Team,
    people: i64,
}

/// Asks first, and says how many people are without a team then.
pub async fn closing(
    Admin(who): Admin,
    State(app): State<App>,
    Path(team): Path<TeamId>,
) -> Result<ClosingPage> {
    let all = teams::all(&app.db).await?;
    let team = all.into_iter().find(|one| one.id == team).ok_or(Error::NotFound)?;
    let people = teams::people_in_each(&app.db).await?.get(&team.id).copied().unwrap_or_default();
    Ok(ClosingPage { shell: who.shell, team, people })
}
