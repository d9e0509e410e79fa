use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Query, State};
use serde::Deserialize;

use crate::communities::{Community, Organising, SeenCommunity};
use crate::learning::coffee::{self, CoffeePreview, CoffeeProgramme, CoffeeRound};
use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::web::Shell;

#[derive(Template, WebTemplate)]
#[template(path = "learning/coffee/running.html")]
pub struct ShowPage {
    shell: Shell,
    community: Community,
    programme: Option<CoffeeProgramme>,
    rounds: Vec<CoffeeRound>,
    /// Asked for with a click: it works the whole round out.
    preview: Option<CoffeePreview>,
}

/// Whether the round that asks is to be worked out.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct PreviewQuery {
    pub preview: String,
}

pub async fn show(
    Organising(seen): Organising,
    State(app): State<App>,
    Query(asked): Query<PreviewQuery>,
) -> Result<ShowPage> {
    let SeenCommunity { shell, community, .. } = seen;
    let programme = coffee::programme(&app.db, Some(community.id)).await?;
    let mut page = ShowPage { shell, community, programme, rounds: Vec::new(), preview: None };
    if let Some(programme) = &page.programme {
        page.rounds = coffee::rounds(&app.db, programme.id).await?;
        if !asked.preview.is_empty() {
            page.preview = coffee::preview(&app, programme.id).await?;
        }
    }
    Ok(page)
}

impl ShowPage {
    fn action(&self) -> String {
        format!("{}/coffee", self.community.path())
    }

    fn is_asking(&self) -> bool {
        self.rounds.first().is_some_and(CoffeeRound::is_asking)
    }
}
