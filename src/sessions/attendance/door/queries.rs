use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::ids::{EventId, PersonId};

/// A session whose door may be open, as someone who comes in sees it.
pub struct Door {
    pub event_id: EventId,
    pub title: String,
    pub community: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub zone: String,
    pub renewals: i32,
    /// Is the person on the list already?
    pub present: bool,
}

/// Sessions about now that a person may see. A session lasts fourteen days at most, and its door closes within a day of its
/// end; the rule says for each of them whether it has.
pub async fn doors(db: &PgPool, person: PersonId, now: OffsetDateTime) -> sqlx::Result<Vec<Door>> {
    sqlx::query_as!(
        Door,
        r#"select e.id as event_id, e.title, c.name as community, e.starts_at, e.ends_at, e.zone,
                  coalesce(d.renewals, 0) as "renewals!",
                  exists (select 1 from attendance a where a.event_id = e.id and a.person_id = $1) as "present!"
           from events e
           join communities c on c.id = e.community_id
           left join doors d on d.event_id = e.id
           where e.state = 'published'
             and e.starts_at between $2::timestamptz - interval '16 days' and $2::timestamptz + interval '3 hours'
             and c.id in (select id from communities_seen($1))
           order by e.starts_at, e.id"#,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await
}

pub async fn renewals(db: &PgPool, event: EventId) -> sqlx::Result<i32> {
    let found = sqlx::query_scalar!("select renewals from doors where event_id = $1", event as EventId)
        .fetch_optional(db)
        .await?;
    Ok(found.unwrap_or(0))
}

pub async fn renew(
    db: &mut PgConnection,
    event: EventId,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into doors (event_id, renewals, renewed_by, renewed_at)
         values ($1, 1, $2, $3)
         on conflict (event_id) do update
         set renewals = doors.renewals + 1, renewed_by = $2, renewed_at = $3",
        event as EventId,
        by as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
