use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::people::WorkEmail;
use crate::platform::error::Result;
use crate::platform::ids::PersonId;

/// Who changes their address, and what it is now.
pub struct AddressOwner {
    pub name: String,
    pub email: String,
}

pub async fn owner(db: &mut PgConnection, person: PersonId) -> sqlx::Result<AddressOwner> {
    sqlx::query_as!(AddressOwner, "select name, email from people where id = $1", person as PersonId)
        .fetch_one(db)
        .await
}

pub async fn is_taken(db: &mut PgConnection, email: &WorkEmail) -> sqlx::Result<bool> {
    let taken = sqlx::query_scalar!(
        r#"select exists (select 1 from people where lower(email) = $1) as "taken!""#,
        email.as_str()
    );
    taken.fetch_one(db).await
}

/// Keeps what a link stands for; an earlier one of the same person is good no more.
pub async fn keep(
    db: &mut PgConnection,
    person: PersonId,
    email: &WorkEmail,
    token_hash: &[u8],
    now: OffsetDateTime,
    expires_at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into address_changes (person_id, email, token_hash, asked_at, expires_at)
         values ($1, $2, $3, $4, $5)
         on conflict (person_id) do update
         set email = excluded.email, token_hash = excluded.token_hash, asked_at = excluded.asked_at,
             expires_at = excluded.expires_at",
        person as PersonId,
        email.as_str(),
        token_hash,
        now,
        expires_at
    )
    .execute(db)
    .await
    .map(drop)
}

/// The address that a link of this person stands for, as long as it does.
pub async fn linked(
    db: &PgPool,
    person: PersonId,
    token_hash: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select email from address_changes where person_id = $1 and token_hash = $2 and expires_at > $3",
        person as PersonId,
        token_hash,
        now
    )
    .fetch_optional(db)
    .await
}

/// Uses a link up: its address, for one caller.
pub async fn take(
    db: &mut PgConnection,
    person: PersonId,
    token_hash: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "delete from address_changes where person_id = $1 and token_hash = $2 and expires_at > $3 returning email",
        person as PersonId,
        token_hash,
        now
    )
    .fetch_optional(db)
    .await
}

pub async fn set(db: &mut PgConnection, person: PersonId, email: &str) -> sqlx::Result<()> {
    sqlx::query!("update people set email = $2 where id = $1", person as PersonId, email)
        .execute(db)
        .await
        .map(drop)
}

pub async fn forget_old(db: &PgPool, now: OffsetDateTime) -> Result<()> {
    Ok(sqlx::query!("delete from address_changes where expires_at < $1", now).execute(db).await.map(drop)?)
}
