use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;
use serde::Deserialize;
use sqlx::PgPool;

use super::queries::{self, Topic};
use crate::communities::{Community, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::once::FormToken;
use crate::platform::web::{Problems, Shell};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TopicForm {
    pub title: String,
    pub details: String,
    pub once: FormToken,
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/topics/index.html")]
pub struct IndexPage {
    shell: Shell,
    community: Community,
    open: Vec<Topic>,
    planned: Vec<Topic>,
    met: Vec<Topic>,
    form: TopicForm,
    problems: Problems,
}

impl IndexPage {
    pub async fn new(db: &PgPool, seen: SeenCommunity, form: TopicForm, problems: Problems) -> Result<Self> {
        let SeenCommunity { person, shell, community } = seen;
        let topics = queries::of_community(db, community.id, person.id).await?;
        let (open, chosen): (Vec<_>, Vec<_>) = topics.into_iter().partition(Topic::is_open);
        let (met, planned) = chosen
            .into_iter()
            .partition(|topic| topic.is_announced && topic.event_at.is_some_and(|at| at <= shell.now));
        Ok(Self { shell, community, open, planned, met, form, problems })
    }
}

pub async fn index(seen: SeenCommunity, State(app): State<App>) -> Result<IndexPage> {
    IndexPage::new(&app.db, seen, TopicForm::default(), Problems::default()).await
}
