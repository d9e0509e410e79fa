//! Impact: what leaders see, and organisers of their own community. Figures tied to people's own words, each with what it
//! counts, over which days and from how many. Leaders read rounded numbers of teams, never of people, and fewer than five
//! are never shown; money only as an administrator’s sourced range, and no ranking.

pub extern crate self as impact;
pub use guildhall_communities as communities;
pub use guildhall_guide as guide;
pub use guildhall_learning as learning;
pub use guildhall_notices as notices;
pub use guildhall_organisation as organisation;
pub use guildhall_platform as platform;
pub use guildhall_sessions as sessions;

pub mod audience;
mod chart;
mod contacts;
mod csv;
mod evidence;
mod figures;
mod glance;
pub mod jobs;
mod json;
mod load;
mod metrics;
pub mod monthly;
mod notes;
mod pages;
mod period;
mod queries;
mod reach;
mod remembered;
mod report;
pub mod snapshots;
mod stages;
mod statements;
mod stored;
mod strips;
mod suppression;
mod tally;
mod trend;
mod usual;
pub mod value;
mod visits;
mod words;
mod worth;
mod pictures;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub use glance::{ImpactGlance, glance};
pub use period::ReportQuery;
pub use pictures::quotes_to_take;
pub use suppression::{Cell, Count, FEWEST, hide};
pub use usual::reading as usual_reading;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/impact", get(pages::show))
        .route("/impact.csv", get(pages::table))
        .route("/impact.json", get(pages::data))
        .route("/communities/{slug}/impact", get(pages::of_community))
        .route("/impact/pictures", get(pictures::pages::index))
        .route("/impact/pictures/{picture}", get(pictures::pages::file))
        .merge(audience::routes())
        .merge(metrics::routes())
        .merge(value::routes())
        .merge(snapshots::routes())
}
