//! The canvas: a community on one sheet of paper. Most of it is what the community's pages say anyway; organisers add what
//! it gives members, what success looks like, and what it does not do.

mod actions;
mod pages;
mod queries;

use axum::Router;
use axum::routing::get;
use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::app::App;
use crate::platform::error::Result;
use crate::platform::ids::CommunityId;
use crate::platform::web::fingerprint;

/// Longer texts would not fit on the sheet.
const LONGEST: usize = 400;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}/canvas", get(pages::show))
        .route("/communities/{slug}/canvas/edit", get(pages::edit).post(actions::change))
}

/// What only the canvas says. Each may be empty.
#[derive(Default)]
pub struct CanvasWords {
    pub gives: String,
    pub success: String,
    pub not_ours: String,
}

impl CanvasWords {
    /// As one word: see [`fingerprint`].
    fn fingerprint(&self) -> String {
        fingerprint([&*self.gives, &*self.success, &*self.not_ours])
    }
}

/// Writes down what only the canvas says. Tells nobody.
pub async fn write(
    db: &mut PgConnection,
    community: CommunityId,
    words: &CanvasWords,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(queries::write(db, community, words, now).await?)
}
