use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use crate::guide::transformation::successors::{self, OfferedOrganiser, OrphanedCommunity};
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
    offers: Vec<OfferedOrganiser>,
    /// What was typed for which of them, if something is wrong with it.
    typed: Option<TypedOffer>,
    problems: Problems,
}

/// The address that was typed for a community.
pub struct TypedOffer {
    pub community: CommunityId,
    pub email: String,
}

impl CommunitiesPage {
    pub async fn of(app: &App, shell: Shell, typed: Option<TypedOffer>, problems: Problems) -> Result<Self> {
        let communities = successors::orphaned(&app.db).await?;
        let ids: Vec<CommunityId> = communities.iter().map(|community| community.id).collect();
        let offers = successors::offers(&app.db, &ids).await?;
        Ok(Self { shell, communities, offers, typed, problems })
    }

    fn offers_of(&self, community: &OrphanedCommunity) -> Vec<&OfferedOrganiser> {
        self.offers.iter().filter(|offer| offer.community_id == community.id).collect()
    }

    fn typed_for(&self, community: &OrphanedCommunity) -> &str {
        self.typed.as_ref().filter(|typed| typed.community == community.id).map_or("", |typed| &typed.email)
    }

    fn problem_of(&self, community: &OrphanedCommunity) -> &str {
        let is_it = self.typed.as_ref().is_some_and(|typed| typed.community == community.id);
        if is_it { self.problems.of("email") } else { "" }
    }
}

pub async fn index(Admin(who): Admin, State(app): State<App>) -> Result<CommunitiesPage> {
    CommunitiesPage::of(&app, who.shell, None, Problems::default()).await
}
