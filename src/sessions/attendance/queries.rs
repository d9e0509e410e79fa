use serde::Deserialize;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use time::serde::rfc3339;

use crate::platform::error::Result;
use crate::platform::ids::{EventId, PersonId};
use crate::sessions::Answer;
use crate::sessions::attendance::AttendanceSource;

/// A person on the tick list.
pub struct TickRow {
    pub person_id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub department: Option<String>,
    /// going, maybe, waiting, or nothing for anyone who did not answer.
    pub answer: Option<Answer>,
    pub host: bool,
    /// How it is known that they were there, once it is.
    pub source: Option<AttendanceSource>,
}

impl TickRow {
    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }

    pub fn present(&self) -> bool {
        self.source.is_some()
    }
}

/// Whom a host may tick: those who answered yes or maybe, hosts, those recorded already, and the community's members;
/// of them those whose name holds `q`, or who are among `ids`, where either is given.
pub async fn tick_list(
    db: &mut PgConnection,
    event: EventId,
    q: Option<&str>,
    ids: Option<&[PersonId]>,
) -> sqlx::Result<Vec<TickRow>> {
    sqlx::query_as!(
        TickRow,
        r#"with listed as (
               select r.person_id from rsvps r where r.event_id = $1 and r.answer in ('going', 'maybe', 'waiting')
               union
               select a.person_id from attendance a where a.event_id = $1
               union
               select h.person_id from hosts h where h.event_id = $1
               union
               select m.person_id
               from events e
               join current_members m on m.community_id = e.community_id
               where e.id = $1
           )
           select p.id as person_id, p.name, t.name as "team?", d.name as "department?",
                  case when r.answer in ('going', 'maybe', 'waiting') then r.answer end as "answer: Answer",
                  exists (select 1 from hosts h where h.event_id = $1 and h.person_id = p.id) as "host!",
                  a.source as "source?"
           from listed l
           join people p on p.id = l.person_id
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           left join rsvps r on r.event_id = $1 and r.person_id = p.id
           left join attendance a on a.event_id = $1 and a.person_id = p.id
           where (p.deactivated_at is null or a.person_id is not null)
             and ($2::text is null or position(lower($2) in lower(p.name)) > 0)
             and ($3::uuid[] is null or p.id = any ($3))
           order by lower(p.name), p.id
           limit 1000"#,
        event as EventId,
        q,
        ids as Option<&[PersonId]>
    )
    .fetch_all(db)
    .await
}

/// Anyone who has a seat.
pub async fn said_yes(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "select person_id from rsvps where event_id = $1 and answer = 'going'",
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// Held before the list of a session changes: two who write it at once would else wait for each other, one for a
/// person's row and one for the session's count.
pub async fn lock(db: &mut PgConnection, event: EventId) -> sqlx::Result<()> {
    sqlx::query!("select id from events where id = $1 for no key update", event as EventId)
        .fetch_optional(db)
        .await
        .map(drop)
}

pub async fn remove(db: &mut PgConnection, event: EventId, people: &[PersonId]) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "delete from attendance where event_id = $1 and person_id = any ($2)",
        event as EventId,
        people as &[PersonId]
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// The team is copied as it is today: a later move must not rewrite who met whom.
pub async fn add(
    db: &mut PgConnection,
    event: EventId,
    people: &[PersonId],
    source: AttendanceSource,
    by: PersonId,
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into attendance (event_id, person_id, team_id, source, recorded_by, recorded_at)
         select $1, p.id, p.team_id, $3, $4, $5
         from people p
         where p.id = any ($2)
         order by p.id
         on conflict (event_id, person_id) do nothing",
        event as EventId,
        people as &[PersonId],
        source as AttendanceSource,
        by as PersonId,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

/// Says that nobody is missing on the list, which makes it count in shares; or takes that back.
pub async fn set_complete(
    db: &mut PgConnection,
    event: EventId,
    complete: bool,
    now: OffsetDateTime,
) -> Result<()> {
    Ok(sqlx::query!(
        "update events set list_completed_at = case when $2 then coalesce(list_completed_at, $3::timestamptz) end where id = $1",
        event as EventId,
        complete,
        now
    )
    .execute(db)
    .await
    .map(drop)?)
}

/// How many are on the list.
pub async fn present(db: &mut PgConnection, event: EventId) -> sqlx::Result<i32> {
    sqlx::query_scalar!("select present from events where id = $1", event as EventId).fetch_one(db).await
}

/// Someone of the organisation who may have walked in.
pub struct WalkIn {
    pub person_id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub department: Option<String>,
    pub present: bool,
}

impl WalkIn {
    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

/// People of the organisation whose name holds `q`.
pub async fn people_called(db: &PgPool, event: EventId, q: &str, most: i64) -> sqlx::Result<Vec<WalkIn>> {
    sqlx::query_as!(
        WalkIn,
        r#"select p.id as person_id, p.name, t.name as "team?", d.name as "department?", a.person_id is not null as "present!"
           from people p
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           left join attendance a on a.event_id = $1 and a.person_id = p.id
           where p.deactivated_at is null
             and position(lower($2) in lower(p.name)) > 0
           order by lower(p.name), p.id
           limit $3"#,
        event as EventId,
        q,
        most
    )
    .fetch_all(db)
    .await
}

/// Those of these people who have an account now.
pub async fn active(db: &mut PgConnection, people: &[PersonId]) -> sqlx::Result<Vec<PersonId>> {
    sqlx::query_scalar!(
        "select id from people where id = any ($1) and deactivated_at is null",
        people as &[PersonId]
    )
    .fetch_all(db)
    .await
}

/// A session whose attendance nobody has taken.
#[derive(Debug, Deserialize)]
pub struct Untaken {
    pub id: EventId,
    pub title: String,
    pub community: String,
    #[serde(with = "rfc3339")]
    pub starts_at: OffsetDateTime,
    #[serde(with = "rfc3339")]
    pub ends_at: OffsetDateTime,
    pub zone: String,
}
