//! Lists of meeting tools: anyone who was in the meeting is on them. They are read, and matched with people who have an
//! account, and what will happen is shown row by row before anything is written.

mod actions;
mod matching;
mod pages;
mod queries;
mod reading;

use axum::Router;
use axum::routing::{get, post};

use crate::platform::app::App;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/events/{event}/attendance/list", get(pages::new).post(actions::try_out))
        .route("/events/{event}/attendance/list/recording", post(actions::record))
}
