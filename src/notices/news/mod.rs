//! News of communities for anyone who wants it at once: a session was published, a story was told. For most people such
//! things wait for the digest.

pub mod jobs;
mod mails;
mod queries;
