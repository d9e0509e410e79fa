//! What is seen of communities, of as many of them as are asked for at once.

use sqlx::PgPool;
use time::OffsetDateTime;

use crate::guide::nudges::kinds::NudgeKind;
use crate::platform::ids::{CommunityId, EventId};

/// Kinds of sessions that look back at the community, and those that bring something in from outside.
const RETROS: [&str; 1] = ["retro"];
const OUTSIDE: [&str; 3] = ["talk_external", "field_trip", "shadowing_visit"];
/// How many are named who may be asked to host.
const MOST_NAMED: i64 = 3;

/// What is seen of a living community from outside its evaluation.
#[derive(Clone, Debug)]
pub struct CommunitySigns {
    pub community_id: CommunityId,
    pub slug: String,
    pub name: String,
    pub zone: String,
    pub tags: Vec<String>,
    pub founded_at: OffsetDateTime,
    pub purpose_set: bool,
    /// Members and those who are interested, the teams they are in, and the organisers among them.
    pub people: i64,
    pub teams: i64,
    pub organisers: i64,
    /// The organiser of longest standing, to say hello to.
    pub greeter: Option<String>,
    /// Sessions that are over, and the people who host these or one to come, or are asked to.
    pub held: i64,
    pub hosts: i64,
    /// People who came often and said that they may be asked to host.
    pub could_host: Vec<String>,
    pub last_session: Option<EventId>,
    pub last_title: Option<String>,
    /// When it ended.
    pub last_held: Option<OffsetDateTime>,
    /// A session is published that is not over yet.
    pub to_come: bool,
    /// The next one to begin, and whether it has a topic.
    pub next_session: Option<EventId>,
    pub next_title: Option<String>,
    pub next_at: Option<OffsetDateTime>,
    pub next_ends: Option<OffsetDateTime>,
    pub next_zone: Option<String>,
    pub next_has_topic: bool,
    /// Open topic ideas.
    pub topics: i64,
    /// When the newest story was published.
    /// When the first session was over that no story came after.
    pub untold_since: Option<OffsetDateTime>,
    /// The newest look back, and the newest session with something from outside, held or planned.
    pub last_retro: Option<OffsetDateTime>,
    pub last_outside: Option<OffsetDateTime>,
    /// Stories of something tried or changed, and when the newest snapshot was made: of a private community neither,
    /// since nothing of it goes outside.
    pub applied: i64,
    pub last_snapshot: Option<OffsetDateTime>,
    /// When its organisers were first told that it fell silent, since it last met.
    pub silence_told_at: Option<OffsetDateTime>,
    /// Since when it has its sponsor, and when members last saw something of them: an act, or that they were there.
    pub sponsor_since: Option<OffsetDateTime>,
    pub sponsor_seen_at: Option<OffsetDateTime>,
}

/// Living communities, neither archived nor paused where they are: all, or some of them.
#[expect(clippy::too_many_lines, reason = "one statement, so that no community costs a query of its own")]
pub async fn signs(
    db: &PgPool,
    communities: Option<&[CommunityId]>,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CommunitySigns>> {
    sqlx::query_as!(
        CommunitySigns,
        r#"select c.id as community_id, c.slug, c.name, c.zone, c.tags, c.created_at as founded_at,
                  c.purpose_set_at is not null as "purpose_set!",
                  m.people as "people!", m.teams as "teams!", m.organisers as "organisers!", m.greeter as "greeter?",
                  s.held as "held!", h.hosts as "hosts!",
                  case when s.held > 0 and h.hosts <= 1 then array(
                      select x.name from likely_hosts(c.id) x
                      order by x.came desc, lower(x.name), x.person_id
                      limit $5) else '{}' end as "could_host!",
                  l.id as "last_session?", l.title as "last_title?", l.ends_at as "last_held?",
                  s.to_come as "to_come!",
                  n.id as "next_session?", n.title as "next_title?", n.starts_at as "next_at?",
                  n.ends_at as "next_ends?", n.zone as "next_zone?",
                  n.topic_id is not null as "next_has_topic!",
                  (select count(*) from topics t
                   where t.community_id = c.id and t.retired_at is null
                     and not exists (select 1 from events e where e.topic_id = t.id and e.state = 'published')) as "topics!",
                  s.untold_since,
                  greatest(s.last_retro, (select max(t.opened_at) from retrospectives t
                                          where t.community_id = c.id and t.opened_at <= $2)) as last_retro,
                  s.last_outside,
                  (select count(*) from stories t
                   where t.community_id = c.id and c.visibility = 'listed' and t.published_at <= $2
                     and t.withdrawn_at is null and t.cycle in ('applied', 'realised', 'reframing')) as "applied!",
                  (select max(t.made_at) from snapshots t
                   where t.community_id = c.id and t.revoked_at is null) as last_snapshot,
                  (select min(t.made_at) from nudges t
                   where t.community_id = c.id and t.kind = $6 and t.made_at > l.ends_at) as silence_told_at,
                  case when sp.id is not null then c.sponsor_named_at end as sponsor_since,
                  greatest((select max(a.done_at) from sponsor_acts a
                            where a.community_id = c.id and a.person_id = sp.id and a.done_at <= $2),
                           (select max(e.starts_at) from attendance a
                            join events e on e.id = a.event_id
                            where a.person_id = sp.id and e.community_id = c.id and e.starts_at <= $2))
                      as sponsor_seen_at
           from communities c
           left join people sp on sp.id = c.sponsor_id and sp.deactivated_at is null
           cross join lateral (
               select count(*) as people, count(distinct p.team_id) as teams,
                      count(*) filter (where m.organiser) as organisers,
                      (array_agg(p.name order by m.organiser_at, p.id) filter (where m.organiser))[1] as greeter
               from current_members m
               join people p on p.id = m.person_id
               where m.community_id = c.id and p.deactivated_at is null) m
           cross join lateral (
               select max(t.published_at) as at
               from stories t
               where t.community_id = c.id and t.published_at is not null and t.withdrawn_at is null) st
           cross join lateral (
               select count(*) filter (where e.ends_at <= $2) as held,
                      min(e.ends_at) filter (where e.ends_at <= $2 and e.ends_at > coalesce(st.at, '-infinity'))
                          as untold_since,
                      count(*) filter (where e.ends_at > $2) > 0 as to_come,
                      max(e.starts_at) filter (where e.kind = any ($3)) as last_retro,
                      max(e.starts_at) filter (where e.kind = any ($4)) as last_outside
               from events e
               where e.community_id = c.id and e.state = 'published') s
           cross join lateral (
               select count(distinct x.person_id) as hosts
               from events e
               join (select event_id, person_id from hosts
                     union all
                     select event_id, person_id from host_invitations where accepted is distinct from false) x
                    on x.event_id = e.id
               where e.community_id = c.id and e.state = 'published') h
           left join lateral (select e.id, e.title, e.ends_at from events e
                              where e.community_id = c.id and e.state = 'published' and e.ends_at <= $2
                              order by e.ends_at desc, e.id
                              limit 1) l on true
           left join lateral (select e.id, e.title, e.starts_at, e.ends_at, e.zone, e.topic_id from events e
                              where e.community_id = c.id and e.state = 'published' and e.starts_at > $2
                              order by e.starts_at, e.id
                              limit 1) n on true
           where c.archived_at is null
             and ($1::uuid[] is null or c.id = any ($1))
             and c.id not in (select community_id from running_pauses($2))
           order by lower(c.name), c.id"#,
        communities as Option<&[CommunityId]>,
        now,
        &RETROS as &[&str],
        &OUTSIDE as &[&str],
        MOST_NAMED,
        NudgeKind::Silence as NudgeKind
    )
    .fetch_all(db)
    .await
}
