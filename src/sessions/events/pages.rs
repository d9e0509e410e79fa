use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};

use super::queries::{self, Card, Event};
use super::{Hosting, Invited};
use crate::communities::{Community, Seen};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Page, Pages, Problems, Shell};

const A_PAGE: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "sessions/events/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    to_come: Vec<Card>,
    past: Vec<Card>,
    pages: Pages,
}

pub async fn index(seen: Seen, State(app): State<App>, Query(page): Query<Page>) -> Result<IndexPage> {
    let Seen { person, shell, community } = seen;
    let to_come =
        queries::of_community(&app.db, community.id, person.id, (true, shell.now), (100, 0)).await?;
    let rows = (A_PAGE + 1, page.offset(A_PAGE));
    let past = queries::of_community(&app.db, community.id, person.id, (false, shell.now), rows).await?;
    let (past, pages) = page.cut(past, A_PAGE);
    Ok(IndexPage { shell, community, to_come, past, pages })
}

#[derive(Template, WebTemplate)]
#[template(path = "sessions/events/recap.html")]
pub struct RecapPage {
    pub shell: Shell,
    pub event: Event,
    pub form: super::actions::Recap,
    pub problems: Problems,
}

pub async fn recap(Hosting(invited): Hosting) -> RecapPage {
    let Invited { shell, event, .. } = invited;
    let form =
        super::actions::Recap { recap: event.recap.clone(), recording_url: event.recording_url.clone() };
    RecapPage { shell, event, form, problems: Problems::default() }
}
