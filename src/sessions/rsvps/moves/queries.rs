use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::MoveReason;
use crate::platform::ids::{EventId, PersonId};
use crate::platform::web::Rows;
use crate::sessions::Answer;

/// Someone on the list of a session, in the order of seats and queue.
pub struct ListedPerson {
    pub person_id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub department: Option<String>,
    pub waits: bool,
    /// Which place in the queue, or among those going: 1 is the first.
    pub turn: i64,
    /// Why an organiser moved them here; empty when they came by themselves.
    pub moved_for: String,
}

impl ListedPerson {
    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

/// What of a list is asked for: people with this in their name, or one person.
#[derive(Clone, Copy, Default)]
pub struct ListedFilter<'a> {
    pub name: &'a str,
    pub only: Option<PersonId>,
}

/// A page of the list of a session: who waits first, in the order of the queue, then who is going.
pub async fn listed(
    db: &PgPool,
    event: EventId,
    filter: ListedFilter<'_>,
    rows: Rows,
) -> sqlx::Result<Vec<ListedPerson>> {
    sqlx::query_as!(
        ListedPerson,
        r#"with listed as (
               select person_id, answer = 'waiting' as waits, queue_no, seated_at, moved_for,
                      row_number() over (partition by answer order by queue_no, seated_at) as turn
               from rsvps
               where event_id = $1 and answer in ('going', 'waiting')
           )
           select p.id as person_id, p.name, t.name as "team?", d.name as "department?", l.waits as "waits!",
                  l.turn as "turn!", l.moved_for
           from listed l
           join people p on p.id = l.person_id
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           where position(lower($2) in lower(p.name)) > 0
             and ($3::uuid is null or p.id = $3)
           order by l.waits desc, l.turn, lower(p.name), p.id
           limit $4 offset $5"#,
        event as EventId,
        filter.name,
        filter.only as Option<PersonId>,
        rows.limit,
        rows.offset
    )
    .fetch_all(db)
    .await
}

/// Someone who is going, to be chosen by name.
#[derive(Clone)]
pub struct SeatedPerson {
    pub id: PersonId,
    pub name: String,
    pub team: Option<String>,
}

/// The people going who have this in their name, those named exactly so first.
pub async fn seated_named(
    db: &PgPool,
    event: EventId,
    name: &str,
    most: i64,
) -> sqlx::Result<Vec<SeatedPerson>> {
    sqlx::query_as!(
        SeatedPerson,
        r#"select p.id, p.name, t.name as "team?"
           from rsvps r
           join people p on p.id = r.person_id
           left join teams t on t.id = p.team_id
           where r.event_id = $1 and r.answer = 'going' and position(lower($2) in lower(p.name)) > 0
           order by lower(p.name) <> lower($2), lower(p.name), p.id
           limit $3"#,
        event as EventId,
        name,
        most
    )
    .fetch_all(db)
    .await
}

/// Moves someone to a seat, or off the list. Who is taken off answered at that moment, in a way.
pub async fn move_to(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    answer: Answer,
    reason: MoveReason<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update rsvps
         set answer = $6, queue_no = null, moved_by = $4, moved_for = $5,
             seated_at = case $6 when 'going' then $3::timestamptz end,
             answered_at = case $6 when 'going' then answered_at else $3 end
         where event_id = $1 and person_id = $2",
        event as EventId,
        person as PersonId,
        now,
        reason.by as PersonId,
        reason.words,
        answer as Answer
    )
    .execute(db)
    .await
    .map(drop)
}

/// Puts someone who had a seat before everyone who waits.
pub async fn displace(
    db: &mut PgConnection,
    event: EventId,
    person: PersonId,
    reason: MoveReason<'_>,
    now: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update rsvps set answer = 'waiting', seated_at = null, answered_at = $3, moved_by = $4, moved_for = $5,
                queue_no = coalesce((select min(queue_no) from rsvps where event_id = $1 and answer = 'waiting'), 1) - 1
         where event_id = $1 and person_id = $2",
        event as EventId,
        person as PersonId,
        now,
        reason.by as PersonId,
        reason.words
    )
    .execute(db)
    .await
    .map(drop)
}
