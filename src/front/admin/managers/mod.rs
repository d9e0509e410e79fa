//! Who someone reports to, as far as an administrator says so. It keeps managers and their people apart in coffee
//! rounds, and nothing else reads it.

mod actions;
mod pages;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new().route("/admin/people/{person}/manager", get(pages::edit).post(actions::change))
}
