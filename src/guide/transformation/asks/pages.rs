use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::MoveAnswer;
use super::queries::{self, MoveAsk};
use crate::communities::{Community, SeenCommunity};
use crate::guide::transformation::moving::{self, HeldPlace};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::web::{Problems, Shell};

#[derive(Template, WebTemplate)]
#[template(path = "guide/transformation/going.html")]
pub struct GoingPage {
    shell: Shell,
    community: Community,
    ask: MoveAsk,
    /// What they hold at sessions that moved.
    held: Vec<HeldPlace>,
    problems: Problems,
}

impl GoingPage {
    fn to_path(&self) -> String {
        format!("/communities/{}", self.ask.to_slug)
    }

    fn answered(&self) -> Option<&'static str> {
        Some(match self.ask.answer? {
            MoveAnswer::Moves => "You came along.",
            MoveAnswer::Both => "You are in both.",
            MoveAnswer::Stays => "You stayed where you were.",
        })
    }
}

/// A question to a person who is asked; for anyone else there is none.
pub async fn show(seen: SeenCommunity, State(app): State<App>) -> Result<GoingPage> {
    page(&app, seen, Problems::default()).await
}

pub async fn page(app: &App, seen: SeenCommunity, problems: Problems) -> Result<GoingPage> {
    let SeenCommunity { person, shell, community } = seen;
    let ask = queries::of_person(&app.db, community.id, person.id).await?.ok_or(Error::NotFound)?;
    let held = moving::held_by(&app.db, ask.transformation_id, person.id, shell.now).await?;
    Ok(GoingPage { shell, community, ask, held, problems })
}
