mod accounts;
mod feeds;

use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::{InterestKind, NewPerson, Person, SeenBy, WorkEmail};
use crate::platform::error::Result;
use crate::platform::ids::{PersonId, TeamId};

pub use accounts::{administrators, deactivate, hold, lock_admins, reactivate, set_manager, set_roles};
pub use feeds::{KeptFeed, by_feed, keep_feed, kept_feed};

/// A person with their team and what they say about themselves.
pub struct PersonFacts {
    pub id: PersonId,
    pub name: String,
    pub email: String,
    pub team_id: Option<TeamId>,
    pub team: Option<String>,
    pub department: Option<String>,
    /// Where they work, in their own words; empty where they did not say.
    pub site: String,
    pub zone: String,
    pub about: String,
    pub open_to_host: bool,
    pub deactivated_at: Option<OffsetDateTime>,
    pub knows: Vec<String>,
    pub wants: Vec<String>,
    pub about_seen_by: SeenBy,
    pub knows_seen_by: SeenBy,
    pub wants_seen_by: SeenBy,
    pub offers_seen_by: SeenBy,
}

/// A topic someone knows about or wants to learn.
pub struct Interest {
    pub kind: InterestKind,
    pub topic: String,
}

/// A community on a person's page, which the reader may see too.
pub struct PersonCommunity {
    pub slug: String,
    pub name: String,
    pub organiser: bool,
    pub archived: bool,
}

pub async fn insert(db: &mut PgConnection, new: &NewPerson, now: OffsetDateTime) -> sqlx::Result<PersonId> {
    sqlx::query_scalar!(
        "insert into people (name, email, password_hash, team_id, zone, created_at)
         values ($1, $2, $3, $4, $5, $6)
         returning id",
        new.name,
        new.email.as_str(),
        new.password_hash,
        new.team_id as Option<TeamId>,
        new.zone,
        now
    )
    .fetch_one(db)
    .await
}

pub async fn facts(db: &PgPool, person: PersonId, reader: PersonId) -> sqlx::Result<Option<PersonFacts>> {
    sqlx::query_as!(
        PersonFacts,
        r#"select p.id, p.name, p.email, p.team_id, t.name as "team?", d.name as "department?", p.site, p.zone,
                  case when p.id = $2
                         or p.about_seen_by = 'everyone'
                         or (p.about_seen_by = 'communities'
                             and exists (select 1
                                         from current_members mine
                                         join current_members theirs on theirs.community_id = mine.community_id
                                         join communities c on c.id = mine.community_id and c.archived_at is null
                                         where mine.person_id = $2 and theirs.person_id = p.id))
                       then p.about else '' end as "about!",
                  p.open_to_host, p.deactivated_at,
                  array(select topic from interests_seen($2) i
                        where i.person_id = p.id and i.kind = 'knows' order by lower(topic)) as "knows!",
                  array(select topic from interests_seen($2) i
                        where i.person_id = p.id and i.kind = 'wants' order by lower(topic)) as "wants!",
                  p.about_seen_by, p.knows_seen_by, p.wants_seen_by, p.offers_seen_by
           from people p
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           where p.id = $1 and p.erased_at is null"#,
        person as PersonId,
        reader as PersonId
    )
    .fetch_optional(db)
    .await
}

/// A person as forms name them: with their team, since others may have the name too. Nobody whose account is closed.
pub async fn label(db: &PgPool, person: PersonId) -> Result<Option<String>> {
    Ok(sqlx::query_scalar!(
        r#"select p.name || coalesce(' (' || t.name || ')', '') as "label!"
           from people p
           left join teams t on t.id = p.team_id
           where p.id = $1 and p.deactivated_at is null"#,
        person as PersonId
    )
    .fetch_optional(db)
    .await?)
}

/// People of that name, with or without their team behind it; at most two, since only one can be meant.
pub async fn named(db: &PgPool, typed: &str) -> Result<Vec<PersonId>> {
    Ok(sqlx::query_scalar!(
        "select p.id
         from people p
         left join teams t on t.id = p.team_id
         where p.deactivated_at is null
           and (lower(p.name) = lower($1) or lower(p.name || ' (' || t.name || ')') = lower($1))
         order by p.id
         limit 2",
        typed
    )
    .fetch_all(db)
    .await?)
}

/// The communities of `person` that `reader` may see.
pub async fn places(db: &PgPool, person: PersonId, reader: PersonId) -> sqlx::Result<Vec<PersonCommunity>> {
    sqlx::query_as!(
        PersonCommunity,
        r#"select c.slug, c.name, m.organiser as "organiser!", c.archived_at is not null as "archived!"
         from current_members m
         join communities c on c.id = m.community_id
         where m.person_id = $1
           and c.id in (select id from communities_seen($2))
         order by c.archived_at is not null, m.organiser desc, lower(c.name)"#,
        person as PersonId,
        reader as PersonId
    )
    .fetch_all(db)
    .await
}

/// Where people work, each place once, the most common first.
pub async fn sites(db: &PgPool) -> sqlx::Result<Vec<String>> {
    sqlx::query_scalar!(
        r#"select min(site) as "site!"
           from people
           where site <> '' and deactivated_at is null
           group by lower(site)
           order by count(*) desc, lower(site)
           limit 50"#
    )
    .fetch_all(db)
    .await
}

/// Gives a person a site, as an import or the demo knows it.
pub async fn set_site(db: &mut PgConnection, person: PersonId, site: &str) -> Result<()> {
    Ok(sqlx::query!("update people set site = $2 where id = $1", person as PersonId, site)
        .execute(db)
        .await
        .map(drop)?)
}

/// Active people who answer to this id and this address, if any: for invitations.
pub async fn by_email(db: &mut PgConnection, email: &WorkEmail) -> Result<Option<(PersonId, String)>> {
    let found = sqlx::query!(
        "select id, name from people where lower(email) = $1 and deactivated_at is null",
        email.as_str()
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| (row.id, row.name)))
}

pub async fn change(db: &mut PgConnection, facts: &PersonFacts) -> sqlx::Result<()> {
    sqlx::query!(
        "update people
         set name = $2, team_id = $3, zone = $4, about = $5, open_to_host = $6,
             about_seen_by = $7, knows_seen_by = $8, wants_seen_by = $9, offers_seen_by = $10, site = $11
         where id = $1",
        facts.id as PersonId,
        facts.name,
        facts.team_id as Option<TeamId>,
        facts.zone,
        facts.about,
        facts.open_to_host,
        facts.about_seen_by as SeenBy,
        facts.knows_seen_by as SeenBy,
        facts.wants_seen_by as SeenBy,
        facts.offers_seen_by as SeenBy,
        facts.site
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn describe(
    db: &mut PgConnection,
    person: PersonId,
    about: &str,
    open_to_host: bool,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update people set about = $2, open_to_host = $3 where id = $1",
        person as PersonId,
        about,
        open_to_host
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn forget_topics(db: &mut PgConnection, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!("delete from interests where person_id = $1", person as PersonId).execute(db).await.map(drop)
}

pub async fn add_topics(db: &mut PgConnection, person: PersonId, topics: &[Interest]) -> sqlx::Result<()> {
    let kinds: Vec<InterestKind> = topics.iter().map(|topic| topic.kind).collect();
    let names: Vec<String> = topics.iter().map(|topic| topic.topic.clone()).collect();
    sqlx::query!(
        "insert into interests (person_id, kind, topic)
         select $1, n.kind, n.topic from unnest($2::text[], $3::text[]) as n (kind, topic)
         on conflict do nothing",
        person as PersonId,
        &kinds as &[InterestKind],
        &names
    )
    .execute(db)
    .await
    .map(drop)
}

/// Someone worth meeting, and the topic that says why.
#[derive(Debug, Deserialize)]
pub struct ToMeet {
    pub id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub department: Option<String>,
    pub topic: String,
    /// They know it and the reader wants to learn it; else the other way round.
    pub knows: bool,
}

impl ToMeet {
    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

/// Looks for someone to meet, and keeps them for the day.
pub async fn find_person_to_meet(db: &PgPool, person: &Person, today: Date) -> sqlx::Result<Option<ToMeet>> {
    sqlx::query_as!(
        ToMeet,
        r#"with found as materialized (
               select * from person_to_meet($1, $2)
           ), kept as (
               insert into people_to_meet (person_id, looked_on, other_id, topic, knows)
               select $1, $3, id, topic, knows from found
               on conflict (person_id) do update
               set looked_on = excluded.looked_on, other_id = excluded.other_id, topic = excluded.topic,
                   knows = excluded.knows
           )
           select id as "id!: PersonId", name as "name!", team, department, topic as "topic!", knows as "knows!"
           from found"#,
        person.id as PersonId,
        person.team_id as Option<TeamId>,
        today
    )
    .fetch_optional(db)
    .await
}
