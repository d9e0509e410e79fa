use sqlx::PgConnection;
use time::OffsetDateTime;

use crate::platform::ids::PersonId;

/// Is it taken now for the first time? One that another transaction is taking is waited for.
pub async fn take(
    db: &mut PgConnection,
    person: PersonId,
    token: &str,
    now: OffsetDateTime,
) -> sqlx::Result<bool> {
    let pressed = sqlx::query!(
        "insert into form_presses (person_id, token, pressed_at)
         values ($1, $2, $3)
         on conflict do nothing",
        person as PersonId,
        token,
        now
    )
    .execute(db)
    .await?;
    Ok(pressed.rows_affected() > 0)
}

pub async fn path(db: &mut PgConnection, person: PersonId, token: &str) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select path from form_presses where person_id = $1 and token = $2",
        person as PersonId,
        token
    )
    .fetch_one(db)
    .await
}

pub async fn made(db: &mut PgConnection, person: PersonId, token: &str, path: &str) -> sqlx::Result<()> {
    sqlx::query!(
        "update form_presses set path = $3 where person_id = $1 and token = $2",
        person as PersonId,
        token,
        path
    )
    .execute(db)
    .await
    .map(drop)
}

/// A person's presses from before that moment are of no use any more.
pub async fn forget(db: &mut PgConnection, person: PersonId, before: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "delete from form_presses where person_id = $1 and pressed_at < $2",
        person as PersonId,
        before
    )
    .execute(db)
    .await
    .map(drop)
}
