//! The one error of the program, and the page each of them becomes.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

/// What can go wrong between a request and its answer.
#[derive(Debug)]
pub enum Error {
    /// Not there, or not yours to see: the two look alike on purpose.
    NotFound,
    /// Nobody is signed in; holds where to go on after the login.
    SignInFirst(String),
    /// The thing cannot be done now, with the reason in words for the person who asked.
    Refused(&'static str),
    /// Asked too often.
    SlowDown,
    /// The request could not be read.
    Unreadable(&'static str),
    /// More than the largest form may hold.
    TooMuch,
    Database(sqlx::Error),
    Page(askama::Error),
    /// Anything else of ours, with what happened.
    Internal(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            // PostgreSQL keeps no zero byte in a text. Nobody can type one: what was sent is at fault, not we.
            sqlx::Error::Database(inner) if inner.code().as_deref() == Some("22021") => Self::Unreadable(
                "It holds a character that no text has. Type it again instead of pasting it.",
            ),
            other => Self::Database(other),
        }
    }
}

impl From<askama::Error> for Error {
    fn from(error: askama::Error) -> Self {
        Self::Page(error)
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotFound => f.write_str("not found"),
            Self::SignInFirst(_) => f.write_str("not signed in"),
            Self::Refused(why) | Self::Unreadable(why) => f.write_str(why),
            Self::SlowDown => f.write_str("asked too often"),
            Self::TooMuch => f.write_str("a form too large"),
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Page(error) => write!(f, "page: {error}"),
            Self::Internal(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {}

/// Gives a violated constraint its meaning.
pub trait OnConstraint<T> {
    /// Turns a violation of the constraint `name` into `meaning`; other errors pass through.
    ///
    /// # Errors
    /// `meaning`, or the database's error when it is another one.
    fn on_constraint(self, name: &str, meaning: Error) -> Result<T>;
}

impl<T> OnConstraint<T> for std::result::Result<T, sqlx::Error> {
    fn on_constraint(self, name: &str, meaning: Error) -> Result<T> {
        self.map_err(|error| if violates(&error, name) { meaning } else { error.into() })
    }
}

/// Does this error say that the constraint `name` was violated?
pub fn violates(error: &sqlx::Error, name: &str) -> bool {
    matches!(error, sqlx::Error::Database(inner) if inner.constraint() == Some(name))
}

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
                return Redirect::to(&crate::organisation::logins::login_path(path)).into_response();
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
    let page = ErrorPage { title, words, css: crate::platform::web::assets::css_path() };
    let mut response = match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => (status, title).into_response(),
    };
    if status == StatusCode::TOO_MANY_REQUESTS {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("300"));
    }
    response
}
