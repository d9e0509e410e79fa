//! What a form or a list of stories offers to choose from.

use sqlx::PgPool;
use time::OffsetDateTime;

use crate::platform::ids::{CommunityId, EventId, PersonId};

/// A community for the filter: one that has stories this person may see, or the one they asked for.
pub struct Source {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
}

pub async fn sources(db: &PgPool, reader: PersonId, asked: &str) -> sqlx::Result<Vec<Source>> {
    sqlx::query_as!(
        Source,
        "select c.id, c.slug, c.name
         from communities c
         where c.id in (select id from communities_seen($1))
           and (c.slug = $2 or c.id in (select community_id from stories_seen($1)))
         order by lower(c.name), c.id
         limit 200",
        reader as PersonId,
        asked
    )
    .fetch_all(db)
    .await
}

/// The community a story is told in, as its form needs it.
pub struct StoryCommunity {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
    pub private: bool,
    pub in_community: bool,
}

pub async fn story_community(
    db: &PgPool,
    slug: &str,
    person: PersonId,
) -> sqlx::Result<Option<StoryCommunity>> {
    sqlx::query_as!(
        StoryCommunity,
        r#"select c.id, c.slug, c.name, c.visibility = 'private' as "private!", m.person_id is not null as "in_community!"
           from communities c
           left join current_members m on m.community_id = c.id and m.person_id = $2
           where c.slug = $1
             and c.id in (select id from communities_seen($2))"#,
        slug,
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

/// A past session a story may have come from.
pub struct StorySession {
    pub id: EventId,
    pub title: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub zone: String,
}

/// Sessions of the last half year, those the person answered, hosted or attended first; for someone outside the
/// community only these. `keep` stays on the list however old it is.
pub async fn sessions(
    db: &PgPool,
    community: CommunityId,
    in_community: bool,
    person: PersonId,
    keep: Option<EventId>,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<StorySession>> {
    sqlx::query_as!(
        StorySession,
        "select e.id, e.title, e.starts_at, e.ends_at, e.zone
         from events e
         cross join lateral (
             select exists (select 1 from attendance a where a.event_id = e.id and a.person_id = $3)
                 or exists (select 1 from hosts h where h.event_id = e.id and h.person_id = $3)
                 or exists (select 1 from rsvps r
                            where r.event_id = e.id and r.person_id = $3 and r.answer in ('going', 'waiting', 'maybe')) as mine
         ) part
         where e.community_id = $1
           and e.state = 'published'
           and e.starts_at <= $5
           and (e.starts_at > $5 - interval '180 days' or e.id = $4)
           and ($2 or part.mine)
         order by part.mine desc, e.starts_at desc, e.id
         limit 100",
        community as CommunityId,
        in_community,
        person as PersonId,
        keep as Option<EventId>,
        now
    )
    .fetch_all(db)
    .await
}
