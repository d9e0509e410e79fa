//! What flows between people: thanks, and stories of what came of it.

/// "Thank you", and "we used this too".
pub mod thanks;
/// What happened, what I took away, did, changed; and the testimonials quoted from it.
pub mod stories;
/// Sessions and materials in an order, to work through at one’s own pace.
pub mod pathways;
/// Random coffee: people who do not work together meet, two or three at a time.
pub mod coffee;
/// What people say of opportunity, trust and motivation, without anything that says who did.
pub mod pulse;
