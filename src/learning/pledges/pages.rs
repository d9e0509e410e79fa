use std::collections::HashMap;

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::form::PledgeForm;
use super::heard;
use super::queries::{self, DepartmentPledge, EarlierPledge};
use super::who::{PledgesFor, Pledging, SeenDepartment};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::DepartmentId;
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "learning/pledges/index.html")]
pub struct IndexPage {
    shell: Shell,
    departments: Vec<DepartmentPledge>,
    heard: HashMap<DepartmentId, String>,
    pledges_for: PledgesFor,
    /// The reader's own, which comes first.
    own: Option<DepartmentId>,
}

impl IndexPage {
    fn heard_in(&self, department: &DepartmentId) -> &str {
        self.heard.get(department).map_or(heard::NOT_ASKED, String::as_str)
    }

    fn is_own(&self, department: &DepartmentId) -> bool {
        self.own == Some(*department)
    }

    fn may_pledge(&self, department: &DepartmentId) -> bool {
        self.pledges_for.includes(*department)
    }
}

pub async fn index(who: SignedIn, State(app): State<App>) -> Result<IndexPage> {
    let mut departments = queries::all(&app.db).await?;
    let own = match who.person.team_id {
        Some(team) => queries::department_of(&app.db, team).await?,
        None => None,
    };
    departments.sort_by_key(|one| own != Some(one.department_id));
    let pledges_for = PledgesFor::of(&app.db, &who.person).await?;
    let heard = heard::room_made(&app.db, who.shell.now).await?;
    Ok(IndexPage { shell: who.shell, departments, heard, pledges_for, own })
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/pledges/show.html")]
pub struct ShowPage {
    shell: Shell,
    pledge: DepartmentPledge,
    earlier: Vec<EarlierPledge>,
    heard: HashMap<DepartmentId, String>,
    may_pledge: bool,
}

impl ShowPage {
    fn heard_here(&self) -> &str {
        self.heard.get(&self.pledge.department_id).map_or(heard::NOT_ASKED, String::as_str)
    }
}

pub async fn show(seen: SeenDepartment, State(app): State<App>) -> Result<ShowPage> {
    let SeenDepartment { shell, pledge, may_pledge, .. } = seen;
    let earlier = queries::earlier(&app.db, pledge.department_id).await?;
    let heard = heard::room_made(&app.db, shell.now).await?;
    Ok(ShowPage { shell, pledge, earlier, heard, may_pledge })
}

#[derive(Template, WebTemplate)]
#[template(path = "learning/pledges/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub pledge: DepartmentPledge,
    pub form: PledgeForm,
    pub problems: Problems,
}

pub async fn edit(Pledging(seen): Pledging) -> EditPage {
    let SeenDepartment { shell, pledge, .. } = seen;
    let form = pledge.label().map(PledgeForm::of).unwrap_or_default();
    EditPage { shell, pledge, form, problems: Problems::default() }
}
