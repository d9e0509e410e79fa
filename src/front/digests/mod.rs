//! The weekly digest: on Mondays at eight where a person is, what was kept for them since the last one, and their
//! communities' sessions of the week. One mail, none when there is nothing to say, and nothing in it twice.

pub mod jobs;
mod mails;
mod queries;
mod rules;

use crate::platform::states::states;

states! {
    /// What is kept for a digest.
    pub enum DigestItemKind {
        Announcement = "announcement",
        NewSession = "new_session",
        Recap = "recap",
        Story = "story",
        Nudge = "nudge",
    }
}
