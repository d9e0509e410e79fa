//! Who hosts a session.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId};

pub async fn clear_hosts(db: &mut PgConnection, event: EventId) -> sqlx::Result<()> {
    sqlx::query!("delete from hosts where event_id = $1", event as EventId).execute(db).await.map(drop)
}

/// Someone hosts nothing to come any more, in a community or in any; which sessions.
pub async fn end_hosting(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Vec<EventId>> {
    // The sessions first, in the order in which everyone takes several: whoever edits one of them has it until they are done.
    sqlx::query!(
        "select e.id
         from events e
         join hosts h on h.event_id = e.id and h.person_id = $2
         where ($1::uuid is null or e.community_id = $1)
           and e.state <> 'cancelled'
           and e.starts_at > $3
         order by e.id
         for no key update of e",
        community as Option<CommunityId>,
        person as PersonId,
        now
    )
    .fetch_all(&mut *db)
    .await?;
    Ok(sqlx::query_scalar!(
        "delete from hosts h
         using events e
         where e.id = h.event_id
           and ($1::uuid is null or e.community_id = $1)
           and h.person_id = $2
           and e.state <> 'cancelled'
           and e.starts_at > $3
         returning h.event_id",
        community as Option<CommunityId>,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await?)
}

/// Hosts are people of the community; an id that is not one of theirs is passed over.
pub async fn add_hosts(db: &mut PgConnection, event: EventId, hosts: &[PersonId]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into hosts (event_id, person_id)
         select e.id, m.person_id
         from events e
         join current_members m on m.community_id = e.community_id
         where e.id = $1 and m.person_id = any ($2)
         on conflict do nothing",
        event as EventId,
        hosts as &[PersonId]
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn hosts(db: &PgPool, event: EventId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!("select person_id from hosts where event_id = $1", event as EventId)
        .fetch_all(db)
        .await
}

/// As [`hosts`], within a transaction.
pub async fn hosts_held(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!("select person_id from hosts where event_id = $1", event as EventId)
        .fetch_all(db)
        .await
}
