//! What flows between people: stories of what came of it, and thanks.

/// What happened, what I took away, did, changed; and the testimonials quoted from it.
pub mod stories;
/// "Thank you", and "we used this too".
pub mod thanks;
