//! Communities that nobody with an account runs, for administrators, who may offer them to someone. Of private ones they read the
//! name alone.

mod actions;
mod pages;

use axum::Router;
use axum::routing::{get, post};

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/communities", get(pages::index))
        .route("/admin/communities/{community}/organiser", post(actions::offer))
}
