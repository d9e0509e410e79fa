use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use crate::organisation::logins::Admin;
use crate::organisation::teams::{self, Department, Team};
use crate::platform::app::App;
use crate::platform::error::Result;
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
        })
    }

    fn people(&self, team: &Team) -> i64 {
        self.people.get(&team.id).copied().unwrap_or_default()
    }
}

pub async fn index(Admin(who): Admin, State(app): State<App>) -> Result<TeamsPage> {
    TeamsPage::load(&app, who.shell, String::new(), Problems::default()).await
}
