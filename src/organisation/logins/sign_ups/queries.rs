use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use crate::organisation::people::{NewPerson, WorkEmail};
use crate::platform::error::{Error, Result};
use crate::platform::ids::{SignUpId, TeamId};

/// An account that was asked for.
pub struct SignUpRow {
    pub name: String,
    pub email: String,
    pub password_hash: String,
    pub team_id: Option<TeamId>,
    pub zone: String,
}

impl TryFrom<SignUpRow> for NewPerson {
    type Error = Error;

    fn try_from(row: SignUpRow) -> Result<Self> {
        let email = WorkEmail::read(&row.email).ok_or(Error::NotFound)?;
        let SignUpRow { name, password_hash, team_id, zone, .. } = row;
        Ok(Self { name, email, password_hash: Some(password_hash), team_id, zone })
    }
}

/// Has anyone the address, with an account that is open or closed?
pub async fn is_taken(db: &mut PgConnection, email: &WorkEmail) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from people where lower(email) = $1) as "taken!""#,
        email.as_str()
    )
    .fetch_one(db)
    .await
}

/// Keeps what someone asked for; with the hash of a link where they get one.
pub async fn insert(
    db: &mut PgConnection,
    new: &NewPerson,
    token_hash: Option<&[u8]>,
    now: OffsetDateTime,
    expires_at: OffsetDateTime,
) -> sqlx::Result<()> {
    sqlx::query!(
        "insert into sign_ups (name, email, password_hash, team_id, zone, token_hash, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        new.name,
        new.email.as_str(),
        new.password_hash.as_deref().unwrap_or_default(),
        new.team_id as Option<TeamId>,
        new.zone,
        token_hash,
        now,
        expires_at
    )
    .execute(db)
    .await
    .map(drop)
}

/// Who waits for an administrator with this address gets asked for once, with what they wrote last.
pub async fn forget_waiting(db: &mut PgConnection, email: &WorkEmail) -> sqlx::Result<()> {
    sqlx::query!("delete from sign_ups where email = $1 and token_hash is null", email.as_str())
        .execute(db)
        .await
        .map(drop)
}

/// What the link stands for, as long as it is good.
pub async fn linked(db: &PgPool, token_hash: &[u8], now: OffsetDateTime) -> sqlx::Result<Option<SignUpRow>> {
    sqlx::query_as!(
        SignUpRow,
        "select name, email, password_hash, team_id, zone from sign_ups where token_hash = $1 and expires_at > $2",
        token_hash,
        now
    )
    .fetch_optional(db)
    .await
}

/// Uses a link up: what it stood for, for exactly one caller.
pub async fn take_linked(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<Option<SignUpRow>> {
    sqlx::query_as!(
        SignUpRow,
        "delete from sign_ups
         where token_hash = $1 and expires_at > $2
         returning name, email, password_hash, team_id, zone",
        token_hash,
        now
    )
    .fetch_optional(db)
    .await
}

/// Takes someone who waits for an administrator out of the line, for exactly one caller.
pub async fn take(
    db: &mut PgConnection,
    sign_up: SignUpId,
    now: OffsetDateTime,
) -> sqlx::Result<Option<SignUpRow>> {
    sqlx::query_as!(
        SignUpRow,
        "delete from sign_ups
         where id = $1 and token_hash is null and expires_at > $2
         returning name, email, password_hash, team_id, zone",
        sign_up as SignUpId,
        now
    )
    .fetch_optional(db)
    .await
}

/// The address has an account now: whatever else was asked for with it is of no use.
pub async fn forget_address(db: &mut PgConnection, email: &WorkEmail) -> sqlx::Result<()> {
    sqlx::query!("delete from sign_ups where email = $1", email.as_str()).execute(db).await.map(drop)
}

/// Someone who waits to be let in.
pub struct WaitingSignUp {
    pub id: SignUpId,
    pub name: String,
    pub email: String,
    pub team: Option<String>,
    pub created_at: OffsetDateTime,
}

pub async fn waiting(db: &PgPool, now: OffsetDateTime) -> sqlx::Result<Vec<WaitingSignUp>> {
    sqlx::query_as!(
        WaitingSignUp,
        r#"select s.id, s.name, s.email, t.name as "team?", s.created_at
           from sign_ups s
           left join teams t on t.id = s.team_id
           where s.token_hash is null and s.expires_at > $1
           order by s.created_at, s.id
           limit 100"#,
        now
    )
    .fetch_all(db)
    .await
}

/// The password of someone who waits for an administrator.
pub async fn waiting_password(
    db: &PgPool,
    email: &WorkEmail,
    now: OffsetDateTime,
) -> sqlx::Result<Option<String>> {
    sqlx::query_scalar!(
        "select password_hash from sign_ups where email = $1 and token_hash is null and expires_at > $2",
        email.as_str(),
        now
    )
    .fetch_optional(db)
    .await
}

pub async fn forget_old(db: &PgPool, now: OffsetDateTime) -> Result<()> {
    Ok(sqlx::query!("delete from sign_ups where expires_at <= $1", now).execute(db).await.map(drop)?)
}
