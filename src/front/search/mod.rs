//! Search: one box over people, topics, communities, sessions and stories. It forgives a typo, and finds nothing that
//! its reader could not open: every part of the query goes through the predicate that the pages themselves use.

mod pages;
mod queries;
mod rules;
mod states;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub use states::SearchKind;

pub fn routes() -> Router<App> {
    Router::new().route("/search", get(pages::index)).route("/search/suggestions", get(pages::suggestions))
}
