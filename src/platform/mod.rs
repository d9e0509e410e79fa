//! What any web application needs. It knows nothing of communities.

pub mod error;
pub mod config;
/// What every request and job has at hand, and the clock.
pub mod app;
/// The connection pool, the migrations, and a private PostgreSQL where none is named.
pub mod db;
/// Work that runs later: once per due time, whatever number of copies run.
pub mod jobs;
/// The outbox: mail queued in the transaction of the change it tells of, sent after it, never twice.
pub mod mail;
/// What is the same on every page: shell, forms, dates, Markdown, paging, static files.
pub mod web;
