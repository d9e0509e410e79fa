use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::people::WorkEmail;
use crate::platform::error::Result;
use crate::platform::ids::{LoginId, PersonId};

/// Keeps a reset link for anyone who has the address; with nobody there it does the same work and keeps nothing.
pub async fn keep_reset(
    db: &mut PgConnection,
    email: &WorkEmail,
    token_hash: &[u8],
    now: OffsetDateTime,
    expires_at: OffsetDateTime,
) -> sqlx::Result<Option<(PersonId, String, String)>> {
    let kept = sqlx::query!(
        "with person as (
             select id, name, email from people where lower(email) = $1 and deactivated_at is null
         ), kept as (
             insert into password_resets (token_hash, person_id, created_at, expires_at)
             select $2, id, $3, $4 from person
         )
         select id, name, email from person",
        email.as_str(),
        token_hash,
        now,
        expires_at
    )
    .fetch_optional(db)
    .await?;
    Ok(kept.map(|row| (row.id, row.name, row.email)))
}

/// Whose password a link may change, by their address, as long as it may.
pub async fn reset_for(db: &PgPool, token_hash: &[u8], now: OffsetDateTime) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select p.email
         from password_resets r
         join people p on p.id = r.person_id and p.deactivated_at is null
         where r.token_hash = $1 and r.used_at is null and r.expires_at > $2",
        token_hash,
        now
    )
    .fetch_optional(db)
    .await
}

/// Uses up a reset link: its person for exactly one caller.
pub async fn use_reset(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<Option<PersonId>> {
    sqlx::query_scalar!(
        "update password_resets r set used_at = $2
         from people p
         where r.token_hash = $1 and r.used_at is null and r.expires_at > $2
           and p.id = r.person_id and p.deactivated_at is null
         returning r.person_id",
        token_hash,
        now
    )
    .fetch_optional(db)
    .await
}

pub async fn set_password(db: &mut PgConnection, person: PersonId, hash: &str) -> sqlx::Result<()> {
    sqlx::query!("update people set password_hash = $2 where id = $1", person as PersonId, hash)
        .execute(db)
        .await
        .map(drop)
}

/// Whose password it is, where mail to them goes, and its hash.
pub struct PasswordOwner {
    pub name: String,
    pub email: String,
    pub password_hash: Option<String>,
}

pub async fn owner(db: &mut PgConnection, person: PersonId) -> sqlx::Result<PasswordOwner> {
    sqlx::query_as!(
        PasswordOwner,
        "select name, email, password_hash from people where id = $1",
        person as PersonId
    )
    .fetch_one(db)
    .await
}

/// No reset link of this person is good any more.
pub async fn void_resets(db: &mut PgConnection, person: PersonId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!(
        "update password_resets set used_at = $2 where person_id = $1 and used_at is null",
        person as PersonId,
        now
    )
    .execute(db)
    .await
    .map(drop)
}

/// The password was said again just now.
pub async fn confirm(db: &mut PgConnection, login: LoginId, now: OffsetDateTime) -> sqlx::Result<()> {
    sqlx::query!("update logins set confirmed_at = $2 where id = $1", login as LoginId, now)
        .execute(db)
        .await
        .map(drop)
}

pub async fn forget_old_resets(db: &PgPool, now: OffsetDateTime) -> Result<()> {
    Ok(sqlx::query!(
        "delete from password_resets where expires_at < $1::timestamptz - interval '7 days'",
        now
    )
    .execute(db)
    .await
    .map(drop)?)
}
