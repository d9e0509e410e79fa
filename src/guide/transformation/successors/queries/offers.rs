//! What an administrator offers to someone, and what became of it.

use sqlx::{PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;

use crate::platform::ids::{CommunityId, PersonId};

/// An administrator offers it to someone, whether they were asked before or not.
pub async fn offer(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into organiser_asks (community_id, person_id, asked_at, offered_by)
         values ($1, $2, $4, $3)
         on conflict (community_id, person_id) where ended_at is null
             do update set asked_at = excluded.asked_at, offered_by = excluded.offered_by",
        community as CommunityId,
        person as PersonId,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Ends the offer to someone who said no; none where there is no such offer.
pub async fn decline(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update organiser_asks
         set ended_at = $3, declined_at = $3
         where community_id = $1 and person_id = $2 and offered_by is not null and ended_at is null",
        community as CommunityId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// What someone is offered by an administrator: to run a community.
pub struct OrganiserOffer {
    pub community_id: CommunityId,
    pub community: String,
    pub practice: String,
    pub by: String,
}

/// The offer of a community to a person, while nobody runs it.
pub async fn offer_to(
    db: impl PgExecutor<'_>,
    community: CommunityId,
    person: PersonId,
) -> sqlx::Result<Option<OrganiserOffer>> {
    sqlx::query_as!(
        OrganiserOffer,
        r#"select c.id as community_id, c.name as community, c.practice, b.name as by
           from organiser_asks a
           join communities c on c.id = a.community_id and c.archived_at is null
           join people b on b.id = a.offered_by
           where a.community_id = $1
             and a.person_id = $2
             and a.ended_at is null
             and not exists (
                 select 1 from current_members o
                 join people p on p.id = o.person_id and p.deactivated_at is null
                 where o.community_id = c.id and o.organiser)"#,
        community as CommunityId,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// Someone a community was offered to, for the administrators who did.
pub struct OfferedOrganiser {
    pub community_id: CommunityId,
    pub name: String,
    pub asked_at: OffsetDateTime,
    pub declined: bool,
}

/// The offers of communities that nobody runs, the newest first.
pub async fn offers(db: &PgPool, communities: &[CommunityId]) -> sqlx::Result<Vec<OfferedOrganiser>> {
    sqlx::query_as!(
        OfferedOrganiser,
        r#"select a.community_id, p.name, a.asked_at, a.declined_at is not null as "declined!"
           from organiser_asks a
           join people p on p.id = a.person_id
           where a.community_id = any ($1)
             and a.offered_by is not null
             and (a.ended_at is null or a.declined_at is not null)
           order by a.asked_at desc, a.id
           limit 200"#,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await
}

/// The community has an organiser: nobody is asked any more.
pub async fn end(
    db: &mut PgConnection,
    community: CommunityId,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update organiser_asks
         set ended_at = $3, accepted_at = case when person_id = $2 then $3::timestamptz end
         where community_id = $1 and ended_at is null",
        community as CommunityId,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
