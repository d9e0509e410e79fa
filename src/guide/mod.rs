//! The stage a community is in, and its next step.

pub extern crate self as guide;
pub use guildhall_communities as communities;
pub use guildhall_learning as learning;
pub use guildhall_notices as notices;
pub use guildhall_organisation as organisation;
pub use guildhall_platform as platform;
pub use guildhall_sessions as sessions;

/// Who came again, who came for the first time, and how far people met across teams.
pub mod participation;
/// How far a community has come, inferred once a week from what happened in it.
pub mod phases;
/// Looking back together, deciding what to do next, and looking at that again the next time.
pub mod retrospectives;
/// Looking for a date that suits most, or asking one question.
pub mod polls;
/// The one way out of a community and of the site.
pub mod departures;
/// A community on one sheet of paper.
pub mod canvas;
/// The eight steps from an idea to a community that keeps going, ticked from what happened.
pub mod roadmap;
/// The page of the person who stands up for a community: one concrete thing a month.
pub mod sponsoring;
/// Which of opportunity, trust and motivation to work on, and what is tried against it.
pub mod barriers;
/// One suggestion to one person, citing its evidence.
pub mod nudges;
/// Planning a session: the form, what suits the community now, and what the chosen time runs into.
pub mod planning;
/// What becomes of a community: renewed, refocused, paused or closed, with the consequences shown first.
pub mod transformation;
