//! The one error of the program. `web/error_page.rs` says which page each of them becomes.

/// What can go wrong between a request and its answer.
#[derive(Debug)]
pub enum Error {
    /// Not there, or not yours to see: the two look alike on purpose.
    NotFound,
    /// Nobody is signed in; holds where to go on after the login.
    SignInFirst(String),
    /// The thing cannot be done now, with the reason in words for the person who asked.
    Refused(&'static str),
    /// The same, with the page where the person removes the reason.
    RefusedUntil {
        why: &'static str,
        remedy: ErrorRemedy,
    },
    /// Asked too often.
    SlowDown,
    /// The database is away, or so slow that an answer is not worth waiting for; with what happened.
    Unavailable(String),
    /// More is asked at once than the machine can do.
    Busy,
    /// A sensitive change: the password is asked for again first. Holds the page to come back to.
    ConfirmFirst(&'static str),
    /// The request could not be read.
    Unreadable(&'static str),
    /// More than the largest form may hold.
    TooMuch,
    Database(sqlx::Error),
    Page(askama::Error),
    /// Anything else of ours, with what happened.
    Internal(String),
}

/// A page where something is done first.
#[derive(Debug)]
pub struct ErrorRemedy {
    pub path: String,
    pub label: &'static str,
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match error {
            sqlx::Error::RowNotFound => Self::NotFound,
            // PostgreSQL keeps no zero byte in a text. Nobody can type one: what was sent is at fault, not we.
            sqlx::Error::Database(inner) if inner.code().as_deref() == Some("22021") => Self::Unreadable(
                "The form has a character that cannot be saved. Type the text again instead of pasting it.",
            ),
            other if is_away(&other) => Self::Unavailable(other.to_string()),
            other => Self::Database(other),
        }
    }
}

/// Will the same work in a moment, once the database is well again? Then nothing is wrong with the request, nor with us.
fn is_away(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::Io(_)
        | sqlx::Error::Tls(_) => true,
        // PostgreSQL's appendix A: 08 connections, 53 no memory or disk or connections left, 57 told to end (or too long
        // at work), 58 the system under it; and no lock in time, two that wait for each other, and a standby.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
                || ["55P03", "40P01", "25006"].contains(&code.as_ref())
        }),
        _ => false,
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
            Self::Refused(why) | Self::Unreadable(why) | Self::RefusedUntil { why, .. } => f.write_str(why),
            Self::SlowDown => f.write_str("asked too often"),
            Self::Unavailable(why) => write!(f, "unavailable: {why}"),
            Self::Busy => f.write_str("busy"),
            Self::ConfirmFirst(_) => f.write_str("not confirmed"),
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
