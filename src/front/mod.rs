//! Pages and emails that bring several areas together.

pub extern crate self as front;
pub use guildhall_communities as communities;
pub use guildhall_guide as guide;
pub use guildhall_impact as impact;
pub use guildhall_learning as learning;
pub use guildhall_notices as notices;
pub use guildhall_organisation as organisation;
pub use guildhall_platform as platform;
pub use guildhall_sessions as sessions;

/// What is next for me: the start page.
pub mod home;
/// A community's page, and leaving it.
pub mod community;
/// A session's page.
pub mod session;
/// A person’s own ring: who they had chances to meet. Nobody else sees it.
pub mod connections;
/// What a person contributed, to print for a review.
pub mod record;
/// The week and what is new, in one email on Monday morning.
pub mod digests;
/// One box over people, communities, sessions and stories.
pub mod search;
/// For administrators: people, teams, settings, mail, the log of acts.
pub mod admin;
