use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};

use super::queries::{self, ClaimedStory};
use crate::communities::{Community, Organising};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, StoryId};
use crate::platform::web::{Page, Pages, Problems, Shell};

const A_PAGE: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "learning/stories/review.html")]
pub struct ReviewPage {
    shell: Shell,
    community: Community,
    claimed: Vec<ClaimedStory>,
    pages: Pages,
    /// What was typed to the author of one of them, and what is wrong with it.
    typed: Option<(StoryId, String)>,
    problems: Problems,
}

impl ReviewPage {
    pub async fn load(
        app: &App,
        reader: PersonId,
        shell: Shell,
        community: Community,
        page: Page,
    ) -> Result<Self> {
        let claimed = queries::claimed(&app.db, community.id, reader, page.rows(A_PAGE)).await?;
        let (claimed, pages) = page.cut(claimed, A_PAGE);
        Ok(Self { shell, community, claimed, pages, typed: None, problems: Problems::default() })
    }

    #[must_use]
    pub fn with(self, story: StoryId, typed: String, problems: Problems) -> Self {
        Self { typed: Some((story, typed)), problems, ..self }
    }

    /// What was typed about this story.
    fn question(&self, story: &ClaimedStory) -> &str {
        self.typed.as_ref().filter(|(id, _)| *id == story.id).map_or("", |(_, typed)| typed)
    }

    fn has_problem(&self, story: &ClaimedStory) -> bool {
        self.typed.as_ref().is_some_and(|(id, _)| *id == story.id)
    }

    fn is_archived(&self) -> bool {
        self.community.is_archived()
    }
}

pub async fn review(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<ReviewPage> {
    ReviewPage::load(&app, seen.person.id, seen.shell, seen.community, page).await
}
