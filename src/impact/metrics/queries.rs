//! What metrics are made of beside the report's own facts, and the rows behind them that a reader may look at.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::contributions::{HOSTING, STORY, TOPIC};
use crate::impact::queries::Range;
use crate::learning::stories::Cycle;
use crate::platform::ids::{CommunityId, EventId, PersonId, StoryId};

/// A coffee that someone said took place.
pub struct MetCoffee {
    pub at: OffsetDateTime,
    pub people: Vec<PersonId>,
    /// Between people of different teams.
    pub across: bool,
    /// Pairs of people from different teams who had not met over coffee before, and who they are.
    pub new_pairs: i64,
    pub newly_met: Vec<PersonId>,
}

pub async fn coffees(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<MetCoffee>> {
    sqlx::query_as!(
        MetCoffee,
        r#"with met as (
               select m.id, m.made_at, p.community_id,
                      p.community_id is null or c.visibility = 'listed' and c.published_at is not null as listed
               from coffee_matches m
               join coffee_rounds r on r.id = m.round_id
               join coffee_programmes p on p.id = r.programme_id
               left join communities c on c.id = p.community_id
               where m.void_at is null
                 and m.made_at < $2
                 and m.made_at <= $3
                 and exists (select from coffee_partners x
                             where x.match_id = m.id and x.left_at is null and x.outcome = 'met')
           ), partners as (
               select x.match_id, x.person_id, x.team_id
               from coffee_partners x
               where x.left_at is null
           ), pairs as (
               select distinct on (a.person_id, b.person_id) m.id, a.person_id as one, b.person_id as other
               from met m
               join partners a on a.match_id = m.id
               join partners b on b.match_id = m.id and b.person_id > a.person_id and b.team_id <> a.team_id
               order by a.person_id, b.person_id, m.made_at, m.id
           )
           select m.made_at as at,
                  (select array_agg(x.person_id) from partners x where x.match_id = m.id) as "people!: Vec<PersonId>",
                  (select count(distinct x.team_id) > 1 from partners x where x.match_id = m.id) as "across!",
                  (select count(*) from pairs n where n.id = m.id) as "new_pairs!",
                  array(select n.one from pairs n where n.id = m.id
                        union select n.other from pairs n where n.id = m.id) as "newly_met!: Vec<PersonId>"
           from met m
           where m.made_at >= $1 and (m.community_id = $4 or $4 is null and m.listed)
           order by m.made_at, m.id"#,
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>
    )
    .fetch_all(db)
    .await
}

/// A story as metrics count it: no title, no words.
pub struct MeasuredStory {
    pub community_id: CommunityId,
    pub at: OffsetDateTime,
    pub cycle: Cycle,
    /// The author's team, and every team that is named in it.
    pub teams: i64,
}

pub async fn stories(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<MeasuredStory>> {
    sqlx::query_as!(
        MeasuredStory,
        // The words of a team and of a story are made once each, not for each pair of them.
        r#"with names as materialized (
               select id, ' ' || regexp_replace(name, '[^[:alnum:]]+', ' ', 'g') || ' ' as words from teams
           )
           select s.community_id, s.published_at as "at!", s.cycle,
                  (select count(*) from names t where t.id = s.team_id or position(t.words in w.words) > 0) as "teams!"
           from stories s
           join communities_reported($4) c on c.id = s.community_id
           cross join lateral (
               select ' ' || regexp_replace(concat_ws(' ', s.title, s.happened, s.took_away, s.did, s.changed_me,
                                                      s.changed_team, s.success_now),
                                            '[^[:alnum:]]+', ' ', 'g') || ' ' as words
               offset 0
           ) w
           where s.published_at >= $1
             and s.published_at < $2
             and s.published_at <= $3
             and s.withdrawn_at is null
             -- One for its community alone is not for leaders, not even as a number.
             and ($4::uuid is not null or s.visibility <> 'community')
           order by s.published_at, s.id"#,
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>
    )
    .fetch_all(db)
    .await
}

/// When each person first hosted a session that people came to, of all until the range ends.
pub async fn first_hosted(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select min(e.starts_at) as \"at!\"
         from hosts h
         join events e on e.id = h.event_id
         join communities_reported($3) c on c.id = e.community_id
         where e.state = 'published'
           and e.present > 0
           and e.starts_at < $1
           and e.ends_at <= $2
         group by h.person_id
         order by min(e.starts_at)",
        range.until,
        range.now,
        range.community as Option<CommunityId>
    )
    .fetch_all(db)
    .await
}

/// How many came to a session with a complete list, and how many had said that they would.
pub struct MeasuredTurnout {
    pub at: OffsetDateTime,
    pub present: i64,
    pub going: i64,
}

/// Of one community: leaders are not told.
pub async fn turnouts(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<MeasuredTurnout>> {
    sqlx::query_as!(
        MeasuredTurnout,
        r#"select e.starts_at as at,
                  (select count(*) from attendance a where a.event_id = e.id) as "present!",
                  (select count(*) from rsvps r where r.event_id = e.id and r.answer = 'going') as "going!"
           from events e
           where e.community_id = $4
             and e.state = 'published'
             and e.starts_at >= $1
             and e.starts_at < $2
             and e.ends_at <= $3
             and e.list_completed_at is not null
           order by e.starts_at, e.id"#,
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>
    )
    .fetch_all(db)
    .await
}

/// What a person gave to a community beside coming, and when.
pub struct GivenBy {
    pub at: OffsetDateTime,
    pub person_id: PersonId,
    pub weight: i32,
}

/// Of one community: sessions hosted that people came to, stories told by name, and topic ideas. What is told without a
/// name is left out, or what the others gave would tell whose it is.
pub async fn contributions(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<GivenBy>> {
    sqlx::query_as!(
        GivenBy,
        r#"select e.starts_at as "at!", h.person_id as "person_id!", $5::int as "weight!"
           from hosts h
           join events e on e.id = h.event_id
           where e.community_id = $4
             and e.state = 'published'
             and e.present > 0
             and e.starts_at >= $1
             and e.starts_at < $2
             and e.ends_at <= $3
           union all
           select s.published_at, b.person_id, $6
           from stories s
           join bylines b on b.story_id = s.id and b.person_id is not null
           where s.community_id = $4
             and s.withdrawn_at is null
             and s.published_at >= $1
             and s.published_at < $2
             and s.published_at <= $3
           union all
           select t.proposed_at, t.proposed_by, $7
           from topics t
           where t.community_id = $4
             and t.proposed_at >= $1
             and t.proposed_at < $2
             and t.proposed_at <= $3"#,
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>,
        HOSTING,
        STORY,
        TOPIC
    )
    .fetch_all(db)
    .await
}

/// A session behind a metric.
pub struct SessionRow {
    pub id: EventId,
    pub title: String,
    pub community: String,
    pub at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub zone: String,
    /// How many were recorded: organisers alone are told.
    pub present: i32,
}

/// Sessions of the range that this person may see, the newest first. Of everyone means of listed communities.
pub async fn sessions(
    db: &PgPool,
    range: &Range,
    reader: PersonId,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Vec<SessionRow>> {
    sqlx::query_as!(
        SessionRow,
        "select e.id, e.title, c.name as \"community!\", e.starts_at as at, e.ends_at, e.zone, e.present
         from events e
         join communities_reported($4) c on c.id = e.community_id
         where e.state = 'published'
           and e.starts_at >= $1
           and e.starts_at < $2
           and e.ends_at <= $3
           and c.id in (select id from communities_seen($5))
         order by e.starts_at desc, e.id
         limit $6 offset $7",
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>,
        reader as PersonId,
        limit,
        offset
    )
    .fetch_all(db)
    .await
}

/// A story behind a metric.
pub struct StoryRow {
    pub id: StoryId,
    pub title: String,
    pub community: String,
    pub at: OffsetDateTime,
    pub cycle: Cycle,
}

/// Stories of the range that this person may read, the newest first.
pub async fn readable_stories(
    db: &PgPool,
    range: &Range,
    reader: PersonId,
    limit: i64,
    offset: i64,
) -> sqlx::Result<Vec<StoryRow>> {
    sqlx::query_as!(
        StoryRow,
        r#"select s.id, s.title, c.name as "community!", s.published_at as "at!", s.cycle
           from stories s
           join communities_reported($4) c on c.id = s.community_id
           where s.published_at >= $1
             and s.published_at < $2
             and s.published_at <= $3
             and s.withdrawn_at is null
             and s.id in (select id from stories_seen($5))
           order by s.published_at desc, s.id
           limit $6 offset $7"#,
        range.from,
        range.until,
        range.now,
        range.community as Option<CommunityId>,
        reader as PersonId,
        limit,
        offset
    )
    .fetch_all(db)
    .await
}

/// A listed community, by name.
pub struct CommunityName {
    pub id: CommunityId,
    pub name: String,
    pub slug: String,
}

/// The communities a report counts, as they are listed now: one that went private is not named any more.
pub async fn listed(db: &PgPool) -> sqlx::Result<Vec<CommunityName>> {
    sqlx::query_as!(
        CommunityName,
        "select id, name, slug
         from communities
         where visibility = 'listed' and published_at is not null
         order by lower(name), id"
    )
    .fetch_all(db)
    .await
}
