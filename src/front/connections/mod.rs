//! My connections: who a person had chances to meet, inside their team and across teams. It is worked out when they
//! open it, kept nowhere, and shown to nobody else. Turned off, nothing is worked out at all.

mod actions;
mod pages;
mod queries;
mod rings;
mod rules;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new().route("/me/connections", get(pages::show).post(actions::switch))
}
