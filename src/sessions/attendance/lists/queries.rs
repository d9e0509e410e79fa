use sqlx::PgPool;

use super::matching::KnownPerson;
use crate::platform::ids::EventId;

/// People with an account who have one of these addresses or names, in small letters.
pub async fn known(
    db: &PgPool,
    event: EventId,
    emails: &[String],
    names: &[String],
) -> sqlx::Result<Vec<KnownPerson>> {
    sqlx::query_as!(
        KnownPerson,
        r#"select p.id, p.name, p.email, t.name as "team?", a.person_id is not null as "present!"
           from people p
           left join teams t on t.id = p.team_id
           left join attendance a on a.event_id = $1 and a.person_id = p.id
           where p.deactivated_at is null
             and (lower(p.email) = any ($2) or lower(p.name) = any ($3))
           order by lower(p.name), t.name, p.id"#,
        event as EventId,
        emails,
        names
    )
    .fetch_all(db)
    .await
}
