//! The key of one community's feed: a secret of its own, from which nobody comes to the person's other feeds. It is
//! signed and not kept, and dies with the link it was made beside.

use sqlx::PgPool;
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use crate::organisation;
use crate::organisation::people::{self, KeptFeed};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::signed;

const PURPOSE: &str = "community_feed";
/// A feed has no end of its own.
const NEVER: OffsetDateTime = datetime!(9999-01-01 00:00 UTC);

/// Tells the link of a person from the ones before and after it.
fn mark(feed: &KeptFeed) -> Option<Uuid> {
    Uuid::from_slice(feed.hash.get(..16)?).ok()
}

/// The key of a person to the feed of a community, while this link of theirs lasts.
pub fn key(secret: &[u8], person: PersonId, community: CommunityId, feed: &KeptFeed) -> String {
    let ids = [person.into(), community.into(), mark(feed).unwrap_or_default()];
    signed::token(secret, PURPOSE, &ids, NEVER)
}

/// What a key opens, and for which person.
pub struct CommunityKey {
    pub person: PersonId,
    pub community: CommunityId,
}

/// What a key says, while the link it was made beside is still that of its owner.
pub async fn read(db: &PgPool, key: &str, now: OffsetDateTime) -> Result<Option<CommunityKey>> {
    let secret = organisation::link_secret(db).await?;
    let Some([person, community, made_beside]) = signed::read::<3>(&secret, PURPOSE, key, now) else {
        return Ok(None);
    };
    let (person, community) = (PersonId::from(person), CommunityId::from(community));
    let feed = people::kept_feed(db, person).await?;
    let lasts = feed.as_ref().and_then(mark) == Some(made_beside);
    Ok(lasts.then_some(CommunityKey { person, community }))
}
