use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use serde::Deserialize;
use sqlx::PgPool;

use super::queries::{self, HelpGiven, SupportRequest};
use crate::communities::{Community, Organising, SeenCommunity};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::{Problems, Shell};

/// What communities ask for most: a sentence to begin with.
pub const TO_BEGIN_WITH: [(&str, &str); 5] = [
    ("Time for members", "An hour every two weeks for each member, agreed with their team leads."),
    ("A room or a budget", "A room for 20 people every other Thursday, and a small budget for materials."),
    ("A sponsor who drops in", "A sponsor who opens one session a quarter, for ten minutes."),
    ("A mention in a town hall", "Two minutes in the next town hall to say what we do and how to join."),
    ("Teams to invite", "An introduction to two teams that should be part of this and are not yet."),
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct BeginWith {
    /// Which sentence of the list the form begins with.
    begin: usize,
}

#[derive(Template, WebTemplate)]
#[template(path = "communities/support/show.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    request: Option<SupportRequest>,
    given: Vec<HelpGiven>,
    words: String,
    thanks: String,
    problems: Problems,
}

/// What is typed into the page's two forms.
#[derive(Default)]
pub struct SupportForms {
    pub words: Option<String>,
    pub thanks: String,
}

impl ShowPage {
    pub async fn new(
        db: &PgPool,
        seen: SeenCommunity,
        typed: SupportForms,
        problems: Problems,
    ) -> Result<Self> {
        let SeenCommunity { shell, community, .. } = seen;
        let request = queries::open(db, community.id).await?;
        let given = queries::given(db, community.id).await?;
        let words =
            typed.words.or_else(|| request.as_ref().map(|request| request.words.clone())).unwrap_or_default();
        Ok(Self { shell, community, request, given, words, thanks: typed.thanks, problems })
    }

    /// The sentences to begin with, each with its number.
    #[expect(clippy::unused_self, reason = "templates call methods")]
    fn to_begin_with(&self) -> impl Iterator<Item = (usize, &'static str, &'static str)> {
        (1..).zip(TO_BEGIN_WITH).map(|(number, (title, words))| (number, title, words))
    }
}

pub async fn show(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(BeginWith { begin }): Query<BeginWith>,
) -> Result<ShowPage> {
    let words = begin.checked_sub(1).and_then(|place| TO_BEGIN_WITH.get(place));
    let typed =
        SupportForms { words: words.map(|(_, words)| (*words).to_owned()), ..SupportForms::default() };
    ShowPage::new(&app.db, seen, typed, Problems::default()).await
}
