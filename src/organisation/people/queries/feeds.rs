//! The secret link of a person’s calendar.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::people::Person;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;

pub async fn keep_feed(
    db: &mut PgConnection,
    person: PersonId,
    hash: Option<&[u8]>,
    made_at: Option<OffsetDateTime>,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update people set feed_hash = $2, feed_made_at = $3 where id = $1",
        person as PersonId,
        hash,
        made_at
    )
    .execute(db)
    .await
    .map(drop)
}

/// Whose feed this is the hash of: someone who is still here.
pub async fn by_feed(db: &PgPool, hash: &[u8]) -> Result<Option<Person>> {
    Ok(sqlx::query_as!(
        Person,
        "select id, name, team_id, zone, is_admin, is_leader
         from people
         where feed_hash = $1 and deactivated_at is null and erased_at is null",
        hash
    )
    .fetch_optional(db)
    .await?)
}

/// The secret link of a person's feed, as far as it is kept.
pub struct KeptFeed {
    pub made_at: Option<OffsetDateTime>,
    pub hash: Vec<u8>,
}

/// A person's secret link, if they have one.
pub async fn kept_feed(db: &PgPool, person: PersonId) -> Result<Option<KeptFeed>> {
    Ok(sqlx::query_as!(
        KeptFeed,
        r#"select feed_made_at as made_at, feed_hash as "hash!"
           from people
           where id = $1 and feed_hash is not null and deactivated_at is null and erased_at is null"#,
        person as PersonId
    )
    .fetch_optional(db)
    .await?)
}
