use sqlx::PgPool;
use time::OffsetDateTime;

use super::RecordPart;
use crate::learning::stories::Cycle;
use crate::platform::ids::{CommunityId, PersonId, ThingId};

/// So many lines at most: a record is read by people.
pub const MOST_ROWS: i64 = 1000;

/// One line of a record.
pub struct RecordRow {
    pub part: RecordPart,
    /// The thing it speaks of, as a name for its line.
    pub key: ThingId,
    pub at: OffsetDateTime,
    pub title: String,
    pub community_id: Option<CommunityId>,
    pub community: Option<String>,
    pub private: bool,
    /// The stage a story reached.
    pub cycle: Option<Cycle>,
    /// How many used it too, or said thanks with one tap.
    pub people: Option<i64>,
    /// Who said thanks, for what kind of thing, and their line.
    pub by: Option<String>,
    pub thing: Option<String>,
    pub line: Option<String>,
    /// The sender showed it to its recipient alone.
    pub between_two: bool,
}

/// What a person did in a period and may show, the newest first: their own, whoever else may see it.
#[expect(clippy::too_many_lines, reason = "one statement, so that the page makes few queries")]
pub async fn rows(
    db: &PgPool,
    person: PersonId,
    from: OffsetDateTime,
    to: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<RecordRow>> {
    sqlx::query_as!(
        RecordRow,
        r#"with mine as (
               select 'organised' as part, m.id as key, m.organiser_at as at, c.name as title, m.community_id,
                      null::text as cycle, null::bigint as people, null::text as by, null::text as thing,
                      null::text as line, false as between_two
               from members m
               join communities c on c.id = m.community_id
               where m.person_id = $1 and m.organiser and m.joined_at is not null and m.organiser_at < $3
                 and coalesce(m.left_at, $3) >= $2
               union all
               select 'hosted', e.id, e.starts_at, e.title, e.community_id, null, null, null, null, null, false
               from hosts h
               join events e on e.id = h.event_id and e.state = 'published' and e.ends_at <= $4
               where h.person_id = $1 and e.starts_at >= $2 and e.starts_at < $3
               union all
               select 'attended', e.id, e.starts_at, e.title, e.community_id, null, null, null, null, null, false
               from attendance a
               join events e on e.id = a.event_id and e.state = 'published'
               where a.person_id = $1 and e.starts_at >= $2 and e.starts_at < $3
                 and not exists (select 1 from hosts h where h.event_id = e.id and h.person_id = $1)
               union all
               select 'stories', s.id, s.published_at, s.title, s.community_id, s.cycle, null, null, null, null, false
               from stories s
               where s.author_id = $1 and s.withdrawn_at is null and s.published_at >= $2 and s.published_at < $3
               union all
               select 'reuse', s.id, max(r.at), s.title, s.community_id, null, count(*), null, null, null, false
               from reuses r
               join stories s on s.id = r.story_id and s.withdrawn_at is null
               where s.author_id = $1 and r.at >= $2 and r.at < $3
               group by s.id
               union all
               select 'thanks', s.id, max(t.at), s.title, s.community_id, null, count(*), null, 'story', null, false
               from thanks_kept t
               join stories s on s.id = t.story_id
               where t.recipient_id = $1 and t.reach = 'counted' and t.at >= $2 and t.at < $3
               group by s.id
               union all
               select 'thanks', t.id, t.at, coalesce(s.title, e.title, t.helped_with), t.community_id, null, null,
                      f.name, case when s.id is not null then 'story' when e.id is not null then 'session' else 'help' end,
                      t.line, t.reach = 'recipient'
               from thanks_kept t
               join people f on f.id = t.sender_id
               left join stories s on s.id = t.story_id
               left join events e on e.id = t.event_id
               where t.recipient_id = $1 and t.reach <> 'counted' and t.at >= $2 and t.at < $3
               union all
               select 'topics', t.id, t.proposed_at, t.title, t.community_id, null, null, null, null, null, false
               from topics t
               where t.proposed_by = $1 and t.proposed_at >= $2 and t.proposed_at < $3
               union all
               select 'actions', a.id, a.settled_at, a.body, a.community_id, null, null, null, null, null, false
               from retrospective_actions a
               where a.owner_id = $1 and a.state = 'done' and a.settled_at >= $2 and a.settled_at < $3
               union all
               select 'pathways', p.id, f.finished_at, p.title, p.community_id, null, null, null, null, null, false
               from pathway_finishes f
               join pathways p on p.id = f.pathway_id
               where f.person_id = $1 and f.finished_at >= $2 and f.finished_at < $3
           )
           select x.part as "part!: RecordPart", x.key as "key!: ThingId", x.at as "at!", x.title as "title!",
                  c.id as "community_id?", c.name as "community?", coalesce(c.visibility = 'private', false) as "private!",
                  x.cycle as "cycle?: Cycle", x.people as "people?", x.by as "by?", x.thing as "thing?",
                  x.line as "line?", x.between_two as "between_two!"
           from mine x
           left join communities c on c.id = x.community_id
           order by x.at desc, x.key, x.part
           limit $5"#,
        person as PersonId,
        from,
        to,
        now,
        MOST_ROWS
    )
    .fetch_all(db)
    .await
}
