//! The departments and teams that people can choose from, with how many people each has.

mod actions;
mod pages;

use axum::Router;
use axum::routing::{get, post};

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/teams", get(pages::index).post(actions::add))
        .route("/admin/teams/{team}", post(actions::change))
        .route("/admin/teams/{team}/closing", get(pages::closing).post(actions::close))
}
