//! Series: sessions that recur. A series holds the rule and what its next dates look like; each date is a session of
//! its own, made ahead of time, that keeps its answers whatever becomes of the rule.

mod queries;
pub mod recurrence;

pub use queries::Series;
