use askama::Template;
use askama_web::WebTemplate;
use axum::extract::State;

use super::queries::{self, Listed};
use crate::app::App;
use crate::error::Result;
use crate::events::{Event, Hosting, Invited};
use crate::web::Shell;

#[derive(Template, WebTemplate)]
#[template(path = "attendance/edit.html")]
pub struct EditPage {
    shell: Shell,
    event: Event,
    expected: Vec<Listed>,
    others: Vec<Listed>,
    open: bool,
}

pub async fn edit(Hosting(invited): Hosting, State(app): State<App>) -> Result<EditPage> {
    let Invited { shell, event, .. } = invited;
    let listed = queries::tick_list(&app.db, event.id).await?;
    let open = super::actions::is_open(&event, shell.now);
    let (expected, others) = listed.into_iter().partition(Listed::expected);
    Ok(EditPage { shell, event, expected, others, open })
}
