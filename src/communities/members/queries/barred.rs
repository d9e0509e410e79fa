//! People who were removed, and may not come back.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

/// Someone cannot join or ask to join any more, until they are invited. Tells nobody.
pub async fn bar(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into barred_members (community_id, person_id, barred_by, barred_at)
         values ($1, $2, $3, $4)
         on conflict do nothing",
        community as CommunityId,
        person as PersonId,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn unbar(db: &mut PgConnection, community: CommunityId, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from barred_members where community_id = $1 and person_id = $2",
        community as CommunityId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn is_barred(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from barred_members where community_id = $1 and person_id = $2
           ) as "barred!""#,
        community as CommunityId,
        person as PersonId
    )
    .fetch_one(db)
    .await
}

/// Someone who belongs to a community, as a mail to them and the page about their removal name them.
pub struct RemovableMember {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
}

pub async fn removable(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
) -> Result<Option<RemovableMember>> {
    Ok(sqlx::query_as!(
        RemovableMember,
        r#"select p.id as person_id, p.name, p.email
           from current_members m
           join people p on p.id = m.person_id and p.erased_at is null
           where m.community_id = $1 and m.person_id = $2"#,
        community as CommunityId,
        person as PersonId
    )
    .fetch_optional(db)
    .await?)
}
