use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::RoleWords;
use super::rules::Holders;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId, RoleId};

/// A role with the people who have it now.
#[derive(Debug, Deserialize)]
pub struct CommunityRole {
    pub id: RoleId,
    pub community_slug: String,
    pub name: String,
    pub duties: String,
    pub notes: String,
    pub holder_id: Option<PersonId>,
    pub holder: Option<String>,
    pub backup_id: Option<PersonId>,
    pub backup: Option<String>,
}

impl CommunityRole {
    pub fn holders(&self) -> Holders {
        Holders { holder: self.holder_id, backup: self.backup_id }
    }

    /// Is there nobody who could step in?
    pub fn lacks_backup(&self) -> bool {
        self.holder_id.is_some() && self.backup_id.is_none()
    }
}

/// How many roles there are, and how many of them two members can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleCoverage {
    pub roles: u32,
    pub with_backup: u32,
}

impl RoleCoverage {
    pub fn of(roles: &[CommunityRole]) -> Self {
        let with_backup = roles.iter().filter(|role| role.holder_id.is_some() && role.backup_id.is_some());
        Self { roles: count(roles.len()), with_backup: count(with_backup.count()) }
    }
}

fn count(number: impl TryInto<u32>) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

/// The roles of a community, the oldest first.
pub async fn of_community(db: &PgPool, community: CommunityId) -> Result<Vec<CommunityRole>> {
    Ok(sqlx::query_as!(
        CommunityRole,
        r#"select id as "id!: RoleId", community_slug as "community_slug!", name as "name!", duties as "duties!",
                  notes as "notes!", holder_id as "holder_id?: PersonId", holder, backup_id as "backup_id?: PersonId",
                  backup
           from community_roles($1)
           order by created_at, lower(name)"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await?)
}

pub async fn one(db: &PgPool, role: RoleId) -> sqlx::Result<Option<CommunityRole>> {
    sqlx::query_as!(
        CommunityRole,
        r#"select r.id as "id!: RoleId", c.slug as community_slug, r.name as "name!", r.duties as "duties!", r.notes as "notes!",
                  r.holder_id as "holder_id?: PersonId", h.name as "holder?",
                  r.backup_id as "backup_id?: PersonId", b.name as "backup?"
           from current_roles r
           join communities c on c.id = r.community_id
           left join people h on h.id = r.holder_id
           left join people b on b.id = r.backup_id
           where r.id = $1"#,
        role as RoleId
    )
    .fetch_optional(db)
    .await
}

pub async fn insert(
    db: &mut PgConnection,
    community: CommunityId,
    words: &RoleWords,
    now: OffsetDateTime,
) -> sqlx::Result<RoleId> {
    sqlx::query_scalar!(
        "insert into roles (community_id, name, duties, holder_id, backup_id, notes, created_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         returning id",
        community as CommunityId,
        words.name,
        words.duties,
        words.holders.holder as Option<PersonId>,
        words.holders.backup as Option<PersonId>,
        words.notes,
        now
    )
    .fetch_one(db)
    .await
}

pub async fn update(db: &mut PgConnection, role: RoleId, words: &RoleWords) -> sqlx::Result<()> {
    sqlx::query!(
        "update roles set name = $2, duties = $3, holder_id = $4, backup_id = $5, notes = $6 where id = $1",
        role as RoleId,
        words.name,
        words.duties,
        words.holders.holder as Option<PersonId>,
        words.holders.backup as Option<PersonId>,
        words.notes
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn set_holders(db: &mut PgConnection, role: RoleId, holders: Holders) -> sqlx::Result<()> {
    sqlx::query!(
        "update roles set holder_id = $2, backup_id = $3 where id = $1",
        role as RoleId,
        holders.holder as Option<PersonId>,
        holders.backup as Option<PersonId>
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn set_notes(db: &mut PgConnection, role: RoleId, notes: &str) -> sqlx::Result<()> {
    sqlx::query!("update roles set notes = $2 where id = $1", role as RoleId, notes)
        .execute(db)
        .await
        .map(drop)
}

pub async fn delete(db: &mut PgConnection, role: RoleId) -> sqlx::Result<()> {
    sqlx::query!("delete from roles where id = $1", role as RoleId).execute(db).await.map(drop)
}

/// Takes a person off every role of a community.
pub async fn release(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update roles
         set holder_id = nullif(holder_id, $2), backup_id = nullif(backup_id, $2)
         where ($1::uuid is null or community_id = $1) and $2 in (holder_id, backup_id)",
        community as Option<CommunityId>,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// A community's roles in numbers.
pub struct CountedRoles {
    pub community_id: CommunityId,
    roles: i64,
    with_backup: i64,
}

impl CountedRoles {
    pub fn coverage(&self) -> RoleCoverage {
        RoleCoverage { roles: count(self.roles), with_backup: count(self.with_backup) }
    }
}

pub async fn coverage(db: &PgPool, communities: &[CommunityId]) -> sqlx::Result<Vec<CountedRoles>> {
    sqlx::query_as!(
        CountedRoles,
        r#"select r.community_id as "community_id!: CommunityId", count(*) as "roles!",
                  count(*) filter (where r.holder_id is not null and r.backup_id is not null) as "with_backup!"
           from current_roles r
           where r.community_id = any ($1)
           group by r.community_id"#,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await
}
