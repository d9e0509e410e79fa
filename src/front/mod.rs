//! Pages and emails that bring several areas together.

/// What is next for me: the start page.
pub mod home;
/// The one way out of a community and of the site.
pub mod departures;
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
