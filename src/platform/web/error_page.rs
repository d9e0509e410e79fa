//! The page that each error becomes.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::assets;
use super::forms::encoded;
use super::redirects::login_path;
use crate::platform::error::{Error, ErrorRemedy};

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    title: &'static str,
    words: &'static str,
    css: &'static str,
    remedy: ErrorRemedy,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, title, words) = match &self {
            Self::SignInFirst(path) => {
                return Redirect::to(&login_path(path)).into_response();
            }
            Self::ConfirmFirst(path) => {
                return Redirect::to(&format!("/me/confirmation?next={}", encoded(path))).into_response();
            }
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "Page not found",
                "The page may have moved, or you may not have access to it.",
            ),
            Self::RefusedUntil { why, .. } | Self::Refused(why) => {
                (StatusCode::CONFLICT, "Not possible", *why)
            }
            Self::Unreadable(why) => (StatusCode::BAD_REQUEST, "Invalid form", *why),
            Self::TooMuch => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Form too large",
                "A form can hold at most half a megabyte. Shorten it and send it again.",
            ),
            Self::SlowDown => {
                (StatusCode::TOO_MANY_REQUESTS, "Too many attempts", "Wait a few minutes and try again.")
            }
            Self::Busy => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Too many people right now",
                "Wait a few seconds and try again.",
            ),
            Self::Unavailable(_) => {
                tracing::warn!(error = %self, "a request could not be answered");
                (
                    StatusCode::SERVICE_UNAVAILABLE,
                    "Not available right now",
                    "Wait a few seconds and try again. If you just sent something, check first whether it was saved.",
                )
            }
            Self::Database(_) | Self::Page(_) | Self::Internal(_) => {
                tracing::error!(error = %self, "request failed");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong",
                    "Your saved work is safe. Try again in a minute. If it happens again, tell an administrator.",
                )
            }
        };
        match self {
            Self::RefusedUntil { remedy, .. } => page_with(status, title, words, remedy),
            _ => page(status, title, words),
        }
    }
}

/// An error page that needs no database: it must work when nothing else does.
pub fn page(status: StatusCode, title: &'static str, words: &'static str) -> Response {
    page_with(status, title, words, ErrorRemedy { path: "/".to_owned(), label: "Go to the start page" })
}

/// An error page that leads to another address of the site.
pub fn leading_to(status: StatusCode, title: &'static str, words: &'static str, path: &str) -> Response {
    page_with(status, title, words, ErrorRemedy { path: path.to_owned(), label: "Go to the site" })
}

/// An error page that leads on.
fn page_with(status: StatusCode, title: &'static str, words: &'static str, remedy: ErrorRemedy) -> Response {
    let page = ErrorPage { title, words, css: assets::css_path(), remedy };
    let mut response = match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, title).into_response(),
    };
    let seconds = match status {
        StatusCode::TOO_MANY_REQUESTS => "300",
        StatusCode::SERVICE_UNAVAILABLE => "5",
        _ => return response,
    };
    response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
    response
}

#[cfg(test)]
mod tests {
    use axum::body::to_bytes;
    use axum::response::IntoResponse as _;

    use super::{Error, ErrorRemedy};

    #[tokio::test]
    async fn what_has_to_be_done_first_is_one_click_away() {
        let remedy =
            ErrorRemedy { path: "/communities/tests/events".to_owned(), label: "See the upcoming sessions" };
        let response = Error::RefusedUntil { why: "Cancel them first.", remedy }.into_response();
        assert_eq!(response.status(), 409);
        let body = to_bytes(response.into_body(), usize::MAX).await.expect("a page");
        let page = String::from_utf8_lossy(&body);
        assert!(page.contains("Cancel them first."));
        assert!(
            page.contains(
                r#"<a class="button" href="/communities/tests/events">See the upcoming sessions</a>"#
            )
        );
    }
}
