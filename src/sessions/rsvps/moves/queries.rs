use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::MoveReason;
use crate::platform::ids::{EventId, PersonId};
use crate::sessions::Answer;

/// Someone on the list of a session, in the order of seats and queue.
pub struct ListedPerson {
    pub person_id: PersonId,
    pub name: String,
    pub team: Option<String>,
    pub department: Option<String>,
    pub waits: bool,
    /// Why an organiser moved them here; empty when they came by themselves.
    pub moved_for: String,
}

impl ListedPerson {
    pub fn hue(&self) -> u8 {
        crate::platform::web::emblem::hue(self.department.as_deref().unwrap_or(""))
    }
}

pub async fn listed(db: &PgPool, event: EventId) -> sqlx::Result<Vec<ListedPerson>> {
    sqlx::query_as!(
        ListedPerson,
        r#"select p.id as person_id, p.name, t.name as "team?", d.name as "department?",
                  r.answer = 'waiting' as "waits!", r.moved_for
           from rsvps r
           join people p on p.id = r.person_id
           left join teams t on t.id = p.team_id
           left join departments d on d.id = t.department_id
           where r.event_id = $1 and r.answer in ('going', 'waiting')
           order by r.queue_no nulls first, r.seated_at, lower(p.name)
           limit 1000"#,
        event as EventId
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
