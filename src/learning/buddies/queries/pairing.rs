//! Who may welcome, who is welcomed by whom, and how that ends.

use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::learning::buddies::BuddyEnding;
use crate::learning::buddies::rules::{
    HELLO_WITHIN, NEW_FOR, Newcomer, Pairing, VOLUNTEERS_AFTER, Volunteer,
};
use crate::platform::ids::{BuddyId, CommunityId, PersonId};

/// Lets one copy of the program look after the other, for as long as the transaction lasts: a volunteer who is free is
/// free once.
pub async fn take_turns(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('buddies'))").fetch_one(db).await.map(drop)
}

pub async fn joined_at(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
) -> sqlx::Result<Option<OffsetDateTime>> {
    let joined = sqlx::query_scalar!(
        "select joined_at from current_members where community_id = $1 and person_id = $2",
        community as CommunityId,
        person as PersonId
    );
    Ok(joined.fetch_optional(db).await?.flatten())
}

pub async fn volunteer(
    db: &mut PgConnection,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into buddy_volunteers (community_id, person_id, since) values ($1, $2, $3) on conflict do nothing",
        community as CommunityId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn forget_volunteer(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from buddy_volunteers where ($1::uuid is null or community_id = $1) and person_id = $2",
        community as Option<CommunityId>,
        person as PersonId
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn end_of_buddy(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    ending: BuddyEnding,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update buddies set ended_at = greatest($3, paired_at), ending = $4
         where ($1::uuid is null or community_id = $1) and buddy_id = $2 and ended_at is null",
        community as Option<CommunityId>,
        person as PersonId,
        now,
        ending.as_str()
    )
    .execute(db)
    .await
    .map(drop)
}

/// A hello counts while someone is the buddy.
pub async fn say_hello(
    db: &mut PgConnection,
    buddy: BuddyId,
    person: PersonId,
    said_at: Option<OffsetDateTime>,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update buddies
         set hello_at = case when $3::timestamptz is null then null else coalesce(hello_at, greatest($3, paired_at)) end
         where id = $1 and buddy_id = $2 and ended_at is null",
        buddy as BuddyId,
        person as PersonId,
        said_at
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Ends what someone left: the newcomer, the buddy, or both when the community rests.
pub async fn end_of_those_gone(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update buddies b
         set ended_at = greatest($1, b.paired_at), ending = case when n.here then 'left' else 'newcomer_left' end
         from (
             select x.id,
                    c.archived_at is null and exists (
                        select 1 from current_members m join people p on p.id = m.person_id
                        where m.community_id = x.community_id and m.person_id = x.newcomer_id
                          and p.deactivated_at is null) as here,
                    exists (
                        select 1 from current_members m join people p on p.id = m.person_id
                        where m.community_id = x.community_id and m.person_id = x.buddy_id
                          and p.deactivated_at is null) as welcomed
             from buddies x
             join communities c on c.id = x.community_id
             where x.ended_at is null
         ) n
         where n.id = b.id and not (n.here and n.welcomed)",
        now
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn end_of_those_over(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update buddies set ended_at = $1, ending = 'over' where ended_at is null and paired_at <= $2",
        now,
        now - NEW_FOR
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn end_of_those_silent(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update buddies set ended_at = $1, ending = 'no_hello'
         where ended_at is null and hello_at is null and paired_at <= $2",
        now,
        now - HELLO_WITHIN
    )
    .execute(db)
    .await
    .map(drop)
}

/// Newcomers of living communities who have nobody, whoever came first first. Organisers need none, and whoever had a
/// buddy to the end has had one.
pub async fn newcomers_without(db: &mut PgConnection, now: OffsetDateTime) -> sqlx::Result<Vec<Newcomer>> {
    sqlx::query_as!(
        Newcomer,
        r#"select m.community_id as "community!: CommunityId", m.person_id as "person!: PersonId",
                  array(select b.buddy_id from buddies b
                        where b.community_id = m.community_id and b.newcomer_id = m.person_id) as "had!: Vec<PersonId>"
           from members m
           join people p on p.id = m.person_id and p.deactivated_at is null and p.erased_at is null
           join communities c on c.id = m.community_id and c.archived_at is null
           where m.joined_at > $2
             and m.left_at is null
             and not m.organiser
             -- Whoever comes back is not new.
             and not exists (select 1 from members e
                             where e.community_id = m.community_id and e.person_id = m.person_id and e.joined_at <= $2)
             and exists (select 1 from buddy_volunteers v where v.community_id = m.community_id)
             and not exists (select 1 from running_pauses($1) r where r.community_id = m.community_id)
             and not exists (select 1 from buddies b
                             where b.community_id = m.community_id and b.newcomer_id = m.person_id
                               and (b.ended_at is null or b.ending = 'over'))
           order by m.joined_at, m.person_id"#,
        now,
        now - NEW_FOR
    )
    .fetch_all(db)
    .await
}

/// Everyone who can welcome newcomers of these communities.
pub async fn volunteers(
    db: &mut PgConnection,
    communities: &[CommunityId],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<Volunteer>> {
    sqlx::query_as!(
        Volunteer,
        r#"select v.community_id as "community!: CommunityId", v.person_id as "person!: PersonId",
                  array(select b.place from buddies b
                        where b.buddy_id = v.person_id and b.ended_at is null) as "taken!",
                  (select max(b.paired_at) from buddies b where b.buddy_id = v.person_id) as last_at
           from buddy_volunteers v
           join current_members m on m.community_id = v.community_id and m.person_id = v.person_id
           join people p on p.id = v.person_id and p.deactivated_at is null and p.erased_at is null
           where v.community_id = any ($1)
             and m.joined_at <= $2"#,
        communities as &[CommunityId],
        now - VOLUNTEERS_AFTER
    )
    .fetch_all(db)
    .await
}

/// Two who were just paired, as their emails name them.
pub struct NewPair {
    pub id: BuddyId,
    pub community_id: CommunityId,
    pub community: String,
    pub slug: String,
    pub newcomer_id: PersonId,
    pub newcomer: String,
    pub newcomer_email: String,
    pub newcomer_zone: String,
    pub why: String,
    pub buddy_id: PersonId,
    pub buddy: String,
    pub buddy_email: String,
    /// Someone else was the newcomer's buddy before.
    pub follows: bool,
}

pub async fn insert(
    db: &mut PgConnection,
    pairings: &[Pairing],
    now: OffsetDateTime,
) -> sqlx::Result<Vec<NewPair>> {
    let communities: Vec<CommunityId> = pairings.iter().map(|pairing| pairing.community).collect();
    let newcomers: Vec<PersonId> = pairings.iter().map(|pairing| pairing.newcomer).collect();
    let buddies: Vec<PersonId> = pairings.iter().map(|pairing| pairing.buddy).collect();
    let places: Vec<i16> = pairings.iter().map(|pairing| pairing.place).collect();
    sqlx::query_as!(
        NewPair,
        r#"with made as (
               insert into buddies (community_id, newcomer_id, buddy_id, place, paired_at)
               select n.community_id, n.newcomer_id, n.buddy_id, n.place, $5
               from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::smallint[])
                    n (community_id, newcomer_id, buddy_id, place)
               returning id, community_id, newcomer_id, buddy_id
           )
           select made.id as "id!: BuddyId", c.id as community_id, c.name as community, c.slug,
                  n.id as newcomer_id, n.name as newcomer, n.email as newcomer_email, n.zone as newcomer_zone,
                  m.why as "why!",
                  b.id as buddy_id, b.name as buddy, b.email as buddy_email,
                  exists (select 1 from buddies x
                          where x.community_id = c.id and x.newcomer_id = n.id and x.id <> made.id) as "follows!"
           from made
           join communities c on c.id = made.community_id
           join people n on n.id = made.newcomer_id
           join people b on b.id = made.buddy_id
           join current_members m on m.community_id = c.id and m.person_id = n.id
           order by made.id"#,
        &communities as &[CommunityId],
        &newcomers as &[PersonId],
        &buddies as &[PersonId],
        &places,
        now
    )
    .fetch_all(db)
    .await
}
