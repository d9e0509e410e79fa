//! What flows between people: thanks, and stories of what came of it.

pub extern crate self as learning;
pub use guildhall_communities as communities;
pub use guildhall_notices as notices;
pub use guildhall_organisation as organisation;
pub use guildhall_platform as platform;
pub use guildhall_sessions as sessions;

/// Who knows about what, and who wants to learn it.
pub mod directory;
/// "Thank you", and "we used this too".
pub mod thanks;
/// What happened, what I took away, did, changed; and the testimonials quoted from it.
pub mod stories;
/// Sessions and materials in an order, to work through at one’s own pace.
pub mod pathways;
/// A named person who says hello to a newcomer.
pub mod buddies;
/// Whether a first session was worth the time.
pub mod worth;
/// Random coffee: people who do not work together meet, two or three at a time.
pub mod coffee;
/// What people say of opportunity, trust and motivation, without anything that says who did.
pub mod pulse;
/// Breaks that teams take at the same time, and trials of one.
pub mod breaks;
/// What a department promises its people who take part in communities.
pub mod pledges;
