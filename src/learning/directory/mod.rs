//! The directory of people: who knows about what, who wants to learn it, and what one may ask them. Everyone chooses who
//! sees each of these, and anyone who is gone is gone from here at once.

pub mod jobs;
mod pages;
mod queries;

use axum::Router;
use axum::routing::get;
use sqlx::PgConnection;

use crate::platform::app::App;
use crate::platform::error::Result;

pub fn routes() -> Router<App> {
    Router::new().route("/people", get(pages::index))
}

/// Counts how many people know about each topic or want to learn it, of those who say so to everyone.
pub async fn count_topics(db: &mut PgConnection) -> Result<()> {
    queries::take_turns(&mut *db).await?;
    queries::forget_counts(&mut *db).await?;
    Ok(queries::count(db).await?)
}
