//! The organisation's coffee rounds and its days off, for administrators.

mod actions;
mod pages;

use axum::Router;
use axum::routing::{get, post};

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/admin/coffee", get(pages::show).post(actions::change))
        .route("/admin/coffee/end", post(actions::end))
        .route("/admin/coffee/match", post(actions::match_now))
        .route("/admin/coffee/days-off", post(actions::keep_day_off))
        .route("/admin/coffee/days-off/removal", post(actions::forget_day_off))
}
