//! Communities as lists show them.

use std::collections::HashMap;

use serde::Deserialize;
use sqlx::PgPool;
use time::OffsetDateTime;
use time::serde::rfc3339;

use crate::communities::Membership;
use crate::communities::rules::{self, Meeting, MeetingSigns, MeetingState, life};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId};
use crate::platform::web::{Rows, Shell};

/// A community as lists show it.
#[derive(Debug, Deserialize)]
pub struct Brief {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
    pub who: String,
    pub practice: String,
    pub cadence_days: Option<i32>,
    pub tags: Vec<String>,
    pub organiser: bool,
    pub membership: Option<Membership>,
    pub people: i64,
    pub paused: bool,
    pub archived: bool,
    #[serde(with = "rfc3339::option")]
    pub last_held: Option<OffsetDateTime>,
    pub next_id: Option<EventId>,
    #[serde(with = "rfc3339::option")]
    pub next_session: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    pub next_ends: Option<OffsetDateTime>,
    /// Where the next session takes place.
    pub next_zone: Option<String>,
}

impl Brief {
    /// When the next session begins.
    pub fn next_start(&self, shell: &Shell) -> Option<String> {
        Some(shell.start(&self.next_session?, &self.next_ends?, self.next_zone.as_deref()?))
    }

    pub fn is_invited(&self) -> bool {
        self.membership == Some(Membership::Invited)
    }

    pub fn is_mine(&self) -> bool {
        self.membership.is_some_and(Membership::is_inside)
    }

    pub fn life(&self, now: &OffsetDateTime) -> MeetingState {
        let signs = MeetingSigns {
            archived: self.archived,
            paused: self.paused,
            cadence_days: self.cadence_days,
            last_held: self.last_held,
            next_session: self.next_session,
        };
        life(signs, *now)
    }

    pub fn cadence(&self) -> &'static str {
        rules::cadence_words(self.cadence_days)
    }
}

/// What to look for in the directory. Empty fields ask for nothing.
pub struct CommunityFilter<'a> {
    pub words: &'a str,
    pub tag: &'a str,
    pub mine_to_learn: bool,
    pub archived: ArchivedShown,
    pub rows: Rows,
}

/// Where the archived communities are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArchivedShown {
    /// Nowhere: in a list of what is there, or what to learn.
    Never,
    /// After all others, for anyone who searches by words.
    Last,
    Only,
}

impl ArchivedShown {
    fn is_shown(self) -> bool {
        self != Self::Never
    }
}

/// The directory: communities the person may see, those with a date first.
pub async fn directory(
    db: &PgPool,
    person: PersonId,
    search: &CommunityFilter<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Brief>> {
    let like = format!("%{}%", search.words.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    sqlx::query_as!(
        Brief,
        r#"with next as materialized (
               select distinct on (e.community_id) e.community_id, e.id, e.starts_at, e.ends_at, e.zone
               from events e where e.state = 'published' and e.starts_at > $7
               order by e.community_id, e.starts_at, e.id
           )
           select c.id, c.slug, c.name, c.who, c.practice, c.cadence_days, c.tags,
                  coalesce(m.organiser, false) as "organiser!", m.membership as "membership?",
                  (select count(*) from current_members x where x.community_id = c.id and not exists (
                       select 1 from people g where g.id = x.person_id and g.deactivated_at is not null)) as "people!",
                  exists (select 1 from running_pauses($7) p where p.community_id = c.id) as "paused!",
                  c.archived_at is not null as "archived!", (select max(e.starts_at) from events e
                   where e.community_id = c.id and e.state = 'published' and e.starts_at <= $7) as "last_held?",
                  n.id as "next_id?", n.starts_at as "next_session?", n.ends_at as "next_ends?", n.zone as "next_zone?"
           from communities c
           left join members m on m.community_id = c.id and m.person_id = $1 and m.left_at is null
           left join next n on n.community_id = c.id
           where c.id in (select id from communities_seen($1))
             and (c.archived_at is null or $5)
             and (c.archived_at is not null or not $9)
             and ($2 = '' or c.name ilike $3 or c.practice ilike $3 or c.who ilike $3 or c.why_now ilike $3
                  or exists (select 1 from unnest(c.tags) tag where tag ilike $3))
             and ($4 = '' or $4 = any (c.tags))
             and (not $6 or exists (
                 select 1 from interests i
                 where i.person_id = $1 and i.kind = 'wants'
                   and (c.name || ' ' || c.practice || ' ' || array_to_string(c.tags, ' ')) ilike '%' || i.topic || '%'))
           order by c.archived_at is not null, n.starts_at nulls last,
                    -- Asked only of those without a next one.
                    case when n.id is null then (select max(e.starts_at) from events e where e.community_id = c.id
                                                 and e.state = 'published' and e.starts_at <= $7) end desc nulls last,
                    lower(c.name), c.id
           limit $8 offset $10"#,
        person as PersonId,
        search.words,
        like,
        search.tag,
        search.archived.is_shown(),
        search.mine_to_learn,
        now,
        search.rows.limit,
        search.archived == ArchivedShown::Only,
        search.rows.offset
    )
    .fetch_all(db)
    .await
}

/// Whether these communities meet, when they last did, and their next session.
pub async fn meetings(
    db: &PgPool,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> Result<HashMap<CommunityId, Meeting>> {
    let rows = sqlx::query!(
        r#"select c.id, c.cadence_days, c.archived_at is not null as "archived!",
                  exists (select 1 from running_pauses($2) p where p.community_id = c.id) as "paused!",
                  (select max(e.starts_at) from events e
                   where e.community_id = c.id and e.state = 'published' and e.starts_at <= $2) as last_held,
                  n.id as "next_id?", n.starts_at as "next_session?"
           from communities c
           left join lateral (select e.id, e.starts_at from events e
                              where e.community_id = c.id and e.state = 'published' and e.starts_at > $2
                              order by e.starts_at, e.id limit 1) n on true
           where c.id = any ($1)"#,
        communities as &[CommunityId],
        now
    )
    .fetch_all(db)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let signs = MeetingSigns {
                archived: row.archived,
                paused: row.paused,
                cadence_days: row.cadence_days,
                last_held: row.last_held,
                next_session: row.next_session,
            };
            (row.id, Meeting { state: life(signs, now), last_held: row.last_held, next_id: row.next_id })
        })
        .collect())
}

/// The communities a person belongs to or is invited to; when they meet is not told.
pub async fn of_person(db: &PgPool, person: PersonId, now: OffsetDateTime) -> Result<Vec<Brief>> {
    Ok(sqlx::query_as!(
        Brief,
        r#"select id as "id!: CommunityId", slug as "slug!", name as "name!", who as "who!", practice as "practice!",
                  cadence_days, tags as "tags!", organiser as "organiser!", membership as "membership?: Membership",
                  people as "people!", paused as "paused!", archived as "archived!", last_held,
                  next_id as "next_id?: EventId", next_session, next_ends, next_zone
           from communities_of($1, $2)
           order by organiser desc, lower(name)"#,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await?)
}

/// Tags of the communities the person may see, the most used first.
pub async fn common_tags(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select tag as "tag!"
           from communities c, unnest(c.tags) tag
           where c.id in (select id from communities_seen($1)) and c.archived_at is null
           group by tag
           order by count(*) desc, tag
           limit 12"#,
        person as PersonId
    )
    .fetch_all(db)
    .await
}
