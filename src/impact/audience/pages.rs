use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};

use super::WINDOW;
use super::queries::{self, OfferedTeam, Reached, UnmetTeam};
use crate::communities::{Community, Organising, SeenCommunity};
use crate::impact::suppression::{FEWEST, percent};
use crate::impact::words::{self, listed};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::DepartmentId;
use crate::platform::web::{Page, Pages, Shell};

const A_PAGE: i64 = 20;

/// A department and its open teams, for the form.
struct OfferedDepartment {
    id: DepartmentId,
    name: String,
    is_chosen: bool,
    teams: Vec<OfferedTeam>,
}

impl OfferedDepartment {
    /// Something in it is chosen.
    fn is_open(&self) -> bool {
        self.is_chosen || self.teams.iter().any(|team| team.is_chosen)
    }
}

#[derive(Template, WebTemplate)]
#[template(path = "impact/audience/show.html")]
pub struct ReachPage {
    shell: Shell,
    community: Community,
    departments: Vec<OfferedDepartment>,
    reached: Reached,
    unmet: Vec<UnmetTeam>,
    pages: Pages,
}

impl ReachPage {
    /// "Operations, Billing and Field"
    fn audience(&self) -> Option<String> {
        let chosen = self.departments.iter().flat_map(|department| {
            let whole = department.is_chosen.then_some(department.name.as_str());
            let teams = department.teams.iter().filter(|team| team.is_chosen && !department.is_chosen);
            whole.into_iter().chain(teams.map(|team| team.name.as_str()))
        });
        Some(listed(&chosen.collect::<Vec<_>>())).filter(|names| !names.is_empty())
    }

    /// What is known of how far it reaches, in a sentence.
    fn reading(&self) -> String {
        let Reached { is_said, audience, came, came_from_elsewhere } = &self.reached;
        let [audience, came, elsewhere] =
            [audience, came, came_from_elsewhere].map(|people| usize::try_from(*people).unwrap_or_default());
        // Of a handful of people a share would tell who did not come.
        if !is_said || audience < FEWEST {
            return format!("{} came to a session.", words::count(came + elsewhere, "person", "people"));
        }
        let (came, share) = (words::grouped(came), percent(came, audience));
        format!("{came} of the {} people it is for came to a session: {share}%.", words::grouped(audience))
    }
}

pub async fn show(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<ReachPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let from = shell.now - WINDOW;
    let offered = queries::offered(&app.db, community.id).await?;
    let reached = queries::reached(&app.db, community.id, from, shell.now).await?;
    let unmet = queries::unmet(&app.db, community.id, from, page.rows(A_PAGE)).await?;
    let (unmet, pages) = page.cut(unmet, A_PAGE);
    Ok(ReachPage { shell, community, departments: by_department(offered), reached, unmet, pages })
}

/// Teams come in the order of their departments.
fn by_department(offered: Vec<OfferedTeam>) -> Vec<OfferedDepartment> {
    let mut departments: Vec<OfferedDepartment> = Vec::new();
    for team in offered {
        match departments.last_mut() {
            Some(department) if department.id == team.department_id => department.teams.push(team),
            _ => departments.push(OfferedDepartment {
                id: team.department_id,
                name: team.department.clone(),
                is_chosen: team.department_is_chosen,
                teams: vec![team],
            }),
        }
    }
    departments
}
