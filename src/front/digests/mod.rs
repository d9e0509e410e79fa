//! The weekly digest: on Mondays at eight where a person is, what was kept for them since the last one, and their
//! communities' sessions of the week. One mail, none when there is nothing to say, and nothing in it twice.

pub mod jobs;
mod mails;
mod queries;
mod rules;
