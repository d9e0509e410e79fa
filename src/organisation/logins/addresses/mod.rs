//! One's own email address, which is also what one signs in with: another one counts once its owner followed the link that
//! was sent there, and the old one is told.

mod actions;
mod mails;
mod pages;
mod queries;

use axum::Router;
use axum::routing::get;

use crate::platform::app::App;

pub use queries::forget_old as forget_old_changes;

pub fn routes() -> Router<App> {
    Router::new()
        .route("/me/email", get(pages::edit).post(actions::ask))
        .route("/me/email/{token}", get(pages::verify).post(actions::change))
}
