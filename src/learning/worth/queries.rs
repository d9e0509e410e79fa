use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::WorthAnswer;
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::Shell;

/// Was this person there, and never before at a session of its community?
pub async fn was_first(db: &mut PgConnection, event: EventId, person: PersonId) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1
               from events e
               join attendance a on a.event_id = e.id and a.person_id = $2
               join people p on p.id = $2 and p.deactivated_at is null
               where e.id = $1
                 and e.community_id in (select id from communities_seen($2))
                 and not exists (select 1
                                 from attendance b
                                 join events f on f.id = b.event_id
                                 where b.person_id = $2 and f.community_id = e.community_id
                                   and f.starts_at < e.starts_at)
           ) as "first!""#,
        event as EventId,
        person as PersonId
    )
    .fetch_one(db)
    .await
}

pub async fn mark(db: &mut PgConnection, event: EventId, person: PersonId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into session_worth_marks (event_id, person_id) values ($1, $2) on conflict do nothing",
        event as EventId,
        person as PersonId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn count(db: &mut PgConnection, event: EventId, answer: WorthAnswer) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into session_worth as w (event_id, yes, partly, no)
         values ($1, ($2 = 'yes')::int, ($2 = 'partly')::int, ($2 = 'no')::int)
         on conflict (event_id) do update
         set yes = w.yes + excluded.yes, partly = w.partly + excluded.partly, no = w.no + excluded.no",
        event as EventId,
        answer as WorthAnswer
    )
    .execute(db)
    .await
    .map(drop)
}

/// What was answered.
#[derive(Debug, Deserialize)]
pub struct WorthCount {
    pub yes: i32,
    pub partly: i32,
    pub no: i32,
}

impl WorthCount {
    pub fn answers(&self) -> i32 {
        self.yes + self.partly + self.no
    }
}

/// A session that someone is asked about, and the next one of its community.
pub struct WorthSession {
    pub event_id: EventId,
    pub person_id: PersonId,
    pub name: String,
    pub zone: String,
    pub title: String,
    pub community: String,
    pub slug: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub session_zone: String,
    pub has_answered: bool,
    pub next_id: Option<EventId>,
    pub next_title: Option<String>,
    pub next_at: Option<OffsetDateTime>,
    pub next_ends: Option<OffsetDateTime>,
    pub next_zone: Option<String>,
}

impl WorthSession {
    /// When the next session begins.
    pub fn next_start(&self, shell: &Shell) -> Option<String> {
        Some(shell.start(&self.next_at?, &self.next_ends?, self.next_zone.as_deref()?))
    }
}

/// Nothing where it is not this person's to answer.
pub async fn asked(
    db: &PgPool,
    event: EventId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<WorthSession>> {
    sqlx::query_as!(
        WorthSession,
        r#"select e.id as event_id, p.id as person_id, p.name, p.zone, e.title, c.name as community, c.slug, e.starts_at,
                  e.ends_at, e.zone as session_zone,
                  exists (select 1 from session_worth_marks m
                          where m.event_id = e.id and m.person_id = p.id) as "has_answered!",
                  n.id as "next_id?", n.title as "next_title?", n.starts_at as "next_at?",
                  n.ends_at as "next_ends?", n.zone as "next_zone?"
           from events e
           join communities c on c.id = e.community_id
           join attendance a on a.event_id = e.id
           join people p on p.id = a.person_id and p.deactivated_at is null
           left join lateral (select x.id, x.title, x.starts_at, x.ends_at, x.zone from events x
                              where x.community_id = c.id and x.state = 'published' and x.starts_at > $3
                              order by x.starts_at, x.id
                              limit 1) n on true
           where e.id = $1
             and p.id = $2
             and c.id in (select id from communities_seen($2))"#,
        event as EventId,
        person as PersonId,
        now
    )
    .fetch_optional(db)
    .await
}
