//! People and addresses that were invited.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::people::WorkEmail;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::Rows;

/// Keeps an invitation, unless the person has a place already.
pub async fn invite(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into members (community_id, person_id, membership, asked_at)
         values ($1, $2, 'invited', $3)
         on conflict (community_id, person_id) where left_at is null do nothing",
        community as CommunityId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Takes an invitation back that was not taken up; whose it was, where someone here has the address.
pub async fn withdraw_invitation(
    db: &mut PgConnection,
    community: CommunityId,
    email: &WorkEmail,
) -> sqlx::Result<Option<PersonId>> {
    sqlx::query_scalar!(
        "delete from members m
         using people p
         where m.community_id = $1 and m.left_at is null and m.membership = 'invited'
           and p.id = m.person_id and lower(p.email) = $2
         returning m.person_id",
        community as CommunityId,
        email.as_str()
    )
    .fetch_optional(db)
    .await
}

/// Writes down that an address was invited, whether someone here has it or not.
pub async fn keep_invited(
    db: &mut PgConnection,
    community: CommunityId,
    email: &WorkEmail,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into invitations (community_id, email, invited_at)
         values ($1, $2, $3)
         on conflict (community_id, email) do update set invited_at = excluded.invited_at",
        community as CommunityId,
        email.as_str(),
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn forget_invited(
    db: &mut PgConnection,
    community: CommunityId,
    email: &WorkEmail,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from invitations where community_id = $1 and email = $2",
        community as CommunityId,
        email.as_str()
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Someone came in: their address is invited no more.
pub async fn settle_invited(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from invitations i
         using people p
         where i.community_id = $1 and p.id = $2 and i.email = lower(p.email)",
        community as CommunityId,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// An address that was invited.
pub struct InvitedAddress {
    pub email: String,
    pub invited_at: OffsetDateTime,
    pub of_all: i64,
}

/// Addresses that were invited and did not come in, the newest first. One that nobody here has looks like any other.
pub async fn invited(db: &PgPool, community: CommunityId, rows: Rows) -> sqlx::Result<Vec<InvitedAddress>> {
    sqlx::query_as!(
        InvitedAddress,
        r#"select i.email, i.invited_at, count(*) over () as "of_all!"
           from invitations i
           where i.community_id = $1
             and not exists (
                 select 1 from people p
                 join current_members m on m.person_id = p.id and m.community_id = i.community_id
                 where lower(p.email) = i.email)
           order by i.invited_at desc, i.email
           limit $2 offset $3"#,
        community as CommunityId,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}
