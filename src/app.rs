//! The running program: what every request and job has at hand, the layers around all routes, and a graceful stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use sqlx::PgPool;
use time::OffsetDateTime;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

use crate::config::Config;
use crate::error::Error;
use crate::jobs::Heartbeat;

/// What every request and every job has at hand. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub db: PgPool,
    pub config: Arc<Config>,
    pub clock: Clock,
    pub heartbeat: Heartbeat,
}

impl App {
    pub fn new(db: PgPool, config: Config, clock: Clock) -> Self {
        Self { db, config: Arc::new(config), clock, heartbeat: Heartbeat::default() }
    }
}

/// The one place product time is read. In tests it stands still until it is moved.
#[derive(Clone, Debug, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands at `at`; every clone moves with it.
    pub fn standing_at(at: OffsetDateTime) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.unix_timestamp()))))
    }

    /// Moves a standing clock; the system's clock is nobody's to move.
    pub fn move_to(&self, at: OffsetDateTime) {
        if let Some(seconds) = &self.0 {
            seconds.store(at.unix_timestamp(), Ordering::SeqCst);
        }
    }

    #[expect(clippy::disallowed_methods, reason = "this is the place all others ask")]
    pub fn now(&self) -> OffsetDateTime {
        if let Some(seconds) = &self.0 {
            let seconds = seconds.load(Ordering::SeqCst);
            return OffsetDateTime::from_unix_timestamp(seconds).unwrap_or(OffsetDateTime::UNIX_EPOCH);
        }
        // PostgreSQL keeps microseconds: a finer moment would not equal itself once stored.
        let now = OffsetDateTime::now_utc();
        now.replace_nanosecond(now.nanosecond() / 1_000 * 1_000).unwrap_or(now)
    }
}

/// Nothing a page may load comes from elsewhere, and nothing inline runs or styles.
const CONTENT_SECURITY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The largest form: a pasted list of attendees fits, an upload does not.
const LARGEST_BODY: usize = 512 * 1024;

/// Every noun's routes, and the layers around all of them.
pub fn router(app: App) -> Router {
    let https = app.config.is_https();
    let csrf = CsrfLayer::new();
    let csrf = csrf.clone().add_trusted_origin(app.config.base_url()).unwrap_or(csrf);
    let mut router = crate::routes()
        .fallback(crate::logins::unknown_path)
        .method_not_allowed_fallback(crate::logins::unknown_path)
        .with_state(app)
        .layer(from_fn(crate::web::flash::forget))
        .layer(from_fn(polite_refusals))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(csrf)
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(30)))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
            Error::Internal("a handler panicked".to_owned()).into_response()
        }))
        .layer(TraceLayer::new_for_http().on_failure(()));
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
