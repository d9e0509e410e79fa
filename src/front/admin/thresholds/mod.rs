//! Thresholds: every number by which stages, tests and flags are judged, for administrators to change. A change is
//! previewed first, and applies from the next weekly evaluation on.

mod actions;
mod effects;
mod form;
mod pages;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new().route("/admin/thresholds", get(pages::edit).post(actions::change))
}
