//! Pages and emails that bring several areas together.

/// What is next for me: the start page.
pub mod home;
/// The week and what is new, in one email on Monday morning.
pub mod digests;
/// For administrators: people, teams, settings, mail, the log of acts.
pub mod admin;
