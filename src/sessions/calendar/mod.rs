//! Calendars: sessions as the reader's own calendar holds them. Invitations travel with the mails about a seat, feeds
//! are looked at again and again by a secret link, and pages show a month or what is next.

mod actions;
mod entries;
mod feeds;
mod ics;
mod invitations;
mod keys;
mod lines;
mod month;
mod pages;
mod queries;
mod series_invitations;
mod zones;

use axum::Router;
use axum::routing::{get, post};

use crate::platform::app::App;

/// For a single entry that someone adds by hand.
pub use ics::{At, IcsEntry, IcsPurpose, IcsStatus, file};
pub use invitations::{EntryState, Prospect, invite, uninvite};
pub use series_invitations::{invite_to_series, tell_of_dates};

pub fn routes() -> Router<App> {
    Router::new()
        .route("/calendar", get(pages::index))
        .route("/calendar/{feed}", get(feeds::mine))
        .route("/communities/{slug}/calendar", get(pages::of_community))
        .route("/communities/{slug}/calendar.ics", get(feeds::of_community))
        .route("/events/{event}/calendar.ics", get(feeds::session))
        .route("/me/calendar", get(pages::link).post(actions::make_link))
        .route("/me/calendar/ending", post(actions::end_link))
}
