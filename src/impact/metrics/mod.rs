//! The dictionary of metrics (domain.md 5.2). Each is defined once: its name, what it counts, from how many, how it is
//! worked out, and who may see it. Page, CSV, JSON, print and snapshots read what the report's job worked out from it.

mod contributions;
mod departments;
pub mod dictionary;
mod facts;
mod measure;
mod pages;
mod queries;
mod sheet;
mod told;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub use contributions::Contribution;
pub use facts::{MetricFacts, load, pulses};
pub use queries::{GivenBy, contributions};
pub use sheet::{MetricRow, MetricSheet};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/impact/metrics", get(pages::of_all))
        .route("/impact/metrics/{metric}", get(pages::one_of_all))
        .route("/communities/{slug}/impact/metrics", get(pages::of_community))
        .route("/communities/{slug}/impact/metrics/{metric}", get(pages::one_of_community))
}
