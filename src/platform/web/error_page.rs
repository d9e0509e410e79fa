//! The page that each error becomes.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::assets;
use super::redirects::login_path;
use crate::platform::error::Error;

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    title: &'static str,
    words: &'static str,
    css: &'static str,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, title, words) = match &self {
            Self::SignInFirst(path) => {
                return Redirect::to(&login_path(path)).into_response();
            }
            Self::NotFound => (
                StatusCode::NOT_FOUND,
                "This page is not here",
                "It may have moved, or it may be for other people. The link may be old.",
            ),
            Self::Refused(why) => (StatusCode::CONFLICT, "That could not be done", *why),
            Self::Unreadable(why) => (StatusCode::BAD_REQUEST, "That could not be read", *why),
            Self::TooMuch => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "That is too much at once",
                "Half a megabyte is the most one form can hold. Shorten it and send it again.",
            ),
            Self::SlowDown => (
                StatusCode::TOO_MANY_REQUESTS,
                "A short pause, please",
                "That was tried many times in a short while. Wait a few minutes and try again.",
            ),
            Self::Database(_) | Self::Page(_) | Self::Internal(_) => {
                tracing::error!(error = %self, "request failed");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "Something went wrong here",
                    "It is not your doing, and nothing you saved before is lost. Try again in a minute; if it stays, tell whoever runs this site.",
                )
            }
        };
        page(status, title, words)
    }
}

/// An error page that needs no database: it must work when nothing else does.
pub fn page(status: StatusCode, title: &'static str, words: &'static str) -> Response {
    let page = ErrorPage { title, words, css: assets::css_path() };
    let mut response = match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, title).into_response(),
    };
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("300"));
    }
    response
}
