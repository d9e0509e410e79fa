//! Whether the program serves, and whether all it needs is well: for load balancers and monitors.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::platform::app::App;
use crate::platform::db::MIGRATIONS;
use crate::platform::presence::Ailment;

pub fn routes() -> Router<App> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz))
}

async fn healthz() -> &'static str {
    "ok\n"
}

/// Ready when the database answers, holds this build's migrations and takes a write, and the worker beats. It is the one
/// GET that writes: when it was last asked, in a row of its own.
async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    let now = app.clock.now();
    if app.heartbeat.is_stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the program stops\n");
    }
    let wanted = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    let unwell = match app.presence.ailment(wanted, now).await {
        Some(Ailment::Silent) => "the database does not answer\n",
        Some(Ailment::LacksMigrations) => "the database lacks migrations\n",
        Some(Ailment::TakesNoWrites) => "the database takes no writes\n",
        None if !app.heartbeat.is_well(now) => "the worker does not run\n",
        None => return (StatusCode::OK, "ok\n"),
    };
    (StatusCode::SERVICE_UNAVAILABLE, unwell)
}
