//! Meetings of two or three people beside sessions, which are coffees and help that someone gave thanks for; and who had
//! signed up for sessions, which everyone may read.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::impact::queries::Range;
use crate::impact::tally::RULES;
use crate::platform::ids::{CommunityId, PersonId, TeamId};

/// People who met, or meant to, each with their team.
pub struct Gathering {
    pub at: OffsetDateTime,
    pub people: Vec<PersonId>,
    pub teams: Vec<Option<TeamId>>,
}

/// Coffees of which at least one person said that they met, with the teams as they were. Those of private communities
/// are in none, and who said it is not read.
pub async fn coffees(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<Gathering>> {
    sqlx::query_as!(
        Gathering,
        r#"select (r.matches_on + time '12:00') at time zone 'UTC' as "at!",
                  array_agg(x.person_id order by x.person_id) as "people!: Vec<PersonId>",
                  array_agg(x.team_id order by x.person_id) as "teams!: Vec<Option<TeamId>>"
           from coffee_rounds r
           join coffee_programmes g on g.id = r.programme_id
           left join communities c on c.id = g.community_id
           join coffee_matches m on m.round_id = r.id and m.void_at is null
           join coffee_partners x on x.match_id = m.id and x.left_at is null
           where (r.matches_on + time '12:00') at time zone 'UTC' >= $1
             and (r.matches_on + time '12:00') at time zone 'UTC' < $2
             and (r.matches_on + time '12:00') at time zone 'UTC' <= $3
             and (g.community_id is null or c.visibility = 'listed' and c.published_at is not null)
           group by m.id, r.matches_on
           having bool_or(x.outcome = 'met') and count(*) > 1
           order by r.matches_on, m.id"#,
        range.from,
        range.until,
        range.now
    )
    .fetch_all(db)
    .await
}

/// Who said that they were coming to each session that is over and that someone came to, with the teams of today.
pub async fn going(db: &mut PgConnection, range: &Range) -> sqlx::Result<Vec<Gathering>> {
    sqlx::query_as!(
        Gathering,
        r#"select e.starts_at as at, r.people as "people!: Vec<PersonId>", r.teams as "teams!: Vec<Option<TeamId>>"
           from events e
           join communities_reported(null) c on c.id = e.community_id
           cross join lateral (
               select array_agg(r.person_id) as people, array_agg(p.team_id) as teams
               from rsvps r
               join people p on p.id = r.person_id
               where r.event_id = e.id and r.answer = 'going'
           ) r
           where e.state = 'published'
             and e.starts_at >= $1
             and e.starts_at < $2
             and e.ends_at <= $3
             and e.present > 0
             and r.people is not null
           order by e.starts_at, e.id"#,
        range.from,
        range.until,
        range.now
    )
    .fetch_all(db)
    .await
}

/// A listed community with its members, each with the team they are in today if they are still here.
pub struct MembersOf {
    pub community_id: CommunityId,
    pub name: String,
    pub people: Vec<PersonId>,
    pub teams: Vec<Option<TeamId>>,
}

/// Who was a member of which listed community at a moment, in the order of the alphabet.
pub async fn members(db: &mut PgConnection, at: OffsetDateTime) -> sqlx::Result<Vec<MembersOf>> {
    sqlx::query_as!(
        MembersOf,
        r#"select c.id as "community_id!", c.name as "name!", m.people as "people!: Vec<PersonId>",
                  m.teams as "teams!: Vec<Option<TeamId>>"
           from communities_reported(null) c
           cross join lateral (
               select array_agg(m.person_id order by m.person_id) as people,
                      array_agg(case when p.deactivated_at is null then p.team_id end order by m.person_id) as teams
               from members m
               join people p on p.id = m.person_id
               where m.community_id = c.id
                 and m.joined_at < $1
                 and (m.left_at is null or m.left_at >= $1)
           ) m
           where m.people is not null
           order by lower(c.name), c.id"#,
        at
    )
    .fetch_all(db)
    .await
}

/// A person and the team they are in today.
pub struct TeamMember {
    pub id: PersonId,
    pub team_id: Option<TeamId>,
}

/// The teams of these people: of help it is not kept which team someone was in then.
pub async fn teams_of(db: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<TeamMember>> {
    sqlx::query_as!(TeamMember, "select id, team_id from people where id = any ($1)", people as &[PersonId])
        .fetch_all(db)
        .await
}

/// How many sessions of listed communities there were in each stretch of time, up to `enough` of them.
pub async fn sessions_up_to(
    db: &PgPool,
    stretches: &[Range],
    now: OffsetDateTime,
    enough: i64,
) -> sqlx::Result<Vec<i64>> {
    let (from, until): (Vec<OffsetDateTime>, Vec<OffsetDateTime>) =
        stretches.iter().map(|range| (range.from, range.until)).unzip();
    sqlx::query_scalar!(
        r#"select counted.sessions as "sessions!"
           from unnest($1::timestamptz[], $2::timestamptz[]) with ordinality s (from_at, until_at, place)
           cross join lateral (
               select count(*) as sessions
               from (select 1
                     from events e
                     join communities c on c.id = e.community_id
                     where e.state = 'published'
                       and e.starts_at >= s.from_at
                       and e.starts_at < s.until_at
                       and e.ends_at <= $3
                       and e.present >= $5::float8
                       and c.visibility = 'listed'
                       and c.published_at is not null
                     limit $4) found
           ) counted
           order by s.place"#,
        &from,
        &until,
        now,
        enough,
        RULES.counted_people
    )
    .fetch_all(db)
    .await
}
