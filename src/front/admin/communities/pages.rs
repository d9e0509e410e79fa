use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use crate::guide::transformation::successors::{self, OrphanedCommunity};
use crate::organisation::logins::Admin;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::CommunityId;
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "front/admin/communities.html")]
pub struct CommunitiesPage {
    shell: Shell,
    communities: Vec<OrphanedCommunity>,
    /// What was typed for which of them, if something is wrong with it.
    typed: Option<(CommunityId, String)>,
    problems: Problems,
}

impl CommunitiesPage {
    pub async fn of(
        app: &App,
        shell: Shell,
        typed: Option<(CommunityId, String)>,
        problems: Problems,
    ) -> Result<Self> {
        let communities = successors::orphaned(&app.db).await?;
        Ok(Self { shell, communities, typed, problems })
    }

    fn typed_for(&self, community: &OrphanedCommunity) -> &str {
        self.typed.as_ref().filter(|(id, _)| *id == community.id).map_or("", |(_, typed)| typed)
    }

    fn problem_of(&self, community: &OrphanedCommunity) -> &str {
        let is_it = self.typed.as_ref().is_some_and(|(id, _)| *id == community.id);
        if is_it { self.problems.of("email") } else { "" }
    }
}

pub async fn index(Admin(who): Admin, State(app): State<App>) -> Result<CommunitiesPage> {
    CommunitiesPage::of(&app, who.shell, None, Problems::default()).await
}
