//! Impact: what leaders see, and organisers of their own community. Figures tied to people's own words, each with what it
//! counts, over which days and from how many. Leaders read rounded numbers of teams, never of people, and fewer than five
//! are never shown; money only as an administrator’s sourced range, and no ranking.

mod chart;
mod csv;
mod evidence;
mod figures;
mod glance;
mod groups;
pub mod jobs;
mod json;
mod load;
mod metrics;
pub mod monthly;
mod network;
mod pages;
mod period;
mod queries;
mod report;
mod rings;
pub mod snapshots;
mod statements;
mod stored;
mod strips;
mod suppression;
mod tally;
pub mod value;
mod words;
mod worth;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub use glance::{ImpactGlance, glance};
pub use period::of_leaders;
pub use suppression::{Cell, Count, FEWEST, hide};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/impact", get(pages::show))
        .route("/impact.csv", get(pages::table))
        .route("/impact.json", get(pages::data))
        .route("/communities/{slug}/impact", get(pages::of_community))
        .merge(metrics::routes())
        .merge(value::routes())
        .merge(snapshots::routes())
}
