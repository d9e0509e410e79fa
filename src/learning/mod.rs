//! What flows between people: thanks, and stories of what came of it.

/// "Thank you", and "we used this too".
pub mod thanks;
/// What happened, what I took away, did, changed; and the testimonials quoted from it.
pub mod stories;
