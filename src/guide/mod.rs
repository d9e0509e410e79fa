//! Where a community stands, and its next step.

/// How far a community has come, inferred once a week from what happened in it.
pub mod phases;
/// One suggestion to one person, citing its evidence.
pub mod nudges;
/// Planning a session: the form, what suits the community now, and what the chosen time runs into.
pub mod planning;
