use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, State};

use super::queries::{self, ExportedStory, QuoteExport};
use crate::organisation::logins::SignedIn;
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::StoryId;
use crate::platform::web::Shell;

#[derive(Template, WebTemplate)]
#[template(path = "learning/stories/uses.html")]
pub struct UsesPage {
    shell: Shell,
    id: StoryId,
    story: ExportedStory,
    uses: Vec<QuoteExport>,
}

/// For the author alone, and also when the story is withdrawn: then above all they want to know.
pub async fn uses(who: SignedIn, State(app): State<App>, Path(story): Path<StoryId>) -> Result<UsesPage> {
    let SignedIn { person, shell, .. } = who;
    let told = queries::told(&app.db, story, person.id).await?.ok_or(Error::NotFound)?;
    let uses = queries::of_story(&app.db, story, person.id).await?;
    Ok(UsesPage { shell, id: story, story: told, uses })
}
