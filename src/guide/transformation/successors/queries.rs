mod offers;

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};

pub use offers::{OfferedOrganiser, OrganiserOffer, decline, end, offer, offer_to, offers};

/// A community that is without an organiser.
pub struct OrphanedCommunity {
    pub id: CommunityId,
    pub slug: String,
    pub name: String,
    pub private: bool,
    /// Nobody who has an account runs it.
    pub is_vacant: bool,
}

/// Names of communities that this person alone runs.
pub async fn run_alone(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        "select c.name
         from current_members m
         join communities c on c.id = m.community_id and c.archived_at is null
         where m.person_id = $1
           and m.organiser
           and not exists (
               select 1
               from current_members o
               join people p on p.id = o.person_id and p.deactivated_at is null
               where o.community_id = c.id and o.organiser and o.person_id <> $1)
         order by lower(c.name)",
        person as PersonId
    )
    .fetch_all(db)
    .await
}

/// What a person organised whose other organisers have no account either.
pub async fn left_without(db: &mut PgConnection, gone: PersonId) -> sqlx::Result<Vec<OrphanedCommunity>> {
    sqlx::query_as!(
        OrphanedCommunity,
        r#"select c.id, c.slug, c.name, c.visibility = 'private' as "private!", true as "is_vacant!"
           from current_members m
           join communities c on c.id = m.community_id and c.archived_at is null
           where m.person_id = $1
             and m.organiser
             and not exists (
                 select 1 from current_members o
                 join people p on p.id = o.person_id and p.deactivated_at is null
                 where o.community_id = c.id and o.organiser)
           order by c.id"#,
        gone as PersonId
    )
    .fetch_all(db)
    .await
}

/// Every such community, by name.
pub async fn orphaned(db: &PgPool) -> sqlx::Result<Vec<OrphanedCommunity>> {
    sqlx::query_as!(
        OrphanedCommunity,
        r#"select c.id, c.slug, c.name, c.visibility = 'private' as "private!", true as "is_vacant!"
           from communities c
           where c.archived_at is null
             and not exists (
                 select 1 from current_members o
                 join people p on p.id = o.person_id and p.deactivated_at is null
                 where o.community_id = c.id and o.organiser)
           order by lower(c.name), c.id
           limit 200"#
    )
    .fetch_all(db)
    .await
}

/// A community that is not archived, held until the transaction ends: of two people who take it over at the same moment
/// one does.
pub async fn lock(db: &mut PgConnection, community: CommunityId) -> sqlx::Result<Option<OrphanedCommunity>> {
    sqlx::query!("select id from communities where id = $1 for no key update", community as CommunityId)
        .fetch_optional(&mut *db)
        .await?;
    sqlx::query_as!(
        OrphanedCommunity,
        r#"select c.id, c.slug, c.name, c.visibility = 'private' as "private!",
                  not exists (
                      select 1 from current_members o
                      join people p on p.id = o.person_id and p.deactivated_at is null
                      where o.community_id = c.id and o.organiser) as "is_vacant!"
           from communities c
           where c.id = $1 and c.archived_at is null"#,
        community as CommunityId
    )
    .fetch_optional(db)
    .await
}

/// Someone who is asked, or appointed.
pub struct Successor {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
}

/// What makes a person core: they came to this share of the sessions whose list is complete, and to so many at least.
pub struct CoreRule {
    pub since: OffsetDateTime,
    pub share: f64,
    pub least: f64,
    /// With fewer sessions there is no core.
    pub sessions: f64,
}

pub async fn core(
    db: &mut PgConnection,
    community: CommunityId,
    rule: &CoreRule,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Successor>> {
    sqlx::query_as!(
        Successor,
        r#"with held as (
               select id from events
               where community_id = $1 and state = 'published' and list_completed_at is not null
                 and starts_at > $2 and starts_at <= $3
           )
           select p.id as person_id, p.name, p.email
           from current_members m
           join people p on p.id = m.person_id and p.deactivated_at is null
           join attendance a on a.person_id = p.id and a.event_id in (select id from held)
           where m.community_id = $1
             and (select count(*) from held) >= $6::float8
           group by p.id
           having count(*) >= $5::float8 and count(*) >= $4::float8 * (select count(*) from held)
           order by count(*) desc, lower(p.name)"#,
        community as CommunityId,
        rule.since,
        now,
        rule.share,
        rule.least,
        rule.sessions
    )
    .fetch_all(db)
    .await
}

pub async fn joined_first(
    db: &mut PgConnection,
    community: CommunityId,
    most: i64,
) -> sqlx::Result<Vec<Successor>> {
    sqlx::query_as!(
        Successor,
        r#"select p.id as person_id, p.name, p.email
           from current_members m
           join people p on p.id = m.person_id and p.deactivated_at is null
           where m.community_id = $1
           order by m.joined_at, p.id
           limit $2"#,
        community as CommunityId,
        most
    )
    .fetch_all(db)
    .await
}

pub async fn recipient(db: &mut PgConnection, person: PersonId) -> sqlx::Result<Option<Successor>> {
    sqlx::query_as!(
        Successor,
        "select id as person_id, name, email from people where id = $1 and deactivated_at is null",
        person as PersonId
    )
    .fetch_optional(db)
    .await
}

pub async fn end_all(db: &mut PgConnection, community: CommunityId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update organiser_asks set ended_at = $2 where community_id = $1 and ended_at is null",
        community as CommunityId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn ask(
    db: &mut PgConnection,
    community: CommunityId,
    people: &[Successor],
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    let people: Vec<PersonId> = people.iter().map(|person| person.person_id).collect();
    sqlx::query!(
        "insert into organiser_asks (community_id, person_id, asked_at)
         select $1, p, $3 from unnest($2::uuid[]) p",
        community as CommunityId,
        &people as &[PersonId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// A community that nobody runs, as one of its members sees it.
pub struct Vacancy {
    /// How many are asked to run it.
    pub asked: i64,
    pub is_asked: bool,
    pub is_member: bool,
}

pub async fn vacancy(db: &PgPool, community: CommunityId, person: PersonId) -> Result<Option<Vacancy>> {
    Ok(sqlx::query_as!(
        Vacancy,
        r#"select count(a.person_id) as "asked!", coalesce(bool_or(a.person_id = $2), false) as "is_asked!",
                  exists (select 1 from current_members m
                          where m.community_id = c.id and m.person_id = $2) as "is_member!"
           from communities c
           left join organiser_asks a on a.community_id = c.id and a.ended_at is null
           where c.id = $1
             and c.archived_at is null
             and not exists (
                 select 1 from current_members o
                 join people p on p.id = o.person_id and p.deactivated_at is null
                 where o.community_id = c.id and o.organiser)
           group by c.id"#,
        community as CommunityId,
        person as PersonId
    )
    .fetch_optional(db)
    .await?)
}
