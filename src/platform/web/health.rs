//! Whether the program serves, and whether all it needs is well: for load balancers and monitors.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

use crate::platform::app::App;
use crate::platform::db::MIGRATIONS;

pub fn routes() -> Router<App> {
    Router::new().route("/healthz", get(healthz)).route("/readyz", get(readyz))
}

async fn healthz() -> &'static str {
    "ok\n"
}

/// Ready when the database answers, holds this build's migrations, and the worker beats.
async fn readyz(State(app): State<App>) -> (StatusCode, &'static str) {
    let wanted = MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0);
    let newest =
        sqlx::query_scalar!(r#"select max(version) as "newest!" from _sqlx_migrations where success"#)
            .fetch_one(&app.db)
            .await;
    match newest {
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
        Ok(newest) if newest < wanted => (StatusCode::SERVICE_UNAVAILABLE, "the database lacks migrations\n"),
        Ok(_) if !app.heartbeat.is_well(app.clock.now()) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the worker does not run\n")
        }
        Ok(_) => (StatusCode::OK, "ok\n"),
    }
}
