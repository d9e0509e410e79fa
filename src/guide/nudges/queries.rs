mod outcomes;
mod recipients;
mod signs;

use serde::{Deserialize, Deserializer};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use super::choice::{Mute, PastNudge};
use super::kinds::NudgeKind;
use super::links;
use crate::platform::ids::{CommunityId, EventId, NudgeId, PersonId};

pub use outcomes::outcomes;
pub use recipients::{Recipient, WantedPeople, recipients};
pub use signs::{CommunitySigns, signs};

/// Lets one copy of the program look after the other, for as long as the transaction lasts: otherwise two could
/// each stay within the caps, and together exceed them.
pub async fn take_turns(db: &mut PgConnection) -> sqlx::Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('nudges'))").fetch_one(db).await.map(drop)
}

/// A nudge that is open, whoever it is for.
pub struct OpenNudge {
    pub id: NudgeId,
    pub community_id: CommunityId,
    pub person_id: PersonId,
    /// None where this program does not know it any more.
    pub kind: Option<NudgeKind>,
    pub event_id: Option<EventId>,
}

pub async fn open(db: &mut PgConnection) -> sqlx::Result<Vec<OpenNudge>> {
    sqlx::query_as!(
        OpenNudge,
        r#"select id, community_id as "community_id!", person_id,
                  case when kind = any ($1) then kind end as "kind?: NudgeKind", event_id
           from nudges
           where done_at is null and cancelled_at is null and community_id is not null"#,
        &NudgeKind::ALL as &[NudgeKind]
    )
    .fetch_all(db)
    .await
}

/// Every nudge these people ever got, two a week at most; and those of the kind that goes to one person at a time. Of a
/// kind that this program does not know any more, nothing is remembered.
pub async fn past(
    db: &mut PgConnection,
    people: &[PersonId],
    to_one: NudgeKind,
    communities: &[CommunityId],
) -> sqlx::Result<Vec<PastNudge>> {
    sqlx::query_as!(
        PastNudge,
        r#"select id, kind as "kind: NudgeKind", community_id as "community!: CommunityId", person_id as "person: PersonId",
                  event_id as "event: EventId", made_at, mailed, snoozed_until,
                  done_at is null and cancelled_at is null as "open!"
           from nudges
           where kind = any ($4)
             and ((person_id = any ($1) and community_id is not null) or (kind = $2 and community_id = any ($3)))"#,
        people as &[PersonId],
        to_one as NudgeKind,
        communities as &[CommunityId],
        &NudgeKind::ALL as &[NudgeKind]
    )
    .fetch_all(db)
    .await
}

/// The kinds these people want no more of.
pub async fn mutes(db: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<Mute>> {
    sqlx::query_as!(
        Mute,
        r#"select person_id as "person: PersonId", kind as "kind: NudgeKind"
           from nudge_mutes
           where person_id = any ($1) and kind = any ($2)"#,
        people as &[PersonId],
        &NudgeKind::ALL as &[NudgeKind]
    )
    .fetch_all(db)
    .await
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

/// A nudge of one person.
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude one another")]
#[derive(Debug, Deserialize)]
pub struct OwnNudge {
    pub id: NudgeId,
    pub community_id: CommunityId,
    pub community: String,
    pub slug: String,
    /// None where this program does not know it any more.
    #[serde(deserialize_with = "known_kind")]
    pub kind: Option<NudgeKind>,
    pub event_id: Option<EventId>,
    /// As it was when it was made.
    pub evidence: String,
    #[serde(with = "rfc3339")]
    pub made_at: OffsetDateTime,
    #[serde(with = "rfc3339::option")]
    pub snoozed_until: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    pub done_at: Option<OffsetDateTime>,
    #[serde(with = "rfc3339::option")]
    pub cancelled_at: Option<OffsetDateTime>,
    pub organiser: bool,
    pub founder: bool,
    pub sponsor: bool,
    /// Answered an invitation to a session of the community, or was at one.
    pub answered: bool,
    /// Said whether the session it speaks of was worth the time.
    pub said_worth: bool,
}

impl OwnNudge {
    /// Where the community's name leads to.
    pub fn community_path(&self) -> String {
        match self.kind {
            Some(kind) => links::community_path(kind, &self.slug),
            None => format!("/communities/{}", self.slug),
        }
    }

    pub fn is_open(&self) -> bool {
        self.done_at.is_none() && self.cancelled_at.is_none()
    }
}

fn known_kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NudgeKind>, D::Error> {
    Ok(String::deserialize(deserializer)?.parse().ok())
}

/// The nudges of a person, in one community or in all they are in, that are open or ended after a moment; the newest
/// first.
pub async fn own(
    db: &PgPool,
    person: PersonId,
    community: Option<CommunityId>,
    ended_after: OffsetDateTime,
) -> sqlx::Result<Vec<OwnNudge>> {
    sqlx::query_as!(
        OwnNudge,
        r#"select id as "id!: NudgeId", community_id as "community_id!: CommunityId", community as "community!", slug as "slug!",
                  case when kind = any ($5) then kind end as "kind?: NudgeKind", event_id as "event_id?: EventId", evidence as "evidence!", made_at as "made_at!",
                  snoozed_until, done_at, cancelled_at, organiser as "organiser!", founder as "founder!",
                  sponsor as "sponsor!", answered as "answered!", said_worth as "said_worth!"
           from nudges_of($1, $4)
           where ($2::uuid is null or community_id = $2)
             and ((done_at is null and cancelled_at is null) or coalesce(done_at, cancelled_at) > $3)
           order by made_at desc, id
           limit 100"#,
        person as PersonId,
        community as Option<CommunityId>,
        ended_after,
        NudgeKind::Sponsor as NudgeKind,
        &NudgeKind::ALL as &[NudgeKind]
    )
    .fetch_all(db)
    .await
}

/// The kinds a person wants no more of.
pub async fn muted_by(db: &PgPool, person: PersonId) -> sqlx::Result<Vec<NudgeKind>> {
    sqlx::query_scalar!(
        r#"select kind as "kind: NudgeKind" from nudge_mutes where person_id = $1 and kind = any ($2)"#,
        person as PersonId,
        &NudgeKind::ALL as &[NudgeKind]
    )
    .fetch_all(db)
    .await
}

pub async fn unmute(db: &mut PgConnection, person: PersonId, kind: NudgeKind) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from nudge_mutes where person_id = $1 and kind = $2",
        person as PersonId,
        kind as NudgeKind
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Brings back one's own open nudge that is put off.
pub async fn unsnooze(db: &mut PgConnection, nudge: NudgeId, person: PersonId) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update nudges set snoozed_until = null
         where id = $1 and person_id = $2 and done_at is null and cancelled_at is null",
        nudge as NudgeId,
        person as PersonId
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
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

/// Notes that a person wants no more of the kind of one of their own nudges.
pub async fn mute(
    db: &mut PgConnection,
    nudge: NudgeId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into nudge_mutes (person_id, kind, muted_at)
         select person_id, kind, $3 from nudges where id = $1 and person_id = $2
         on conflict (person_id, kind) do update set muted_at = nudge_mutes.muted_at",
        nudge as NudgeId,
        person as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Takes back what is open of the kind of a nudge, in every community.
pub async fn cancel_alike(
    db: &mut PgConnection,
    nudge: NudgeId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update nudges set cancelled_at = $3
         where person_id = $2
           and kind = (select kind from nudges where id = $1)
           and done_at is null
           and cancelled_at is null",
        nudge as NudgeId,
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}
