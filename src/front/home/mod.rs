//! The start page: what is next for me, what needs me, my communities and someone to meet. And the page of sources.

mod pages;
mod queries;
mod to_do;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new().route("/", get(pages::index)).route("/sources", get(pages::sources))
}
