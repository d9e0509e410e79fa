pub mod dates;
pub mod people;

use jiff::tz::TimeZone;
use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::serde::rfc3339;
use time::{Date, OffsetDateTime};

use super::changes::SessionFacts;
use super::rules::SessionPlan;
use super::{SessionDetails, details, has_details, kinds};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId, TopicId};
use crate::platform::web::Rows;
use crate::platform::web::when::{self, TimeSpan};
use crate::sessions::Answer;
use crate::sessions::events::{SessionFormat, SessionState};

/// A session as its page shows it to one person.
pub struct Event {
    pub id: EventId,
    pub community_id: CommunityId,
    pub community_slug: String,
    pub community: String,
    /// Its join link is empty unless this person is going, hosts or organises.
    pub details: SessionDetails,
    pub state: SessionState,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub seated: i32,
    pub waiting: i32,
    pub recap: String,
    pub recap_posted_at: Option<OffsetDateTime>,
    pub recording_url: String,
    pub list_completed_at: Option<OffsetDateTime>,
    pub cancel_reason: String,
    pub answer: Option<Answer>,
    /// How many wait before this person, when they wait.
    pub ahead: i64,
    pub run_by_me: bool,
    pub organised_by_me: bool,
    pub open_to: OpenTo,
    pub series_id: Option<SeriesId>,
    /// The day the rule of its series gave it.
    pub series_on: Option<Date>,
    /// Its community is.
    pub archived: bool,
}

has_details!(Event);

/// Who may answer a session, of those who see it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OpenTo {
    Reader,
    /// Its community is not open, and the reader is no member of it.
    MembersOnly,
}

impl Event {
    /// The series whose other dates this person may change too. A host runs one date, organisers all of them.
    pub fn series_to_change(&self) -> Option<SeriesId> {
        self.series_id.filter(|_| self.organised_by_me)
    }

    pub fn path(&self) -> String {
        format!("/events/{}", self.id)
    }

    pub fn is_for_members(&self) -> bool {
        self.open_to == OpenTo::MembersOnly
    }

    pub fn is_full(&self) -> bool {
        self.capacity.is_some_and(|seats| self.seated >= seats)
    }

    pub fn is_cancelled(&self) -> bool {
        self.state.is_cancelled()
    }

    pub fn is_draft(&self) -> bool {
        self.state.is_draft()
    }

    pub fn facts(&self) -> SessionFacts<'_> {
        SessionFacts { details: &self.details, span: TimeSpan { from: self.starts_at, to: self.ends_at } }
    }

    pub fn minutes(&self) -> i64 {
        (self.ends_at - self.starts_at).whole_minutes()
    }
}

/// A session as this person may see it; nothing when it is not there or not theirs to see.
pub async fn seen(db: &PgPool, event: EventId, person: PersonId) -> Result<Option<Event>> {
    Ok(sqlx::query!(
        r#"select e.id, e.community_id, c.slug as community_slug, c.name as community, e.title, e.kind, e.state,
                  e.starts_at, e.ends_at, e.zone, e.format, e.place,
                  case when (r.answer = 'going' and (c.admission = 'open' or m.id is not null)) or m.organiser
                         or (h.person_id is not null and m.id is not null)
                       then e.join_url else '' end as "join_url!",
                  e.agenda, e.capacity, e.offers_from_hours, e.seated, e.waiting, e.recap, e.recap_posted_at, e.recording_url,
                  e.list_completed_at, e.cancel_reason, r.answer as "answer?",
                  case when r.answer = 'waiting' then people_ahead(e.id, r.queue_no) else 0 end as "ahead!",
                  (coalesce(m.organiser, false) or (h.person_id is not null and m.id is not null)) as "run_by_me!",
                  coalesce(m.organiser, false) as "organised_by_me!", (c.admission <> 'open' and m.id is null) as "for_members!",
                  e.series_id, e.series_on, c.archived_at is not null as "archived!"
           from events e join communities c on c.id = e.community_id
           left join current_members m on m.community_id = c.id and m.person_id = $2
           left join hosts h on h.event_id = e.id and h.person_id = $2
           left join rsvps r on r.event_id = e.id and r.person_id = $2
           where e.id = $1 and c.id in (select id from communities_seen($2))
             and (e.state <> 'draft' or m.organiser or (h.person_id is not null and m.id is not null))"#,
        event as EventId,
        person as PersonId
    )
    .map(|row| Event {
        id: row.id,
        community_id: row.community_id,
        community_slug: row.community_slug,
        community: row.community,
        details: details!(row),
        state: row.state,
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        seated: row.seated,
        waiting: row.waiting,
        recap: row.recap,
        recap_posted_at: row.recap_posted_at,
        recording_url: row.recording_url,
        list_completed_at: row.list_completed_at,
        cancel_reason: row.cancel_reason,
        answer: row.answer,
        ahead: row.ahead,
        run_by_me: row.run_by_me,
        organised_by_me: row.organised_by_me,
        open_to: if row.for_members { OpenTo::MembersOnly } else { OpenTo::Reader },
        series_id: row.series_id,
        series_on: row.series_on,
        archived: row.archived,
    })
    .fetch_optional(db)
    .await?)
}

/// A session as lists show it.
#[derive(Deserialize, Clone, Debug)]
pub struct SessionCard {
    pub id: EventId,
    pub title: String,
    pub kind: String,
    pub state: SessionState,
    #[serde(with = "rfc3339")]
    pub starts_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    pub ends_at: OffsetDateTime,
    /// The zone it is planned in.
    pub zone: String,
    pub format: SessionFormat,
    pub place: String,
    pub capacity: Option<i32>,
    pub seated: i32,
    pub waiting: i32,
    pub community: String,
    pub answer: Option<Answer>,
    pub ahead: i64,
    pub series_id: Option<SeriesId>,
}

impl SessionCard {
    pub fn path(&self) -> String {
        format!("/events/{}", self.id)
    }

    pub fn kind_name(&self) -> &str {
        kinds::name(&self.kind)
    }

    /// Its first and its last day for a reader in a zone.
    pub fn days(&self, zone: &TimeZone) -> (jiff::civil::Date, jiff::civil::Date) {
        TimeSpan { from: self.starts_at, to: self.ends_at }.days(zone, &when::zone_or_utc(&self.zone))
    }

    pub fn is_full(&self) -> bool {
        self.capacity.is_some_and(|seats| self.seated >= seats)
    }
}

/// Sessions of a community to come, the nearest first. Drafts are for organisers.
pub async fn to_come_of(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
    rows: Rows,
) -> sqlx::Result<Vec<SessionCard>> {
    sqlx::query_as!(
        SessionCard,
        r#"select id as "id!: EventId", title as "title!", kind as "kind!", state as "state!: SessionState",
                  starts_at as "starts_at!", ends_at as "ends_at!", zone as "zone!", format as "format!: SessionFormat",
                  place as "place!", capacity, seated as "seated!", waiting as "waiting!", community as "community!",
                  answer as "answer?: Answer", ahead as "ahead!", series_id as "series_id?: SeriesId"
           from sessions_to_come($1, $2, $3)
           order by starts_at, id
           limit $4 offset $5"#,
        community as CommunityId,
        person as PersonId,
        now,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// Past sessions of a community, the newest first.
pub async fn past_of(
    db: &PgPool,
    community: CommunityId,
    person: PersonId,
    now: OffsetDateTime,
    rows: Rows,
) -> sqlx::Result<Vec<SessionCard>> {
    sqlx::query_as!(
        SessionCard,
        r#"select e.id, e.title, e.kind, e.state, e.starts_at, e.ends_at, e.zone, e.format, e.place, e.capacity, e.seated, e.waiting,
                  c.name as community, r.answer as "answer?", 0::bigint as "ahead!", e.series_id
           from events e
           join communities c on c.id = e.community_id
           left join rsvps r on r.event_id = e.id and r.person_id = $2
           where e.community_id = $1
             and e.ends_at <= $3
             and e.state <> 'draft'
           order by e.starts_at desc, e.id
           limit $4 offset $5"#,
        community as CommunityId,
        person as PersonId,
        now,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// What goes on and what is next for a person: sessions they answered, host, or that their communities hold.
pub async fn agenda(db: &PgPool, person: PersonId, now: OffsetDateTime) -> Result<Vec<SessionCard>> {
    Ok(sqlx::query_as!(
        SessionCard,
        r#"select id as "id!: EventId", title as "title!", kind as "kind!", state as "state!: SessionState",
                  starts_at as "starts_at!", ends_at as "ends_at!", zone as "zone!", format as "format!: SessionFormat",
                  place as "place!", capacity, seated as "seated!", waiting as "waiting!", community as "community!",
                  answer as "answer?: Answer", ahead as "ahead!", series_id as "series_id?: SeriesId"
           from agenda($1, $2)
           order by starts_at, id"#,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await?)
}

/// A session as its community's rhythm needs it.
#[derive(Debug, Deserialize)]
pub struct RhythmSession {
    pub community_id: CommunityId,
    #[serde(with = "rfc3339")]
    pub starts_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    pub ends_at: OffsetDateTime,
    pub zone: String,
    pub seated: i32,
    pub present: i32,
}

impl RhythmSession {
    /// Who was recorded present; where nobody was, who said they would come.
    pub fn people(&self) -> i32 {
        if self.present > 0 { self.present } else { self.seated }
    }
}

pub async fn insert(
    db: &mut PgConnection,
    id: EventId,
    community: CommunityId,
    plan: &SessionPlan,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into events (id, community_id, title, kind, starts_at, ends_at, zone, format, place, join_url, capacity,
                             agenda, uid, created_by, created_at, offers_from_hours)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        id as EventId,
        community as CommunityId,
        plan.title,
        plan.kind,
        plan.starts_at,
        plan.ends_at,
        plan.zone,
        plan.format as SessionFormat,
        plan.place,
        plan.join_url,
        plan.capacity,
        plan.agenda,
        format!("{id}@guildhall"),
        by as PersonId,
        now,
        plan.offers_from_hours
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn change(
    db: &mut PgConnection,
    event: EventId,
    plan: &SessionPlan,
    told: bool,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update events
         set title = $2, kind = $3, starts_at = $4, ends_at = $5, zone = $6, format = $7, place = $8, join_url = $9,
             capacity = $10, agenda = $11, offers_from_hours = $13,
             sequence = sequence + case when $12 and state = 'published' then 1 else 0 end, changed_at = $14
         where id = $1",
        event as EventId,
        plan.title,
        plan.kind,
        plan.starts_at,
        plan.ends_at,
        plan.zone,
        plan.format as SessionFormat,
        plan.place,
        plan.join_url,
        plan.capacity,
        plan.agenda,
        told,
        plan.offers_from_hours,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// Says which topic of its community a session is about; one of another community is passed over.
pub async fn set_topic(db: &mut PgConnection, event: EventId, topic: TopicId) -> Result<()> {
    Ok(sqlx::query!(
        "update events e
         set topic_id = t.id
         from topics t
         where e.id = $1 and t.id = $2 and t.community_id = e.community_id and t.retired_at is null",
        event as EventId,
        topic as TopicId
    )
    .execute(db)
    .await
    .map(drop)?)
}

pub async fn clear_hosts(db: &mut PgConnection, event: EventId) -> sqlx::Result<()> {
    sqlx::query!("delete from hosts where event_id = $1", event as EventId).execute(db).await.map(drop)
}

/// Someone hosts nothing to come any more, in a community or in any; which sessions.
pub async fn end_hosting(
    db: &mut PgConnection,
    community: Option<CommunityId>,
    person: PersonId,
    now: OffsetDateTime,
) -> Result<Vec<EventId>> {
    Ok(sqlx::query_scalar!(
        "delete from hosts h
         using events e
         where e.id = h.event_id
           and ($1::uuid is null or e.community_id = $1)
           and h.person_id = $2
           and e.state <> 'cancelled'
           and e.starts_at > $3
         returning h.event_id",
        community as Option<CommunityId>,
        person as PersonId,
        now
    )
    .fetch_all(db)
    .await?)
}

/// Hosts are people of the community; an id that is not one of theirs is passed over.
pub async fn add_hosts(db: &mut PgConnection, event: EventId, hosts: &[PersonId]) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into hosts (event_id, person_id)
         select e.id, m.person_id
         from events e
         join current_members m on m.community_id = e.community_id
         where e.id = $1 and m.person_id = any ($2)
         on conflict do nothing",
        event as EventId,
        hosts as &[PersonId]
    )
    .execute(db)
    .await
    .map(drop)
}

pub async fn hosts(db: &PgPool, event: EventId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!("select person_id from hosts where event_id = $1", event as EventId)
        .fetch_all(db)
        .await
}

/// As [`hosts`], within a transaction.
pub async fn hosts_held(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!("select person_id from hosts where event_id = $1", event as EventId)
        .fetch_all(db)
        .await
}

pub async fn publish(db: &mut PgConnection, event: EventId, now: OffsetDateTime) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update events set state = 'published', published_at = $2 where id = $1 and state = 'draft'",
        event as EventId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn cancel(
    db: &mut PgConnection,
    event: EventId,
    reason: &str,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update events
         set state = 'cancelled', cancelled_at = $3, cancel_reason = $2, sequence = sequence + 1
         where id = $1 and state = 'published' and ends_at > $3",
        event as EventId,
        reason,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn discard(db: &mut PgConnection, event: EventId) -> sqlx::Result<u64> {
    let done = sqlx::query!("delete from events where id = $1 and state = 'draft'", event as EventId)
        .execute(db)
        .await?;
    Ok(done.rows_affected())
}

pub async fn post_recap(
    db: &mut PgConnection,
    event: EventId,
    recap: &str,
    recording: &str,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update events
         set recap = $2, recording_url = $3,
             recap_posted_at = case when $2 = '' and $3 = '' then null else coalesce(recap_posted_at, $4) end
         where id = $1",
        event as EventId,
        recap,
        recording,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// The starting time of the newest session, to propose the next one in its rhythm. A series makes its dates itself.
pub async fn newest_start(db: &PgPool, community: CommunityId) -> sqlx::Result<Option<OffsetDateTime>> {
    sqlx::query_scalar!(
        "select starts_at from events where community_id = $1 and state <> 'cancelled' and series_id is null
         order by starts_at desc limit 1",
        community as CommunityId
    )
    .fetch_optional(db)
    .await
}

/// Someone a mail about a session goes to.
pub struct SessionRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub answer: Answer,
}

/// Everyone who answered that they come, may come or wait, and may see the session: they hear of a change.
pub async fn readers(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<SessionRecipient>> {
    sqlx::query_as!(
        SessionRecipient,
        "select p.id as person_id, p.name, p.email, p.zone, r.answer
         from rsvps r
         join events e on e.id = r.event_id
         join people p on p.id = r.person_id
         where r.event_id = $1
           and r.answer in ('going', 'waiting', 'maybe')
           and p.deactivated_at is null
           and e.community_id in (select id from communities_seen(p.id))",
        event as EventId
    )
    .fetch_all(db)
    .await
}
