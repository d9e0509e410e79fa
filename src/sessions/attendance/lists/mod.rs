//! Lists of meeting tools: anyone who was in the meeting is on them. They are read, and matched with people who have an
//! account, and what will happen is shown row by row before anything is written.

mod actions;
#[cfg(test)]
mod folder;
mod matching;
mod names;
mod pages;
mod queries;
mod reading;
mod unsettled;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

use crate::platform::app::App;

pub use queries::{settle, unsettled, unsettled_row};
pub use unsettled::UnsettledAttendee;

/// Read as it comes, and kept up to the size of a list only: anyone who chose a film by mistake is told so.
const LARGEST_UPLOAD: usize = 64 * 1024 * 1024;
/// What the preview of the longest list sends back, two thousand rows with every letter of their names escaped.
const LARGEST_PREVIEW: usize = 16 * 1024 * 1024;

pub fn routes() -> Router<App> {
    Router::new()
        .route(
            "/events/{event}/attendance/list",
            get(pages::new).post(actions::try_out).layer(DefaultBodyLimit::max(LARGEST_UPLOAD)),
        )
        .route(
            "/events/{event}/attendance/list/recording",
            post(actions::record).layer(DefaultBodyLimit::max(LARGEST_PREVIEW)),
        )
        .route("/events/{event}/attendance/unsettled/{row}/leaving-out", post(unsettled::leave_out))
}
