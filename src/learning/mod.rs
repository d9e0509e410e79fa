//! What flows between people: thanks, and stories of what came of it.

/// "Thank you", and "we used this too".
pub mod thanks;
/// What happened, what I took away, did, changed; and the testimonials quoted from it.
pub mod stories;
/// Sessions and materials in an order, to work through at one’s own pace.
pub mod pathways;
/// What a department promises its people who take part in communities.
pub mod pledges;
/// Random coffee: people who do not work together meet, two or three at a time.
pub mod coffee;
