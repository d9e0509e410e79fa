use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::matching::KnownPerson;
use super::unsettled::UnsettledAttendee;
use crate::platform::ids::{EventId, UnsettledAttendeeId};

/// Everyone with an account: names are compared as people see them, which no index knows.
pub async fn everybody(db: &PgPool, event: EventId) -> sqlx::Result<Vec<KnownPerson>> {
    sqlx::query_as!(
        KnownPerson,
        r#"select p.id, p.name, p.email, t.name as "team?", a.person_id is not null as "present!"
           from people p
           left join teams t on t.id = p.team_id
           left join attendance a on a.event_id = $1 and a.person_id = p.id
           where p.deactivated_at is null
           order by lower(p.name), t.name, p.id"#,
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// Keeps rows of a list with its session while that is not complete; those that wait there already stay as they are.
pub async fn keep(
    db: &mut PgConnection,
    event: EventId,
    names: &[String],
    emails: &[Option<String>],
    minutes: &[Option<i32>],
    reasons: &[String],
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "insert into attendance_unsettled (event_id, name, email, minutes, reason, listed_at)
         select e.id, r.name, r.email, r.minutes, r.reason, $6
         from events e
         cross join unnest($2::text[], $3::text[], $4::integer[], $5::text[]) r (name, email, minutes, reason)
         where e.id = $1 and e.list_completed_at is null
         on conflict do nothing",
        event as EventId,
        names,
        emails as &[Option<String>],
        minutes as &[Option<i32>],
        reasons,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn unsettled(db: &mut PgConnection, event: EventId) -> sqlx::Result<Vec<UnsettledAttendee>> {
    sqlx::query_as!(
        UnsettledAttendee,
        "select id, name, email, minutes, reason
         from attendance_unsettled
         where event_id = $1
         order by lower(name), id",
        event as EventId
    )
    .fetch_all(db)
    .await
}

/// One of them, of this session.
pub async fn unsettled_row(
    db: &mut PgConnection,
    event: EventId,
    row: UnsettledAttendeeId,
) -> sqlx::Result<Option<UnsettledAttendee>> {
    sqlx::query_as!(
        UnsettledAttendee,
        "select id, name, email, minutes, reason from attendance_unsettled where event_id = $1 and id = $2",
        event as EventId,
        row as UnsettledAttendeeId
    )
    .fetch_optional(db)
    .await
}

/// The row waits no longer.
pub async fn settle(db: &mut PgConnection, event: EventId, row: UnsettledAttendeeId) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from attendance_unsettled where event_id = $1 and id = $2",
        event as EventId,
        row as UnsettledAttendeeId
    )
    .execute(db)
    .await
    .map(drop)
}
