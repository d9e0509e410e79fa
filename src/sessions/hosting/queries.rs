use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId};

/// Forgets unanswered invitations of everyone but these; whose they were.
pub async fn withdraw(
    db: &mut PgConnection,
    event: EventId,
    but: &[PersonId],
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "delete from host_invitations
         where event_id = $1 and answered_at is null and not person_id = any ($2)
         returning person_id",
        event as EventId,
        but as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Asks people of the community who do not host and are not asked already; whom. Someone who declined is asked anew.
pub async fn invite(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "insert into host_invitations (event_id, person_id, invited_by, invited_at)
         select e.id, m.person_id, $3, $4
         from events e
         join current_members m on m.community_id = e.community_id
         join people p on p.id = m.person_id and p.deactivated_at is null
         where e.id = $1
           and m.person_id = any ($2)
           and not exists (select 1 from hosts h where h.event_id = e.id and h.person_id = m.person_id)
         on conflict (event_id, person_id) do update
         set invited_by = excluded.invited_by, invited_at = excluded.invited_at, answered_at = null, accepted = null
         where host_invitations.answered_at is not null
         returning person_id",
        event as EventId,
        people as &[PersonId],
        by as PersonId,
        now
    )
    .fetch_all(db)
    .await
}

/// Someone who is asked, and what the mail says.
pub struct HostRecipient {
    pub event_id: EventId,
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub title: String,
    pub community: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub session_zone: String,
}

pub async fn readers(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
) -> sqlx::Result<Vec<HostRecipient>> {
    sqlx::query_as!(
        HostRecipient,
        r#"select e.id as event_id, p.id as person_id, p.name, p.email, p.zone, e.title, c.name as community, e.starts_at,
                  e.ends_at, e.zone as session_zone
           from events e
           join communities c on c.id = e.community_id
           join people p on p.id = any ($2)
           where e.id = $1"#,
        event as EventId,
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// Notes the answer of someone who is asked and still belongs to the community, while the session is to come; the
/// community.
pub async fn answer(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    yes: bool,
    now: OffsetDateTime,
) -> sqlx::Result<Option<CommunityId>> {
    sqlx::query_scalar!(
        "update host_invitations i
         set accepted = $3, answered_at = $4
         from events e
         join communities c on c.id = e.community_id and c.archived_at is null
         join current_members m on m.community_id = e.community_id
         join people p on p.id = m.person_id and p.deactivated_at is null
         where i.event_id = $1
           and i.person_id = $2
           and i.answered_at is null
           and e.id = i.event_id
           and m.person_id = i.person_id
           and e.state <> 'cancelled'
           and e.starts_at > $4
         returning e.community_id",
        event as EventId,
        person as PersonId,
        yes,
        now
    )
    .fetch_optional(db)
    .await
}

/// Nothing is asked of someone any more about sessions to come, of a community or of any; which sessions.
pub async fn forget_person(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Vec<EventId>> {
    sqlx::query_scalar!(
        "delete from host_invitations i
         using events e
         where e.id = i.event_id
           and ($1::uuid is null or e.community_id = $1)
           and i.person_id = $2
           and e.starts_at > $3
         returning i.event_id",
        community as Option<CommunityId>,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await
}

/// An organiser, and a session of theirs that nobody hosts any more.
pub struct HostlessSession {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub event_id: EventId,
    pub title: String,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub session_zone: String,
}

/// Of these sessions, those without any host, for each organiser but the one who leaves.
pub async fn hostless(
    db: &mut PgConnection,
    events: &[EventId],
    but: PersonId,
) -> sqlx::Result<Vec<HostlessSession>> {
    sqlx::query_as!(
        HostlessSession,
        r#"select p.id as person_id, p.name, p.email, p.zone, e.id as event_id, e.title, e.starts_at,
                  e.ends_at, e.zone as session_zone
           from events e
           join communities c on c.id = e.community_id and c.archived_at is null
           join current_members m on m.community_id = c.id and m.organiser
           join people p on p.id = m.person_id and p.deactivated_at is null
           where e.id = any ($1)
             and p.id <> $2
             and not exists (select 1 from hosts h where h.event_id = e.id)
           order by p.id, e.starts_at, e.id"#,
        events as &[EventId],
        but as PersonId
    )
    .fetch_all(db)
    .await
}

pub async fn forget(db: &mut PgConnection, event: EventId) -> sqlx::Result<()> {
    sqlx::query!("delete from host_invitations where event_id = $1", event as EventId)
        .execute(db)
        .await
        .map(drop)
}

/// Someone who was asked, and has not answered or said no.
#[derive(Debug, Deserialize)]
pub struct AskedHost {
    pub person_id: PersonId,
    pub name: String,
    pub declined: bool,
}

/// Anyone who was asked to host a session and is no host, for those who run it.
pub async fn asked_for(db: &PgPool, event: EventId) -> Result<Vec<AskedHost>> {
    Ok(sqlx::query_as!(
        AskedHost,
        r#"select person_id as "person_id!: PersonId", name as "name!", declined as "declined!"
           from hosts_asked($1)
           order by asked_at, lower(name)"#,
        event as EventId
    )
    .fetch_all(db)
    .await?)
}

/// Someone who came often, likes to be asked, and has not hosted here yet.
pub struct LikelyHost {
    pub id: PersonId,
    pub name: String,
}

/// How many are suggested.
const MOST_LIKELY: i64 = 3;

/// People to ask first to host a session: who came most often, of those who like to be asked, have hosted none of the
/// community's and were not asked for this one.
pub async fn likely_hosts(db: &PgPool, event: EventId) -> Result<Vec<LikelyHost>> {
    Ok(sqlx::query_as!(
        LikelyHost,
        r#"select l.person_id as "id!: PersonId", l.name as "name!"
           from events e
           cross join lateral likely_hosts(e.community_id) l
           where e.id = $1
             and not exists (select 1 from host_invitations i where i.event_id = e.id and i.person_id = l.person_id)
           order by l.came desc, lower(l.name), l.person_id
           limit $2"#,
        event as EventId,
        MOST_LIKELY
    )
    .fetch_all(db)
    .await?)
}

/// What someone is asked to host.
#[derive(Debug, Deserialize)]
pub struct HostInvitation {
    pub event_id: EventId,
    pub title: String,
    pub community: String,
    #[serde(with = "rfc3339")]
    pub starts_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    pub ends_at: OffsetDateTime,
    /// The zone the session is planned in.
    pub zone: String,
    pub place: String,
    pub by: String,
}

/// What a person is asked about one session still to come, while they have not answered.
pub async fn invitation(
    db: &PgPool,
    event: EventId,
    person: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<HostInvitation>> {
    sqlx::query_as!(
        HostInvitation,
        r#"select event_id as "event_id!: EventId", title as "title!", community as "community!",
                  starts_at as "starts_at!", ends_at as "ends_at!", zone as "zone!", place as "place!", by as "by!"
           from host_questions($1, $3)
           where event_id = $2"#,
        person as PersonId,
        event as EventId,
        now
    )
    .fetch_optional(db)
    .await
}

/// What someone answered, where they did.
pub async fn answered(db: &PgPool, event: EventId, person: PersonId) -> sqlx::Result<Option<bool>> {
    let found = sqlx::query_scalar!(
        "select accepted from host_invitations where event_id = $1 and person_id = $2",
        event as EventId,
        person as PersonId
    )
    .fetch_optional(db)
    .await?;
    Ok(found.flatten())
}
