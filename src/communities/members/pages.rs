use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use sqlx::PgPool;

use super::queries::{self, InvitedAddress, Member};
use crate::communities::{Belonging, Community, SeenCommunity};
use crate::notices;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{NameQuery, Page, Pages, Problems, Rows, Shell};

const A_PAGE: i64 = 60;
/// Requests, and invitations, that are shown; the rest follow as these are answered.
const MOST_WAITING: i64 = 30;

#[derive(Template, WebTemplate)]
#[template(path = "communities/members/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    asked: NameQuery,
    members: Vec<Member>,
    waiting: Vec<Member>,
    /// Addresses that were invited, whether someone here has them or not.
    invited: Vec<InvitedAddress>,
    pages: Pages,
    /// What an organiser could write to someone.
    message: String,
}

impl IndexPage {
    /// How many were found; none is said where the page shows nobody.
    fn of_all(&self) -> Option<i64> {
        self.members.first().map(|member| member.of_all)
    }

    fn more_waiting(&self) -> i64 {
        let of_all = self.waiting.first().map_or(0, |member| member.of_all);
        of_all - i64::try_from(self.waiting.len()).unwrap_or(0)
    }

    fn more_invited(&self) -> i64 {
        let of_all = self.invited.first().map_or(0, |invited| invited.of_all);
        of_all - i64::try_from(self.invited.len()).unwrap_or(0)
    }

    /// Looking for a name is worth it once there is more than a page.
    fn is_long(&self) -> bool {
        !self.asked.name.is_empty() || self.of_all().is_some_and(|all| all > A_PAGE)
    }
}

pub async fn index(
    seen: SeenCommunity,
    State(app): State<App>,
    Query(page): Query<Page>,
    Query(asked): Query<NameQuery>,
) -> Result<IndexPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let name = asked.name.trim();
    let members = queries::page(&app.db, community.id, false, name, page.rows(A_PAGE)).await?;
    let (waiting, invited) = if community.organiser {
        (
            queries::page(&app.db, community.id, true, "", Rows::first(MOST_WAITING)).await?,
            queries::invited(&app.db, community.id, Rows::first(MOST_WAITING)).await?,
        )
    } else {
        (Vec::new(), Vec::new())
    };
    let (members, pages) = page.cut(members, A_PAGE);
    let message = community.invitation_message(&app.config.base_url());
    Ok(IndexPage { shell, community, asked, members, waiting, invited, pages, message })
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/members/notices.html")]
pub struct NoticesPage {
    shell: Shell,
    community: Community,
    rows: Vec<notices::NoticeRow>,
    /// Why they joined, as others read it.
    why: String,
    problems: Problems,
}

impl NoticesPage {
    pub async fn new(db: &PgPool, seen: SeenCommunity, why: String, problems: Problems) -> Result<Self> {
        let SeenCommunity { person, shell, community } = seen;
        let rows = notices::rows_for(db, person.id, community.id).await?;
        Ok(Self { shell, community, rows, why, problems })
    }
}

/// What a member is told of this community, where that differs from their other communities.
pub async fn notices(Belonging(seen): Belonging, State(app): State<App>) -> Result<NoticesPage> {
    let why = seen.community.why.clone();
    NoticesPage::new(&app.db, seen, why, Problems::default()).await
}
