//! The composition root's routes: every noun's, and the layers around all of them.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use crate::platform::app::App;
use crate::platform::error::Error;
use crate::platform::web;
use crate::{communities, demo, front, guide, impact, learning, notices, organisation, sessions};

/// Every noun's routes.
fn routes() -> Router<App> {
    Router::new()
        .merge(web::assets::routes())
        .merge(web::health::routes())
        .merge(front::home::routes())
        .merge(front::community::routes())
        .merge(front::session::routes())
        .merge(front::connections::routes())
        .merge(front::search::routes())
        .merge(front::record::routes())
        .merge(organisation::logins::routes())
        .merge(organisation::people::routes())
        .merge(communities::routes())
        .merge(communities::members::routes())
        .merge(sessions::events::routes())
        .merge(sessions::series::routes())
        .merge(sessions::rsvps::routes())
        .merge(sessions::attendance::routes())
        .merge(sessions::hosting::routes())
        .merge(communities::topics::routes())
        .merge(sessions::calendar::routes())
        .merge(learning::directory::routes())
        .merge(learning::stories::routes())
        .merge(learning::thanks::routes())
        .merge(learning::pathways::routes())
        .merge(learning::coffee::routes())
        .merge(learning::breaks::routes())
        .merge(learning::buddies::routes())
        .merge(learning::worth::routes())
        .merge(learning::pledges::routes())
        .merge(learning::pulse::routes())
        .merge(guide::phases::routes())
        .merge(guide::roadmap::routes())
        .merge(guide::barriers::routes())
        .merge(guide::polls::routes())
        .merge(guide::nudges::routes())
        .merge(guide::planning::routes())
        .merge(guide::transformation::routes())
        .merge(guide::retrospectives::routes())
        .merge(communities::agreements::routes())
        .merge(guide::canvas::routes())
        .merge(guide::sponsoring::routes())
        .merge(notices::routes())
        .merge(communities::announcements::routes())
        .merge(communities::roles::routes())
        .merge(communities::support::routes())
        .merge(impact::routes())
        .merge(front::admin::routes())
        .merge(demo::routes())
}

/// Nothing a page may load comes from elsewhere, and nothing inline runs or styles.
const CONTENT_SECURITY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     font-src 'self'; manifest-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The largest form: a pasted list of attendees fits, an upload does not.
const LARGEST_BODY: usize = 512 * 1024;

/// Every noun's routes, and the layers around all of them.
pub fn router(app: App) -> Router {
    let https = app.config.is_https();
    let base_url = app.config.base_url.clone();
    let csrf = CsrfLayer::new();
    let csrf = csrf.clone().add_trusted_origin(app.config.base_url()).unwrap_or(csrf);
    let patience = from_fn_with_state(app.clone(), web::patience::within);
    let mut router = routes()
        .fallback(crate::organisation::logins::unknown_path)
        .method_not_allowed_fallback(crate::organisation::logins::unknown_path)
        .with_state(app)
        .layer(from_fn(web::mend_links))
        .layer(from_fn(move |request, next| web::flash::carry(https, request, next)))
        .layer(from_fn(web::forms::title_errors))
        .layer(from_fn(polite_refusals))
        .layer(from_fn(move |request: Request, next: Next| {
            let base_url = base_url.clone();
            async move { web::own_host::only(base_url.as_deref(), request, next).await }
        }))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(csrf)
        .layer(CompressionLayer::new())
        .layer(patience)
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Error::Internal("a handler panicked".to_owned()).into_response()
        }))
        .layer(TraceLayer::new_for_http().on_failure(()))
        .layer(from_fn(unlogged));
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        // Pages speak of people: no shared cache may keep them. Static files set their own.
        (header::CACHE_CONTROL, "no-store"),
    ] {
        router = router.layer(SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value)));
    }
    if https {
        let hsts = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        router = router.layer(SetResponseHeaderLayer::overriding(header::STRICT_TRANSPORT_SECURITY, hsts));
    }
    router
}

/// Some pages leave no line in the log, whatever writes it and at whatever level: not the layers, which name the path, and
/// not the database's driver, whose lines have a time.
async fn unlogged(request: Request, next: Next) -> Response {
    if learning::pulse::is_unlogged(request.uri().path()) {
        return next.run(request).with_subscriber(NoSubscriber::default()).await;
    }
    next.run(request).await
}

/// Refusals that layers and extractors make in bare text become pages in the product's words.
async fn polite_refusals(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let is_page = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    match response.status() {
        // A path whose id is no id names nothing.
        StatusCode::BAD_REQUEST if !is_page => Error::NotFound.into_response(),
        StatusCode::PAYLOAD_TOO_LARGE if !is_page => Error::TooMuch.into_response(),
        _ => response,
    }
}
