use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::ChosenAudience;
use crate::impact::suppression::FEWEST;
use crate::platform::ids::{CommunityId, DepartmentId, PersonId, TeamId};
use crate::platform::web::Rows;

/// An open team that a community may be for.
pub struct OfferedTeam {
    pub id: TeamId,
    pub name: String,
    pub is_chosen: bool,
    pub department_id: DepartmentId,
    pub department: String,
    /// The whole department is chosen.
    pub department_is_chosen: bool,
}

/// Every open team by department, in the order of the alphabet.
pub async fn offered(db: &PgPool, community: CommunityId) -> sqlx::Result<Vec<OfferedTeam>> {
    sqlx::query_as!(
        OfferedTeam,
        r#"select t.id, t.name, t.department_id, d.name as department,
                  exists (select 1 from audiences a
                          where a.community_id = $1 and a.team_id = t.id) as "is_chosen!",
                  exists (select 1 from audiences a
                          where a.community_id = $1 and a.department_id = d.id) as "department_is_chosen!"
           from teams t
           join departments d on d.id = t.department_id
           where t.closed_at is null
           order by lower(d.name), lower(t.name), t.id"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

/// How many came, and how many of those the community is for.
pub struct Reached {
    /// It is said whom the community is for.
    pub is_said: bool,
    pub audience: i64,
    /// Of the audience, and of everyone else.
    pub came: i64,
    pub came_from_elsewhere: i64,
}

/// Everyone by the team they are in today; whoever left the organisation is in no team.
pub async fn reached(
    db: &PgPool,
    community: CommunityId,
    from: OffsetDateTime,
    now: OffsetDateTime,
) -> sqlx::Result<Reached> {
    sqlx::query_as!(
        Reached,
        r#"with audience as materialized (
               select p.id
               from people p
               join audience_teams($1) t on t.team_id = p.team_id
               where p.deactivated_at is null
           ), came as (
               select distinct a.person_id
               from events e
               join attendance a on a.event_id = e.id
               where e.community_id = $1 and e.state = 'published' and e.starts_at >= $2 and e.ends_at <= $3
           )
           select exists (select 1 from audiences where community_id = $1) as "is_said!",
                  (select count(*) from audience) as "audience!",
                  count(*) filter (where person_id in (select id from audience)) as "came!",
                  count(*) filter (where person_id not in (select id from audience)) as "came_from_elsewhere!"
           from came"#,
        community as CommunityId,
        from,
        now
    )
    .fetch_one(db)
    .await
}

/// A team to invite.
pub struct UnmetTeam {
    pub name: String,
    pub department: String,
    pub people: i64,
}

/// Teams the community is for from which no one came. Of a team of fewer than five it would tell of people.
pub async fn unmet(
    db: &PgPool,
    community: CommunityId,
    from: OffsetDateTime,
    rows: Rows,
) -> sqlx::Result<Vec<UnmetTeam>> {
    sqlx::query_as!(
        UnmetTeam,
        r#"with came as materialized (
               select distinct a.person_id, a.team_id
               from events e
               join attendance a on a.event_id = e.id
               where e.community_id = $1 and e.state = 'published' and e.starts_at >= $2
           ), met as (
               select team_id from came where team_id is not null
               union
               select p.team_id from came join people p on p.id = came.person_id where p.team_id is not null
           )
           select t.name, d.name as department, p.people as "people!"
           from audience_teams($1) a
           join teams t on t.id = a.team_id
           join departments d on d.id = t.department_id
           cross join lateral (
               select count(*) as people from people where team_id = t.id and deactivated_at is null
           ) p
           where p.people >= $3
             and not exists (select 1 from met where met.team_id = t.id)
           order by lower(d.name), lower(t.name), t.id
           limit $4 offset $5"#,
        community as CommunityId,
        from,
        i64::try_from(FEWEST).unwrap_or(i64::MAX),
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// The people a community is for, by the teams of today; nothing where it is not said.
pub async fn people(db: &mut PgConnection, community: CommunityId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        r#"select p.id
           from audience_teams($1) t
           join people p on p.team_id = t.team_id and p.deactivated_at is null
           where exists (select 1 from audiences a where a.community_id = $1)
           order by p.id"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await
}

/// Whoever chooses for a community does so one after the other.
pub async fn lock(db: &mut PgConnection, community: CommunityId) -> sqlx::Result<()> {
    sqlx::query!("select id from communities where id = $1 for no key update", community as CommunityId)
        .fetch_one(db)
        .await
        .map(drop)
}

pub async fn forget(db: &mut PgConnection, community: CommunityId) -> sqlx::Result<()> {
    sqlx::query!("delete from audiences where community_id = $1", community as CommunityId)
        .execute(db)
        .await
        .map(drop)
}

/// What is not there, or not open, is passed over.
pub async fn insert(
    db: &mut PgConnection,
    community: CommunityId,
    chosen: &ChosenAudience,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into audiences (community_id, department_id, team_id)
         select $1::uuid, d.id, null::uuid from departments d where d.id = any ($2)
         union all
         select $1, null, t.id
         from teams t
         where t.id = any ($3) and t.closed_at is null and t.department_id <> all ($2)",
        community as CommunityId,
        &chosen.departments as &[DepartmentId],
        &chosen.teams as &[TeamId]
    )
    .execute(db)
    .await
    .map(drop)
}
