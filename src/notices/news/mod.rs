//! News of communities for whoever wants it at once: a session was published, a story was told. For most people such
//! things wait for the digest.

pub mod jobs;
mod mails;
mod queries;

/// What the key of a mail about a new session, or a new story, starts with: the id of the thing and of the person
/// follow. The digest passes over what went out at once.
pub const SESSION_KEY: &str = "news:session:";
pub const STORY_KEY: &str = "news:story:";
