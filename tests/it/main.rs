//! The product by its URLs, in process, on a real PostgreSQL: one binary, a file a noun, a fresh database a test.

mod support;

mod access;
mod admin;
mod announcements;
mod answers;
mod attendance;
mod calendar;
mod calendar_reader;
mod communities;
mod demo;
mod digests;
mod events;
mod hosting;
mod impact;
mod jobs;
mod kill9;
mod logins;
mod mails;
mod members;
mod notices;
mod nudges;
mod phases;
mod planning;
mod reminders;
mod rsvps;
mod schema;
mod seats;
mod series;
mod standing;
mod stories;
mod topics;
