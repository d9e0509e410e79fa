use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::actions::{CommunityForm, PauseForm};
use super::queries::{self, ArchivedShown, Brief, Community, CommunityFilter};
use super::{Organising, SeenCommunity};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Page, Pages, Problems, Shell, encoded, when};

const A_PAGE: i64 = 20;

#[derive(Template, WebTemplate)]
#[template(path = "communities/index.html")]
pub struct IndexPage {
    shell: Shell,
    search: CommunitiesQuery,
    communities: Vec<Brief>,
    pages: Pages,
    tags: Vec<String>,
}

/// What was asked of the directory, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct CommunitiesQuery {
    pub q: String,
    pub tag: String,
    pub show: CommunitiesShown,
}

/// Which communities are listed.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum CommunitiesShown {
    #[default]
    Active,
    ToLearn,
    Archived,
}

impl From<String> for CommunitiesShown {
    fn from(asked: String) -> Self {
        match asked.as_str() {
            "learn" => Self::ToLearn,
            "archived" => Self::Archived,
            _ => Self::Active,
        }
    }
}

impl CommunitiesShown {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "",
            Self::ToLearn => "learn",
            Self::Archived => "archived",
        }
    }
}

impl CommunitiesQuery {
    /// For links to the other pages of the same search.
    fn query(&self) -> String {
        format!("q={}&tag={}&show={}&", encoded(&self.q), encoded(&self.tag), self.show.as_str())
    }

    fn asks_for_something(&self) -> bool {
        !self.q.is_empty() || !self.tag.is_empty() || self.show != CommunitiesShown::Active
    }
}

pub async fn index(
    who: SignedIn,
    State(app): State<App>,
    Query(asked): Query<CommunitiesQuery>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    let search = CommunityFilter {
        words: asked.q.trim(),
        tag: &asked.tag,
        mine_to_learn: asked.show == CommunitiesShown::ToLearn,
        archived: match asked.show {
            CommunitiesShown::Archived => ArchivedShown::Only,
            CommunitiesShown::Active if !asked.q.trim().is_empty() => ArchivedShown::Last,
            _ => ArchivedShown::Never,
        },
        rows: page.rows(A_PAGE),
    };
    let found = queries::directory(&app.db, who.person.id, &search, who.shell.now).await?;
    let tags = queries::common_tags(&app.db, who.person.id).await?;
    let (communities, pages) = page.cut(found, A_PAGE);
    Ok(IndexPage { shell: who.shell, search: asked, communities, pages, tags })
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/new.html")]
pub struct NewPage {
    pub shell: Shell,
    pub form: CommunityForm,
    pub problems: Problems,
    pub zones: Vec<String>,
    /// The slug its emblem is drawn from, when it is shown as people will see it.
    pub preview: Option<String>,
}

pub async fn new(who: SignedIn) -> NewPage {
    let form = CommunityForm::blank(&who.person.zone);
    NewPage { shell: who.shell, form, problems: Problems::default(), zones: when::zones(), preview: None }
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/edit.html")]
pub struct EditPage {
    pub shell: Shell,
    pub community: Community,
    pub form: CommunityForm,
    pub problems: Problems,
    pub zones: Vec<String>,
    /// The form of a pause, on the same page.
    pub pause: PauseForm,
}

impl EditPage {
    /// The page as it is opened.
    pub fn of(seen: SeenCommunity) -> Self {
        let SeenCommunity { shell, community, .. } = seen;
        Self {
            shell,
            form: CommunityForm::of(&community).shown(),
            community,
            problems: Problems::default(),
            zones: when::zones(),
            pause: PauseForm::default(),
        }
    }
}

pub async fn edit(Organising(seen): Organising) -> EditPage {
    EditPage::of(seen)
}
