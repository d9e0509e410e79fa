use sqlx::{PgConnection, PgExecutor, PgPool};
use time::OffsetDateTime;

use super::SignUpPolicy;
use crate::platform::error::Result;

/// The one row.
pub struct Organisation {
    pub name: String,
    pub zone: String,
    pub sign_up: SignUpPolicy,
    pub set_up_at: Option<OffsetDateTime>,
    pub demo: bool,
    /// Whose addresses may sign up; with none, all may.
    pub mail_domains: Vec<String>,
}

impl Organisation {
    /// May people make accounts by themselves? Never before set-up is done.
    pub fn lets_people_sign_up(&self) -> bool {
        self.set_up_at.is_some() && self.sign_up == SignUpPolicy::Open
    }
}

/// The organisation as it is now.
pub async fn load(db: &PgPool) -> Result<Organisation> {
    Ok(sqlx::query_as!(
        Organisation,
        "select name, zone, sign_up, set_up_at, demo, mail_domains from organisation"
    )
    .fetch_one(db)
    .await?)
}

pub async fn ensure(db: &PgPool, secret: &[u8]) -> sqlx::Result<()> {
    sqlx::query!("insert into organisation (link_secret) values ($1) on conflict (id) do nothing", secret)
        .execute(db)
        .await
        .map(drop)
}

pub async fn is_used(db: &PgPool) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select from people)
               or exists (select from organisation where set_up_at is not null) as "used!""#
    )
    .fetch_one(db)
    .await
}

pub async fn arm_set_up(db: &PgPool, token_hash: &[u8]) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update organisation set setup_hash = $1
         where not exists (select 1 from people where is_admin and deactivated_at is null)",
        token_hash
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn set_up_is_open(db: &PgPool, token_hash: &[u8]) -> sqlx::Result<bool> {
    sqlx::query_scalar!(
        r#"select exists (select 1 from organisation where setup_hash = $1) as "open!""#,
        token_hash
    )
    .fetch_one(db)
    .await
}

pub async fn finish_set_up(
    db: &mut PgConnection,
    token_hash: &[u8],
    now: OffsetDateTime,
) -> sqlx::Result<u64> {
    let done = sqlx::query!(
        "update organisation set setup_hash = null, set_up_at = coalesce(set_up_at, $2) where setup_hash = $1",
        token_hash,
        now
    )
    .execute(db)
    .await?;
    Ok(done.rows_affected())
}

pub async fn change(
    db: &mut PgConnection,
    name: &str,
    zone: &str,
    sign_up: SignUpPolicy,
) -> sqlx::Result<()> {
    sqlx::query!(
        "update organisation set name = $1, zone = $2, sign_up = $3",
        name,
        zone,
        sign_up as SignUpPolicy
    )
    .execute(db)
    .await
    .map(drop)
}

/// Whose addresses may sign up.
pub async fn set_mail_domains(db: &mut PgConnection, domains: &[String]) -> Result<()> {
    Ok(sqlx::query!("update organisation set mail_domains = $1", domains).execute(db).await.map(drop)?)
}

/// Marks the database as a made-up organisation's, so that the demo may rebuild it and nothing else may.
pub async fn mark_as_demo(db: &mut PgConnection, now: OffsetDateTime) -> Result<()> {
    Ok(sqlx::query!("update organisation set demo = true, set_up_at = $1, setup_hash = null", now)
        .execute(db)
        .await
        .map(drop)?)
}

/// The secret that signs links in mails: made on the first start, the same for every copy of the program.
pub async fn link_secret(db: impl PgExecutor<'_>) -> Result<Vec<u8>> {
    Ok(sqlx::query_scalar!("select link_secret from organisation").fetch_one(db).await?)
}
