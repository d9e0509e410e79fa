pub mod dates;
pub mod people;
mod hosts;
mod lists;

use sqlx::{PgConnection, PgPool};
use time::{Date, OffsetDateTime};

use super::changes::SessionFacts;
use super::rules::SessionPlan;
use super::{SessionDetails, details, has_details};
use crate::platform::error::Result;
use crate::platform::ids::{CommunityId, EventId, PersonId, SeriesId, TopicId};
use crate::platform::web::when::TimeSpan;
use crate::sessions::Answer;
use crate::sessions::events::{SessionFormat, SessionState};

pub use hosts::{add_hosts, clear_hosts, end_hosting, hosts, hosts_held};
pub use lists::{RhythmSession, SessionCard, agenda, newest_start, past_of, to_come_of};

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
                  case when may_join(r.answer, c.admission, m.id is not null, m.organiser, h.person_id is not null)
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
    // That it changed community with a merge or a split is of no use without it.
    let done = sqlx::query!(
        "with draft as (
             select id from events where id = $1 and state = 'draft' for update
         ), moved as (
             delete from moved_sessions using draft where event_id = draft.id
         )
         delete from events using draft where events.id = draft.id",
        event as EventId
    )
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

/// Hours that the hosts of a session prepared together.
pub async fn prep_hours(db: &PgPool, event: EventId) -> sqlx::Result<f64> {
    sqlx::query_scalar!(
        r#"select prep_hours::float8 as "hours!" from events where id = $1"#,
        event as EventId
    )
    .fetch_one(db)
    .await
}

pub async fn set_prep_hours(db: &mut PgConnection, event: EventId, hours: f64) -> sqlx::Result<()> {
    sqlx::query!("update events set prep_hours = $2::float8::numeric where id = $1", event as EventId, hours)
        .execute(db)
        .await
        .map(drop)
}

/// Someone a mail about a session goes to.
pub struct SessionRecipient {
    pub person_id: PersonId,
    pub name: String,
    pub email: String,
    pub zone: String,
    pub answer: Answer,
    pub may_join: bool,
}

/// Everyone who answered that they come, may come or wait, and may see the session: they hear of a change.
pub async fn readers(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<SessionRecipient>> {
    sqlx::query_as!(
        SessionRecipient,
        r#"select p.id as person_id, p.name, p.email, p.zone, r.answer,
                may_join(r.answer, c.admission, m.id is not null, m.organiser, h.person_id is not null) as "may_join!"
         from rsvps r
         join events e on e.id = r.event_id
         join people p on p.id = r.person_id
         join communities c on c.id = e.community_id
         left join current_members m on m.community_id = c.id and m.person_id = p.id
         left join hosts h on h.event_id = e.id and h.person_id = p.id
         where r.event_id = $1
           and r.answer in ('going', 'waiting', 'maybe')
           and p.deactivated_at is null
           and e.community_id in (select id from communities_seen(p.id))"#,
        event as EventId
    )
    .fetch_all(db)
    .await
}
