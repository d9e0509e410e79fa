use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use sqlx::PgPool;

use super::queries::{self, Member};
use crate::communities::{Belonging, Community, SeenCommunity};
use crate::notices;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Page, Pages, Problems, Rows, Shell};

const A_PAGE: i64 = 60;

#[derive(Template, WebTemplate)]
#[template(path = "communities/members/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    members: Vec<Member>,
    waiting: Vec<Member>,
    pages: Pages,
    of_all: i64,
}

pub async fn index(
    seen: SeenCommunity,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let members = queries::page(&app.db, community.id, false, page.rows(A_PAGE)).await?;
    let waiting = if community.organiser {
        queries::page(&app.db, community.id, true, Rows::first(200)).await?
    } else {
        Vec::new()
    };
    let of_all = members.first().map_or(0, |member| member.of_all);
    let (members, pages) = page.cut(members, A_PAGE);
    Ok(IndexPage { shell, community, members, waiting, pages, of_all })
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
