use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::rules::{CommunitySigns, NudgeKind};
use crate::platform::ids::{CommunityId, EventId, NudgeId, PersonId};

/// Living communities, neither archived nor paused where they are: all, or some of them.
pub async fn signs(
    db: &PgPool,
    communities: Option<&[CommunityId]>,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<CommunitySigns>> {
    sqlx::query_as!(
        CommunitySigns,
        r#"select c.id as community_id, c.slug, c.name, c.created_at as founded_at,
                  c.purpose_set_at is not null as "purpose_set!",
                  (select count(*)
                   from current_members m
                   join people p on p.id = m.person_id
                   where m.community_id = c.id
                     and p.deactivated_at is null) as "people!",
                  l.id as "last_session?", l.ends_at as "last_held?",
                  exists (select 1 from events e
                          where e.community_id = c.id and e.state = 'published' and e.ends_at > $2) as "to_come!"
           from communities c
           left join lateral (select e.id, e.ends_at from events e
                              where e.community_id = c.id and e.state = 'published' and e.ends_at <= $2
                              order by e.ends_at desc, e.id
                              limit 1) l on true
           where c.archived_at is null
             and ($1::uuid[] is null or c.id = any ($1))
             and not exists (select 1 from pauses p
                             where p.community_id = c.id
                               and p.starts_on <= ($2 at time zone c.zone)::date
                               and (p.ends_on is null or p.ends_on >= ($2 at time zone c.zone)::date))
           order by lower(c.name), c.id"#,
        communities as Option<&[CommunityId]>,
        now
    )
    .fetch_all(db)
    .await
}

/// Somebody who runs a community, and can be told something about it.
pub struct Organiser {
    pub community_id: CommunityId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub founder: bool,
}

pub async fn organisers(db: &mut PgConnection, communities: &[CommunityId]) -> sqlx::Result<Vec<Organiser>> {
    sqlx::query_as!(
        Organiser,
        r#"select m.community_id as "community_id!", p.id as person_id, p.name, p.email, p.zone, p.id = c.founder_id as "founder!"
           from current_members m
           join people p on p.id = m.person_id
           join communities c on c.id = m.community_id
           where m.community_id = any ($1)
             and m.organiser
             and p.deactivated_at is null
             and p.erased_at is null
           order by m.organiser_at, p.id"#,
        communities as &[CommunityId]
    )
    .fetch_all(db)
    .await
}

/// Lets one copy of the program look after the other, for as long as the transaction lasts: otherwise two could
/// each stay within the caps, and together exceed them.
pub async fn take_turns(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('nudges'))").fetch_one(db).await.map(drop)
}

/// A nudge that was made before.
pub struct EarlierNudge {
    pub id: NudgeId,
    pub community_id: CommunityId,
    pub person_id: PersonId,
    pub kind: String,
    pub event_id: Option<EventId>,
    pub made_at: OffsetDateTime,
    pub mailed: bool,
    pub snoozed_until: Option<OffsetDateTime>,
    pub open: bool,
}

/// Every nudge that is open, whoever it is for.
pub async fn open(db: &mut PgConnection) -> sqlx::Result<Vec<EarlierNudge>> {
    sqlx::query_as!(
        EarlierNudge,
        r#"select id, community_id as "community_id!", person_id, kind, event_id, made_at, mailed, snoozed_until,
                  true as "open!"
           from nudges
           where done_at is null and cancelled_at is null and community_id is not null"#
    )
    .fetch_all(db)
    .await
}

/// Every nudge these people ever got: two a week at most.
pub async fn past(db: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<EarlierNudge>> {
    sqlx::query_as!(
        EarlierNudge,
        r#"select id, community_id as "community_id!", person_id, kind, event_id, made_at, mailed, snoozed_until,
                  done_at is null and cancelled_at is null as "open!"
           from nudges
           where person_id = any ($1) and community_id is not null"#,
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// The kinds these people want no more of.
pub async fn mutes(db: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<(PersonId, String)>> {
    let rows = sqlx::query!(
        "select person_id, kind from nudge_mutes where person_id = any ($1)",
        people as &[PersonId]
    )
    .fetch_all(db)
    .await?;
    Ok(rows.into_iter().map(|row| (row.person_id, row.kind)).collect())
}

/// The reason of these is gone.
pub async fn finish(db: &mut PgConnection, nudges: &[NudgeId], now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update nudges set done_at = $2 where id = any ($1) and done_at is null and cancelled_at is null",
        nudges as &[NudgeId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// These are taken back.
pub async fn cancel(db: &mut PgConnection, nudges: &[NudgeId], now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update nudges set cancelled_at = $2 where id = any ($1) and done_at is null and cancelled_at is null",
        nudges as &[NudgeId],
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Nudges to add, a list a column.
#[derive(Default)]
pub struct NewNudges {
    pub ids: Vec<NudgeId>,
    pub communities: Vec<CommunityId>,
    pub people: Vec<PersonId>,
    pub kinds: Vec<NudgeKind>,
    pub evidence: Vec<String>,
    pub paths: Vec<String>,
    pub events: Vec<Option<EventId>>,
    pub mailed: Vec<bool>,
}

/// Adds nudges; answers which are new. One of a kind that is open already is left out.
pub async fn insert(
    db: &mut PgConnection,
    new: &NewNudges,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<NudgeId>> {
    sqlx::query_scalar!(
        "insert into nudges (id, community_id, person_id, kind, evidence, path, event_id, mailed, made_at)
         select n.id, n.community_id, n.person_id, n.kind, n.evidence, n.path, n.event_id, n.mailed, $9
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::uuid[], $8::boolean[])
              n (id, community_id, person_id, kind, evidence, path, event_id, mailed)
         on conflict (community_id, person_id, kind) where done_at is null and cancelled_at is null do nothing
         returning id",
        &new.ids as &[NudgeId],
        &new.communities as &[CommunityId],
        &new.people as &[PersonId],
        &new.kinds as &[NudgeKind],
        &new.evidence,
        &new.paths,
        &new.events as &[Option<EventId>],
        &new.mailed,
        now
    )
    .fetch_all(db)
    .await
}

/// An open nudge of a person who can still act on it.
pub struct OpenNudge {
    pub id: NudgeId,
    pub community_id: CommunityId,
    pub kind: String,
    pub event_id: Option<EventId>,
    pub made_at: OffsetDateTime,
}

pub async fn open_for(
    db: &PgPool,
    person: PersonId,
    community: Option<CommunityId>,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<OpenNudge>> {
    sqlx::query_as!(
        OpenNudge,
        r#"select n.id, n.community_id as "community_id!", n.kind, n.event_id, n.made_at
           from nudges n
           join communities c on c.id = n.community_id
           join current_members m on m.community_id = c.id and m.person_id = n.person_id and m.organiser
           where n.person_id = $1
             and ($2::uuid is null or c.id = $2)
             and n.done_at is null
             and n.cancelled_at is null
             and (n.snoozed_until is null or n.snoozed_until <= $3)
             and c.id in (select id from communities_seen($1))"#,
        person as PersonId,
        community as Option<CommunityId>,
        now
    )
    .fetch_all(db)
    .await
}

/// Puts one's own open nudge off.
pub async fn snooze(
    db: &mut PgConnection,
    nudge: NudgeId,
    person: PersonId,
    until: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update nudges set snoozed_until = $3
         where id = $1 and person_id = $2 and done_at is null and cancelled_at is null",
        nudge as NudgeId,
        person as PersonId,
        until
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Notes that a person wants no more of the kind of one of their own nudges; answers which kind it is.
pub async fn mute(
    db: &mut PgConnection,
    nudge: NudgeId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "insert into nudge_mutes (person_id, kind, muted_at)
         select person_id, kind, $3 from nudges where id = $1 and person_id = $2
         on conflict (person_id, kind) do update set muted_at = nudge_mutes.muted_at
         returning kind",
        nudge as NudgeId,
        person as PersonId,
        now
    )
    .fetch_optional(db)
    .await
}

/// Takes back what is open of a kind, in every community.
pub async fn cancel_kind(
    db: &mut PgConnection,
    person: PersonId,
    kind: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update nudges set cancelled_at = $3
         where person_id = $1 and kind = $2 and done_at is null and cancelled_at is null",
        person as PersonId,
        kind,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
