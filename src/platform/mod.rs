//! What any web application needs. It knows nothing of communities.

pub extern crate self as platform;

/// States as types: one macro makes them all.
pub mod states;
/// The one error of the program.
pub mod error;
/// Costly work takes turns, with a queue that has an end.
pub mod turns;
/// What many people ask of one thing at the same moment is done for all of them together.
pub mod crowds;
/// The id of each thing: a name of a thing is not knowledge of it, and lower areas link to higher things.
pub mod ids;
/// Where mail goes out, as one URL.
pub mod smtp_url;
/// Certificates that the mail server may answer with.
pub mod ca_file;
/// What is set from outside, read once at the start.
pub mod config;
/// Whether the background worker still turns.
pub mod heartbeat;
/// The connection pool, the migrations, and a private PostgreSQL where none is named.
pub mod db;
/// Whether the database answers, even while others hold all connections.
pub mod presence;
/// What every request and job has at hand, and the clock.
pub mod app;
/// How long a connection may take and how many there are at once.
pub mod connections;
/// What is the same on every page: shell, forms, dates, Markdown, paging, static files.
pub mod web;
/// A form that makes something makes it once, however often it is sent.
pub mod once;
/// Work that runs later: once per due time, whatever number of copies run.
pub mod jobs;
/// The outbox: mail queued in the transaction of the change it tells of, sent after it, never twice.
pub mod mail;
