use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use serde::Deserialize;

use super::queries::{self, CommonTopic, DirectoryEntry, PeopleFilter, TeamOption};
use crate::organisation::logins::SignedIn;
use crate::organisation::people::InterestKind;
use crate::organisation::people::offers::rules::SHOWN_FOR;
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::TeamId;
use crate::platform::web::{Page, Pages, Shell, encoded};

const A_PAGE: i64 = 24;

#[derive(Template, WebTemplate)]
#[template(path = "learning/directory/index.html")]
pub struct IndexPage {
    shell: Shell,
    asked: PeopleQuery,
    people: Vec<DirectoryEntry>,
    pages: Pages,
    teams: Vec<TeamOption>,
    known: Vec<CommonTopic>,
    wanted: Vec<CommonTopic>,
}

/// What was asked of the directory, as typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PeopleQuery {
    pub q: String,
    pub team: String,
    pub knows: String,
    pub wants: String,
}

impl PeopleQuery {
    /// PostgreSQL keeps no text with a zero byte.
    fn tidied(self) -> Self {
        let tidy = |text: String| text.replace(char::from(0), " ").trim().chars().take(100).collect();
        Self { q: tidy(self.q), team: self.team, knows: tidy(self.knows), wants: tidy(self.wants) }
    }

    /// For links to the other pages of the same list.
    fn query(&self) -> String {
        let [q, team, knows, wants] =
            [&self.q, &self.team, &self.knows, &self.wants].map(|text| encoded(text));
        format!("q={q}&team={team}&knows={knows}&wants={wants}&")
    }

    fn asks_for_something(&self) -> bool {
        [&self.q, &self.team, &self.knows, &self.wants].iter().any(|text| !text.is_empty())
    }

    /// One topic at a time: what people know goes first.
    fn topic(&self) -> Option<(InterestKind, &str)> {
        if !self.knows.is_empty() {
            Some((InterestKind::Knows, &self.knows))
        } else if self.wants.is_empty() {
            None
        } else {
            Some((InterestKind::Wants, &self.wants))
        }
    }
}

pub async fn index(
    who: SignedIn,
    State(app): State<App>,
    Query(asked): Query<PeopleQuery>,
    Query(page): Query<Page>,
) -> Result<IndexPage> {
    let SignedIn { person, shell, .. } = who;
    let asked = asked.tidied();
    let filter = PeopleFilter {
        words: &asked.q,
        team: asked.team.parse::<TeamId>().ok(),
        topic: asked.topic(),
        rows: page.rows(A_PAGE),
    };
    let found = queries::found(&app.db, person.id, &filter).await?;
    let (found, pages) = page.cut(found, A_PAGE);
    let people = queries::entries(&app.db, person.id, &found, shell.now - SHOWN_FOR).await?;
    let teams = queries::team_options(&app.db).await?;
    let (known, wanted) = queries::common_topics(&app.db)
        .await?
        .into_iter()
        .partition(|common| common.kind == InterestKind::Knows);
    Ok(IndexPage { shell, asked, people, pages, teams, known, wanted })
}
