//! What people wrote in a closed pulse, on a page of its own, without any score.

use askama::Template;
use askama_web::WebTemplate;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sqlx::PgPool;

use super::PulseQuestion;
use super::queries::{self, Pulse, PulseComment};
use super::who::{ReadsPulse, SeenPulse};
use crate::organisation::acts::{self, Act, ActThing, ActVerb};
use crate::platform::app::App;
use crate::platform::error::{Error, Result};
use crate::platform::ids::{PulseCommentId, PulseId};
use crate::platform::web::{AGAIN, Form, Page, Pages, Problems, Shell, done};

const A_PAGE: i64 = 100;

#[derive(Template, WebTemplate)]
#[template(path = "learning/pulse/comments.html")]
pub struct CommentsPage {
    shell: Shell,
    pulse: Pulse,
    comments: Vec<PulseComment>,
    pages: Pages,
    problems: Problems,
    /// The comment that was to be taken out, with the reason as typed.
    typed: Option<(PulseCommentId, String)>,
}

impl CommentsPage {
    /// The reason typed for this comment, where something was wrong with it.
    fn typed_for(&self, comment: &PulseComment) -> Option<&str> {
        self.typed.as_ref().filter(|(of, _)| *of == comment.id).map(|(_, reason)| reason.as_str())
    }

    async fn load(db: &PgPool, seen: SeenPulse, page: Page) -> Result<Self> {
        let SeenPulse { shell, pulse, .. } = seen;
        let comments = queries::comments(db, pulse.id, page.rows(A_PAGE)).await?;
        let (comments, pages) = page.cut(comments, A_PAGE);
        Ok(Self { shell, pulse, comments, pages, problems: Problems::default(), typed: None })
    }
}

pub async fn index(
    ReadsPulse(seen): ReadsPulse,
    State(app): State<App>,
    Query(page): Query<Page>,
) -> Result<CommentsPage> {
    CommentsPage::load(&app.db, seen, page).await
}

#[derive(Deserialize)]
pub struct CommentPath {
    pulse: PulseId,
    comment: PulseCommentId,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TakeOutForm {
    reason: String,
}

/// Takes a comment's words out for good; the reason stays in their place.
pub async fn take_out(
    ReadsPulse(seen): ReadsPulse,
    State(app): State<App>,
    Path(CommentPath { pulse, comment }): Path<CommentPath>,
    Query(page): Query<Page>,
    Form(form): Form<TakeOutForm>,
) -> Result<Response> {
    let mut problems = Problems::default();
    let reason = problems.line("reason", &form.reason, 2..=200, "Enter a reason. It is shown in its place.");
    if !problems.is_empty() {
        let page = CommentsPage::load(&app.db, seen, page).await?;
        let typed = Some((comment, form.reason));
        return Ok((AGAIN, CommentsPage { problems, typed, ..page }).into_response());
    }
    let SeenPulse { person, shell, pulse: of } = seen;
    let mut tx = app.db.begin().await?;
    if queries::take_out(&mut tx, pulse, comment, &reason).await? == 0 {
        return Err(Error::NotFound);
    }
    let act =
        Act { community: of.community_id, ..Act::of(person.id, ActVerb::TakeOff, ActThing::Pulse, pulse) };
    acts::record(&mut tx, act, shell.now).await?;
    tx.commit().await?;
    Ok(done(&format!("/pulses/{pulse}/comments"), "The comment is taken out."))
}
