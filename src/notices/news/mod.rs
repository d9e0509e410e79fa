//! News of communities for whoever wants it at once: a session was published, a story was told. For most people such
//! things wait for the digest.

pub mod jobs;
mod mails;
mod queries;
