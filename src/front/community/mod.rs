//! A community's page, which brings together all that goes on in it, and leaving it, which reaches as far.

mod actions;
mod pages;
mod queries;
mod who;

use axum::Router;
use axum::routing::{get, post};

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/communities/{slug}", get(pages::show))
        .route("/communities/{slug}/departure", post(actions::leave))
        .route("/communities/{slug}/members/{person}/removal", get(pages::removal).post(actions::remove))
}
