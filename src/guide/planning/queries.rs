use sqlx::PgPool;
use time::OffsetDateTime;

use super::{PlannedTime, range};
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::states::states;
use crate::sessions::events::LONGEST;

states! {
    /// What is near a planned session.
    pub enum NearbyKind {
        /// Another session at that time.
        Clash = "clash",
        /// Another session of a host, at that time or shortly before or after.
        HostBusy = "close",
        /// A time zone of members.
        Zone = "zone",
    }
}

/// One thing near a planned session.
pub struct Nearby {
    pub kind: NearbyKind,
    pub title: String,
    /// The other community, the host, or the zone.
    pub who: String,
    pub starts_at: Option<OffsetDateTime>,
    pub ends_at: Option<OffsetDateTime>,
    pub zone: Option<String>,
    pub people: i64,
}

/// Everything near a planned session, in one go. Sessions of communities that the planner may not see are not there:
/// neither named nor counted.
#[expect(clippy::too_many_lines, reason = "one statement")]
pub async fn around(db: &PgPool, person: PersonId, planned: &PlannedTime<'_>) -> sqlx::Result<Vec<Nearby>> {
    sqlx::query_as!(
        Nearby,
        r#"with us as (
               select m.person_id, p.zone
               from current_members m
               join people p on p.id = m.person_id
               where m.community_id = $2 and p.deactivated_at is null
           ), near as (
               select e.id, e.title, e.community_id, c.name, e.starts_at, e.ends_at, e.zone
               from events e
               join communities c on c.id = e.community_id
               where e.state = 'published'
                 and e.id is distinct from $3
                 and e.starts_at between $7 and $5::timestamptz + interval '10 minutes'
                 and e.ends_at > $4::timestamptz - interval '10 minutes'
                 and c.id in (select id from communities_seen($1))
           )
           select 'clash' as "kind!: NearbyKind", n.title as "title!", n.name as "who!", n.starts_at as "starts_at?",
                  n.ends_at as "ends_at?", n.zone as "zone?", count(*) as "people!"
           from near n
           join us on exists (
               select 1 from current_members m
               where m.community_id = n.community_id and m.person_id = us.person_id
               union all
               select 1 from rsvps r
               where r.event_id = n.id and r.person_id = us.person_id and r.answer = 'going')
           where n.starts_at < $5 and n.ends_at > $4
           group by n.id, n.title, n.name, n.starts_at, n.ends_at, n.zone
           union all
           select 'close', n.title, p.name, n.starts_at, n.ends_at, n.zone, 1
           from near n
           join hosts h on h.event_id = n.id and h.person_id = any ($6)
           join people p on p.id = h.person_id
           where n.starts_at < $5::timestamptz + interval '10 minutes'
           union all
           select 'zone', '', us.zone, null, null, null, count(*)
           from us
           group by us.zone
           order by 1, 4, 3"#,
        person as PersonId,
        planned.community as CommunityId,
        planned.event as Option<EventId>,
        planned.starts_at,
        planned.ends_at,
        planned.hosts as &[PersonId],
        planned.starts_at - LONGEST
    )
    .fetch_all(db)
    .await
}

/// The kind of a session, and when it was or will be.
#[derive(Clone, Debug)]
pub struct PastKind {
    pub kind: String,
    pub starts_at: OffsetDateTime,
}

/// The newest sessions of a community that took place or are planned.
pub async fn kinds(db: &PgPool, community: CommunityId) -> sqlx::Result<Vec<PastKind>> {
    sqlx::query_as!(
        PastKind,
        "select kind, starts_at
         from events
         where community_id = $1 and state = 'published'
         order by starts_at desc
         limit 100",
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

/// The sessions of a community that took place and had enough people to count, in the last year.
pub async fn held(
    db: &PgPool,
    community: CommunityId,
    counted_people: f64,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<PastKind>> {
    sqlx::query_as!(
        PastKind,
        "select kind, starts_at
         from events
         where community_id = $1
           and state = 'published'
           and ends_at <= $2
           and starts_at > $3
           and case when present > 0 then present else seated end >= $4::float8
         order by starts_at desc
         limit 1000",
        community as CommunityId,
        now,
        now - range::SHOWN,
        counted_people
    )
    .fetch_all(db)
    .await
}

/// Can members of a community follow a pathway?
pub async fn has_pathway(db: &PgPool, community: CommunityId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from pathways where community_id = $1 and published_at is not null
           ) as "has!""#,
        community as CommunityId
    )
    .fetch_one(db)
    .await
}

/// How many belong to a community.
pub async fn people(db: &PgPool, community: CommunityId) -> sqlx::Result<i64> {
    sqlx::query_scalar!(
        r#"select count(*) as "people!" from current_members where community_id = $1"#,
        community as CommunityId
    )
    .fetch_one(db)
    .await
}
