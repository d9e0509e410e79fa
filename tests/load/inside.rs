//! Requests that the program answers in this process, without a network between.

use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Request, StatusCode};
use tower::ServiceExt;

use crate::Outcome;

/// What one answer was, and how long it took with its body and the login.
pub struct Answered {
    pub took: Duration,
    pub status: StatusCode,
    pub body: Bytes,
}

pub async fn ask(router: &Router, path: &str, token: &str) -> Outcome<Answered> {
    let request = Request::get(path).header("cookie", format!("login={token}")).body(Body::empty())?;
    let begun = Instant::now();
    let answer = router.clone().oneshot(request).await?;
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await?;
    Ok(Answered { took: begun.elapsed(), status, body })
}

/// One that has to be answered with the page.
pub async fn found(router: &Router, path: &str, token: &str) -> Outcome<Answered> {
    let answered = ask(router, path, token).await?;
    if answered.status.is_success() {
        Ok(answered)
    } else {
        Err(format!("{path}: {}", answered.status).into())
    }
}
