pub mod merging;
mod invitations;
mod barred;

use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::naming::NamedMember;
use crate::communities::Membership;
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, PersonId};
use crate::platform::web::Rows;

pub use barred::{RemovableMember, bar, is_barred, removable, unbar};
pub use invitations::{
    InvitedAddress, forget_invited, invite, invited, keep_invited, settle_invited, withdraw_invitation,
};

/// A person in a community, as lists of people show them.
#[derive(Debug, Deserialize)]
pub struct Member {
    pub person_id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub department: Option<String>,
    pub organiser: bool,
    pub membership: Membership,
    pub why: String,
    /// How many there are in all, beyond the page.
    pub of_all: i64,
}

impl Member {
    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

/// Makes the founder the first organiser.
pub async fn start(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into members (community_id, person_id, membership, organiser, asked_at, joined_at, organiser_at)
         values ($1, $2, 'interested', true, $3, $3, $3)",
        community as CommunityId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Keeps why a member joined, in their own words.
pub async fn set_why(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    why: &str,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update members set why = $3
         where community_id = $1 and person_id = $2 and joined_at is not null and left_at is null",
        community as CommunityId,
        person as PersonId,
        why
    )
    .execute(db)
    .await
    .map(drop)
}

/// Has a session of the community begun yet?
pub async fn has_met(
    db: &mut PgConnection,
    community: CommunityId,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (
               select 1 from events where community_id = $1 and state = 'published' and starts_at <= $2
           ) as "met!""#,
        community as CommunityId,
        now
    )
    .fetch_one(db)
    .await
}

/// A request or an invitation becomes a place; two requests at once become one row.
pub async fn enter(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    membership: Membership,
    why: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into members (community_id, person_id, membership, why, asked_at, joined_at)
         values ($1, $2, $3, $4, $5, case when $3 in ('interested', 'member') then $5::timestamptz end)
         on conflict (community_id, person_id) where left_at is null do update
         set membership = excluded.membership, joined_at = excluded.joined_at,
             why = case when excluded.why = '' then members.why else excluded.why end
         where members.joined_at is null",
        community as CommunityId,
        person as PersonId,
        membership as Membership,
        why,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// An organiser says yes to a request; a request someone else answered meanwhile is not answered again.
pub async fn admit(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    membership: Membership,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update members set membership = $3, joined_at = $4
         where community_id = $1 and person_id = $2 and left_at is null and membership = 'asked'",
        community as CommunityId,
        person as PersonId,
        membership as Membership,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Leaves, or takes back a request or declines an invitation.
pub async fn leave(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update members set left_at = $3, organiser = false
         where community_id = $1 and person_id = $2 and left_at is null",
        community as CommunityId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Ends every invitation to a person and every request of theirs. Tells nobody.
pub async fn end_waiting(db: &mut PgConnection, person: PersonId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from members where person_id = $1 and joined_at is null and left_at is null",
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

/// Removes a request that was not granted, as if it had not been made.
pub async fn decline(db: &mut PgConnection, community: CommunityId, person: PersonId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from members where community_id = $1 and person_id = $2 and left_at is null and membership = 'asked'",
        community as CommunityId,
        person as PersonId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn set_organiser(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    organiser: bool,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update current_members
         set organiser = $3, organiser_at = case when not $3 then null when organiser then organiser_at else $4::timestamptz end
         where community_id = $1 and person_id = $2",
        community as CommunityId,
        person as PersonId,
        organiser,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// The organisers of a community, oldest first.
pub async fn organisers(db: &PgPool, community: CommunityId) -> Result<Vec<Member>> {
    Ok(sqlx::query_as!(
        Member,
        r#"select person_id as "person_id!: PersonId", name as "name!", team, department, organiser as "organiser!",
                  membership as "membership!: Membership", why as "why!", of_all as "of_all!"
           from community_organisers($1)
           order by organiser_at, lower(name)"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await?)
}

/// Everyone who belongs to a community and can be given something to do, by name.
pub async fn named_members(db: &PgPool, community: CommunityId) -> Result<Vec<NamedMember>> {
    Ok(sqlx::query_as!(
        NamedMember,
        r#"select p.id as person_id, p.name, t.name as "team?",
                  count(*) over (partition by lower(p.name)) > 1 as "is_shared!"
           from current_members m
           join people p on p.id = m.person_id
           left join teams t on t.id = p.team_id
           where m.community_id = $1 and p.deactivated_at is null
           order by lower(p.name), p.id"#,
        community as CommunityId
    )
    .fetch_all(db)
    .await?)
}

/// A page of the people of a community with this in their name: organisers first, then by name. `waiting` lists requests
/// to join instead.
pub async fn page(
    db: &PgPool,
    community: CommunityId,
    waiting: bool,
    name: &str,
    rows: Rows,
) -> sqlx::Result<Vec<Member>> {
    sqlx::query_as!(
        Member,
        r#"select p.id as person_id, p.name, t.name as "team?", d.name as "department?", m.organiser, m.membership, m.why,
                  count(*) over () as "of_all!"
           from members m
           join people p on p.id = m.person_id
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           where m.community_id = $1
             and m.left_at is null
             and (m.joined_at is null) = $2
             and (not $2 or m.membership = 'asked')
             and p.deactivated_at is null
             and position(lower($3) in lower(p.name)) > 0
           order by m.organiser desc, lower(p.name), p.id
           limit $4 offset $5"#,
        community as CommunityId,
        waiting,
        name,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// Name and address of a person in the community, or who asks to come in: for a mail to them.
pub async fn address(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
) -> sqlx::Result<Option<(String, String)>> {
    let found = sqlx::query!(
        "select p.name, p.email
         from members m
         join people p on p.id = m.person_id
         where m.community_id = $1 and m.person_id = $2 and m.left_at is null",
        community as CommunityId,
        person as PersonId
    )
    .fetch_optional(db)
    .await?;
    Ok(found.map(|row| (row.name, row.email)))
}
