//! A session's page: what it is, who is going, and afterwards what came of it.

mod pages;
mod queries;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new().route("/events/{event}", get(pages::show))
}
